#include "trade/ledger/lots.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

__extension__ using Wide = __int128;  // a product of two 64-bit numbers

using market::Money;

/// Halves away from zero. divisor > 0.
Wide rounded(Wide dividend, Wide divisor) {
  const Wide half = divisor / 2;
  return (dividend < 0 ? dividend - half : dividend + half) / divisor;
}

bool same_sign(std::int64_t a, std::int64_t b) { return (a < 0) == (b < 0); }

}  // namespace

std::optional<Money> cost_of(market::Price price, std::int32_t multiplier, std::int64_t quantity) {
  constexpr Wide nanos_max = static_cast<Wide>(notional_max.micros()) * 1000;
  const Wide unit = static_cast<Wide>(price.nanos()) * multiplier;
  const Wide unit_size = unit < 0 ? -unit : unit;
  const Wide count = quantity < 0 ? -static_cast<Wide>(quantity) : quantity;
  if (count != 0 && unit_size > nanos_max / count) return std::nullopt;
  return Money::from_micros(static_cast<std::int64_t>(rounded(unit * quantity, 1000)));
}

Money share_of(Money amount, std::int64_t part, std::int64_t whole) {
  ASSERT(whole != 0 && std::abs(part) <= std::abs(whole), "{} of {}", part, whole);
  const Wide sign = same_sign(part, whole) ? 1 : -1;
  return Money::from_micros(
      static_cast<std::int64_t>(sign * rounded(static_cast<Wide>(amount.micros()) * std::abs(part), std::abs(whole))));
}

std::int64_t scaled(std::int64_t quantity, std::int64_t numerator, std::int64_t denominator) {
  ASSERT(denominator != 0, "a part of nothing");
  const Wide product = static_cast<Wide>(quantity) * numerator;
  return static_cast<std::int64_t>(denominator < 0 ? rounded(-product, -static_cast<Wide>(denominator))
                                                   : rounded(product, denominator));
}

std::optional<market::Price> per_share(Money amount, std::int64_t quantity, std::int32_t multiplier) {
  constexpr Wide nanos_max = Wide{2'000'000} * market::Price::scale;
  const Wide shares = static_cast<Wide>(quantity) * multiplier;
  ASSERT(shares != 0, "a price of nothing");
  const Wide nanos = static_cast<Wide>(amount.micros()) * 1000;
  const Wide each = shares < 0 ? rounded(-nanos, -shares) : rounded(nanos, shares);
  if (each > nanos_max || each < -nanos_max) return std::nullopt;
  return market::Price::from_nanos(static_cast<std::int64_t>(each));
}

Lots::Traded Lots::trade(std::int64_t quantity, Money cost) {
  Traded traded;
  std::int64_t left = quantity;
  Money cost_left = cost;
  while (left != 0 && !lots_.empty() && !same_sign(left, lots_.front().quantity)) {
    Lot& lot = lots_.front();
    const std::int64_t size = std::min(std::abs(left), std::abs(lot.quantity));
    const std::int64_t part = left < 0 ? -size : size;
    const Money paid = share_of(cost_left, part, left);
    const Money had_cost = share_of(lot.cost, -part, lot.quantity);
    traded.realised = traded.realised - paid - had_cost;
    traded.closing_cost = traded.closing_cost + paid;
    traded.closed += part;
    lot.quantity += part;
    lot.cost = lot.cost - had_cost;
    if (lot.quantity == 0) lots_.pop_front();
    left -= part;
    cost_left = cost_left - paid;
  }
  if (left != 0) {
    lots_.push_back({left, cost_left});
    traded.opened = left;
    traded.opening_cost = cost_left;
  }
  quantity_ += quantity;
  return traded;
}

Money Lots::cost() const {
  Money sum;
  for (const Lot& lot : lots_) sum = sum + lot.cost;
  return sum;
}

Money Lots::cost_of_oldest(std::int64_t quantity) const {
  ASSERT(quantity == 0 || (same_sign(quantity, quantity_) && std::abs(quantity) <= std::abs(quantity_)), "{} of {}", quantity,
         quantity_);
  Money sum;
  std::int64_t left = std::abs(quantity);
  for (const Lot& lot : lots_) {
    const std::int64_t part = std::min(left, std::abs(lot.quantity));
    if (part == 0) break;
    sum = sum + share_of(lot.cost, part, std::abs(lot.quantity));
    left -= part;
  }
  return sum;
}

}  // namespace legwork::trade
