// A root of an increasing function of volatility inside a bracket: Newton or secant steps, bisection where they leave it.
#pragma once

#include <algorithm>
#include <cmath>

namespace legwork::pricing {

struct VolBracket {
  double low, high;
};

/// What a trial gives: model price − target, and its derivative by vol (NaN: not known, secant steps are taken).
struct VolTrial {
  double excess;
  double slope;
};

/// `trial(vol)` is called at most 80 times. Stops when a step is below `tolerance` (relative) or the excess is 0.
template <class Trial>
double search_vol(Trial trial, VolBracket bracket, double start, double tolerance) {
  double vol = std::clamp(start, bracket.low, bracket.high), last_vol = vol;
  VolTrial last{0, 0};
  for (int i = 0; i < 80; ++i) {
    const VolTrial here = trial(vol);
    if (here.excess == 0) return vol;
    (here.excess < 0 ? bracket.low : bracket.high) = vol;
    const double secant = i > 0 ? (here.excess - last.excess) / (vol - last_vol) : here.slope;
    double next = vol - here.excess / (std::isnan(here.slope) ? secant : here.slope);
    if (!(next > bracket.low && next < bracket.high)) next = std::sqrt(bracket.low * bracket.high);
    last = here;
    last_vol = vol;
    vol = next;
    if (std::fabs(vol - last_vol) <= tolerance * vol) return vol;
  }
  return vol;
}

}  // namespace legwork::pricing
