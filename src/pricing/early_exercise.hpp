// What early exercise adds to a European put of unit strike: the integral of what exercising earns over the exercise region (I. Kim,
// "The analytic valuation of American options", 1990; L. Andersen, M. Lake 2021 for two boundaries). Immutable; a premium costs
// about 20 ns per price node.
#pragma once

#include <optional>
#include <vector>

#include "pricing/exercise_boundary.hpp"

namespace legwork::pricing {

/// The premium and its derivative by ln S.
struct Premium {
  double value = 0;
  double slope = 0;
};

/// The integral over times to expiry u ∈ [0, last], taken at the outer angles of the rule: what of it depends on no volatility.
class PremiumIntegral {
 public:
  PremiumIntegral(const CollocationRule& rule, const PutTerms& terms, double last);

  /// ln B at the angles. `boundary` covers times to last/reach².
  std::vector<double> levels(const ExerciseBoundary& boundary, double reach = 1) const;
  /// Of exercising whenever the stock is below the levels.
  Premium below(std::span<const double> levels, double vol, double log_spot) const;

 private:
  const CollocationRule& rule_;
  PutTerms terms_;
  std::vector<double> root_wait_, carry_;  // per angle: √(time from now), (r − q)·time
  std::vector<double> cash_, stock_;  // measure times r·e^(−r·time) and q·e^(−q·time)
};

/// The exercise region of one option (terms, vol) and the premium for any spot.
class EarlyExercise {
 public:
  /// `rule` must outlive the result. Nothing when the boundary cannot be found by collocation.
  static std::optional<EarlyExercise> find(const CollocationRule& rule, const PutTerms& terms, double vol);

  bool is_exercised(double log_spot) const { return log_spot <= upper_now_ && log_spot >= lower_now_; }
  double upper_now() const { return upper_now_; }
  Premium premium(double log_spot) const;

 private:
  EarlyExercise(const CollocationRule& rule, const PutTerms& terms, double vol, double last);
  static std::optional<EarlyExercise> single(const CollocationRule& rule, const PutTerms& terms, double vol);
  static std::optional<EarlyExercise> twin(const CollocationRule& rule, const PutTerms& terms, double vol);

  double vol_;
  PremiumIntegral integral_;
  std::vector<double> upper_, lower_;  // levels; lower_ is empty with a single boundary
  double upper_now_, lower_now_;  // upper < lower where nothing is exercised now
};

}  // namespace legwork::pricing
