#include "trade/ledger/statistics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/contract.hpp"
#include "market/date.hpp"
#include "trade/ledger/lots.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using market::Price;

struct VerticalLegs {
  const OrderLeg* sold = nullptr;
  const OrderLeg* bought = nullptr;
  market::Vertical vertical{};
};

std::optional<VerticalLegs> vertical_legs(const std::vector<OrderLeg>& legs) {
  if (legs.size() != 2 || legs[0].ratio * legs[1].ratio != -1) return std::nullopt;
  const OrderLeg& sold = legs[0].ratio < 0 ? legs[0] : legs[1];
  const OrderLeg& bought = legs[0].ratio < 0 ? legs[1] : legs[0];
  if (!sold.instrument.option || !bought.instrument.option) return std::nullopt;
  const market::Contract& one = *sold.instrument.option;
  const market::Contract& other = *bought.instrument.option;
  if (one.trading_class != other.trading_class || one.expiry != other.expiry || one.right != other.right ||
      one.strike == other.strike)
    return std::nullopt;
  return VerticalLegs{&sold, &bought, market::vertical_of(one.right, one.strike, other.strike)};
}

/// Width less credit, or the debit. Nothing: no vertical, its price is not known, or it cannot lose (bought for a credit).
std::optional<Money> risk_of(const LedgerSpread& spread, const VerticalLegs& legs) {
  if (!spread.entry_cost) return std::nullopt;
  const Price a = legs.sold->instrument.option->strike;
  const Price b = legs.bought->instrument.option->strike;
  const Price width = a < b ? b - a : a - b;
  const Price loss = is_credit(legs.vertical) ? width + *spread.entry_cost : *spread.entry_cost;
  const auto risk = cost_of(loss, legs.sold->instrument.multiplier(), spread.units_opened);
  return risk && *risk > Money() ? risk : std::nullopt;
}

std::string month_of(core::TimePoint at) { return market::to_string(market::utc_to_eastern(at).date).substr(0, 7); }

bool ran_out(const LedgerSpread& spread) {
  using What = HistoryLine::What;
  return std::ranges::any_of(spread.history, [](const HistoryLine& line) {
    return line.what == What::expired || line.what == What::cash_settled || line.what == What::assigned ||
           line.what == What::exercised;
  });
}

Money part_of(Money sum, int count) { return share_of(sum, 1, count); }

Money drawdown_of(std::vector<const TradeResult*> ended) {
  std::ranges::sort(ended, {}, [](const TradeResult* one) { return std::pair(one->ended_at, one->number); });
  Money net, highest, deepest;
  for (const TradeResult* one : ended) {
    net = net + one->net;
    highest = std::max(highest, net);
    deepest = std::max(deepest, highest - net);
  }
  return deepest;
}

void count(Statistics& sums, const TradeResult& one) {
  ++sums.trades;
  sums.fees_pending += one.fees_pending > 0 ? 1 : 0;
  sums.gross = sums.gross + one.gross;
  sums.fees = sums.fees + one.fees;
  sums.net = sums.net + one.net;
  if (one.net > Money()) {
    ++sums.wins;
    sums.won = sums.won + one.net;
    sums.largest_win = std::max(sums.largest_win, one.net);
  }
  if (one.net < Money()) {
    ++sums.losses;
    sums.lost = sums.lost + one.net;
    sums.largest_loss = std::min(sums.largest_loss, one.net);
  }
}

void average(Statistics& sums) {
  if (sums.wins > 0) sums.average_win = part_of(sums.won, sums.wins);
  if (sums.losses > 0) sums.average_loss = part_of(sums.lost, sums.losses);
  if (sums.losses > 0) sums.profit_factor = sums.won.to_double() / -sums.lost.to_double();
  if (sums.trades == 0) return;
  sums.win_rate = static_cast<double>(sums.wins) / sums.trades;
  sums.expectancy = part_of(sums.net, sums.trades);
}

}  // namespace

