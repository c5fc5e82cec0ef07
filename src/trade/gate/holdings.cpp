#include "trade/gate/holdings.hpp"

#include <algorithm>

namespace legwork::trade {
namespace {

/// Options that stand in for one another: a long one of these bounds what a short one can lose.
bool is_same_series(const Instrument& a, const Instrument& b) {
  return a.option && b.option && a.underlying == b.underlying && a.option->right == b.option->right &&
         a.option->expiry == b.option->expiry;
}

/// Orders that sell or exercise one long leg, or sell the shares, alone.
std::int64_t being_sold_alone(std::span<const WorkingOrder> orders, const auto& counts) {
  std::int64_t sum = 0;
  for (const WorkingOrder& order : orders) {
    if (order.intent.legs().size() != 1) continue;
    const OrderLeg& leg = order.intent.legs().front();
    if (taken_from(order.intent.shape(), leg) > 0 && counts(leg.instrument)) sum += order.remaining_max();
  }
  return sum;
}

/// Shares that loose short calls need, each expiry by itself: a long call of another date protects nothing.
std::int64_t shares_needed(const HeldBook& held, const Instrument& stock) {
  std::int64_t shares = 0;
  for (std::size_t i = 0; i < held.legs.size(); ++i) {
    const Instrument& first = held.legs[i].instrument;
    if (!first.option || first.underlying != stock.underlying || first.option->right != core::Right::call) continue;
    const auto is_same = [&](const LooseLeg& leg) { return is_same_series(leg.instrument, first); };
    if (std::ranges::any_of(std::span(held.legs).first(i), is_same)) continue;
    std::int64_t of_series = 0;
    for (const LooseLeg& leg : held.legs)
      if (is_same(leg)) of_series += leg.quantity * leg.instrument.multiplier();
    shares += std::max<std::int64_t>(-of_series, 0);
  }
  return shares;
}

}  // namespace

Held held_of(const HeldBook& held, ContractId contract) {
  Held sum;
  for (const HeldVertical& one : held.verticals) {
    if (one.long_leg.id == contract) sum.bought += one.units;
    if (one.short_leg.id == contract) sum.sold += one.units;
  }
  for (const LooseLeg& leg : held.legs)
    if (leg.instrument.id == contract)
      (leg.quantity > 0 ? sum.bought : sum.sold) += leg.quantity > 0 ? leg.quantity : -leg.quantity;
  return sum;
}

std::int64_t held_units(const HeldBook& held, ContractId short_leg, ContractId long_leg) {
  std::int64_t units = 0;
  for (const HeldVertical& one : held.verticals)
    if (one.short_leg.id == short_leg && one.long_leg.id == long_leg) units += one.units;
  return units;
}

int taken_from(Shape shape, const OrderLeg& leg) {
  if (shape == Shape::exercise) return 1;
  return leg.ratio < 0 ? 1 : -1;
}

std::int64_t being_taken(std::span<const WorkingOrder> orders, ContractId contract, int direction) {
  std::int64_t sum = 0;
  for (const WorkingOrder& order : orders)
    for (const OrderLeg& leg : order.intent.legs())
      if (leg.closes && leg.instrument.id == contract && taken_from(order.intent.shape(), leg) == direction)
        sum += order.remaining_max();
  return sum;
}

std::int64_t being_ended(std::span<const WorkingOrder> orders, ContractId short_leg, ContractId long_leg) {
  std::int64_t units = 0;
  for (const WorkingOrder& order : orders) {
    const auto pair = closing_pair(order.intent);  // buys the short leg back
    if (pair && pair->bought->instrument.id == short_leg && pair->sold->instrument.id == long_leg) units += order.remaining_max();
  }
  return units;
}

std::int64_t free_to_sell(const HeldBook& held, std::span<const WorkingOrder> orders, const Instrument& what) {
  if (!what.option) {
    std::int64_t shares = 0;
    for (const LooseLeg& leg : held.legs)
      if (leg.instrument.id == what.id) shares += leg.quantity;
    const auto is_this = [&](const Instrument& other) { return other == what; };
    return shares - shares_needed(held, what) - being_sold_alone(orders, is_this);
  }
  std::int64_t series = 0, of_this = 0;
  for (const LooseLeg& leg : held.legs) {
    if (is_same_series(leg.instrument, what)) series += leg.quantity;
    if (leg.instrument.id == what.id) of_this += leg.quantity;
  }
  const auto is_same = [&](const Instrument& other) { return is_same_series(other, what); };
  const auto is_this = [&](const Instrument& other) { return other == what; };
  return std::min(series - being_sold_alone(orders, is_same), of_this - being_sold_alone(orders, is_this));
}

}  // namespace legwork::trade
