// Rolls: which of the offered verticals a held one is rolled into, as one four-leg order at one net price. Pure; linear in candidates.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "trade/exits/plan.hpp"
#include "trade/quote.hpp"

namespace legwork::trade {

struct RollCandidate {
  Instrument short_leg, long_leg;  // of the new vertical
  SpreadQuote quote;  // of all four legs as one order: cost < 0 is a net credit
};

enum class RollRefusal : std::uint8_t { none, quote, legs, days, width, shared_contract, credit };
std::string_view to_string(RollRefusal refusal);

/// Why a candidate is not allowed, or none. Another class, right, multiplier or side is refused as legs.
RollRefusal refusal_of(const RollRule& rule, const HeldVertical& held, const RollCandidate& candidate, const QuoteGuard& guard,
                       market::Date today);

struct RollChoice {
  std::size_t candidate = 0;
  double credit = 0;  // net, per share: mid less slippage
};
/// The allowed candidate with the most credit at mid less slippage; of equals the nearest expiry, then the first.
std::optional<RollChoice> choose_roll(const RollRule& rule, const HeldVertical& held, std::span<const RollCandidate> candidates,
                                      const QuoteGuard& guard, market::Date today);

}  // namespace legwork::trade
