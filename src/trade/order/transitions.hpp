// The transition table of orders: what each fact can make of an order in each phase. It is written down here to be read and checked
// against; phase_of() is what decides. A test learns every fact in every set of facts that can be reached and compares both ways, and
// the book asserts each step it takes. Static data.
#pragma once

#include <cstdint>
#include <string>

#include "trade/order/phase.hpp"

namespace legwork::trade {

class PhaseSet {
 public:
  constexpr PhaseSet() = default;
  constexpr void insert(Phase phase) { bits_ = static_cast<std::uint16_t>(bits_ | (1U << static_cast<unsigned>(phase))); }
  constexpr bool contains(Phase phase) const { return (bits_ >> static_cast<unsigned>(phase) & 1U) != 0; }
  friend constexpr bool operator==(PhaseSet, PhaseSet) = default;

 private:
  std::uint16_t bits_ = 0;
};
std::string to_string(PhaseSet phases);  // "Acked, Working"

/// Where an order in `phase` can be after `fact`; several where its other facts decide.
PhaseSet next_phases(Phase phase, Fact fact);

/// The table for docs/life_of_an_order.md: a row per phase, a column per fact.
std::string transitions_markdown();

}  // namespace legwork::trade
