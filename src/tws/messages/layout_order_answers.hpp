// Layout of openOrder (5) and completedOrder (101). They carry the same sequence of fields with some left out of the second, so it is
// written once: `open` says which of the two it is. completedOrder has neither order id nor client id: join by perm_id.
#pragma once

#include "tws/messages/layout_contract.hpp"
#include "tws/messages/layout_order_conditions.hpp"
#include "tws/messages/layout_order_parts.hpp"
#include "tws/messages/layout_order_state.hpp"
#include "tws/messages/order_messages.hpp"

namespace legwork::tws {

/// An order without a price of its kind has "0.0" there in every recording, so unset goes as 0.
template <bool open, class V>
void layout_answer_terms(V& v, Order& o) {
  v("action", o.action);
  v("total_quantity", o.total_quantity);
  v("order_type", o.order_type);
  v("limit_price", o.limit_price, Unset::zero);
  v("aux_price", o.aux_price, Unset::zero);
  v("time_in_force", o.time_in_force);
  v("oca_group", o.oca_group);
  v("account", o.account);
  v("open_close", o.open_close);
  v("origin", o.origin);
  v("order_ref", o.order_ref);
  if constexpr (open) v("client_id", o.client_id);
  v("perm_id", o.perm_id);
  v("outside_rth", o.outside_rth);
  v("hidden", o.hidden);
  v("discretionary_amount", o.discretionary_amount);
  v("good_after_time", o.good_after_time);
}

template <bool open, class V>
void layout_answer_attributes(V& v, Order& o) {
  if constexpr (open) v("shares_allocation", o.shares_allocation);
  v("fa_group", o.fa_group);
  v("fa_method", o.fa_method);
  v("fa_percentage", o.fa_percentage);
  if (v.version() < 177) v("fa_profile", o.fa_profile);
  v("model_code", o.model_code);
  v("good_till_date", o.good_till_date);
  v("rule80a", o.rule80a);
  v("percent_offset", o.percent_offset);
  v("settling_firm", o.settling_firm);
  v("short_sale_slot", o.short_sale_slot);
  v("designated_location", o.designated_location);
  v("exempt_code", o.exempt_code);
  if constexpr (open) v("auction_strategy", o.auction_strategy);
  v("starting_price", o.starting_price);
  v("stock_reference_price", o.stock_reference_price);
  v("delta", o.delta);
  v("stock_range_lower", o.stock_range_lower);
  v("stock_range_upper", o.stock_range_upper);
  v("display_size", o.display_size, Unset::max);
}

template <bool open, class V>
void layout_answer_execution_terms(V& v, Order& o) {
  if constexpr (open) v("block_order", o.block_order);
  v("sweep_to_fill", o.sweep_to_fill);
  v("all_or_none", o.all_or_none);
  v("min_quantity", o.min_quantity);
  v("oca_type", o.oca_type);
  if constexpr (open) {
    v("e_trade_only", o.e_trade_only);
    v("firm_quote_only", o.firm_quote_only);
    v("nbbo_price_cap", o.nbbo_price_cap);
    v("parent_id", o.parent_id);
  }
  v("trigger_method", o.trigger_method);
}

/// The word "None" in the type, as every recorded order without a hedge has it, counts as set: the fields follow.
template <bool open, class V>
void layout_answer_volatility(V& v, Order& o) {
  v("volatility", o.volatility);
  v("volatility_type", o.volatility_type, Unset::zero);
  v("delta_neutral_order_type", o.delta_neutral_order_type);
  v("delta_neutral_aux_price", o.delta_neutral_aux_price);
  v.when("delta_neutral_order_type is set", !o.delta_neutral_order_type.empty(), [&] {
    v("delta_neutral_contract_id", o.delta_neutral_contract_id);
    if constexpr (open) {
      v("delta_neutral_settling_firm", o.delta_neutral_settling_firm);
      v("delta_neutral_clearing_account", o.delta_neutral_clearing_account);
      v("delta_neutral_clearing_intent", o.delta_neutral_clearing_intent);
      v("delta_neutral_open_close", o.delta_neutral_open_close);
    }
    v("delta_neutral_short_sale", o.delta_neutral_short_sale);
    v("delta_neutral_short_sale_slot", o.delta_neutral_short_sale_slot);
    v("delta_neutral_designated_location", o.delta_neutral_designated_location);
  });
  v("continuous_update", o.continuous_update);
  v("reference_price_type", o.reference_price_type, Unset::zero);
  v("trail_stop_price", o.trail_stop_price);
  v("trailing_percent", o.trailing_percent);
  if constexpr (open) {
    v("basis_points", o.basis_points);
    v("basis_points_type", o.basis_points_type);
  }
}

template <bool open, class V>
void layout_answer_strategy(V& v, Contract& c, Order& o) {
  v("combo_legs_description", c.combo_legs_description);
  layout_combo(v, c, o);
  layout_scale(v, o, Unset::max);
  layout_hedge(v, o);
  if constexpr (open) v("opt_out_smart_routing", o.opt_out_smart_routing);
  v("clearing_account", o.clearing_account);
  v("clearing_intent", o.clearing_intent);
  v("not_held", o.not_held);
  layout_delta_neutral(v, c);
  layout_algorithm(v, o);
  v("solicited", o.solicited);
}

/// From `randomize_size` to `is_oms_container`.
template <bool open, class V>
void layout_answer_conditions(V& v, Order& o) {
  v("randomize_size", o.randomize_size);
  v("randomize_price", o.randomize_price);
  layout_pegged_to_benchmark(v, o);
  layout_conditions(v, o);
  if constexpr (open) {
    v("adjusted_order_type", o.adjusted_order_type);
    v("trigger_price", o.trigger_price, Unset::max);
  }
  v("working_stop_price", o.working_stop_price, Unset::max);
  v("limit_price_offset", o.limit_price_offset, Unset::max);
  if constexpr (open) {
    layout_adjusted_stops(v, o, Unset::max);
    v("soft_dollar_tier_name", o.soft_dollar_tier.name);
    v("soft_dollar_tier_value", o.soft_dollar_tier.value);
    v("soft_dollar_tier_display_name", o.soft_dollar_tier.display_name);
  }
  v("cash_quantity", o.cash_quantity, Unset::zero);
  v("dont_use_auto_price_for_hedge", o.dont_use_auto_price_for_hedge);
  v("is_oms_container", o.is_oms_container);
}

/// All five, whatever the order's type; requests choose (layout_placed_peg_offsets).
template <class V>
void layout_answer_peg_offsets(V& v, Order& o) {
  v("min_trade_quantity", o.min_trade_quantity);
  v("min_compete_size", o.min_compete_size);
  v("compete_against_best_offset", o.compete_against_best_offset);
  v("mid_offset_at_whole", o.mid_offset_at_whole);
  v("mid_offset_at_half", o.mid_offset_at_half);
}

template <class V>
void layout_open_order_tail(V& v, Order& o) {
  v("discretionary_up_to_limit_price", o.discretionary_up_to_limit_price);
  v("use_price_management_algo", o.use_price_management_algo, Unset::zero);
  if (v.version() >= 158) v("duration", o.duration);
  if (v.version() >= 160) v("post_to_ats", o.post_to_ats);
  if (v.version() >= 162) v("auto_cancel_parent", o.auto_cancel_parent);
  if (v.version() >= 170) layout_answer_peg_offsets(v, o);
  if (v.version() >= 183) v("customer_account", o.customer_account);
  if (v.version() >= 184) v("professional_customer", o.professional_customer);
  if (v.version() >= 185) v("bond_accrued_interest", o.bond_accrued_interest);
  if (v.version() >= 189) v("include_overnight", o.include_overnight);
  if (v.version() >= 193) {
    v("ext_operator", o.ext_operator);
    v("manual_order_indicator", o.manual_order_indicator);
  }
  if (v.version() >= 198) v("submitter", o.submitter);
  if (v.version() >= 199) v("imbalance_only", o.imbalance_only);
}

/// imbalance_only and auto_cancel_parent are here at every version; openOrder has them from 199 and 162 on.
template <class V>
void layout_completed_order_tail(V& v, Order& o, OrderState& s) {
  v("auto_cancel_date", o.auto_cancel_date);
  v("filled_quantity", o.filled_quantity);
  v("reference_futures_contract_id", o.reference_futures_contract_id, Unset::max);
  v("auto_cancel_parent", o.auto_cancel_parent);
  v("shareholder", o.shareholder);
  v("imbalance_only", o.imbalance_only);
  v("route_marketable_to_bbo", o.route_marketable_to_bbo);
  v("parent_perm_id", o.parent_perm_id, Unset::max);
  v("completed_time", s.completed_time);
  v("completed_status", s.completed_status);
  if (v.version() >= 170) layout_answer_peg_offsets(v, o);
  if (v.version() >= 183) v("customer_account", o.customer_account);
  if (v.version() >= 184) v("professional_customer", o.professional_customer);
  if (v.version() >= 198) v("submitter", o.submitter);
}

/// The sequence that both share, up to and including `solicited`.
template <bool open, class V>
void layout_answer_order(V& v, Contract& c, Order& o) {
  layout_answer_contract(v, c);
  layout_answer_terms<open>(v, o);
  layout_answer_attributes<open>(v, o);
  layout_answer_execution_terms<open>(v, o);
  layout_answer_volatility<open>(v, o);
  layout_answer_strategy<open>(v, c, o);
}

template <class V>
void layout(V& v, OpenOrder& m) {
  v("order_id", m.order_id);
  layout_answer_order<true>(v, m.contract, m.order);
  v("what_if", m.order.what_if);
  layout_order_state(v, m.state);
  layout_answer_conditions<true>(v, m.order);
  layout_open_order_tail(v, m.order);
}

template <class V>
void layout(V& v, CompletedOrder& m) {
  layout_answer_order<false>(v, m.contract, m.order);
  v("status", m.state.status);
  layout_answer_conditions<false>(v, m.order);
  layout_completed_order_tail(v, m.order, m.state);
}

}  // namespace legwork::tws
