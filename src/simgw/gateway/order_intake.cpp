#include "simgw/gateway/order_intake.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "simgw/gateway/contract_lookup.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

using MaybeReject = std::optional<Reject>;

Reject invalid(const std::string& cause) { return {321, "Error validating request.-'bW' : cause - " + cause}; }

/// Dollars of the wire to exact prices; binary noise beyond the ninth decimal is not part of a price.
std::optional<market::Price> price_of(std::optional<double> usd) {
  if (!usd || !std::isfinite(*usd) || std::abs(*usd) > 1e9) return std::nullopt;
  return market::Price::from_nanos(std::llround(*usd * 1e9));
}

MaybeReject read_side(const tws::Order& order, OrderTerms& terms) {
  if (order.action == "BUY")
    terms.side = Side::buy;
  else if (order.action == "SELL" || order.action == "SSHORT")
    terms.side = Side::sell;
  else
    return Reject{303, fmt::format("Invalid action: '{}'.", order.action)};
  return std::nullopt;
}

MaybeReject read_quantity(const tws::Order& order, OrderTerms& terms) {
  const double quantity = tws::to_double(order.total_quantity);
  if (quantity != std::floor(quantity))
    return Reject{10243, "Fractional-sized order cannot be placed via API. Please use desktop version instead."};
  if (std::abs(quantity) > 1e9) return invalid("The size is too large.");
  terms.quantity = static_cast<std::int64_t>(quantity);
  return std::nullopt;
}

MaybeReject read_type(const tws::Order& order, OrderTerms& terms) {
  const auto type = parse_order_type(order.order_type);
  if (!type) return Reject{387, "Unsupported order type for this exchange and security type."};
  terms.type = *type;
  const bool has_limit = *type == OrderType::limit || *type == OrderType::stop_limit || *type == OrderType::midprice;
  const bool has_stop = *type == OrderType::stop || *type == OrderType::stop_limit;
  if (has_limit) terms.limit = price_of(order.limit_price);
  if (has_stop) terms.stop = price_of(order.aux_price);
  // MIDPRICE without a cap travels as 0.
  if (*type == OrderType::midprice && terms.limit && terms.limit->nanos() == 0) terms.limit.reset();
  return std::nullopt;
}

MaybeReject read_time(const std::string& text, const char* what, std::optional<core::TimePoint>& out) {
  if (text.empty()) return std::nullopt;
  bool had_zone = false;
  out = parse_wire_time(text, had_zone);
  if (!out)
    return Reject{
        391, fmt::format("The {} is invalid. Format is yyyymmdd hh:mm:ss xxxxxx where yyyymmdd and xxxxxx are optional.", what)};
  return std::nullopt;
}

MaybeReject read_times(const tws::Order& order, OrderTerms& terms) {
  if (order.time_in_force.empty()) return Reject{10052, "Invalid time in force:"};
  const auto tif = parse_time_in_force(order.time_in_force);
  if (!tif) return Reject{10052, "Invalid time in force:" + order.time_in_force};
  terms.tif = *tif;
  if (auto problem = read_time(order.good_till_date, "good till date", terms.good_till)) return problem;
  if (auto problem = read_time(order.good_after_time, "good after time", terms.good_after)) return problem;
  if (terms.tif == TimeInForce::gtd && !terms.good_till) return Reject{337, "Good till date is missing."};
  return std::nullopt;
}

MaybeReject read_account(const tws::Order& order, const std::vector<std::string>& accounts, OrderTerms& terms) {
  terms.account = order.account;
  if (!terms.account.empty()) return std::nullopt;
  if (accounts.size() != 1) return Reject{435, "You must specify an account."};
  terms.account = accounts.front();
  return std::nullopt;
}

void read_links(const tws::Order& order, OrderTerms& terms) {
  terms.oca_group = order.oca_group;
  if (order.oca_type >= 1 && order.oca_type <= 3) terms.oca_type = static_cast<OcaType>(order.oca_type);
  terms.parent_id = order.parent_id;
  terms.transmit = order.transmit;
  terms.what_if = order.what_if;
  terms.all_or_none = order.all_or_none;
  terms.outside_hours = order.outside_rth;
}

MaybeReject read_contract(const tws::PlaceOrder& message, const World& world, OrderTerms& terms) {
  terms.symbol = message.contract.symbol;
  if (message.contract.security_type == "BAG") {
    auto legs = read_combo_legs(message.contract, world);
    if (auto* reject = std::get_if<Reject>(&legs)) return *reject;
    terms.legs = std::get<std::vector<TermsLeg>>(std::move(legs));
    terms.is_combo = true;
    terms.symbol = world.find(terms.legs.front().con_id)->terms->symbol;
    return std::nullopt;
  }
  const Instrument* instrument = find_contract(message.contract, world);
  if (instrument == nullptr) return Reject{200, "No security definition has been found for the request"};
  terms.legs = {{instrument->con_id, 1}};
  terms.symbol = instrument->terms->symbol;
  return std::nullopt;
}

MaybeReject check_combo_prices(const tws::PlaceOrder& message, const OrderTerms& terms) {
  if (!terms.is_combo) return std::nullopt;
  bool per_leg = false;
  for (const auto& price : message.order.combo_leg_prices) per_leg = per_leg || price.has_value();
  if (per_leg && message.order.limit_price && *message.order.limit_price != 0) {
    return Reject{10058, "Per leg prices and a price of the combination cannot be given together."};
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::vector<TermsLeg>, Reject> read_combo_legs(const tws::Contract& combo, const World& world) {
  if (combo.combo_legs.size() < 2) return Reject{312, "The combo details are missing."};
  std::vector<TermsLeg> legs;
  std::string symbol;
  for (const tws::ComboLeg& leg : combo.combo_legs) {
    const Instrument* instrument = world.find(leg.contract_id);
    if (instrument == nullptr) return Reject{200, "No security definition has been found for the request"};
    if (leg.ratio <= 0) return Reject{314, fmt::format("The ratio of the combo leg with conid {} is invalid.", leg.contract_id)};
    if (leg.action != "BUY" && leg.action != "SELL" && leg.action != "SSHORT")
      return Reject{303, fmt::format("Invalid action: '{}'.", leg.action)};
    if (!symbol.empty() && symbol != instrument->terms->symbol) return Reject{313, "The combo legs have different underlyings."};
    symbol = instrument->terms->symbol;
    for (const TermsLeg& other : legs) {
      if (other.con_id == leg.contract_id) return Reject{313, "A contract appears twice in the combo."};
    }
    legs.push_back({leg.contract_id, leg.action == "BUY" ? leg.ratio : -leg.ratio});
  }
  return legs;
}

std::variant<OrderTerms, Reject> read_order(const tws::PlaceOrder& message, const World& world,
                                            const std::vector<std::string>& accounts) {
  OrderTerms terms;
  const tws::Order& order = message.order;
  read_links(order, terms);
  MaybeReject problem = read_contract(message, world, terms);
  if (!problem) problem = read_side(order, terms);
  if (!problem) problem = read_quantity(order, terms);
  if (!problem) problem = read_type(order, terms);
  if (!problem) problem = read_times(order, terms);
  if (!problem) problem = read_account(order, accounts, terms);
  if (!problem) problem = check_combo_prices(message, terms);
  if (problem) return *problem;
  return terms;
}

}  // namespace legwork::simgw
