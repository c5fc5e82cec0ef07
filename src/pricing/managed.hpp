// What a spread is worth under its exit rules: simulate the underlying to expiry, re-price the spread at every step on the
// smile (sticky moneyness), and count which exit comes first. One simulation serves all spreads of an expiry.
// Deterministic: the same Prng gives the same numbers.
#pragma once

#include <span>
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
  double target = 0.5;        // close at this share of max profit
  double stop = 2.0;          // close when the loss reaches this multiple of the credit (or share of the debit)
  double exit_years = 0;      // close when this much time is left (21 days: 21/365)
};

struct ManagedSpread {
  Right right;
  double short_strike, long_strike;
  double credit;              // > 0 received, < 0 paid, per share
};

struct ManagedOutcome {
  double target_first = unknown;    // P50 / P(target before T)
  double stop_first = unknown;
  double neither = unknown;
  double expected_value = unknown;  // per share, undiscounted, before costs
  double expected_days = unknown;   // calendar days held
};

ManagedOutcome simulate_managed(const PathSet& paths, const Carry& carry, const Smile& smile, const ManagedSpread& spread,
                                const ManagedRules& rules);

}  // namespace legwork::pricing
