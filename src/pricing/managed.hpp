// What a spread is worth under its exit rules: simulate the underlying to expiry, re-price the spread at every step on the
// smile (sticky moneyness), and count which exit comes first. One simulation serves all spreads of an expiry: hold one
// ManagedPricer per expiry (≈ 0.3 ms per new strike, then ≈ 0.1 ms per spread at 1,000 paths × 30 steps; 360 kB + 30 kB per strike).
// Deterministic: the same Prng gives the same numbers.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/prng.hpp"
#include "pricing/option.hpp"
#include "pricing/smile.hpp"

namespace legwork::pricing {

/// Paths of the underlying at equal steps, antithetic pairs; shape [paths][steps], step s at (s + 1)·years/steps.
class PathSet {
 public:
  /// Lognormal with forward drift and constant vol.
  static PathSet lognormal(const Carry& carry, double vol, int paths, int steps, core::Prng& prng);

  int paths() const { return paths_; }
  int steps() const { return steps_; }
  double years() const { return years_; }
  std::span<const double> path(int i) const;

 private:
  int paths_ = 0, steps_ = 0;
  double years_ = 0;
  std::vector<double> spot_;
};

struct ManagedRules {
  double target = 0.5;  // close at this share of max profit
  double stop = 2.0;  // close when the loss reaches this multiple of the credit (or share of the debit)
  double exit_years = 0;  // close when this much time is left (21 days: 21/365); no effect on a spread that has less to begin with
};

struct ManagedSpread {
  Right right;
  double short_strike, long_strike;
  double credit;  // > 0 received, < 0 paid, per share

  double width() const;
  double max_profit() const;  // the credit, or the width less the debit
};

/// All NaN when the spread, its rules or the smile make no sense (strikes not positive or equal, credit not finite, no profit possible).
struct ManagedOutcome {
  double target_first = unknown;  // P50 / P(target before T)
  double stop_first = unknown;
  double neither = unknown;
  double expected_value = unknown;  // per share, in money of expiry, before costs
  double expected_days = unknown;  // calendar days held
};

/// Values legs on a grid of (step, ln forward) once and walks the paths by interpolation. Exits are looked for now and at every
/// step, at mid. Keeps views of nothing: paths and smile may go away. Not for concurrent use (it caches legs, at most
/// `legs_max`, then starts over).
class ManagedPricer {
 public:
  ManagedPricer(const PathSet& paths, const Carry& carry, const Smile& smile);

  ManagedOutcome outcome(const ManagedSpread& spread, const ManagedRules& rules);

 private:
  static constexpr std::size_t legs_max = 512;
  using Leg = std::vector<double>;  // undiscounted values [step][node]; the last step is left out, its value is the payoff

  /// Where a path stands on the grid at a step: between `node` and the next.
  struct Cell {
    std::uint32_t node;
    float share;
  };

  const Leg& leg(Right right, double strike);
  Leg tabulate(Right right, double strike) const;
  double value_now(Right right, double strike) const;
  double years_left(int step) const;
  int exit_step(const ManagedRules& rules) const;

  struct Plan;
  void lay_out(Plan& plan, const ManagedRules& rules);
  double cost_at(const Plan& plan, std::size_t path, std::size_t step) const;
  ManagedOutcome walk(const Plan& plan) const;

  int paths_ = 0, steps_ = 0;
  Carry carry_;
  Smile smile_;
  std::vector<double> grid_low_, grid_step_;  // ln forward, per step
  std::vector<Cell> cells_;  // [path][step]
  std::vector<double> final_spot_;  // [path]
  std::map<std::pair<Right, double>, Leg> legs_;
};

/// For a single spread.
ManagedOutcome simulate_managed(const PathSet& paths, const Carry& carry, const Smile& smile, const ManagedSpread& spread,
                                const ManagedRules& rules);

}  // namespace legwork::pricing
