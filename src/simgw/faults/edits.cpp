#include "simgw/faults/edits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace legwork::simgw {
namespace {

using tws::Response;

struct Edit {
  std::string_view value;
  core::Prng& chance;

  double number(double fallback) const {
    double read = 0;
    return read_number(value, read) ? read : fallback;
  }
  std::int32_t integer(std::int32_t fallback) const {
    return static_cast<std::int32_t>(std::clamp(number(fallback), -2147483648.0, 2147483647.0));
  }
};

template <class T>
T* as(Response& message) {
  return std::get_if<T>(&message);
}

tws::Decimal half(tws::Decimal size) { return tws::Decimal(static_cast<std::int64_t>(tws::to_double(size) / 2)); }

// --- Orders ---

void perm_id(Response& m, const Edit& e) {
  // Given a number it is that much higher: another incarnation. Otherwise 0, as first messages of an order have had it.
  const auto changed = [&](std::int64_t id) { return e.value.empty() ? 0 : id + e.integer(0); };
  if (auto* open = as<tws::OpenOrder>(m)) open->order.perm_id = changed(open->order.perm_id);
  if (auto* status = as<tws::OrderStatus>(m)) status->perm_id = changed(status->perm_id);
}
void order_id(Response& m, const Edit& e) {
  if (auto* open = as<tws::OpenOrder>(m)) open->order_id = e.integer(0);
  if (auto* status = as<tws::OrderStatus>(m)) status->order_id = e.integer(0);
  if (auto* details = as<tws::ExecutionDetails>(m)) details->execution.order_id = e.integer(0);
}
void client_id(Response& m, const Edit& e) {
  if (auto* open = as<tws::OpenOrder>(m)) open->order.client_id = e.integer(99);
  if (auto* status = as<tws::OrderStatus>(m)) status->client_id = e.integer(99);
  if (auto* details = as<tws::ExecutionDetails>(m)) details->execution.client_id = e.integer(99);
}
void reference(Response& m, const Edit& e) {
  if (auto* open = as<tws::OpenOrder>(m)) open->order.order_ref = e.value;
  if (auto* details = as<tws::ExecutionDetails>(m)) details->execution.order_ref = e.value;
}
void status(Response& m, const Edit& e) {
  if (auto* open = as<tws::OpenOrder>(m)) open->state.status = e.value;
  if (auto* status = as<tws::OrderStatus>(m)) status->status = e.value;
}
void unfilled(Response& m, const Edit& /*e*/) {
  auto* status = as<tws::OrderStatus>(m);
  if (status == nullptr) return;
  status->remaining = tws::Decimal(std::llround(tws::to_double(status->remaining) + tws::to_double(status->filled)));
  status->filled = tws::Decimal(0);
  status->average_fill_price = 0;
  status->status = "Submitted";
}
void legs_reversed(Response& m, const Edit& /*e*/) {
  auto* open = as<tws::OpenOrder>(m);
  if (open == nullptr) return;
  std::reverse(open->contract.combo_legs.begin(), open->contract.combo_legs.end());
  std::reverse(open->order.combo_leg_prices.begin(), open->order.combo_leg_prices.end());
}
void no_margins(Response& m, const Edit& /*e*/) {
  auto* open = as<tws::OpenOrder>(m);
  if (open == nullptr) return;
  open->state.margin_before = open->state.margin_change = open->state.margin_after = {};
  open->state.commission = open->state.min_commission = open->state.max_commission = std::nullopt;
  open->state.warning_text = "Preview figures are not available at the moment.";
}

// --- Executions and commissions ---

/// "….01" → "….02": the same execution, corrected.
void next_version(std::string& execution_id, int by) {
  const std::size_t dot = execution_id.rfind('.');
  if (dot == std::string::npos) return;
  int version = 0;
  for (const char digit : execution_id.substr(dot + 1)) version = version * 10 + (digit >= '0' && digit <= '9' ? digit - '0' : 0);
  execution_id = fmt::format("{}.{:02}", execution_id.substr(0, dot), version + by);
}
void correction(Response& m, const Edit& e) {
  auto* details = as<tws::ExecutionDetails>(m);
  if (details == nullptr) return;
  next_version(details->execution.execution_id, 1);
  details->execution.price += e.number(0.01);
}
void bust(Response& m, const Edit& /*e*/) {
  auto* details = as<tws::ExecutionDetails>(m);
  if (details == nullptr) return;
  next_version(details->execution.execution_id, 1);
  details->execution.shares = tws::Decimal(0);
  details->execution.pending_price_revision = true;
}
void another_execution(Response& m, const Edit& e) {
  auto* details = as<tws::ExecutionDetails>(m);
  if (details == nullptr) return;
  details->execution.execution_id =
      fmt::format("{:08x}.{}", 0xF0000000U + e.chance.below(0xFFFFFF), details->execution.execution_id);
}
void cumulative(Response& m, const Edit& e) {
  if (auto* details = as<tws::ExecutionDetails>(m)) {
    const double now = tws::to_double(details->execution.cumulative_quantity);
    details->execution.cumulative_quantity = tws::Decimal(std::llround(now + e.number(1)));
  }
}
void half_size(Response& m, const Edit& /*e*/) {
  if (auto* details = as<tws::ExecutionDetails>(m)) details->execution.shares = half(details->execution.shares);
  if (auto* size = as<tws::TickSize>(m); size != nullptr && size->size) size->size = half(*size->size);
}
void time_text(Response& m, const Edit& e) {
  if (auto* details = as<tws::ExecutionDetails>(m)) {
    details->execution.time = e.value.empty() ? details->execution.time.substr(0, 17) : std::string(e.value);
  }
}
void no_commission(Response& m, const Edit& e) {
  if (auto* report = as<tws::CommissionReport>(m)) {
    // Without a number: the largest double, as the vendor's classes print what was never set.
    report->commission = e.number(std::numeric_limits<double>::max());
    report->realized_pnl = std::numeric_limits<double>::max();
  }
}

// --- Ticks ---

void no_quote(Response& m, const Edit& /*e*/) {
  if (auto* price = as<tws::TickPrice>(m)) {
    price->price = -1;
    price->size = tws::Decimal(0);
  }
  if (auto* size = as<tws::TickSize>(m)) size->size = tws::Decimal(0);
}
void zero_size(Response& m, const Edit& /*e*/) {
  if (auto* price = as<tws::TickPrice>(m)) price->size = tws::Decimal(0);
  if (auto* size = as<tws::TickSize>(m)) size->size = tws::Decimal(0);
}
void scaled_price(Response& m, const Edit& e) {
  if (auto* price = as<tws::TickPrice>(m); price != nullptr && price->price) *price->price *= e.number(10);
}
void no_greeks(Response& m, const Edit& /*e*/) {
  auto* computation = as<tws::TickOptionComputation>(m);
  if (computation == nullptr) return;
  tws::TickOptionComputation empty;
  empty.request_id = computation->request_id;
  empty.tick_type = computation->tick_type;
  empty.tick_attributes = computation->tick_attributes;
  *computation = empty;
}
void dead_line(Response& m, const Edit& e) {
  std::visit(
      [&](auto& message) {
        if constexpr (requires { message.tick_type; }) message.request_id = e.integer(987654);
      },
      m);
}

/// 1 bid → 66 and so on; option computations 10–13 → 80–83.
std::int32_t delayed_type(std::int32_t type) {
  switch (type) {
    case 1: return 66;
    case 2: return 67;
    case 4: return 68;
    case 0: return 69;
    case 3: return 70;
    case 5: return 71;
    case 6: return 72;
    case 7: return 73;
    case 8: return 74;
    case 9: return 75;
    case 14: return 76;
    case 10:
    case 11:
    case 12:
    case 13: return type + 70;
    default: return type;
  }
}
void delayed_ticks(Response& m, const Edit& /*e*/) {
  std::visit(
      [](auto& message) {
        if constexpr (requires { message.tick_type; }) message.tick_type = delayed_type(message.tick_type);
      },
      m);
  if (auto* type = as<tws::MarketDataType>(m)) type->market_data_type = 3;
}
void data_type(Response& m, const Edit& e) {
  if (auto* type = as<tws::MarketDataType>(m)) type->market_data_type = e.integer(2);
}

// --- Contracts, session, accounts ---

/// What a corporate action leaves behind: the same strike and day, another class, multiplier and number.
void adjust(tws::Contract& contract, const Edit& e) {
  constexpr std::int32_t distance = 500'000'000;
  contract.contract_id += contract.contract_id < std::numeric_limits<std::int32_t>::max() - distance ? distance : -distance;
  contract.trading_class += "1";
  contract.multiplier = e.value.empty() ? "90" : std::string(e.value);
}
void adjusted_contract(Response& m, const Edit& e) {
  if (auto* data = as<tws::ContractData>(m)) adjust(data->details.contract, e);
  if (auto* position = as<tws::Position>(m)) adjust(position->contract, e);
  if (auto* value = as<tws::PortfolioValue>(m)) adjust(value->contract, e);
}
void odd_hours(Response& m, const Edit& e) {
  if (auto* data = as<tws::ContractData>(m)) {
    data->details.liquid_hours = data->details.trading_hours = e.value.empty() ? "20260230:0930-;CLOSED" : std::string(e.value);
    data->details.time_zone_id = "GB-Eire";
  }
}
void other_rule(Response& m, const Edit& /*e*/) {
  if (auto* data = as<tws::ContractData>(m)) data->details.market_rule_ids.clear();
  if (auto* rule = as<tws::MarketRule>(m)) rule->increments.clear();
}
void next_id(Response& m, const Edit& e) {
  if (auto* next = as<tws::NextValidId>(m)) {
    next->order_id = e.value.starts_with('+') ? next->order_id + Edit{e.value.substr(1), e.chance}.integer(0) : e.integer(1);
  }
}
void accounts(Response& m, const Edit& e) {
  if (auto* list = as<tws::ManagedAccounts>(m)) list->accounts = e.value;
}
void clock_skew(Response& m, const Edit& e) {
  if (auto* time = as<tws::CurrentTime>(m)) time->time += e.integer(300);
  if (auto* time = as<tws::CurrentTimeMillis>(m)) time->time_ms += std::int64_t{1000} * e.integer(300);
}
void one_more(Response& m, const Edit& e) {
  const auto more = [&](tws::Decimal size) { return tws::Decimal(std::llround(tws::to_double(size) + e.number(1))); };
  if (auto* value = as<tws::PortfolioValue>(m)) value->position = more(value->position);
  if (auto* position = as<tws::Position>(m)) position->position = more(position->position);
}

struct NamedEdit {
  std::string_view name;
  void (*apply)(Response&, const Edit&);
};
constexpr auto response_edits = std::to_array<NamedEdit>({
    {"perm-id", perm_id},
    {"order-id", order_id},
    {"client-id", client_id},
    {"reference", reference},
    {"status", status},
    {"unfilled", unfilled},
    {"legs-reversed", legs_reversed},
    {"no-margins", no_margins},
    {"correction", correction},
    {"bust", bust},
    {"another-execution", another_execution},
    {"cumulative", cumulative},
    {"half-size", half_size},
    {"time", time_text},
    {"commission", no_commission},
    {"no-quote", no_quote},
    {"zero-size", zero_size},
    {"scaled-price", scaled_price},
    {"no-greeks", no_greeks},
    {"dead-line", dead_line},
    {"delayed", delayed_ticks},
    {"data-type", data_type},
    {"adjusted-contract", adjusted_contract},
    {"odd-hours", odd_hours},
    {"no-rule", other_rule},
    {"next-id", next_id},
    {"accounts", accounts},
    {"clock", clock_skew},
    {"one-more", one_more},
});

// --- Requests: only orders are changed on their way ---

struct NamedRequestEdit {
  std::string_view name;
  void (*apply)(tws::PlaceOrder&);
};
constexpr auto request_edits = std::to_array<NamedRequestEdit>({
    {"half-size",
     [](tws::PlaceOrder& order) {
       if (tws::to_double(order.order.total_quantity) >= 2) order.order.total_quantity = half(order.order.total_quantity);
     }},
    {"day-order", [](tws::PlaceOrder& order) { order.order.time_in_force = "DAY"; }},
    {"no-what-if", [](tws::PlaceOrder& order) { order.order.what_if = false; }},
    {"no-outside-rth", [](tws::PlaceOrder& order) { order.order.outside_rth = false; }},
});

}  // namespace

