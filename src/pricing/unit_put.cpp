#include "pricing/unit_put.hpp"

#include <algorithm>
#include <cmath>

namespace legwork::pricing {

PutTerms put_terms(Right right, const Carry& carry) {
  return right == Right::put ? PutTerms{carry.rate, carry.yield, carry.years} : PutTerms{carry.yield, carry.rate, carry.years};
}

UnitPut::UnitPut(Right right, const Carry& carry, double strike)
    : terms(put_terms(right, carry)),
      log_spot(right == Right::put ? std::log(carry.spot / strike) : std::log(strike / carry.spot)),
      scale(right == Right::put ? strike : carry.spot) {}

/// Exercising earns rate − yield·S per year on stocks below the strike. Where that is positive for no S < 1, waiting costs nothing.
ExerciseRegion exercise_region(const PutTerms& terms) {
  if (terms.rate > 0) return ExerciseRegion::single_boundary;
  if (terms.yield >= terms.rate) return ExerciseRegion::european;
  return terms.rate == 0 ? ExerciseRegion::single_boundary : ExerciseRegion::double_boundary;
}

ExerciseRegion exercise_region(Right right, double rate, double yield) {
  return exercise_region(put_terms(right, {0, rate, yield, 0}));
}

bool exercise_matters(const PutTerms& terms) {
  constexpr double negligible = 1e-9;
  const double most = std::max(terms.rate, 0.0) + std::max(-terms.yield, 0.0);
  return exercise_region(terms) != ExerciseRegion::european && most * terms.years > negligible;
}

double certain_value(const PutTerms& terms, double log_spot) {
  const auto exercised_at = [&](double t) { return std::exp(-terms.rate * t) - std::exp(log_spot - terms.yield * t); };
  double best = std::max({0.0, exercised_at(0), exercised_at(terms.years)});
  // In between where the interest saved equals the yield forgone: rate·e^(−rate·t) = yield·S·e^(−yield·t).
  const double ratio = terms.rate / terms.yield;
  const double t = (std::log(ratio) - log_spot) / (terms.rate - terms.yield);
  if (ratio > 0 && t > 0 && t < terms.years) best = std::max(best, exercised_at(t));
  return best;
}

double largest_value(const PutTerms& terms) { return std::max(1.0, std::exp(-terms.rate * terms.years)); }

bool is_priceable(const Carry& carry, double strike) {
  const bool finite = std::isfinite(carry.spot + carry.rate + carry.yield + carry.years + strike);
  return finite && carry.spot > 0 && strike > 0 && carry.years >= 0;
}

}  // namespace legwork::pricing
