#include "trade/exits/quote_guard.hpp"

#include <cmath>

namespace legwork::trade {

std::string_view to_string(QuoteFault fault) {
  switch (fault) {
    case QuoteFault::none: return "none";
    case QuoteFault::not_live: return "not live, or halted";
    case QuoteFault::incomplete: return "a side is missing";
    case QuoteFault::crossed: return "crossed";
    case QuoteFault::old: return "not confirmed lately";
    case QuoteFault::skewed: return "the legs are of different times";
  }
  return "?";
}

QuoteFault fault_of(const SpreadQuote& quote, const QuoteGuard& guard) {
  if (!quote.live) return QuoteFault::not_live;
  if (!quote.complete || !quote.natural || !quote.far || !quote.mid || !std::isfinite(*quote.mid)) return QuoteFault::incomplete;
  if (quote.crossed || *quote.natural < *quote.far) return QuoteFault::crossed;
  if (quote.confirmed_age < core::Duration::zero() || quote.confirmed_age > guard.confirmed_age_max) return QuoteFault::old;
  if (quote.skew > guard.skew_max) return QuoteFault::skewed;
  return QuoteFault::none;
}

QuoteFault fault_of_bought(const LegQuote& leg, const QuoteGuard& guard, core::TimePoint now) {
  if (leg.quote_class != QuoteClass::live || leg.halted) return QuoteFault::not_live;
  if (!leg.ask || *leg.ask <= market::Price()) return QuoteFault::incomplete;
  if (leg.bid && *leg.bid > *leg.ask) return QuoteFault::crossed;
  const core::Duration age = now - leg.confirmed_at;
  return age < core::Duration::zero() || age > guard.confirmed_age_max ? QuoteFault::old : QuoteFault::none;
}

}  // namespace legwork::trade
