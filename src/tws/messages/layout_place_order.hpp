// Layout of placeOrder, request 3, in the fifteen groups of the field table in docs/protocol.md. It has had no version field since
// server version 145. Unset numbers go as empty fields; the vendor's clients send some of them as sentinels, which reads the same.
#pragma once

#include <cmath>

#include "tws/messages/layout_contract.hpp"
#include "tws/messages/layout_order_conditions.hpp"
#include "tws/messages/layout_order_messages.hpp"
#include "tws/messages/layout_order_parts.hpp"
#include "tws/messages/order_messages.hpp"

namespace legwork::tws {

/// Group 2.
template <class V>
void layout_placed_terms(V& v, Order& o) {
  v("action", o.action);
  v("total_quantity", o.total_quantity);
  v("order_type", o.order_type);
  v("limit_price", o.limit_price);
  v("aux_price", o.aux_price);
  v("time_in_force", o.time_in_force);
  v("oca_group", o.oca_group);
  v("account", o.account);
  v("open_close", o.open_close);
  v("origin", o.origin);
  v("order_ref", o.order_ref);
  v("transmit", o.transmit);
  v("parent_id", o.parent_id);
  v("block_order", o.block_order);
  v("sweep_to_fill", o.sweep_to_fill);
  v("display_size", o.display_size);
  v("trigger_method", o.trigger_method);
  v("outside_rth", o.outside_rth);
  v("hidden", o.hidden);
}

/// Groups 4 and 5.
template <class V>
void layout_placed_attributes(V& v, Order& o) {
  v.fixed("shares_allocation_unused", "");
  v("discretionary_amount", o.discretionary_amount);
  v("good_after_time", o.good_after_time);
  v("good_till_date", o.good_till_date);
  v("fa_group", o.fa_group);
  v("fa_method", o.fa_method);
  v("fa_percentage", o.fa_percentage);
  if (v.version() < 177) v("fa_profile", o.fa_profile);
  v("model_code", o.model_code);
  v("short_sale_slot", o.short_sale_slot);
  v("designated_location", o.designated_location);
  v("exempt_code", o.exempt_code);
  v("oca_type", o.oca_type);
  v("rule80a", o.rule80a);
  v("settling_firm", o.settling_firm);
  v("all_or_none", o.all_or_none);
  v("min_quantity", o.min_quantity);
  v("percent_offset", o.percent_offset);
  v("e_trade_only", o.e_trade_only);
  v("firm_quote_only", o.firm_quote_only);
  v("nbbo_price_cap", o.nbbo_price_cap);
}

/// Groups 6 and 7.
template <class V>
void layout_placed_auction_and_volatility(V& v, Order& o) {
  v("auction_strategy", o.auction_strategy);
  v("starting_price", o.starting_price);
  v("stock_reference_price", o.stock_reference_price);
  v("delta", o.delta);
  v("stock_range_lower", o.stock_range_lower);
  v("stock_range_upper", o.stock_range_upper);
  v("override_percentage_constraints", o.override_percentage_constraints);
  v("volatility", o.volatility);
  v("volatility_type", o.volatility_type);
  v("delta_neutral_order_type", o.delta_neutral_order_type);
  v("delta_neutral_aux_price", o.delta_neutral_aux_price);
  v.when("delta_neutral_order_type is set", !o.delta_neutral_order_type.empty(), [&] {
    v("delta_neutral_contract_id", o.delta_neutral_contract_id);
    v("delta_neutral_settling_firm", o.delta_neutral_settling_firm);
    v("delta_neutral_clearing_account", o.delta_neutral_clearing_account);
    v("delta_neutral_clearing_intent", o.delta_neutral_clearing_intent);
    v("delta_neutral_open_close", o.delta_neutral_open_close);
    v("delta_neutral_short_sale", o.delta_neutral_short_sale);
    v("delta_neutral_short_sale_slot", o.delta_neutral_short_sale_slot);
    v("delta_neutral_designated_location", o.delta_neutral_designated_location);
  });
  v("continuous_update", o.continuous_update);
  v("reference_price_type", o.reference_price_type);
}

/// Groups 8, 9 and 10.
template <class V>
void layout_placed_strategy(V& v, Contract& c, Order& o) {
  v("trail_stop_price", o.trail_stop_price);
  v("trailing_percent", o.trailing_percent);
  layout_scale(v, o, Unset::empty);
  v("scale_table", o.scale_table);
  v("active_start_time", o.active_start_time);
  v("active_stop_time", o.active_stop_time);
  layout_hedge(v, o);
  v("opt_out_smart_routing", o.opt_out_smart_routing);
  v("clearing_account", o.clearing_account);
  v("clearing_intent", o.clearing_intent);
  v("not_held", o.not_held);
  layout_delta_neutral(v, c);
  layout_algorithm(v, o);
  v("algo_id", o.algo_id);
  v("what_if", o.what_if);
  v("misc_options", o.misc_options);
  v("solicited", o.solicited);
  v("randomize_size", o.randomize_size);
  v("randomize_price", o.randomize_price);
}

/// Groups 11, 12 and 13.
template <class V>
void layout_placed_conditions(V& v, Order& o) {
  layout_pegged_to_benchmark(v, o);
  layout_conditions(v, o);
  v("adjusted_order_type", o.adjusted_order_type);
  v("trigger_price", o.trigger_price);
  v("limit_price_offset", o.limit_price_offset);
  layout_adjusted_stops(v, o, Unset::empty);
  v("ext_operator", o.ext_operator);
  v("soft_dollar_tier_name", o.soft_dollar_tier.name);
  v("soft_dollar_tier_value", o.soft_dollar_tier.value);
  v("cash_quantity", o.cash_quantity);
  v("mifid2_decision_maker", o.mifid2_decision_maker);
  v("mifid2_decision_algo", o.mifid2_decision_algo);
  v("mifid2_execution_trader", o.mifid2_execution_trader);
  v("mifid2_execution_algo", o.mifid2_execution_algo);
  v("dont_use_auto_price_for_hedge", o.dont_use_auto_price_for_hedge);
  v("is_oms_container", o.is_oms_container);
  v("discretionary_up_to_limit_price", o.discretionary_up_to_limit_price);
  v("use_price_management_algo", o.use_price_management_algo);
}

/// The end of group 14, from 170: which of the five travel depends on exchange and order type; answers carry all five always.
template <class V>
void layout_placed_peg_offsets(V& v, const Contract& c, Order& o) {
  v.when("exchange is IBKRATS", c.exchange == "IBKRATS", [&] { v("min_trade_quantity", o.min_trade_quantity); });
  const bool to_best = is_pegged_to_best(o.order_type);
  v.when("order_type is PEG BEST", to_best, [&] {
    v("min_compete_size", o.min_compete_size);
    v("compete_against_best_offset", o.compete_against_best_offset);
  });
  const bool up_to_mid = to_best && o.compete_against_best_offset && std::isinf(*o.compete_against_best_offset);
  v.when("order_type is PEG MID, or PEG BEST up to mid (an infinite offset)", up_to_mid || is_pegged_to_midpoint(o.order_type),
         [&] {
           v("mid_offset_at_whole", o.mid_offset_at_whole);
           v("mid_offset_at_half", o.mid_offset_at_half);
         });
}

/// Groups 14 and 15.
template <class V>
void layout_placed_additions(V& v, const Contract& c, Order& o) {
  if (v.version() >= 158) v("duration", o.duration);
  if (v.version() >= 160) v("post_to_ats", o.post_to_ats);
  if (v.version() >= 162) v("auto_cancel_parent", o.auto_cancel_parent);
  if (v.version() >= 166) v("advanced_error_override", o.advanced_error_override);
  if (v.version() >= 169) v("manual_order_time", o.manual_order_time);
  if (v.version() >= 170) layout_placed_peg_offsets(v, c, o);
  if (v.version() >= 183) v("customer_account", o.customer_account);
  if (v.version() >= 184) v("professional_customer", o.professional_customer);
  if (v.version() >= quote_request_fields_from && v.version() < quote_request_fields_until) {
    v.fixed("external_user_id_unused", "");
    v.fixed("manual_order_indicator_unused", "2147483647");
  }
  if (v.version() >= 189) v("include_overnight", o.include_overnight);
  if (v.version() >= 192) v("manual_order_indicator", o.manual_order_indicator);
  if (v.version() >= 199) v("imbalance_only", o.imbalance_only);
}

template <class V>
void layout(V& v, PlaceOrder& m) {
  v("order_id", m.order_id);
  layout_request_contract(v, m.contract);
  v("security_id_type", m.contract.security_id_type);
  v("security_id", m.contract.security_id);
  layout_placed_terms(v, m.order);
  v.when("security_type is BAG", m.contract.security_type == "BAG", [&] { layout_combo(v, m.contract, m.order); });
  layout_placed_attributes(v, m.order);
  layout_placed_auction_and_volatility(v, m.order);
  layout_placed_strategy(v, m.contract, m.order);
  layout_placed_conditions(v, m.order);
  layout_placed_additions(v, m.contract, m.order);
}

}  // namespace legwork::tws
