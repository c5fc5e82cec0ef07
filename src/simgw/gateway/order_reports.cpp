#include "simgw/gateway/order_reports.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

/// A BAG is echoed with the conId of its kind and a description of its legs; the legs may carry exchanges of their own.
tws::Contract combo_echo(const tws::Contract& sent, const World& world) {
  constexpr std::int32_t combo_con_id = 28812380;  // as recorded for every US equity option combination
  tws::Contract contract = sent;
  contract.contract_id = combo_con_id;
  contract.strike = 0;
  contract.right = "?";
  contract.trading_class = "COMB";
  contract.local_symbol = contract.symbol;
  if (contract.currency.empty()) contract.currency = "USD";
  std::string& text = contract.combo_legs_description;
  text.clear();
  for (const tws::ComboLeg& leg : contract.combo_legs) {
    if (!text.empty()) text += ',';
    text += fmt::format("{}|{}", leg.contract_id, leg.action == "BUY" ? leg.ratio : -leg.ratio);
  }
  if (const Instrument* first = world.find(contract.combo_legs.front().contract_id)) {
    contract.symbol = contract.local_symbol = first->terms->symbol;
  }
  return contract;
}

tws::Contract echo_contract(const tws::PlaceOrder& wire, const OrderTerms& terms, const World& world) {
  if (terms.is_combo) return combo_echo(wire.contract, world);
  const Instrument* instrument = world.find(terms.legs.front().con_id);
  ASSERT(instrument != nullptr);
  tws::Contract contract = contract_of(*instrument, wire.contract.exchange);
  if (!instrument->is_option()) contract.right = "?";
  return contract;
}

tws::Order echo_order(const SimOrder& order) {
  tws::Order echo = order.wire->order;
  echo.client_id = order.owner.client_id;
  echo.perm_id = order.perm_id;
  echo.account = order.terms.account;
  echo.order_type = std::string(to_string(order.terms.type));
  echo.total_quantity = tws::Decimal(order.terms.quantity);
  if (!echo.limit_price) echo.limit_price = 0;
  if (!echo.aux_price) echo.aux_price = 0;
  echo.oca_type = static_cast<std::int32_t>(order.terms.oca_type);
  if (echo.clearing_intent.empty()) echo.clearing_intent = "IB";
  if (echo.delta_neutral_order_type.empty()) echo.delta_neutral_order_type = "None";
  if (echo.adjusted_order_type.empty()) echo.adjusted_order_type = "None";
  // Clients read a stop's present trigger from the second place of trailStopPrice.
  if (order.terms.stop) echo.working_stop_price = order.terms.stop->to_double();
  if (order.perm_id != 0) echo.shares_allocation = fmt::format("{}.0/{}/100", order.perm_id, order.terms.account);
  return echo;
}

tws::MarginFigures wire_figures(const MarginFigures& figures) {
  return {figures.initial, figures.maintenance, figures.equity_with_loan};
}
tws::MarginFigures wire_change(const MarginFigures& before, const MarginFigures& after) {
  return {after.initial - before.initial, after.maintenance - before.maintenance, after.equity_with_loan - before.equity_with_loan};
}

}  // namespace

tws::OpenOrder open_order_of(const SimOrder& order, const World& world) {
  ASSERT(order.wire != nullptr);
  tws::OpenOrder message;
  message.order_id = order.owner.order_id;
  message.contract = echo_contract(*order.wire, order.terms, world);
  message.order = echo_order(order);
  message.state.status = std::string(to_string(order.status));
  message.state.warning_text = order.warning;
  return message;
}

tws::OrderStatus order_status_of(const SimOrder& order) {
  tws::OrderStatus message;
  message.order_id = order.owner.order_id;
  message.status = std::string(to_string(order.status));
  message.filled = tws::Decimal(order.filled);
  message.remaining = tws::Decimal(order.remaining());
  message.average_fill_price = order.average_fill_price();
  message.perm_id = order.perm_id;
  message.parent_id = order.terms.parent_id;
  message.last_fill_price = order.last_fill_price.to_double();
  message.client_id = order.owner.client_id;
  message.why_held = order.why_held;
  return message;
}

