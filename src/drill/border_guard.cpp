#include "drill/border_guard.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t greeting_bytes = 4;
constexpr int messages_per_second_max = 45;
constexpr core::Duration life_age_max = 2s;

}  // namespace

void BorderGuard::on_durable(const std::vector<trade::Record>& records) {
  for (const trade::Record& record : records) {
    const auto read = trade::from_record(record);
    ASSERT(read.has_value(), "a record that was just written does not read back: {}", record.body);
    if (const auto* const started = std::get_if<trade::records::Started>(&*read)) journal_ = started->journal;
    if (const auto* const latch = std::get_if<trade::records::KillLatch>(&*read)) killed_ = latch->set;
    if (const auto* const intended = std::get_if<trade::records::Intended>(&*read))
      durable_.emplace(fmt::format("LW{}-{}", journal_, intended->order.value()), *intended);
  }
}

void BorderGuard::on_connection() {
  framer_ = {};
  greeting_.clear();
  window_read_ = false;
}

void BorderGuard::on_bytes_out(std::string_view bytes, int server_version, std::optional<core::TimePoint> last_frame,
                               core::TimePoint now) {
  const std::size_t missing = std::min(greeting_bytes - greeting_.size(), bytes.size());
  greeting_ += bytes.substr(0, missing);
  framer_.push(bytes.substr(missing));
  while (true) {
    const auto payload = framer_.next();
    if (!payload) return violations_.add("ENCODE_ONLY_VALID", now, payload.error().message);
    if (!*payload) return;
    if (!window_read_)
      window_read_ = true;
    else
      on_message(**payload, server_version, last_frame, now);
  }
}

void BorderGuard::count(core::TimePoint now) {
  ++messages_;
  recent_.push_back(now);
  while (now - recent_.front() >= 1s) recent_.pop_front();
  busiest_ = std::max(busiest_, static_cast<int>(recent_.size()));
  if (std::ssize(recent_) > messages_per_second_max)
    violations_.add("RATE", now, fmt::format("{} messages in a second", recent_.size()));
}

void BorderGuard::on_message(std::string_view payload, int server_version, std::optional<core::TimePoint> last_frame,
                             core::TimePoint now) {
  count(now);
  const auto decoded = tws::decode_request(payload, server_version);
  if (!decoded) return violations_.add("ENCODE_ONLY_VALID", now, core::to_string(decoded.error()));
  const auto* const place = std::get_if<tws::PlaceOrder>(&decoded->message);
  if (place != nullptr && !place->order.what_if) check_order(*place, last_frame, now);
}

void BorderGuard::check_order(const tws::PlaceOrder& message, std::optional<core::TimePoint> last_frame, core::TimePoint now) {
  ++orders_sent_;
  const std::string& reference = message.order.order_ref;
  const auto intended = durable_.find(reference);
  if (intended == durable_.end())
    return violations_.add("NO_LOST_ORDER", now, fmt::format("order '{}' left and nothing on the disk asks for it", reference));
  if (!sent_.insert(reference).second) violations_.add("NO_DUP_ORDER", now, fmt::format("order '{}' left twice", reference));
  if (message.order_id <= last_id_)
    violations_.add("ID_MONOTONE", now, fmt::format("order id {} after {}", message.order_id, last_id_));
  last_id_ = std::max(last_id_, message.order_id);
  if (message.order.account != account_)
    violations_.add("ACCOUNT_GUARD", now, fmt::format("order '{}' names account {}", reference, message.order.account));
  if (!last_frame || now - *last_frame > life_age_max)
    violations_.add("NOT_READY_NO_SEND", now, fmt::format("order '{}' left without a sign of life in the last 2 s", reference));
  const trade::records::Intended& meant = intended->second;
  if (killed_ && meant.intent.effect == trade::Effect::opens)
    violations_.add("KILL", now, fmt::format("order '{}' opens and left after the kill latch was durable", reference));
  const bool is_limit = message.order.order_type == "LMT" && message.order.limit_price && !message.order.time_in_force.empty();
  const bool is_shape = message.contract.security_type == "BAG" ? message.contract.combo_legs.size() == meant.intent.legs.size()
                                                                : meant.intent.legs.size() == 1;
  if (!is_limit || !is_shape || message.order.total_quantity != tws::Decimal(meant.intent.quantity))
    violations_.add("ENCODE_ONLY_VALID", now, fmt::format("order '{}' is not what was recorded", reference));
}

}  // namespace legwork::drill
