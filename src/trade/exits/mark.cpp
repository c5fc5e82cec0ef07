#include "trade/exits/mark.hpp"

namespace legwork::trade {
namespace {

using market::Price;

bool is_narrow(const ExitPlan& plan, const HeldVertical& held, Price spread) {
  return spread.to_double() <= held.width().to_double() * plan.guard.spread_percent_max / 100;
}

/// The line is alive and says that nobody bids; a line that is merely silent says nothing.
bool nobody_bids(const LegQuote& leg, const QuoteGuard& guard, core::TimePoint now) {
  return fault_of_bought(leg, guard, now) == QuoteFault::none && !has_bid(leg);
}

}  // namespace

Mark mark_of(const ExitPlan& plan, const HeldVertical& held, const ExitInputs& in) {
  Mark mark;
  const QuoteGuard& guard = plan.guard.quote;
  if (nobody_bids(in.long_leg, guard, in.now)) {
    mark.worthless = !held.is_credit();
    const QuoteFault fault = fault_of_bought(in.short_leg, guard, in.now);
    mark.fault = mark.worthless ? "worthless: the long leg has no bid" : to_string(fault);
    if (mark.worthless || fault != QuoteFault::none) return mark;
    const Price bid = in.short_leg.bid.value_or(Price());
    mark.usable = mark.dead_long = true;
    mark.cost = (bid + *in.short_leg.ask).to_double() / 2;
    mark.narrow = is_narrow(plan, held, *in.short_leg.ask - bid);
    return mark;
  }
  const QuoteFault fault = fault_of(in.closing, guard);
  mark.fault = to_string(fault);
  if (fault != QuoteFault::none) return mark;
  mark.usable = true;
  mark.cost = *in.closing.mid;
  mark.narrow = is_narrow(plan, held, *in.closing.natural - *in.closing.far);
  return mark;
}

}  // namespace legwork::trade
