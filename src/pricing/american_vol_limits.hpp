// What a price of an American option says about its volatility before any search: a reason why there is none, or a bracket.
#pragma once

#include "pricing/option.hpp"
#include "pricing/vol_search.hpp"

namespace legwork::pricing {

struct AmericanVolLimits {
  NoVol reason = NoVol::none;
  VolBracket bracket{0, 0};
  double start = 0;

  /// `resolution`: the least price difference that means anything, as a share of the strike (put) or spot (call).
  AmericanVolLimits(Right right, const Carry& carry, double strike, double price, double resolution);
  ImpliedVol result(double vol) const;
};

}  // namespace legwork::pricing
