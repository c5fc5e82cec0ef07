// American options under a continuous yield: prices by spectral collocation of the exercise boundary.
// Sources: L. Andersen, M. Lake, D. Offengenden, "High-performance American option pricing", 2015;
// L. Andersen, M. Lake, "Fast American option pricing: the double-boundary case", 2021 (negative rates).
// The slow, exact tier: 0.2 ms a price, 10 ms with two boundaries. Chains use american_slice.hpp.
#pragma once

#include "pricing/option.hpp"

namespace legwork::pricing {

/// Which exercise region an option has (Andersen, Lake 2021). European: early exercise is never worth anything.
enum class ExerciseRegion { european, single_boundary, double_boundary };
ExerciseRegion exercise_region(Right right, double rate, double yield);

/// Collocation order: Chebyshev nodes of the boundary, quadrature nodes in the fixed point, Newton steps, quadrature nodes of the price.
struct CollocationScheme {
  int boundary_nodes;
  int fixed_point_nodes;
  int newton_steps;
  int price_nodes;

  static CollocationScheme standard();  // ≤ 1e-6 per S = 100 against `highest`
  static CollocationScheme highest();  // the oracle
};

/// Price per share. years >= 0, vol > 0, spot, strike > 0; rate and yield in −10 … 50 %. Never throws, never NaN on that domain. Where
/// no boundary is found (rates of many times the vol over years) the finite-difference solver takes over, to about 1e-5 of spot.
double american_price(Right right, const Carry& carry, double strike, double vol,
                      const CollocationScheme& scheme = CollocationScheme::standard());

/// Price and Greeks: delta and gamma from the premium integral, theta from the pricing equation, vega and rho by differences. Where
/// exercise is due now all is 0 but price and delta.
Greeks american_greeks(Right right, const Carry& carry, double strike, double vol,
                       const CollocationScheme& scheme = CollocationScheme::standard());

ImpliedVol american_implied_vol(Right right, const Carry& carry, double strike, double price,
                                const CollocationScheme& scheme = CollocationScheme::standard());

}  // namespace legwork::pricing
