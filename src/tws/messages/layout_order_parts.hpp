// Groups of order fields that lie next to each other both in placeOrder and in openOrder and completedOrder. Functions over a visitor
// (visitors.hpp); no state, no cost of their own.
#pragma once

#include "tws/messages/layout_contract.hpp"
#include "tws/messages/order.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

/// An order's legs have eight fields each, those of market data four (layout_short_legs).
template <class V>
void layout_order_leg(V& v, ComboLeg& leg) {
  v("contract_id", leg.contract_id);
  v("ratio", leg.ratio);
  v("action", leg.action);
  v("exchange", leg.exchange);
  v("open_close", leg.open_close);
  v("short_sale_slot", leg.short_sale_slot);
  v("designated_location", leg.designated_location);
  v("exempt_code", leg.exempt_code);
}

/// Legs, a price for each (or none: the combo has one price), and routing parameters such as NonGuaranteed=1.
template <class V>
void layout_combo(V& v, Contract& c, Order& o) {
  v.list("combo_legs", c.combo_legs, [](auto& w, ComboLeg& leg) { layout_order_leg(w, leg); });
  v.list("combo_leg_prices", o.combo_leg_prices, [](auto& w, std::optional<double>& price) { w("price", price); });
  v.list("smart_combo_routing_params", o.smart_combo_routing_params, [](auto& w, TagValue& p) { layout_tag_value(w, p); });
}

/// `unset`: how the two level sizes write it. The increment is empty in every recording.
template <class V>
void layout_scale(V& v, Order& o, Unset unset) {
  v("scale_init_level_size", o.scale_init_level_size, unset);
  v("scale_subs_level_size", o.scale_subs_level_size, unset);
  v("scale_price_increment", o.scale_price_increment);
  v.when("scale_price_increment > 0", o.scale_price_increment.value_or(0) > 0, [&] {
    v("scale_price_adjust_value", o.scale_price_adjust_value);
    v("scale_price_adjust_interval", o.scale_price_adjust_interval);
    v("scale_profit_offset", o.scale_profit_offset);
    v("scale_auto_reset", o.scale_auto_reset);
    v("scale_init_position", o.scale_init_position);
    v("scale_init_fill_quantity", o.scale_init_fill_quantity);
    v("scale_random_percent", o.scale_random_percent);
  });
}

template <class V>
void layout_hedge(V& v, Order& o) {
  v("hedge_type", o.hedge_type);
  v.when("hedge_type is set", !o.hedge_type.empty(), [&] { v("hedge_param", o.hedge_param); });
}

template <class V>
void layout_algorithm(V& v, Order& o) {
  v("algo_strategy", o.algo_strategy);
  v.when("algo_strategy is set", !o.algo_strategy.empty(),
         [&] { v.list("algo_params", o.algo_params, [](auto& w, TagValue& p) { layout_tag_value(w, p); }); });
}

}  // namespace legwork::tws
