#include "trade/ledger/fold.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace legwork::trade {

using market::Money;
using market::Price;
using What = HistoryLine::What;

/// What one spread can ever have moved, so that sums over spreads fit: beyond it executions are garbage, and so is the money.
constexpr Money turnover_max = Money::from_micros(10'000'000'000 * Money::scale);

LedgerSpread SpreadFold::run() {
  for (const OrderOnFile* order : inputs_.orders) read_order(*order);
  for (const LedgerFact* fact : inputs_.facts) std::visit([this](const auto& one) { read_fact(one); }, *fact);
  for (const BookedFill* fill : inputs_.attributed) read_attributed(*fill);
  std::ranges::sort(lines_, {}, [](const HistoryLine& line) {
    return std::tuple(line.at, line.order == OrderNumber{}, line.order, std::string_view(line.source), line.contract,
                      line.quantity);
  });
  for (const HistoryLine& line : lines_) play(line);
  finish();
  return std::move(spread_);
}

void SpreadFold::move(ContractId contract, std::int64_t quantity, Money cost) {
  const Lots::Traded traded = lots_[contract].trade(quantity, cost);
  Holding& holding = spread_.holdings[contract];
  holding.realised = holding.realised + traded.realised;
  spread_.cash = spread_.cash - cost;
  spread_.realised = spread_.realised + traded.realised;
}

void SpreadFold::play(const HistoryLine& line) {
  if (line.what == What::remapped) {
    play_remapped(line);
    return;
  }
  const Instrument* const known = instrument(line.contract);
  std::optional<Money> cost = known == nullptr ? std::nullopt : cost_of(line.price, known->multiplier(), line.quantity);
  if (cost && turnover_ <= turnover_max) turnover_ = turnover_ + std::max(*cost, -*cost);
  if (turnover_ > turnover_max) cost.reset();
  if (!cost) {
    spread_.money_known = false;
    add_break(BreakKind::unknown_contract, line.order, line.contract, line.at,
              fmt::format("what {} of contract {} at {} cost is not known", line.quantity, line.contract.value(),
                          line.price.to_string()));
  }
  const Money paid = cost.value_or(Money());
  move(line.contract, line.quantity, paid);
  spread_.history.push_back(line);
  spread_.history.back().cash = -paid;
  const bool entry = line.what == What::entry || line.what == What::adopted;
  if (entry || line.what == What::exit || line.what == What::attributed) {
    Average& sum = (entry ? entries_ : exits_)[line.contract];
    sum.quantity += line.quantity;
    sum.cost = sum.cost + paid;
  }
  delivered_ = delivered_ || line.what == What::assigned || line.what == What::exercised;
}

/// The cost of what goes follows into what comes; cash in lieu is realised. What was never held goes at no cost.
void SpreadFold::play_remapped(const HistoryLine& line) {
  const records::LegRemapped& fact = *remaps_.at(line.source);
  const Lots& lots = lots_[fact.contract];
  const bool against = lots.quantity() != 0 && (lots.quantity() > 0) != (fact.quantity > 0);
  const std::int64_t size = against ? std::min(std::abs(lots.quantity()), std::abs(fact.quantity)) : 0;
  const std::int64_t part = fact.quantity < 0 ? -size : size;
  const Money cost = lots.cost_of_oldest(-part);
  if (part != 0) move(fact.contract, part, fact.into_quantity != 0 ? -cost : Money());
  if (part != fact.quantity) move(fact.contract, fact.quantity - part, Money());
  if (fact.into_quantity != 0) move(fact.into.contract, fact.into_quantity, cost);
  spread_.cash = spread_.cash + fact.cash;
  spread_.realised = spread_.realised + fact.cash;
  Holding& from = spread_.holdings[fact.contract];
  from.realised = from.realised + fact.cash;
  spread_.history.push_back(line);
  spread_.history.back().cash = fact.cash;
  if (fact.into_quantity == 0) return;
  spread_.history.push_back({line.at, What::remapped, fact.into.contract, fact.into_quantity, {}, {}, fact.fact, {}});
  const Instrument* const into = instrument(fact.into.contract);
  if (into == nullptr || lots_[fact.contract].quantity() != 0) return;
  const auto leg = std::ranges::find(spread_.legs, fact.contract, [](const OrderLeg& one) { return one.instrument.id; });
  if (leg == spread_.legs.end()) return;
  leg->instrument = *into;
  for (Averages* const averages : {&entries_, &exits_}) {  // what was done in the old contract counts as done in the new one
    const auto done = averages->extract(fact.contract);
    if (done.empty()) continue;
    Average& sum = (*averages)[fact.into.contract];
    sum.quantity += scaled(done.mapped().quantity, fact.into_quantity, -fact.quantity);
    sum.cost = sum.cost + done.mapped().cost;
  }
}

std::optional<Price> SpreadFold::average(const Averages& averages) const {
  if (spread_.legs.empty() || !spread_.money_known) return std::nullopt;
  Price sum;
  for (const OrderLeg& leg : spread_.legs) {
    const auto found = averages.find(leg.instrument.id);
    if (found == averages.end() || found->second.quantity == 0) return std::nullopt;
    const auto each = per_share(found->second.cost, found->second.quantity, leg.instrument.multiplier());
    if (!each) return std::nullopt;
    for (std::int32_t i = 0; i < std::abs(leg.ratio); ++i) sum = leg.ratio > 0 ? sum + *each : sum - *each;
  }
  return sum;
}

void SpreadFold::finish() {
  for (auto& [contract, holding] : spread_.holdings) {
    if (const Instrument* const known = instrument(contract)) holding.instrument = *known;
    holding.quantity = lots_[contract].quantity();
    holding.cost = lots_[contract].cost();
  }
  finish_units();
  finish_state();
}

void SpreadFold::finish_units() {
  if (spread_.legs.empty()) return;
  std::int64_t opened = std::numeric_limits<std::int64_t>::max();
  std::int64_t open = opened;
  for (const OrderLeg& leg : spread_.legs) {
    const auto entry = entries_.find(leg.instrument.id);
    opened = std::min(opened, entry == entries_.end() ? 0 : entry->second.quantity / leg.ratio);
    const auto held = spread_.holdings.find(leg.instrument.id);
    const std::int64_t quantity = held == spread_.holdings.end() ? 0 : held->second.quantity;
    open = std::min(open, quantity / leg.ratio);
    if (quantity == 0 || (quantity > 0) == (leg.ratio > 0)) continue;
    add_break(BreakKind::overclosed, {}, leg.instrument.id, spread_.history.back().at,
              fmt::format("{} of {} are held, on the wrong side", quantity, to_string(leg.instrument)));
    spread_.breaks.back().explained = quantity;
  }
  spread_.units_opened = std::max<std::int64_t>(opened, 0);
  spread_.units_open = std::max<std::int64_t>(open, 0);
  spread_.entry_cost = average(entries_);
  if (const std::optional<Price> back = average(exits_)) spread_.exit_cost = -*back;
}

void SpreadFold::finish_state() {
  if (spread_.history.empty()) return;  // intended
  spread_.opened_at = spread_.history.front().at;
  const What last = spread_.history.back().what;
  const bool left = std::ranges::any_of(spread_.history, [](const HistoryLine& line) {
    return line.what != What::entry && line.what != What::adopted && line.what != What::remapped;
  });
  if (spread_.is_flat()) {
    spread_.closed_at = spread_.history.back().at;
    spread_.state = last == What::expired || last == What::cash_settled ? SpreadState::expired : SpreadState::closed;
  } else if (delivered_) {
    spread_.state = SpreadState::assigned;
  } else {
    spread_.state = left ? SpreadState::partially_closed : SpreadState::open;
  }
}

LedgerSpread fold(const SpreadInputs& inputs, const FillBook& fills, const std::map<ContractId, Instrument>& instruments) {
  return SpreadFold(inputs, fills, instruments).run();
}

}  // namespace legwork::trade
