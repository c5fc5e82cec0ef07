// Layouts of messages about orders but for the order itself, which layout_order.hpp has. See visitors.hpp for the vocabulary.
#pragma once

#include <string>

#include "tws/messages/layout_contract.hpp"
#include "tws/messages/order_messages.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

/// 187–189 carried three fields about requests for quotes, of which nothing came; 190 took them back. @stoqey/ib leaves them out of
/// globalCancel.
inline constexpr int quote_request_fields_from = 187;
inline constexpr int quote_request_fields_until = 190;

template <class V>
void layout_quote_request_fields(V& v) {
  if (v.version() < quote_request_fields_from || v.version() >= quote_request_fields_until) return;
  v.fixed_if_any("ext_operator_unused", "");
  v.fixed_if_any("external_user_id_unused", "");
  v.fixed_if_any("manual_order_indicator_unused", "2147483647");
}

template <class V>
void layout(V& v, CancelOrder& m) {
  if (v.version() < 192) v.message_version(1);
  v("order_id", m.order_id);
  if (v.version() >= 169) v("manual_cancel_time", m.manual_cancel_time);
  layout_quote_request_fields(v);
  if (v.version() < 192) return;
  v("ext_operator", m.ext_operator);
  v("manual_order_indicator", m.manual_order_indicator, Unset::max);
}

template <class V>
void layout(V& v, GlobalCancel& m) {
  if (v.version() < 192) {
    v.message_version(1);
    return layout_quote_request_fields(v);
  }
  v("ext_operator", m.ext_operator);
  v("manual_order_indicator", m.manual_order_indicator, Unset::max);
}

template <class V>
void layout(V& v, RequestOpenOrders&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, RequestAllOpenOrders&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, RequestAutoOpenOrders& m) {
  v.message_version(1);
  v("auto_bind", m.auto_bind);
}

template <class V>
void layout(V& v, RequestCompletedOrders& m) {
  v("api_only", m.api_only);
}

template <class V>
void layout(V& v, RequestExecutions& m) {
  v.message_version(3);
  v("request_id", m.request_id);
  v("client_id", m.client_id);
  v("account", m.account);
  v("time", m.time);
  v("symbol", m.symbol);
  v("security_type", m.security_type);
  v("exchange", m.exchange);
  v("side", m.side);
  if (v.version() < 200) return;
  v("last_days", m.last_days, Unset::max);
  v.list("dates", m.dates, [](auto& e, std::string& date) { e("date", date); });
}

template <class V>
void layout(V& v, ExerciseOptions& m) {
  v.message_version(2);
  v("request_id", m.request_id);
  layout_answer_contract(v, m.contract);
  v("action", m.action);
  v("quantity", m.quantity);
  v("account", m.account);
  v("override_natural_action", m.override_natural_action);
  if (v.version() >= 180) v("manual_order_time", m.manual_order_time);
  if (v.version() >= 183) v("customer_account", m.customer_account);
  if (v.version() >= 184) v("professional_customer", m.professional_customer);
}

template <class V>
void layout(V& v, OrderStatus& m) {
  v("order_id", m.order_id);
  v("status", m.status);
  v("filled", m.filled);
  v("remaining", m.remaining);
  v("average_fill_price", m.average_fill_price);
  v("perm_id", m.perm_id);
  v("parent_id", m.parent_id);
  v("last_fill_price", m.last_fill_price);
  v("client_id", m.client_id);
  v("why_held", m.why_held);
  v("market_cap_price", m.market_cap_price);
}

template <class V>
void layout(V& v, OpenOrderEnd&) {
  v.message_version(1);
}

template <class V>
void layout(V&, CompletedOrdersEnd&) {}

template <class V>
void layout(V& v, ExecutionDetails& m) {
  Execution& e = m.execution;
  v("request_id", m.request_id);
  v("order_id", e.order_id);
  layout_answer_contract(v, m.contract);
  v("execution_id", e.execution_id);
  v("time", e.time);
  v("account", e.account);
  v("execution_exchange", e.exchange);
  v("side", e.side);
  v("shares", e.shares);
  v("price", e.price);
  v("perm_id", e.perm_id);
  v("client_id", e.client_id);
  v("liquidation", e.liquidation);
  v("cumulative_quantity", e.cumulative_quantity);
  v("average_price", e.average_price);
  v("order_ref", e.order_ref);
  v("ev_rule", e.ev_rule);
  v("ev_multiplier", e.ev_multiplier);
  v("model_code", e.model_code);
  v("last_liquidity", e.last_liquidity);
  if (v.version() >= 178) v("pending_price_revision", e.pending_price_revision);
  if (v.version() >= 198) v("submitter", e.submitter);
}

template <class V>
void layout(V& v, ExecutionDetailsEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, CommissionReport& m) {
  v.message_version(1);
  v("execution_id", m.execution_id);
  v("commission", m.commission);
  v("currency", m.currency);
  v("realized_pnl", m.realized_pnl, Unset::max);
  v("yield", m.yield, Unset::max);
  v("yield_redemption_date", m.yield_redemption_date);
}

}  // namespace legwork::tws
