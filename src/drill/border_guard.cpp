#include "drill/border_guard.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/order_reference.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t greeting_bytes = 4;
constexpr int messages_per_second_max = 45;
constexpr std::size_t of_kind_per_minute_max = 70;  // a picture a second is the most that anything can ask for
constexpr core::Duration life_age_max = 2s;

/// Codes that inform, by their ranges (IBKR "Message Codes"): whatever they say, no order ends by one.
bool only_informs(std::int32_t code) { return code == 399 || code == 404 || code == 10349 || (2100 <= code && code < 2200); }

std::int32_t signed_ratio(const tws::ComboLeg& leg, bool bought) {
  return (leg.action == "BUY") == bought ? leg.ratio : -leg.ratio;
}

}  // namespace

void BorderGuard::on_durable(const std::vector<trade::Record>& records, core::TimePoint now) {
  for (const trade::Record& record : records) {
    const auto read = trade::from_record(record);
    ASSERT(read.has_value(), "a record that was just written does not read back: {}", record.body);
    if (const auto* const started = std::get_if<trade::records::Started>(&*read)) journal_ = started->journal;
    if (const auto* const latch = std::get_if<trade::records::KillLatch>(&*read)) killed_ = latch->set;
    if (const auto* const intended = std::get_if<trade::records::Intended>(&*read))
      durable_.emplace(trade::order_reference(journal_, intended->order), *intended);
    if (const auto* const decided = std::get_if<trade::records::Decided>(&*read);
        decided != nullptr && decided->what == "gate" && decided->decision == "passed" && decided->ticket)
      passed_.insert(*decided->ticket);
    const auto* const learned = std::get_if<trade::records::Learned>(&*read);
    if (learned == nullptr) continue;
    if (learned->fact == trade::Fact::absent && !heard_.all_lists_ended_since(learned->at))
      violations_.add("UNKNOWN_NOT_EMPTY", now,
                      fmt::format("order {} is taken for absent and not all lists have ended", learned->order.value()));
    if (learned->fact != trade::Fact::noticed && learned->code && only_informs(*learned->code))
      violations_.add("NO_SIDE_EFFECT", now, fmt::format("code {} changed order {}", *learned->code, learned->order.value()));
  }
}

void BorderGuard::on_connection() {
  framer_ = {};
  greeting_.clear();
  window_read_ = false;
  began_.reset();
}

void BorderGuard::on_bytes_out(std::string_view bytes, int server_version, std::optional<core::TimePoint> last_frame,
                               core::TimePoint now) {
  const std::size_t missing = std::min(greeting_bytes - greeting_.size(), bytes.size());
  greeting_ += bytes.substr(0, missing);
  framer_.push(bytes.substr(missing));
  const Beginning here{now, last_frame};
  while (true) {
    const auto payload = framer_.next();
    if (!payload) return violations_.add("ENCODE_ONLY_VALID", now, payload.error().message);
    if (!*payload) break;
    const Beginning began = std::exchange(began_, std::nullopt).value_or(here);
    if (!window_read_)
      window_read_ = true;
    else
      on_message(**payload, server_version, began, now);
  }
  if (framer_.pending() != 0 && !began_) began_ = here;
}

void BorderGuard::count(std::size_t kind, core::TimePoint now) {
  ++messages_;
  recent_.push_back(now);
  while (now - recent_.front() >= 1s) recent_.pop_front();
  busiest_ = std::max(busiest_, static_cast<int>(recent_.size()));
  if (std::ssize(recent_) > messages_per_second_max)
    violations_.add("RATE", now, fmt::format("{} messages in a second", recent_.size()));
  auto& alike = recent_of_kind_[kind];
  alike.push_back(now);
  while (now - alike.front() >= 60s) alike.pop_front();
  if (alike.size() != of_kind_per_minute_max + 1) return;
  violations_.add("NO_SPIN", now, fmt::format("more than {} messages of kind {} in a minute", of_kind_per_minute_max, kind));
  alike.clear();
}

