// Layout of an order's conditions and of the adjusted-order fields behind them, shared by placeOrder, openOrder and completedOrder.
// Functions over a visitor (visitors.hpp); no state, no cost of their own.
#pragma once

#include "tws/messages/order.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

/// "PEG BENCH" is the documented spelling; the vendor's clients understand the one without the blank as well.
inline bool is_pegged_to_benchmark(const std::string& order_type) { return order_type == "PEG BENCH" || order_type == "PEGBENCH"; }
inline bool is_pegged_to_best(const std::string& order_type) { return order_type == "PEG BEST" || order_type == "PEGBEST"; }
inline bool is_pegged_to_midpoint(const std::string& order_type) { return order_type == "PEG MID" || order_type == "PEGMID"; }

/// Operator, then value, then contract: the order of the vendor's Java, C++ and Python clients and of ib_async. The Go port
/// (scmhub/ibapi price_condition.go and its siblings) puts the value last and is no reference here.
template <class V>
void layout_condition(V& v, OrderCondition& c) {
  using Type = OrderCondition::Type;
  v("type", c.type);
  const bool of_contract = c.type == Type::price || c.type == Type::volume || c.type == Type::percent_change;
  if (!of_contract && c.type != Type::execution && c.type != Type::time && c.type != Type::margin)
    v.invalid("type", "is no condition type (1, 3, 4, 5, 6 or 7)");
  v.choice("is_conjunction", c.is_conjunction, "a", "o");
  v.when("an execution", c.type == Type::execution, [&] {
    v("security_type", c.security_type);
    v("exchange", c.exchange);
    v("symbol", c.symbol);
  });
  v.when("not an execution", c.type != Type::execution, [&] { v("is_more", c.is_more); });
  v.when("a price", c.type == Type::price, [&] { v("price", c.price); });
  v.when("a time", c.type == Type::time, [&] { v("time", c.time); });
  v.when("a margin cushion", c.type == Type::margin, [&] { v("margin_percent", c.margin_percent); });
  v.when("a volume", c.type == Type::volume, [&] { v("volume", c.volume); });
  v.when("a change in percent", c.type == Type::percent_change, [&] { v("change_percent", c.change_percent); });
  v.when("of a contract", of_contract, [&] {
    v("contract_id", c.contract_id);
    v("exchange", c.exchange);
  });
  v.when("a price", c.type == Type::price, [&] { v("trigger_method", c.trigger_method); });
}

template <class V>
void layout_conditions(V& v, Order& o) {
  v.list("conditions", o.conditions, [](auto& w, OrderCondition& c) { layout_condition(w, c); });
  v.when("there are conditions", !o.conditions.empty(), [&] {
    v("conditions_ignore_rth", o.conditions_ignore_rth);
    v("conditions_cancel_order", o.conditions_cancel_order);
  });
}

template <class V>
void layout_pegged_to_benchmark(V& v, Order& o) {
  v.when("order_type is PEG BENCH", is_pegged_to_benchmark(o.order_type), [&] {
    v("reference_contract_id", o.reference_contract_id);
    v("is_pegged_change_amount_decrease", o.is_pegged_change_amount_decrease);
    v("pegged_change_amount", o.pegged_change_amount);
    v("reference_change_amount", o.reference_change_amount);
    v("reference_exchange", o.reference_exchange);
  });
}

/// Unset travels as nothing in requests and as the sentinel in answers.
template <class V>
void layout_adjusted_stops(V& v, Order& o, Unset unset) {
  v("adjusted_stop_price", o.adjusted_stop_price, unset);
  v("adjusted_stop_limit_price", o.adjusted_stop_limit_price, unset);
  v("adjusted_trailing_amount", o.adjusted_trailing_amount, unset);
  v("adjustable_trailing_unit", o.adjustable_trailing_unit);
}

}  // namespace legwork::tws
