#include "trade/gate/exposure.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using market::Price;
__extension__ using Wide = __int128;

constexpr Wide nanos_per_micro = Price::scale / Money::scale;
constexpr Wide loss_max = std::numeric_limits<std::int64_t>::max();

/// Rounded up: a loss is never understated. What does not fit has no bound.
Money from_nanos(Wide nanos) {
  if (nanos <= 0) return {};
  const Wide micros = (nanos - 1) / nanos_per_micro + 1;
  return micros >= loss_max ? unbounded_loss : Money::from_micros(static_cast<std::int64_t>(micros));
}

constexpr Wide most = loss_max * nanos_per_micro * 4;  // more than an amount of money can hold

/// nanos per share × multiplier × units; what is larger than `most` is `most`.
Wide times(Wide per_share, std::int64_t multiplier, std::int64_t units) {
  const Wide unit = per_share * multiplier;  // fits: 65 and 32 bits
  if (unit == 0 || units == 0) return 0;
  const Wide size = unit < 0 ? -unit : unit, count = units < 0 ? -static_cast<Wide>(units) : static_cast<Wide>(units);
  const bool negative = (unit < 0) != (units < 0);
  const Wide product = size > most / count ? most : size * count;
  return negative ? -product : product;
}

std::optional<OrderPair> pair_of(const Intent& intent, bool closes) {
  OrderPair pair;
  for (const OrderLeg& leg : intent.legs()) {
    if (leg.closes != closes || !leg.instrument.is_option()) continue;
    (leg.ratio < 0 ? pair.sold : pair.bought) = &leg;
  }
  return pair.sold != nullptr && pair.bought != nullptr ? std::optional(pair) : std::nullopt;
}

Price payoff(const LooseLeg& leg, Price spot) {
  if (!leg.instrument.option) return spot;
  const market::Contract& option = *leg.instrument.option;
  const Price value = option.right == core::Right::call ? spot - option.strike : option.strike - spot;
  return std::max(value, Price());
}

Wide loss_at(std::span<const LooseLeg* const> legs, Price spot) {
  Wide loss = 0;
  for (const LooseLeg* const leg : legs) {
    const Wide per_share = static_cast<Wide>(leg->price.nanos()) - payoff(*leg, spot).nanos();
    const Wide one = times(per_share, leg->instrument.multiplier(), leg->quantity);
    if (one >= most) return 8 * most;  // no gain makes up for what cannot be counted
    loss += one;
  }
  return loss;
}

/// A piecewise linear function is worst at a kink or at an end.
Money worst_of(std::span<const LooseLeg* const> legs) {
  Wide slope = 0, worst = loss_at(legs, Price());
  for (const LooseLeg* const leg : legs) {
    const auto& option = leg->instrument.option;
    if (!option || option->right == core::Right::call) slope += static_cast<Wide>(leg->quantity) * leg->instrument.multiplier();
    if (option) worst = std::max(worst, loss_at(legs, option->strike));
  }
  return slope < 0 ? unbounded_loss : from_nanos(worst);
}

std::optional<market::Date> common_expiry(std::span<const LooseLeg* const> legs) {
  std::optional<market::Date> expiry;
  for (const LooseLeg* const leg : legs) {
    if (!leg->instrument.option) continue;
    if (expiry && *expiry != leg->instrument.option->expiry) return std::nullopt;
    expiry = leg->instrument.option->expiry;
  }
  return expiry;
}

void add_loose(std::vector<Risk>& risks, std::span<const LooseLeg> loose) {
  std::vector<const LooseLeg*> of_one;
  for (std::size_t i = 0; i < loose.size(); ++i) {
    const std::string_view underlying = loose[i].instrument.underlying;
    const auto is_same = [&](const LooseLeg& leg) { return leg.instrument.underlying == underlying; };
    if (std::ranges::any_of(loose.first(i), is_same)) continue;
    of_one.clear();
    for (const LooseLeg& leg : loose.subspan(i))
      if (is_same(leg)) of_one.push_back(&leg);
    risks.push_back({underlying, common_expiry(of_one), max_loss(std::span<const LooseLeg* const>(of_one))});
  }
}

}  // namespace

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::working: return "working";
    case Certainty::unknown: return "unknown";
    case Certainty::quarantined: return "quarantined";
  }
  ASSERT(false, "Certainty {} has no name", static_cast<int>(certainty));
  return "";
}