void BorderGuard::on_message(std::string_view payload, int server_version, const Beginning& began, core::TimePoint now) {
  const auto decoded = tws::decode_request(payload, server_version);
  if (!decoded) return violations_.add("ENCODE_ONLY_VALID", now, core::to_string(decoded.error()));
  count(decoded->message.index(), now);
  if (const auto* const start = std::get_if<tws::StartApi>(&decoded->message); start != nullptr && start->client_id != client_id_)
    violations_.add("NO_LOST_ORDER", now, fmt::format("client id {}: our orders are those of {}", start->client_id, client_id_));
  if (const auto* const cancel = std::get_if<tws::CancelOrder>(&decoded->message)) cancelled_.insert(cancel->order_id);
  if (std::holds_alternative<tws::GlobalCancel>(decoded->message))
    violations_.add("NO_LOST_ORDER", now, "a global cancel left: it would end the orders of others");
  const auto* const place = std::get_if<tws::PlaceOrder>(&decoded->message);
  if (place == nullptr) return;
  if (place->order.what_if)
    check_question(*place, now);
  else
    check_order(*place, began, now);
}

/// A question under an order's id would change that order.
void BorderGuard::check_question(const tws::PlaceOrder& message, core::TimePoint now) {
  if (!asked_ids_.insert(message.order_id).second || ordered_ids_.contains(message.order_id))
    violations_.add("NO_SIDE_EFFECT", now,
                    fmt::format("a what-if left under order id {}, which was used before", message.order_id));
  if (!message.order.order_ref.empty())
    violations_.add("NO_SIDE_EFFECT", now, fmt::format("a what-if names order '{}'", message.order.order_ref));
}

void BorderGuard::check_order(const tws::PlaceOrder& message, const Beginning& began, core::TimePoint now) {
  ++orders_sent_;
  const std::string& reference = message.order.order_ref;
  const auto intended = durable_.find(reference);
  if (intended == durable_.end())
    return violations_.add("NO_LOST_ORDER", now, fmt::format("order '{}' left and nothing on the disk asks for it", reference));
  if (!sent_.insert(reference).second) violations_.add("NO_DUP_ORDER", now, fmt::format("order '{}' left twice", reference));
  if (message.order_id <= last_id_)
    violations_.add("ID_MONOTONE", now, fmt::format("order id {} after {}", message.order_id, last_id_));
  last_id_ = std::max(last_id_, message.order_id);
  ordered_ids_.insert(message.order_id);
  if (asked_ids_.contains(message.order_id))
    violations_.add("NO_SIDE_EFFECT", now, fmt::format("order '{}' has id {}, as a what-if had", reference, message.order_id));
  if (message.order.account != account_)
    violations_.add("ACCOUNT_GUARD", now, fmt::format("order '{}' names account {}", reference, message.order.account));
  if (!began.last_frame || began.at - *began.last_frame > life_age_max)
    violations_.add("NOT_READY_NO_SEND", now, fmt::format("order '{}' left without a sign of life in the last 2 s", reference));
  const trade::records::Intended& meant = intended->second;
  if (!passed_.contains(meant.ticket))
    violations_.add("GATE_ALWAYS", now,
                    fmt::format("order '{}' left and the gate never let ticket {} pass", reference, meant.ticket.value()));
  if (killed_ && meant.intent.effect == trade::Effect::opens)
    violations_.add("KILL", now, fmt::format("order '{}' opens and left after the kill latch was durable", reference));
  check_terms(message, meant.intent, now);
}

/// Contracts, ratios, signs, price, quantity and life of the order as recorded, whichever way the bag is written.
void BorderGuard::check_terms(const tws::PlaceOrder& message, const trade::records::IntentText& meant, core::TimePoint now) {
  const tws::Order& order = message.order;
  const auto wrong = [&](std::string_view what) {
    violations_.add("ENCODE_ONLY_VALID", now, fmt::format("order '{}': its {} is not what was recorded", order.order_ref, what));
  };
  const bool bought = order.action == "BUY", is_bag = message.contract.security_type == "BAG";
  std::map<std::int64_t, std::int32_t> sent, wanted;
  if (is_bag)
    for (const tws::ComboLeg& leg : message.contract.combo_legs) sent[leg.contract_id] += signed_ratio(leg, bought);
  else
    sent[message.contract.contract_id] = bought ? 1 : -1;
  for (const auto& leg : meant.legs) wanted[leg.contract.value()] += leg.ratio;
  if (sent != wanted || is_bag != (meant.legs.size() > 1)) wrong("legs");
  if (order.order_type != "LMT" || !order.limit_price) return wrong("kind of order");
  const double cost = meant.limit.to_double() * (meant.side == trade::Side::credit ? -1 : 1);
  const double paid = bought ? *order.limit_price : -*order.limit_price;
  if (std::abs(cost - paid) > 1e-9) wrong("price");
  if (order.total_quantity != tws::Decimal(meant.quantity)) wrong("quantity");
  if (order.time_in_force != to_string(meant.tif)) wrong("time in force");
}

}  // namespace legwork::drill
