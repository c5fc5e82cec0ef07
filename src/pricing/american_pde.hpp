// American and European options with cash dividends: a one-dimensional finite-difference solve in log spot, TR-BDF2 in time
// (F. Le Floc'h, "TR-BDF2 for fast stable American option pricing", J. Computational Finance 2014). One solve gives all spots.
#pragma once

#include <span>
#include <vector>

#include "core/right.hpp"
#include "pricing/option.hpp"

namespace legwork::pricing {

/// A cash dividend: the stock opens `amount` USD lower at `years` from now. A drop below a tenth of a cent is floored there.
struct CashDividend {
  double years = 0;
  double amount = 0;

  friend bool operator==(const CashDividend&, const CashDividend&) = default;
};

struct PdeGrid {
  int space_nodes = 400;
  int time_steps = 200;
};

enum class Exercise { american, european };

/// The value of one option (strike, vol) for every spot of a grid.
class PdeSolution {
 public:
  double price(double spot) const;  // cubic interpolation in log spot
  double delta(double spot) const;
  double gamma(double spot) const;
  /// Value-matching exercise level at t = 0 (put: lower, call: upper); NaN when early exercise is never optimal.
  double exercise_level() const { return exercise_level_; }

 private:
  friend PdeSolution solve_pde(Exercise, Right, const Carry&, std::span<const CashDividend>, double, double, const PdeGrid&);
  std::vector<double> log_spot_, value_, slope_;
  double strike_ = 0, exercise_level_ = unknown;
  Right right_ = Right::call;
};

/// Dividends with years outside (0, carry.years) are ignored. carry.yield is a continuous yield (borrow) on top of the dividends.
PdeSolution solve_pde(Exercise exercise, Right right, const Carry& carry, std::span<const CashDividend> dividends, double strike,
                      double vol, const PdeGrid& grid = {});

}  // namespace legwork::pricing
