// Layout of what openOrder says of an order beside the order: status, margins before, change and after, commission, and from server
// version 195 the full preview. Functions over a visitor (visitors.hpp); no state, no cost of their own.
#pragma once

#include "tws/messages/order.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

template <class V>
void layout_margins(V& v, OrderState& s) {
  v("initial_margin_before", s.margin_before.initial, Unset::max);
  v("maintenance_margin_before", s.margin_before.maintenance, Unset::max);
  v("equity_with_loan_before", s.margin_before.equity_with_loan, Unset::max);
  v("initial_margin_change", s.margin_change.initial, Unset::max);
  v("maintenance_margin_change", s.margin_change.maintenance, Unset::max);
  v("equity_with_loan_change", s.margin_change.equity_with_loan, Unset::max);
  v("initial_margin_after", s.margin_after.initial, Unset::max);
  v("maintenance_margin_after", s.margin_after.maintenance, Unset::max);
  v("equity_with_loan_after", s.margin_after.equity_with_loan, Unset::max);
}

template <class V>
void layout_margins_outside_rth(V& v, OrderState& s) {
  v("initial_margin_before_outside_rth", s.margin_before_outside_rth.initial, Unset::max);
  v("maintenance_margin_before_outside_rth", s.margin_before_outside_rth.maintenance, Unset::max);
  v("equity_with_loan_before_outside_rth", s.margin_before_outside_rth.equity_with_loan, Unset::max);
  v("initial_margin_change_outside_rth", s.margin_change_outside_rth.initial, Unset::max);
  v("maintenance_margin_change_outside_rth", s.margin_change_outside_rth.maintenance, Unset::max);
  v("equity_with_loan_change_outside_rth", s.margin_change_outside_rth.equity_with_loan, Unset::max);
  v("initial_margin_after_outside_rth", s.margin_after_outside_rth.initial, Unset::max);
  v("maintenance_margin_after_outside_rth", s.margin_after_outside_rth.maintenance, Unset::max);
  v("equity_with_loan_after_outside_rth", s.margin_after_outside_rth.equity_with_loan, Unset::max);
}

template <class V>
void layout_allocation(V& v, OrderAllocation& a) {
  v("account", a.account);
  v("position", a.position);
  v("position_desired", a.position_desired);
  v("position_after", a.position_after);
  v("desired_allocation_quantity", a.desired_allocation_quantity);
  v("allowed_allocation_quantity", a.allowed_allocation_quantity);
  v("is_monetary", a.is_monetary);
}

/// From `status` to `warning_text`. Official clients keep the nine margins as text, and so does the wire: a recorded order that is no
/// what-if has 1.7976931348623157E308 in each.
template <class V>
void layout_order_state(V& v, OrderState& s) {
  v("status", s.status);
  layout_margins(v, s);
  v("commission", s.commission);
  v("min_commission", s.min_commission);
  v("max_commission", s.max_commission);
  v("commission_currency", s.commission_currency);
  if (v.version() >= 195) {
    v("margin_currency", s.margin_currency);
    layout_margins_outside_rth(v, s);
    v("suggested_size", s.suggested_size, Unset::suggested_size);
    v("reject_reason", s.reject_reason);
    v.list("allocations", s.allocations, [](auto& w, OrderAllocation& a) { layout_allocation(w, a); });
  }
  v("warning_text", s.warning_text);
}

}  // namespace legwork::tws
