// The workings of the SVI fit: the quasi-explicit least squares and the removal of butterfly arbitrage. Private to smile.cpp.
// Source: Zeliade Systems, "Quasi-explicit calibration of Gatheral's SVI model", 2009. A least-squares fit of 41 quotes ≈ 8 µs.
#pragma once

#include <limits>
#include <span>

#include "pricing/smile.hpp"

namespace legwork::pricing::svi {

/// A quote in the plane of the fit. `precision` weighs squared errors of w, so that errors of vol weigh `weight` each.
struct Sample {
  double k, vol, w;
  double precision;  // robust · (weight·dσ/dw)²
  double base;       // the same before reweighting
};

/// The fit as a sum that is linear in three parameters once m and σ are fixed: w = a + u·R(y) + v·L(y), y = (k − m)/σ, where
/// R = (√(y²+1) + y)/2 and L = (√(y²+1) − y)/2 are the right and the left wing. The no-arbitrage cone becomes a box:
/// |ρ| <= 1 is u, v >= 0, and Lee's bound (slope of w at most 2) is u, v <= 2σ.
struct Wings {
  double a = 0, u = 0, v = 0, m = 0, sigma = 1;
  double cost = std::numeric_limits<double>::infinity();

  Svi svi() const;
  double lowest() const;  // the minimum of w
};

inline constexpr double lee_slope = 2;
inline constexpr double lowest_share = 0.02;  // the smile keeps this share of the lowest quoted variance everywhere

struct Domain {
  double k_low, k_high;   // quoted
  double w_low;           // lowest quoted total variance
  double span() const { return k_high - k_low; }
  /// Each end half as far again from the forward.
  double extended_low() const;
  double extended_high() const;
  double floor() const { return lowest_share * w_low; }
};

/// Limits of the outer search: a kink sharper than a few strikes, or far outside of the quotes, is noise.
struct OuterBox {
  double m_low, m_high, sigma_low, sigma_high;

  explicit OuterBox(const Domain& domain);
};

/// Least squares from a coarse search over (m, σ), and from a known neighbour (after reweighting).
Wings fit(std::span<const Sample> samples, const Domain& domain);
Wings refit(std::span<const Sample> samples, const Domain& domain, const Wings& start);

/// Durrleman's g >= 0 on the extended range.
bool is_butterfly_free(const Svi& svi, const Domain& domain);

/// The least-squares fit under the butterfly condition: a penalty on g < 0 moves the parameters, and what little is left is
/// projected out by flattening towards the at-the-money variance (a constant has g = 1). Returns `fitted` itself when it is free.
Svi without_butterflies(std::span<const Sample> samples, const Domain& domain, const Wings& fitted);

/// The last step alone: the least flattening that satisfies is_butterfly_free.
Svi projected(const Svi& svi, const Domain& domain);

}  // namespace legwork::pricing::svi
