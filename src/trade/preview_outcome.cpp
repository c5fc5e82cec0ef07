// What the vertical that an order opens can win and lose, and how probable that is. Formulas: verticals.md §1 to §3.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "trade/preview_parts.hpp"

namespace legwork::trade::previewing {
namespace {

using core::Result;
using core::Right;
using market::Money;
using market::Price;

Price amount_of(const HeldVertical& vertical) { return vertical.entry_cost < Price() ? -vertical.entry_cost : vertical.entry_cost; }

/// What the legs that close go at: the middle between crossing and the far side, to a billionth, without a detour over a double.
std::optional<Price> closing_mid(const Intent& intent, const PreviewInputs& in) {
  std::vector<OrderLeg> closing;
  std::ranges::copy_if(intent.legs(), std::back_inserter(closing), &OrderLeg::closes);
  const SpreadQuote quote = quote_spread(closing, in.quotes, in.now);
  if (!quote.mid) return std::nullopt;
  return Price::from_nanos(std::midpoint(quote.far->nanos(), quote.natural->nanos()));
}

/// The fit where there is one that holds, else the flat vol has to do.
const pricing::Smile* smile_of(const MarketModel& model) { return model.smile && model.smile->valid() ? &*model.smile : nullptr; }

/// P(S_T < level).
double below(const MarketModel& model, double level) {
  if (const pricing::Smile* smile = smile_of(model)) return pricing::smile_below(*smile, level);
  return pricing::flat_below(model.carry.forward(), model.carry.years, *model.flat_vol, level);
}

bool is_usable(const MarketModel& model) {
  const bool vol = smile_of(model) != nullptr || (model.flat_vol && *model.flat_vol > 0 && std::isfinite(*model.flat_vol));
  return vol && model.carry.years > 0 && model.carry.spot > 0 && std::isfinite(model.carry.forward());
}

double touch(const HeldVertical& vertical, const MarketModel& model) {
  const double strike = vertical.contract().strike.to_double(), spot = model.carry.spot;
  const bool inside = vertical.contract().right == Right::put ? spot <= strike : spot >= strike;
  const pricing::Smile* smile = smile_of(model);
  return inside ? 1 : pricing::touch(model.carry, smile != nullptr ? smile->vol(strike) : *model.flat_vol, strike);
}

/// P(profit) = 1 - required win rate, L / (P + L): all that a price knows.
Odds from_price(const Outcome& before, const std::optional<Outcome>& after) {
  const auto share = [](const Outcome& outcome) {
    const double profit = outcome.max_profit.to_double(), loss = outcome.max_loss.to_double();
    return profit <= 0 ? 0 : loss / (profit + loss);
  };
  Odds odds;
  odds.method = pricing::PopMethod::from_price;
  odds.pop = share(before);
  if (after) odds.pop_after_fees = share(*after);
  return odds;
}

}  // namespace

std::optional<HeldVertical> opened_vertical(const Intent& intent, const PreviewInputs& in) {
  if (intent.effect() == Effect::closes) return std::nullopt;
  HeldVertical vertical;
  for (const OrderLeg& leg : intent.legs())
    if (!leg.closes) (leg.ratio < 0 ? vertical.short_leg : vertical.long_leg) = leg.instrument;
  vertical.units = intent.quantity();
  vertical.entry_cost = intent.limit().signed_cost();
  if (intent.shape() == Shape::roll) {
    const auto closing = closing_mid(intent, in);
    if (!closing) return std::nullopt;
    vertical.entry_cost = vertical.entry_cost - *closing;
  }
  const bool right_side = vertical.is_credit() == (vertical.entry_cost < Price());
  if (!right_side || amount_of(vertical) == Price() || amount_of(vertical) >= vertical.width()) return std::nullopt;
  return vertical;
}

bool is_bullish(const HeldVertical& vertical) { return vertical.is_credit() == (vertical.contract().right == Right::put); }

Result<Outcome> outcome_of(const HeldVertical& vertical, Money costs) {
  const market::Contract& option = vertical.contract();
  const market::Quantity units(vertical.units);
  const auto profit = Money::of(vertical.max_profit(), option.multiplier, units);
  if (!profit) return profit.error();
  const auto loss = Money::of(vertical.max_loss(), option.multiplier, units);
  if (!loss) return loss.error();
  Outcome outcome{*profit - costs, *loss + costs, std::nullopt};
  if (outcome.max_profit <= Money()) return outcome;
  // A credit breaks even the credit away from the short strike, a debit from the long one; costs push it against us, rounded up.
  const Price from = vertical.is_credit() ? option.strike : vertical.long_leg.option->strike;
  const Price away = amount_of(vertical);
  const std::int64_t shares = vertical.units * option.multiplier;
  constexpr std::int64_t nanos_per_micro = Price::scale / Money::scale;
  const std::int64_t rest = costs.micros() % shares;
  const Price shift = Price::from_nanos(costs.micros() / shares * nanos_per_micro + (rest * nanos_per_micro + shares - 1) / shares);
  const Price even = option.right == Right::put ? from - away : from + away;
  outcome.breakeven = is_bullish(vertical) ? even + shift : even - shift;
  return outcome;
}

Odds odds_of(const HeldVertical& vertical, const std::optional<MarketModel>& model, const Outcome& before,
             const std::optional<Outcome>& after) {
  if (!model || !is_usable(*model) || !before.breakeven) return from_price(before, after);
  const bool bullish = is_bullish(vertical);
  const auto won_beyond = [&](double level) { return bullish ? 1 - below(*model, level) : below(*model, level); };
  const double first = vertical.contract().strike.to_double(), second = vertical.long_leg.option->strike.to_double();
  const double upper = std::max(first, second), lower = std::min(first, second);
  Odds odds;
  odds.method = smile_of(*model) != nullptr ? pricing::PopMethod::skew : pricing::PopMethod::flat;
  odds.pop = won_beyond(before.breakeven->to_double());
  if (after) odds.pop_after_fees = after->breakeven ? won_beyond(after->breakeven->to_double()) : 0;
  odds.p_max_profit = won_beyond(bullish ? upper : lower);
  odds.p_max_loss = 1 - won_beyond(bullish ? lower : upper);
  odds.p_touch = touch(vertical, *model);
  return odds;
}

std::optional<ExpectedValue> expected_value_of(const HeldVertical& vertical, const std::optional<MarketModel>& model,
                                               double costs_usd) {
  if (!model || !is_usable(*model)) return std::nullopt;
  const market::Contract& option = vertical.contract();
  const double short_strike = option.strike.to_double(), long_strike = vertical.long_leg.option->strike.to_double();
  const double shares = static_cast<double>(option.multiplier) * static_cast<double>(vertical.units);
  // European terms: what was received or paid for early exercise has no part in a distribution at expiry.
  const double net = -vertical.entry_cost.to_double() - (model->short_premium - model->long_premium);
  const pricing::Carry& carry = model->carry;
  const auto after_costs = [&](double payoff) { return (net / carry.discount() + payoff) * shares - costs_usd; };
  ExpectedValue value;
  const pricing::Smile* smile = smile_of(*model);
  value.market = after_costs(smile != nullptr ? pricing::vertical_expected_payoff(*smile, option.right, short_strike, long_strike)
                                              : pricing::vertical_expected_payoff(carry.forward(), carry.years, *model->flat_vol,
                                                                                  option.right, short_strike, long_strike));
  if (model->forecast_vol && *model->forecast_vol > 0)
    value.forecast = after_costs(
        pricing::vertical_expected_payoff(carry.spot, carry.years, *model->forecast_vol, option.right, short_strike, long_strike));
  return value;
}

}  // namespace legwork::trade::previewing
