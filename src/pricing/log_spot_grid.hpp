// The space grid of the finite-difference solver: log spots x = focus + width·sinh(step·(i − centre)), the strike exactly on node
// `centre`. Uniform in i, so that interpolation on it needs neither search nor division. A value type of five numbers.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "pricing/option.hpp"

namespace legwork::pricing {

class LogSpotGrid {
 public:
  LogSpotGrid() = default;
  /// Dense within about one standard deviation of the strike. It reaches five standard deviations beyond spot and strike, and as much
  /// further as drift and dividends shift the stock. vol·√years > 0; `nodes` >= 16 is
  /// rounded down to an odd number.
  LogSpotGrid(const Carry& carry, double dividend_sum, double strike, double vol, int nodes);

  /// Every other node of this grid. Needs an odd size and an even centre, as the constructor gives.
  LogSpotGrid coarsened() const;

  std::size_t size() const { return nodes_; }
  /// The strike's node.
  double centre() const { return centre_; }
  double log_spot(std::size_t i) const { return focus_ + width_ * std::sinh((static_cast<double>(i) - centre_) * step_); }
  /// Where a log spot lies between the nodes: 2.5 is half way from node 2 to node 3.
  double position(double log_spot) const { return centre_ + std::asinh((log_spot - focus_) / width_) / step_; }

 private:
  double focus_ = 0, width_ = 1, step_ = 1, centre_ = 0;
  std::size_t nodes_ = 0;
};

/// The first of the four nodes around a position, moved inward where they would reach outside [margin, size − margin).
std::size_t first_of_four(double position, std::size_t size, double margin = 0);
/// Cubic through values[first …  first + 3], read at `position` (in nodes).
double cubic(std::span<const double> values, std::size_t first, double position);

}  // namespace legwork::pricing
