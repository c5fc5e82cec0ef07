#include "desk/ib_order.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "desk/wire_text.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::desk {
namespace {

using trade::Intent;
using trade::OrderLeg;
using trade::TimeInForce;

constexpr const char* route = "SMART";
constexpr std::int32_t oca_cancels_with_block = 1;  // of an OCA group one order at a time is at an exchange: no over-fill by racing

std::int32_t number(trade::ContractId id) {
  ASSERT(id.value() > 0 && id.value() <= std::numeric_limits<std::int32_t>::max(), "{} is no contract number of the wire",
         id.value());
  return static_cast<std::int32_t>(id.value());
}

std::string date_text(market::Date date) {
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

tws::Contract bag_of(const Intent& intent) {
  tws::Contract bag;
  bag.symbol = intent.legs().front().instrument.underlying;
  bag.security_type = "BAG";
  bag.exchange = route;
  bag.currency = "USD";
  for (const OrderLeg& leg : intent.legs())
    bag.combo_legs.push_back({.contract_id = number(leg.instrument.id),
                              .ratio = std::abs(leg.ratio),
                              .action = leg.ratio > 0 ? "BUY" : "SELL",
                              .exchange = route,
                              .designated_location = {}});
  return bag;
}

std::string_view word(TimeInForce::Kind kind) {
  switch (kind) {
    case TimeInForce::Kind::day: return "DAY";
    case TimeInForce::Kind::gtc: return "GTC";
    case TimeInForce::Kind::gtd: return "GTD";
  }
  ASSERT(false, "time in force {} has no word", static_cast<int>(kind));
  return "";
}

bool is_single(const Intent& intent) { return intent.legs().size() == 1; }

/// Of a leg alone: its own side and price; of a combo: bought at its signed cost.
double limit_of(const Intent& intent) {
  const market::Price cost = intent.limit().signed_cost();
  return is_single(intent) ? intent.limit().amount().to_double() : cost.to_double();
}
std::string_view action_of(const Intent& intent) { return is_single(intent) && intent.legs().front().ratio < 0 ? "SELL" : "BUY"; }

core::Error differs(std::string_view field, const std::string& sent, const std::string& meant) {
  return {core::ErrorCode::invalid_argument,
          fmt::format("the encoded order says '{}' and was meant to say '{}'", sent, meant),
          {"", 0, 0, std::string(field)}};
}

template <class T>
core::Result<void> same(std::string_view field, const T& sent, const T& meant) {
  if (sent == meant) return {};
  return differs(field, fmt::format("{}", sent), fmt::format("{}", meant));
}

/// Legs by their numbers alone: that is what the broker goes by.
core::Result<void> check_legs(const tws::Contract& sent, const Intent& meant) {
  if (is_single(meant)) return same<std::int64_t>("contract", sent.contract_id, meant.legs().front().instrument.id.value());
  if (auto bag = same<std::string_view>("security type", sent.security_type, "BAG"); !bag) return bag;
  if (auto count = same("legs", sent.combo_legs.size(), meant.legs().size()); !count) return count;
  for (const OrderLeg& leg : meant.legs()) {
    const auto at = std::ranges::find(sent.combo_legs, leg.instrument.id.value(), &tws::ComboLeg::contract_id);
    if (at == sent.combo_legs.end()) return differs("legs", "another contract", to_string(leg.instrument));
    const std::int32_t ratio = at->action == "BUY" ? at->ratio : -at->ratio;
    if (auto equal = same(to_string(leg.instrument), ratio, leg.ratio); !equal) return equal;
  }
  return {};
}

core::Result<void> check_terms(const tws::PlaceOrder& sent, const trade::Submit& meant, bool is_question) {
  const tws::Order& order = sent.order;
  const Intent& intent = meant.intent;
  const auto limit = order.limit_price ? price_of(*order.limit_price) : std::nullopt;
  const market::Price wanted = price_of(limit_of(intent)).value_or(market::Price());
  const std::string until = intent.tif().kind == TimeInForce::Kind::gtd ? utc_text(intent.tif().until) : "";
  const core::Result<void> checks[] = {
      same<std::string_view>("action", order.action, action_of(intent)),
      limit && *limit == wanted ? core::Result<void>() : differs("limit", limit ? limit->to_string() : "none", wanted.to_string()),
      order.total_quantity == tws::Decimal(intent.quantity())
          ? core::Result<void>()
          : differs("quantity", to_string(order.total_quantity), fmt::format("{}", intent.quantity())),
      same<std::string_view>("order type", order.order_type, "LMT"),
      same<std::string_view>("time in force", order.time_in_force, word(intent.tif().kind)),
      same<std::string_view>("good till date", order.good_till_date, until),
      same<std::string_view>("account", order.account, intent.account()),
      same<std::string_view>("order reference", order.order_ref, meant.reference),
      same<std::string_view>("OCA group", order.oca_group, meant.oca_group),
      same("order id", sent.order_id, meant.order_id.value()),
      same("transmit", order.transmit, true),
      same("what-if", order.what_if, is_question),
      same("outside regular hours", order.outside_rth, false),
  };
  for (const core::Result<void>& check : checks)
    if (!check) return check;
  return {};
}

core::Result<void> check_bytes(std::string_view payload, int server_version, const trade::Submit& meant, bool is_question) {
  const auto decoded = tws::decode_request(payload, server_version);
  if (!decoded) return decoded.error();
  if (!decoded->surplus.empty())
    return differs("message", fmt::format("{} fields too many", decoded->surplus.size()), "placeOrder");
  const auto* const sent = std::get_if<tws::PlaceOrder>(&decoded->message);
  if (sent == nullptr) return differs("message", tws::name_of(decoded->message), "placeOrder");
  if (auto legs = check_legs(sent->contract, meant.intent); !legs) return legs;
  return check_terms(*sent, meant, is_question);
}

trade::Submit as_submit(const trade::AskWhatIf& question) { return {{}, question.order_id, {}, {}, question.intent, {}}; }

}  // namespace

tws::Contract to_contract(const trade::Instrument& instrument) {
  tws::Contract contract;
  contract.contract_id = number(instrument.id);
  contract.symbol = instrument.underlying;
  contract.security_type = instrument.option ? "OPT" : "STK";
  contract.exchange = route;
  contract.currency = "USD";
  if (!instrument.option) return contract;
  const market::Contract& option = *instrument.option;
  contract.last_trade_date_or_month = date_text(option.expiry);
  contract.strike = option.strike.to_double();
  contract.right = option.right == core::Right::call ? "C" : "P";
  contract.multiplier = fmt::format("{}", option.multiplier);
  contract.trading_class = option.trading_class;
  return contract;
}

std::string describe(const tws::Contract& contract) {
  if (contract.security_type != "OPT") return fmt::format("{} {}", contract.symbol, contract.security_type);
  return fmt::format("{} {} {} {}", contract.symbol, contract.last_trade_date_or_month, contract.strike, contract.right);
}

tws::PlaceOrder to_wire(const trade::Submit& submit) {
  const Intent& intent = submit.intent;
  ASSERT(intent.shape() != trade::Shape::exercise, "an exercise is no placeOrder");
  tws::PlaceOrder message;
  message.order_id = submit.order_id.value();
  message.contract = is_single(intent) ? to_contract(intent.legs().front().instrument) : bag_of(intent);
  tws::Order& order = message.order;
  order.action = action_of(intent);
  order.total_quantity = tws::Decimal(intent.quantity());
  order.order_type = "LMT";
  order.limit_price = limit_of(intent);
  order.time_in_force = word(intent.tif().kind);
  if (intent.tif().kind == TimeInForce::Kind::gtd) order.good_till_date = utc_text(intent.tif().until);
  order.account = intent.account();
  order.order_ref = submit.reference;
  order.oca_group = submit.oca_group;
  if (!submit.oca_group.empty()) order.oca_type = oca_cancels_with_block;
  return message;
}

tws::ExerciseOptions to_exercise(const Intent& intent) {
  ASSERT(intent.shape() == trade::Shape::exercise, "{} is no exercise", to_string(intent));
  tws::ExerciseOptions message;
  message.contract = to_contract(intent.legs().front().instrument);
  message.quantity = static_cast<std::int32_t>(intent.quantity());
  message.account = intent.account();
  return message;
}

tws::PlaceOrder to_wire(const trade::AskWhatIf& question) {
  tws::PlaceOrder message = to_wire(as_submit(question));
  message.order.what_if = true;
  return message;
}

core::Result<void> check_sent(std::string_view payload, int server_version, const trade::Submit& meant) {
  return check_bytes(payload, server_version, meant, false);
}

core::Result<void> check_asked(std::string_view payload, int server_version, const trade::AskWhatIf& meant) {
  return check_bytes(payload, server_version, as_submit(meant), true);
}

}  // namespace legwork::desk
