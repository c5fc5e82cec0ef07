#include "trade/exits/roll.hpp"

#include <algorithm>
#include <array>

namespace legwork::trade {
namespace {

/// At mid less slippage; natural can always be had, so that it is never less than that.
double credit_of(const RollRule& rule, const SpreadQuote& quote) {
  return -std::min(*quote.mid + rule.slippage.to_double(), quote.natural->to_double());
}

bool legs_match(const HeldVertical& held, const RollCandidate& candidate) {
  if (!candidate.short_leg.option || !candidate.long_leg.option) return false;
  const market::Contract& was = held.contract();
  const market::Contract& sold = *candidate.short_leg.option;
  const market::Contract& bought = *candidate.long_leg.option;
  const auto same = [](const market::Contract& a, const market::Contract& b) {
    return a.underlying == b.underlying && a.right == b.right && a.multiplier == b.multiplier && !market::is_adjusted(a);
  };
  if (!same(sold, was) || !same(bought, sold) || sold.trading_class != bought.trading_class || sold.expiry != bought.expiry)
    return false;
  if (sold.strike == bought.strike || sold.settlement != bought.settlement) return false;
  return market::is_credit(market::vertical_of(sold.right, sold.strike, bought.strike)) == held.is_credit();
}

}  // namespace

RollRefusal refusal_of(const RollRule& rule, const HeldVertical& held, const RollCandidate& candidate, const QuoteGuard& guard,
                       market::Date today) {
  if (!legs_match(held, candidate)) return RollRefusal::legs;
  for (const ContractId id : {candidate.short_leg.id, candidate.long_leg.id})
    if (id == held.short_leg.id || id == held.long_leg.id) return RollRefusal::shared_contract;  // the broker would net it away
  const int dte = market::days_between(today, candidate.short_leg.option->expiry);
  if (dte < rule.new_dte_min || dte > rule.new_dte_max) return RollRefusal::days;
  const HeldVertical next{candidate.short_leg, candidate.long_leg, held.units, {}};
  if (!rule.may_widen && next.width() > held.width()) return RollRefusal::width;
  if (fault_of(candidate.quote, guard) != QuoteFault::none) return RollRefusal::quote;
  constexpr double noise = 1e-9;  // a credit of 0.30 computed as 0.35 − 0.05
  return credit_of(rule, candidate.quote) >= rule.credit_min.to_double() - noise ? RollRefusal::none : RollRefusal::credit;
}

std::optional<RollChoice> choose_roll(const RollRule& rule, const HeldVertical& held, std::span<const RollCandidate> candidates,
                                      const QuoteGuard& guard, market::Date today) {
  std::optional<RollChoice> best;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (refusal_of(rule, held, candidates[i], guard, today) != RollRefusal::none) continue;
    const double credit = credit_of(rule, candidates[i].quote);
    const bool sooner = best && candidates[i].short_leg.option->expiry < candidates[best->candidate].short_leg.option->expiry;
    if (!best || credit > best->credit || (credit == best->credit && sooner)) best = RollChoice{i, credit};
  }
  return best;
}

std::string_view to_string(RollRefusal refusal) {
  constexpr std::array<std::string_view, 7> words{"none",
                                                  "the quote may not be leaned on",
                                                  "not a vertical of the same underlying, right and side",
                                                  "outside the days allowed",
                                                  "wider than the one it replaces",
                                                  "shares a contract with the one it replaces",
                                                  "brings less than the least net credit"};
  return words.at(static_cast<std::size_t>(refusal));
}

}  // namespace legwork::trade
