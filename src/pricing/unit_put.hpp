// Put–call symmetry and the limits of American prices: every option as a put of strike 1. Pure functions, a few ns.
// Source: P. Carr, M. Chesney, "American put call symmetry", 1996.
#pragma once

#include "pricing/american.hpp"
#include "pricing/exercise_boundary.hpp"

namespace legwork::pricing {

/// price(option) = scale·price(put of strike 1 on a stock at e^log_spot). A call on S struck at K is a put on K struck at S with
/// rate and yield exchanged.
struct UnitPut {
  PutTerms terms;
  double log_spot;
  double scale;

  UnitPut(Right right, const Carry& carry, double strike);
};

PutTerms put_terms(Right right, const Carry& carry);
ExerciseRegion exercise_region(const PutTerms& terms);

/// Whether early exercise can be worth more than 1e-9 of the strike.
bool exercise_matters(const PutTerms& terms);

/// What the unit put is worth without any volatility: exercised at the best time in [0, years]. The greatest lower bound of its price.
double certain_value(const PutTerms& terms, double log_spot);
/// The least upper bound, of infinite volatility.
double largest_value(const PutTerms& terms);

/// Finite, spot and strike positive, years not negative.
bool is_priceable(const Carry& carry, double strike);

}  // namespace legwork::pricing
