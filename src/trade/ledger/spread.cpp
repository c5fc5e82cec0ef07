#include "trade/ledger/spread.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "trade/ledger/lots.hpp"

namespace legwork::trade {

std::string_view to_string(SpreadState state) {
  switch (state) {
    case SpreadState::intended: return "intended";
    case SpreadState::open: return "open";
    case SpreadState::closing: return "closing";
    case SpreadState::partially_closed: return "partially_closed";
    case SpreadState::assigned: return "assigned";
    case SpreadState::closed: return "closed";
    case SpreadState::expired: return "expired";
  }
  ASSERT(false, "SpreadState {} has no name", static_cast<int>(state));
  return "";
}

std::string_view to_string(BreakKind kind) {
  switch (kind) {
    case BreakKind::position: return "position";
    case BreakKind::in_no_spread: return "in_no_spread";
    case BreakKind::leg_imbalance: return "leg_imbalance";
    case BreakKind::foreign_leg: return "foreign_leg";
    case BreakKind::overclosed: return "overclosed";
    case BreakKind::contested: return "contested";
    case BreakKind::wrong_account: return "wrong_account";
    case BreakKind::unknown_contract: return "unknown_contract";
    case BreakKind::orphan: return "orphan";
    case BreakKind::attributed_twice: return "attributed_twice";
  }
  ASSERT(false, "BreakKind {} has no name", static_cast<int>(kind));
  return "";
}

std::string_view to_string(HistoryLine::What what) {
  using What = HistoryLine::What;
  switch (what) {
    case What::entry: return "entry";
    case What::exit: return "exit";
    case What::attributed: return "attributed";
    case What::adopted: return "adopted";
    case What::assigned: return "assigned";
    case What::exercised: return "exercised";
    case What::expired: return "expired";
    case What::cash_settled: return "cash_settled";
    case What::closed_outside: return "closed_outside";
    case What::remapped: return "remapped";
  }
  ASSERT(false, "a line of history {} has no name", static_cast<int>(what));
  return "";
}

bool LedgerSpread::is_flat() const {
  return std::ranges::all_of(holdings, [](const auto& one) { return one.second.quantity == 0; });
}

market::Money LedgerSpread::open_cost() const {
  market::Money sum;
  for (const auto& [contract, holding] : holdings) sum = sum + holding.cost;
  return sum;
}

SpreadState state_with(const LedgerSpread& spread, std::span<const OrderNumber> live) {
  const bool holds = spread.state == SpreadState::open || spread.state == SpreadState::partially_closed;
  const auto is_live = [&](OrderNumber order) { return std::ranges::find(live, order) != live.end(); };
  return holds && std::ranges::any_of(spread.exit_orders, is_live) ? SpreadState::closing : spread.state;
}

std::optional<market::Money> value_of(const LedgerSpread& spread, const std::map<ContractId, market::Price>& marks) {
  market::Money sum;
  for (const auto& [contract, holding] : spread.holdings) {
    if (holding.quantity == 0) continue;
    const auto mark = marks.find(contract);
    if (mark == marks.end() || !holding.instrument) return std::nullopt;
    const auto value = cost_of(mark->second, holding.instrument->multiplier(), holding.quantity);
    if (!value) return std::nullopt;
    sum = sum + *value;
  }
  return sum;
}

std::optional<market::Money> unrealised(const LedgerSpread& spread, const std::map<ContractId, market::Price>& marks) {
  if (!spread.money_known) return std::nullopt;
  const auto value = value_of(spread, marks);
  return value ? std::optional(*value - spread.open_cost()) : std::nullopt;
}

}  // namespace legwork::trade
