// The time grid of the finite-difference solver: stretches between dividends, each with its own steps. A few µs per call.
#pragma once

#include <span>
#include <vector>

#include "pricing/american_pde.hpp"

namespace legwork::pricing {

/// A stretch of time without dividends, solved backwards: steps in years, the one next to expiry first.
struct TimeSegment {
  std::vector<double> steps;
  double dividend = 0;  // paid at the segment's early end; 0: none
};

/// Segments from expiry back to now, each with an even number of steps, in all at least `steps`; `dividends` in any order, those
/// outside (0, years) are left out.
std::vector<TimeSegment> time_segments(double years, std::span<const CashDividend> dividends, int steps);

/// The same segments in half the steps.
std::vector<TimeSegment> coarsened(std::span<const TimeSegment> segments);

}  // namespace legwork::pricing
