#include "trade/quote.hpp"

#include <algorithm>
#include <limits>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using market::Price;
__extension__ using Wide = __int128;  // a sum of prices times ratios is checked in this

std::optional<Price> offered(const LegQuote& quote) {
  return quote.ask && *quote.ask > Price() ? quote.ask : std::nullopt;  // an ask of 0 or -1 is a sentinel
}
/// 0 is nobody's bid, but a side that is known: what is sold there brings nothing.
std::optional<Price> wanted(const LegQuote& quote) { return quote.bid && *quote.bid >= Price() ? quote.bid : std::nullopt; }

/// One signed cost, summed over legs; nothing once a side was missing or the sum left 64 bits.
class Cost {
 public:
  void add(std::int32_t ratio, std::optional<Price> price) {
    if (price)
      nanos_ += static_cast<Wide>(ratio) * price->nanos();
    else
      known_ = false;
  }
  std::optional<Price> price() const {
    constexpr Wide most = std::numeric_limits<std::int64_t>::max();
    if (!known_ || nanos_ > most || nanos_ < -most) return std::nullopt;
    return Price::from_nanos(static_cast<std::int64_t>(nanos_));
  }

 private:
  Wide nanos_ = 0;
  bool known_ = true;
};

/// Everything but prices: what one leg takes away from the whole.
void join(SpreadQuote& spread, const OrderLeg& leg, const LegQuote& quote) {
  const bool buys = leg.ratio > 0;
  const auto bid = wanted(quote), ask = offered(quote);
  spread.complete &= ask.has_value() && bid.has_value() && (buys || *bid > Price());
  spread.crossed |= bid && ask && *bid > *ask;
  spread.live &= quote.quote_class == QuoteClass::live && !quote.halted;
  const std::int64_t size = buys ? quote.ask_size : quote.bid_size;
  const std::int64_t each = buys ? leg.ratio : -static_cast<std::int64_t>(leg.ratio);
  spread.size = std::min(spread.size, std::max<std::int64_t>(size, 0) / each);
}

/// Nothing may lean on it: the age is beyond every limit.
SpreadQuote nothing_known() {
  SpreadQuote spread;
  spread.confirmed_age = spread.skew = core::Duration::max();
  return spread;
}

}  // namespace

std::string_view to_string(QuoteClass quote_class) {
  switch (quote_class) {
    case QuoteClass::live: return "live";
    case QuoteClass::delayed: return "delayed";
    case QuoteClass::frozen: return "frozen";
    case QuoteClass::modelled: return "modelled";
  }
  ASSERT(false, "QuoteClass {} has no name", static_cast<int>(quote_class));
  return "";
}

SpreadQuote quote_spread(std::span<const OrderLeg> legs, const Quotes& quotes, core::TimePoint now) {
  if (legs.empty()) return nothing_known();
  SpreadQuote spread;
  spread.size = std::numeric_limits<std::int64_t>::max();
  spread.complete = spread.live = true;
  Cost natural, far;
  core::TimePoint oldest = core::TimePoint::max(), newest = core::TimePoint::min();
  for (const OrderLeg& leg : legs) {
    const LegQuote* quote = quotes.leg(leg.instrument.id);
    if (quote == nullptr || leg.ratio == 0) return nothing_known();
    const bool buys = leg.ratio > 0;
    natural.add(leg.ratio, buys ? offered(*quote) : wanted(*quote));
    far.add(leg.ratio, buys ? wanted(*quote) : offered(*quote));
    join(spread, leg, *quote);
    oldest = std::min(oldest, quote->confirmed_at);
    newest = std::max(newest, quote->confirmed_at);
  }
  spread.natural = natural.price();
  spread.far = far.price();
  // Of a sold leg without a bid there is no middle: half of 0 and its ask is a price that nobody would pay (verticals.md §4).
  if (spread.complete && spread.natural && spread.far) spread.mid = (spread.natural->to_double() + spread.far->to_double()) / 2;
  spread.confirmed_age = now - oldest;
  spread.skew = newest - oldest;
  return spread;
}

}  // namespace legwork::trade