tws::CompletedOrder completed_order_of(const SimOrder& order, const World& world, int server_version) {
  const tws::OpenOrder open = open_order_of(order, world);
  tws::CompletedOrder message;
  message.contract = open.contract;
  message.order = open.order;
  message.order.filled_quantity = tws::Decimal(order.filled);
  message.order.total_quantity = tws::Decimal(order.status == OrderStatus::filled ? 0 : order.terms.quantity);  // as recorded
  message.order.shareholder = "Not an insider or substantial shareholder";
  message.order.reference_futures_contract_id = std::nullopt;
  message.order.parent_perm_id = 0;
  message.state = open.state;
  message.state.completed_time = wire_time(order.ended_at, server_version);
  message.state.completed_status = order.completed_status;
  return message;
}

tws::OpenOrder what_if_of(const Previewed& preview, const World& world) {
  SimOrder asked;
  asked.owner = preview.owner;
  asked.terms = preview.terms;
  asked.wire = preview.wire;
  asked.status = OrderStatus::pre_submitted;
  tws::OpenOrder message = open_order_of(asked, world);
  message.order.what_if = true;
  const MarginPreview& figures = preview.preview;
  tws::OrderState& state = message.state;
  state.margin_before = wire_figures(figures.before);
  state.margin_change = wire_change(figures.before, figures.after);
  state.margin_after = wire_figures(figures.after);
  state.margin_currency = "USD";
  state.margin_before_outside_rth = wire_figures(figures.before_outside);
  state.margin_change_outside_rth = wire_change(figures.before_outside, figures.after_outside);
  state.margin_after_outside_rth = wire_figures(figures.after_outside);
  state.commission = figures.commission;
  state.min_commission = figures.commission_min;
  state.max_commission = figures.commission_max;
  state.commission_currency = "USD";
  state.warning_text = figures.warning;
  return message;
}

tws::ExecutionDetails execution_of(const Execution& execution, const World& world, int server_version, std::int32_t request_id) {
  tws::ExecutionDetails message;
  message.request_id = request_id;
  if (execution.is_summary()) {
    tws::Contract combo;
    combo.symbol = execution.symbol;
    combo.security_type = "BAG";
    combo.exchange = execution.exchange;
    combo.currency = "USD";
    for (const TermsLeg& leg : execution.combo) {
      tws::ComboLeg& wire_leg = combo.combo_legs.emplace_back();
      wire_leg.contract_id = leg.con_id;
      wire_leg.ratio = std::abs(leg.ratio);
      wire_leg.action = leg.ratio > 0 ? "BUY" : "SELL";
    }
    message.contract = combo_echo(combo, world);
    message.contract.combo_legs.clear();  // execDetails carries no legs
  } else {
    message.contract = contract_of(*world.find(execution.con_id), execution.exchange);
  }
  tws::Execution& out = message.execution;
  out.order_id = execution.owner.order_id;
  out.client_id = execution.owner.client_id;
  out.execution_id = execution.exec_id;
  out.time = wire_time(execution.at, server_version);
  out.account = execution.account;
  out.exchange = execution.exchange;
  out.side = execution.side == Side::buy ? "BOT" : "SLD";
  out.shares = tws::Decimal(execution.quantity);
  out.price = execution.price.to_double();
  out.perm_id = execution.perm_id;
  out.liquidation = execution.liquidation ? 1 : 0;
  out.cumulative_quantity = tws::Decimal(execution.cumulative);
  out.average_price = execution.average_price;
  out.order_ref = execution.order_ref;
  out.last_liquidity = execution.took_liquidity ? 2 : 1;
  return message;
}

tws::CommissionReport commission_of(const Execution& execution) {
  tws::CommissionReport message;
  message.execution_id = execution.exec_id;
  message.commission = execution.commission.to_double();
  message.currency = "USD";
  if (execution.realized) message.realized_pnl = execution.realized->to_double();
  return message;
}

}  // namespace legwork::simgw
