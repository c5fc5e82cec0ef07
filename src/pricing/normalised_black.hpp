// The Black formula in units of the smaller of forward and strike, out of the money, so that it runs from 0 to 1:
//   value(x, s) = Φ(d) − e^x·Φ(d − s),  d = s/2 − x/s,  x = |ln(forward/strike)| >= 0,  s = σ√T > 0,  ∂value/∂s = φ(d).
// Shared by price, Greeks and implied volatility; digits never cancel. ≈ 20–40 ns.
#pragma once

#include <cmath>

#include "pricing/option.hpp"

namespace legwork::pricing {

/// Where an option stands, with the digits that forward and strike lose near the money when subtracted or divided.
struct Moneyness {
  double forward, strike;
  double log_ratio;   // ln(forward/strike)
  double difference;  // forward − strike

  double x() const { return std::fabs(log_ratio); }
  bool out_of_the_money(Right right) const { return core::sign(right) * log_ratio <= 0; }
  double smaller() const { return log_ratio <= 0 ? forward : strike; }
};
/// forward, strike > 0 and finite.
Moneyness moneyness(double forward, double strike);
/// From spot, without rounding the forward first: that would cost spot/(σ√T) ulp of the price of a short option near the money.
Moneyness moneyness(const Carry& carry, double strike);

/// d = s/2 − x/s.
inline double black_d(double x, double s) { return s / 2 - x / s; }

/// 2·e^(d²/2)·value = erfcx(−d/√2) − erfcx((s − d)/√2), to a few ulp; for d <= 1. Neither underflows nor needs the exponential.
double scaled_value(double x, double s);

/// 2·e^(d²/2)·(1 − value) = erfcx(d/√2) + erfcx((s − d)/√2); for d >= 0.
double scaled_complement(double x, double s);

/// In price units: everything times `unit`, the smaller of forward and strike.
struct BlackTerms {
  double near = 0;       // Φ(d): the leg on the smaller of forward and strike
  double near_rest = 0;  // 1 − Φ(d), with its own digits
  double far = 0;        // e^x·Φ(d − s): the other leg
  double value = 0;      // near − far, with its own digits
  double density = 0;    // φ(d)
};
/// x >= 0, s >= 0; at s = 0 the limit, with density 0. Sharp for every normal result, also where value itself is subnormal.
BlackTerms black_terms(double x, double s, double unit);

}  // namespace legwork::pricing
