// Put–call parity under known cash dividends: the forward they leave, and the quotes of one expiry with their early-exercise premiums
// taken off. A call is exercised, if ever before expiry, on the eve of a dividend, which no continuous yield can tell. Pure functions; the
// premiums come from the finite-difference solver: about 10 ms an expiry.
#pragma once

#include <span>
#include <vector>

#include "pricing/american_pde.hpp"
#include "pricing/forward.hpp"

namespace legwork::pricing {

/// Forward price in USD of a stock that pays `dividends` and, on top of them, carry.yield: S·e^(gT) − Σ D(i)·e^(g(T − t(i))), g = rate − yield.
double dividend_forward(const Carry& carry, std::span<const CashDividend> dividends);
/// The continuous yield with which dividend_forward is `forward`; carry.yield is not read. NaN where there is none.
double dividend_yield(const Carry& carry, std::span<const CashDividend> dividends, double forward);

/// The pairs as if European: both premiums of a strike at the vol of its out-of-the-money side. Strikes where that has no vol, or where
/// a side is exercised now, are left out; of many pairs the 32 tightest are kept. Pairs must be usable.
std::vector<ParityPair> without_premiums(std::span<const ParityPair> pairs, const Carry& carry,
                                         std::span<const CashDividend> dividends);

}  // namespace legwork::pricing
