// Holdings: what is held, contract by contract and pair by pair, and how much of it orders that may live are already taking away. What
// the gate proves closings, rolls and exercises against. Pure; a pass over the book and the orders for each question, no allocation.
#pragma once

#include <cstdint>
#include <span>

#include "trade/gate/exposure.hpp"

namespace legwork::trade {

/// Contracts or shares of both directions, ≥ 0 each. Verticals are not netted against each other: the ledger keeps them apart.
struct Held {
  std::int64_t bought = 0, sold = 0;
};
Held held_of(const HeldBook& held, ContractId contract);

/// Units of held verticals with exactly these legs.
std::int64_t held_units(const HeldBook& held, ContractId short_leg, ContractId long_leg);

/// What a leg that closes takes from: > 0 from what was bought, < 0 from what was sold. An exercise uses up what was bought.
int taken_from(Shape shape, const OrderLeg& leg);
/// Contracts of that direction that orders may still take, each at its worse version.
std::int64_t being_taken(std::span<const WorkingOrder> orders, ContractId contract, int direction);
/// Units of verticals with these legs that orders, rolls among them, may still end.
std::int64_t being_ended(std::span<const WorkingOrder> orders, ContractId short_leg, ContractId long_leg);

/// What may be sold or exercised alone of a bought contract or of shares without laying a loose short option bare. Legs of held
/// verticals are never free; loose longs protect loose shorts of the same underlying, right and expiry; shares protect calls, `multiplier`
/// each. Orders that may live and sell the same protection count. May be below 0.
std::int64_t free_to_sell(const HeldBook& held, std::span<const WorkingOrder> orders, const Instrument& what);

}  // namespace legwork::trade