std::optional<TradeResult> result_of(const LedgerSpread& spread) {
  if (spread.history.empty() || !spread.money_known) return std::nullopt;
  TradeResult result;
  result.number = spread.number;
  result.strategy = "other";
  result.underlying = spread.underlying;
  result.actor = spread.actor;
  result.ended = spread.is_flat();
  result.ran_out = result.ended && ran_out(spread);
  result.gross = spread.realised;
  result.fees = spread.fees;
  result.net = spread.net();
  result.fees_pending = spread.fees_pending;
  result.ended_at = spread.closed_at;
  if (spread.opened_at) result.month = month_of(spread.closed_at.value_or(*spread.opened_at));
  if (spread.opened_at && spread.closed_at) result.held = *spread.closed_at - *spread.opened_at;
  if (const auto legs = vertical_legs(spread.legs)) {
    result.strategy = market::to_string(legs->vertical);
    result.risk = risk_of(spread, *legs);
  }
  if (result.risk) result.return_on_risk = result.net.to_double() / result.risk->to_double();
  result.pop = spread.pop;
  if (spread.expected_value && spread.units_intended > 0)
    result.expected_value =
        *spread.expected_value * static_cast<double>(spread.units_opened) / static_cast<double>(spread.units_intended);
  return result;
}

std::vector<TradeResult> results_of(const std::map<SpreadNumber, LedgerSpread>& spreads) {
  std::vector<TradeResult> results;
  for (const auto& [number, spread] : spreads)
    if (auto result = result_of(spread)) results.push_back(*std::move(result));
  return results;
}

Statistics statistics(std::span<const TradeResult> results) {
  Statistics sums;
  std::vector<const TradeResult*> ended;
  double on_risk = 0;
  int with_risk = 0;
  core::Duration held{};
  int with_time = 0;
  for (const TradeResult& one : results) {
    if (!one.ended) continue;
    ended.push_back(&one);
    count(sums, one);
    if (one.return_on_risk) {
      on_risk += *one.return_on_risk;
      ++with_risk;
    }
    if (one.held) {
      held += *one.held;
      ++with_time;
    }
  }
  average(sums);
  sums.drawdown_max = drawdown_of(ended);
  if (with_risk > 0) sums.expectancy_on_risk = on_risk / with_risk;
  if (with_time > 0) sums.average_held = held / with_time;
  return sums;
}

std::string_view to_string(GroupBy by) {
  switch (by) {
    case GroupBy::strategy: return "strategy";
    case GroupBy::underlying: return "underlying";
    case GroupBy::actor: return "actor";
    case GroupBy::month: return "month";
  }
  ASSERT(false, "GroupBy {} has no name", static_cast<int>(by));
  return "";
}

std::map<std::string, Statistics> statistics_by(GroupBy by, std::span<const TradeResult> results) {
  std::map<std::string, std::vector<TradeResult>> groups;
  for (const TradeResult& one : results) {
    if (!one.ended) continue;
    switch (by) {
      case GroupBy::strategy: groups[one.strategy].push_back(one); break;
      case GroupBy::underlying: groups[one.underlying].push_back(one); break;
      case GroupBy::actor: groups[one.actor].push_back(one); break;
      case GroupBy::month: groups[one.month].push_back(one); break;
    }
  }
  std::map<std::string, Statistics> sums;
  for (const auto& [name, members] : groups) sums.emplace(name, statistics(members));
  return sums;
}

namespace {

/// Cash so far and what is held then, at these marks. Nothing: something that is held has none, or nothing is held.
std::optional<Money> profit_at(const LedgerSpread& spread, const MarkPoint& point) {
  std::map<ContractId, std::int64_t> held;
  Money profit;
  for (const HistoryLine& line : spread.history) {
    if (line.at > point.at) break;
    held[line.contract] += line.quantity;
    profit = profit + line.cash;
  }
  bool any = false;
  for (const auto& [contract, quantity] : held) {
    if (quantity == 0) continue;
    any = true;
    const auto mark = point.marks.find(contract);
    const auto holding = spread.holdings.find(contract);
    if (mark == point.marks.end() || holding == spread.holdings.end() || !holding->second.instrument) return std::nullopt;
    const auto value = cost_of(mark->second, holding->second.instrument->multiplier(), quantity);
    if (!value) return std::nullopt;
    profit = profit + *value;
  }
  return any ? std::optional(profit) : std::nullopt;
}

}  // namespace

std::optional<Excursion> excursion(const LedgerSpread& spread, std::span<const MarkPoint> marks) {
  if (!spread.money_known) return std::nullopt;
  Excursion excursion;
  for (const MarkPoint& point : marks) {
    const std::optional<Money> profit = profit_at(spread, point);
    if (!profit) continue;
    ++excursion.points;
    excursion.adverse = std::min(excursion.adverse, *profit);
    excursion.favourable = std::max(excursion.favourable, *profit);
  }
  return excursion.points > 0 ? std::optional(excursion) : std::nullopt;
}

}  // namespace legwork::trade
