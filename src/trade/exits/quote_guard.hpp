// QuoteGuard: whether a spread's quote may be leaned on by a decision that moves a price or ends a position. One function, so that the
// walk and the exits cannot disagree about what bad data is (invariant NO_RISK_ON_BAD_DATA). Pure; a few compares.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/time.hpp"
#include "trade/quote.hpp"

namespace legwork::trade {

enum class QuoteFault : std::uint8_t { none, not_live, incomplete, crossed, old, skewed };
std::string_view to_string(QuoteFault fault);

struct QuoteGuard {
  core::Duration confirmed_age_max = std::chrono::seconds(2);  // DESIGN.md §3: the send gate's
  core::Duration skew_max = std::chrono::seconds(2);  // between the legs (verticals.md §4)

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("confirmed_age_max", self.confirmed_age_max);
    visit("skew_max", self.skew_max);
  }
  friend bool operator==(const QuoteGuard&, const QuoteGuard&) = default;
};

/// The first thing wrong with it, or none. A quote whose natural is better than its far side is crossed, whatever its legs say; one
/// without a finite mid is incomplete; a negative age (a clock that stepped back) is old.
QuoteFault fault_of(const SpreadQuote& quote, const QuoteGuard& guard);
/// One leg that is to be bought: live, an ask, not crossed, young enough. A missing bid is no fault of a leg that is bought.
QuoteFault fault_of_bought(const LegQuote& leg, const QuoteGuard& guard, core::TimePoint now);

/// A bid that somebody pays: none, and a bid of 0, is no bid.
inline bool has_bid(const LegQuote& leg) { return leg.bid && *leg.bid > market::Price(); }

}  // namespace legwork::trade
