#include "chain/quote.hpp"

namespace legwork::chain {

const std::vector<FlagInfo>& flag_infos() {
  static const std::vector<FlagInfo> table = {
      {QuoteFlag::stale, "stale",
       "The quote has not changed while the underlying moved more than 0.1 standard deviations of a day, or it is older than the "
       "limit."},
      {QuoteFlag::crossed, "crossed", "The bid is above the ask."},
      {QuoteFlag::locked, "locked", "The bid equals the ask."},
      {QuoteFlag::zero_bid, "zero_bid", "Nobody bids: a seller gets nothing, and there is no mid."},
      {QuoteFlag::one_sided, "one_sided", "Nobody offers: there is no price to buy at, and no mid."},
      {QuoteFlag::wide, "wide", "The bid-ask spread is more than 30 % of the mid."},
      {QuoteFlag::underlying_lag, "underlying_lag",
       "The underlying price in the file is more than 0.1 % off the one that put-call parity implies; where the nearest expiry "
       "is more than ten days away, 4 % a year until then is allowed on top, for dividends nobody tells of."},
      {QuoteFlag::modelled, "modelled", "Vol and Greeks come from the fitted smile, not from this quote."},
      {QuoteFlag::no_vol, "no_vol", "There is no vol at all: the quote has none and the expiry has no smile."},
      {QuoteFlag::below_intrinsic, "below_intrinsic", "The ask is below the no-arbitrage lower bound."},
      {QuoteFlag::non_monotone, "non_monotone", "With an adjacent strike the quotes make an executable arbitrage."},
      {QuoteFlag::adjusted, "adjusted", "An adjusted contract: multiplier or deliverable differ from the standard."},
  };
  return table;
}

std::string to_string(QuoteFlags flags) {
  std::string out;
  for (const FlagInfo& info : flag_infos()) {
    if (!has(flags, info.flag)) continue;
    if (!out.empty()) out += '|';
    out += info.name;
  }
  return out;
}

}  // namespace legwork::chain