std::int64_t WorkingOrder::remaining_max() const {
  return other ? std::max(version.remaining, other->remaining) : version.remaining;
}

Price OrderPair::width() const {
  const Price a = sold->instrument.option->strike, b = bought->instrument.option->strike;
  return std::max(a, b) - std::min(a, b);
}

bool OrderPair::is_credit() const {
  const Price sold_strike = sold->instrument.option->strike, bought_strike = bought->instrument.option->strike;
  return contract().right == core::Right::call ? sold_strike < bought_strike : sold_strike > bought_strike;
}

std::optional<OrderPair> opening_pair(const Intent& intent) { return pair_of(intent, false); }
std::optional<OrderPair> closing_pair(const Intent& intent) { return pair_of(intent, true); }

Money full_width_bound(const Intent& intent, std::int64_t units) {
  const auto pair = opening_pair(intent);
  return pair ? from_nanos(times(pair->width().nanos(), pair->contract().multiplier, units)) : Money();
}

Money max_loss(const Intent& intent, const OrderVersion& version) {
  const auto pair = opening_pair(intent);
  if (!pair) return {};
  const Wide cost = version.limit.signed_cost().nanos(), width = pair->width().nanos();
  const bool rolls = intent.effect() == Effect::rolls;
  const Wide per_share = rolls ? width + std::max<Wide>(cost, 0) : cost + (pair->is_credit() ? width : 0);
  return from_nanos(times(per_share, pair->contract().multiplier, version.remaining));
}

Money max_loss(const WorkingOrder& order) {
  const Money one = max_loss(order.intent, order.version);
  return order.other ? std::max(one, max_loss(order.intent, *order.other)) : one;
}

Money margin_bound(const Intent& intent, const OrderVersion& version) {
  const auto pair = opening_pair(intent);
  if (!pair || (intent.effect() == Effect::opens && pair->is_credit())) return full_width_bound(intent, version.remaining);
  return max_loss(intent, version);
}

Money max_loss(const HeldVertical& held) {
  const Wide per_share = static_cast<Wide>(held.entry_cost.nanos()) + (held.is_credit() ? held.width().nanos() : 0);
  return from_nanos(times(per_share, held.contract().multiplier, held.units));
}

Money max_loss(std::span<const LooseLeg* const> legs) {
  const auto is_option = [](const LooseLeg* leg) { return leg->instrument.is_option(); };
  if (common_expiry(legs) || std::ranges::none_of(legs, is_option)) return worst_of(legs);
  Money sum;
  for (const LooseLeg* const& leg : legs) sum = add_losses(sum, worst_of(std::span(&leg, 1)));
  return sum;
}

std::vector<Risk> risks_of(const HeldBook& held, std::span<const WorkingOrder> orders) {
  std::vector<Risk> risks;
  risks.reserve(held.verticals.size() + held.legs.size() + orders.size());
  for (const HeldVertical& one : held.verticals) risks.push_back({one.short_leg.underlying, one.contract().expiry, max_loss(one)});
  add_loose(risks, held.legs);
  for (const WorkingOrder& order : orders)
    if (const auto pair = opening_pair(order.intent))
      risks.push_back({pair->sold->instrument.underlying, pair->contract().expiry, max_loss(order)});
  return risks;
}

Money total(std::span<const Risk> risks, const RiskScope& scope) {
  Money sum;
  for (const Risk& risk : risks) {
    if (scope.underlying && *scope.underlying != risk.underlying) continue;
    if (scope.expiry && scope.expiry != risk.expiry) continue;
    sum = add_losses(sum, risk.loss);
  }
  return sum;
}

Money add_losses(Money a, Money b) { return a.micros() > unbounded_loss.micros() - b.micros() ? unbounded_loss : a + b; }

}  // namespace legwork::trade
