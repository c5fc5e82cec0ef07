// The value of an option over spot, known at the nodes of a LogSpotGrid, and how it is read in between and beyond. In the money
// the value is nearly a line in spot and only the excess over that line is interpolated, so that sparse nodes do no harm there.
#pragma once

#include <vector>

#include "core/right.hpp"
#include "pricing/log_spot_grid.hpp"

namespace legwork::pricing {

/// So many shares and so much cash: what an option far in the money amounts to, whatever the volatility does.
struct StockAndCash {
  double stock = 0, cash = 0;

  double value(double spot) const { return stock * spot + cash; }
};

struct ValueCurve {
  core::Right right = core::Right::call;
  LogSpotGrid grid;
  std::vector<double> spot;   // of the nodes, ascending
  std::vector<double> value;  // per share, at the nodes
  double value_at_zero = 0;   // of a worthless stock
  StockAndCash in_the_money;

  /// Cubic in log spot between the nodes; linear in spot beyond them. at_spot >= 0.
  double at(double at_spot) const;
  /// ∂/∂S and ∂²/∂S². at_spot > 0.
  double delta(double at_spot) const;
  double gamma(double at_spot) const;
  /// Whether a log spot lies between two nodes that have neighbours on both sides.
  bool is_inner(double position) const { return position > 1 && position < static_cast<double>(grid.size() - 2); }

 private:
  StockAndCash line(double position) const;
  double at_position(double position, double at_spot) const;
};

}  // namespace legwork::pricing
