// SVI: the implied-variance smile of one expiry, w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)) with k = ln(K/F), w = σ_BS²·T.
// Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", 2014; fit after Zeliade Systems, "Quasi-explicit
// calibration of Gatheral's SVI model", 2009.
#pragma once

#include <span>

#include "pricing/option.hpp"

namespace legwork::pricing {

struct Svi {
  double a = 0, b = 0, rho = 0, m = 0, sigma = 0.1;

  double total_variance(double k) const;
  double slope(double k) const;      // dw/dk
  double curvature(double k) const;  // d²w/dk²
};

/// A smile in use: vol and its strike slope at any strike. years > 0.
struct Smile {
  Svi svi;
  double forward = unknown;
  double years = unknown;
  double rms_error = unknown;  // of the fit, in vol (0.001 = 0.1 vol point)
  int quotes = 0;              // used in the fit
  bool butterfly_free = false; // Durrleman's g(k) >= 0 on the quoted range, its ends half as far again from the forward

  bool valid() const { return quotes > 0; }
  double vol(double strike) const;
  double vol_slope(double strike) const;  // dσ/dK
};

struct SmileQuote {
  double strike;
  double vol;
  double weight;  // relative; vega over quote width is usual
};

/// Fits >= 5 quotes with full SVI under positivity, Lee's wing bound b(1 + |ρ|) <= 2 and Durrleman's condition (penalised, then
/// projected); 1–4 quotes give a flat or straight-line smile, marked by `quotes`. Robust against single bad quotes; quotes
/// with a vol, strike or weight that is not positive and finite are left out. Errors of vol count by weight, less and less beyond
/// three standard deviations. 41 quotes ≈ 30 µs, up to 0.5 ms where the condition binds.
Smile fit_smile(std::span<const SmileQuote> quotes, double forward, double years);

/// Durrleman's g(k); negative means a negative density (butterfly arbitrage).
double durrleman(const Svi& svi, double k);

/// The largest violation w_near(k) − w_far(k) > 0 over a grid of k; 0 when the calendar is free of arbitrage.
double calendar_violation(const Smile& near, const Smile& far);

}  // namespace legwork::pricing
