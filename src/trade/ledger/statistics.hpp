// Statistics of what was traded: one result per spread, and totals of any selection of them. Pure functions over folded spreads; Money is
// exact, ratios are doubles and missing where they mean nothing (no loss, no risk). Costs: a pass over the spreads.
//
// Net is after fees. A win is net > 0, a loss net < 0. Expectancy is net per trade, the same as win rate × average win + loss rate ×
// average loss; per unit of risk it is Tharp's mean R multiple ("Trade Your Way to Financial Freedom", 1998). Profit factor is the sum of
// wins over the sum of losses. Excursions are Sweeney's ("Maximum Adverse Excursion", 1997).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/ledger/spread.hpp"

namespace legwork::trade {

struct TradeResult {
  SpreadNumber number;
  std::string strategy;  // "bull_put" …, "other" for what is no vertical
  std::string underlying, actor;
  std::string month;  // of its end, of its opening while it is open: "2026-12", New York's; empty before its first execution
  bool ended = false;  // nothing of it is held any more
  bool ran_out = false;  // ended by expiry, settlement, assignment or exercise: what a probability at expiry speaks of
  market::Money gross, fees, net;  // realised
  int fees_pending = 0;
  std::optional<core::TimePoint> ended_at;
  std::optional<core::Duration> held;  // from the first execution to the last
  std::optional<market::Money> risk;  // largest loss at expiry of what was opened, before fees, > 0 (verticals.md §1)
  std::optional<double> return_on_risk;  // net / risk
  std::optional<double> pop, expected_value;  // as promised; the value for the units that were opened
};

/// Nothing: nothing was executed, or its money is not known.
std::optional<TradeResult> result_of(const LedgerSpread& spread);
/// Of all that have one, by number.
std::vector<TradeResult> results_of(const std::map<SpreadNumber, LedgerSpread>& spreads);

struct Statistics {
  int trades = 0, wins = 0, losses = 0;  // ended ones only; the rest broke even
  int fees_pending = 0;  // trades among them whose net may still change
  market::Money gross, fees, net;
  market::Money won, lost;  // sums of wins, and of losses, < 0
  market::Money largest_win, largest_loss;
  market::Money drawdown_max;  // ≥ 0: of the running net, in order of their ends, from its highest point (or 0) down
  std::optional<double> win_rate, profit_factor;
  std::optional<market::Money> expectancy, average_win, average_loss;  // to the millionth
  std::optional<double> expectancy_on_risk;  // mean of net / risk, over those with a risk
  std::optional<core::Duration> average_held;
};
Statistics statistics(std::span<const TradeResult> results);

enum class GroupBy : std::uint8_t { strategy, underlying, actor, month };
std::string_view to_string(GroupBy by);
std::map<std::string, Statistics> statistics_by(GroupBy by, std::span<const TradeResult> results);

/// Prices per share at one time, of whatever had one.
struct MarkPoint {
  core::TimePoint at{};
  std::map<ContractId, market::Price> marks;
};
/// How far it went against us, and for us, while something was held; before fees, ≤ 0 and ≥ 0.
struct Excursion {
  market::Money adverse, favourable;
  int points = 0;  // that could be valued
};
/// Nothing: no point at which all that was held then had a mark.
std::optional<Excursion> excursion(const LedgerSpread& spread, std::span<const MarkPoint> marks);

}  // namespace legwork::trade