void edit_response(std::string_view name, std::string_view value, core::Prng& chance, Response& message) {
  const auto found = std::find_if(response_edits.begin(), response_edits.end(), [&](const NamedEdit& e) { return e.name == name; });
  if (found != response_edits.end()) found->apply(message, Edit{value, chance});
}

void edit_request(std::string_view name, tws::Request& message) {
  auto* order = std::get_if<tws::PlaceOrder>(&message);
  const auto found =
      std::find_if(request_edits.begin(), request_edits.end(), [&](const NamedRequestEdit& e) { return e.name == name; });
  if (order != nullptr && found != request_edits.end()) found->apply(*order);
}

bool known_edit(std::string_view name, bool of_request) {
  const auto named = [&](const auto& edit) { return edit.name == name; };
  return of_request ? std::any_of(request_edits.begin(), request_edits.end(), named)
                    : std::any_of(response_edits.begin(), response_edits.end(), named);
}

std::string edit_names(bool of_request) {
  std::string names;
  const auto add = [&](const auto& edit) { names += (names.empty() ? "" : ", ") + std::string(edit.name); };
  if (of_request)
    std::for_each(request_edits.begin(), request_edits.end(), add);
  else
    std::for_each(response_edits.begin(), response_edits.end(), add);
  return names;
}

}  // namespace legwork::simgw
