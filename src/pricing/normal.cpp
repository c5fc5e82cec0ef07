#include "pricing/normal.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "pricing/polynomial.hpp"

namespace legwork::pricing {
namespace {

constexpr double inv_sqrt_2pi = 0.39894228040143267794;
constexpr double inv_sqrt_2 = 1 / std::numbers::sqrt2;

/// exp(factor·x²), factor a power of two. The square of x rounded to float is exact; the rest is so small that a cubic serves.
/// A plain exp(x·x) loses x² ulp to the rounding of the square.
double exp_square(double x, double factor) {
  const double head = static_cast<float>(x);
  const double rest = factor * (x - head) * (x + head);
  return std::exp(factor * head * head) * (1 + rest * (1 + rest / 2 * (1 + rest / 3)));
}

/// Φ(−z) for z >= 0.
double tail(double z) {
  if (z > 39) return 0;
  return 0.5 * erfcx(z * inv_sqrt_2) * exp_square(z, -0.5);
}

/// exp(z²)·erfc(z) for z >= 0: minimax rational of degree 10/11, 9e-18 off at most. All coefficients are positive, so Horner's
/// rule adds numbers of one sign and no digits cancel.
double scaled_tail(double z) {
  static constexpr double p[] = {1.0,
                                 2.423616043233662,
                                 2.9022364833514622,
                                 2.225091349967661,
                                 1.1997356882851329,
                                 0.4735893216441496,
                                 0.13852389419921382,
                                 0.029706710760229394,
                                 0.004492135107098233,
                                 0.00043632569732590773,
                                 2.0999385424257983e-05};
  static constexpr double q[] = {1.0,
                                 3.5519952103291774,
                                 5.910233880309819,
                                 6.094333700908345,
                                 4.338219258022076,
                                 2.2453052154666753,
                                 0.8653554204172446,
                                 0.24948965057598277,
                                 0.05304045746599638,
                                 0.007980712390144631,
                                 0.0007733671624743413,
                                 3.7220441561875225e-05};
  if (z < 2) return polynomial(p, z) / polynomial(q, z);
  const double w = 1 / z;
  return w * reversed_polynomial(p, w) / reversed_polynomial(q, w);
}

/// The Maclaurin series of Φ⁻¹(½ + u), for p in [¼, ¾].
double central_estimate(double p) {
  const double z = (p - 0.5) / inv_sqrt_2pi, z2 = z * z;
  return z * (1 + z2 * (1.0 / 6 + z2 * (7.0 / 120 + z2 * 127.0 / 5040)));
}

/// z with Φ(−z) = p for p < ¼: C. Hastings, "Approximations for Digital Computers", 1955 (Abramowitz and Stegun 26.2.23).
double tail_estimate(double log_p) {
  const double t = std::sqrt(-2 * log_p);
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/// Φ⁻¹ on [¼, ¾]: Halley steps on Φ(x) − ½ = erf(x/√2)/2.
double central_inverse(double p) {
  const double u = p - 0.5;  // exact
  double x = central_estimate(p);
  for (int i = 0; i < 2; ++i) {
    const double newton = (u - 0.5 * std::erf(x * inv_sqrt_2)) / normal_pdf(x);
    x += newton / (1 - newton * x / 2);
  }
  return x;
}

/// z with Φ(−z) = p for p < ¼: Halley steps on log Φ(−z), which neither underflows nor saturates.
double tail_inverse(double p) {
  const double log_p = std::log(p);
  double z = tail_estimate(log_p);
  for (int i = 0; i < 2; ++i) {
    const double scaled = erfcx(z * inv_sqrt_2);
    const double hazard = 2 * inv_sqrt_2pi / scaled;  // φ(z)/Φ(−z)
    const double newton = (std::log(0.5 * scaled) - z * z / 2 - log_p) / hazard;
    z += newton / (1 + newton * (hazard - z) / 2);
  }
  return z;
}

}  // namespace

double normal_pdf(double x) { return std::fabs(x) > 39 ? 0 : inv_sqrt_2pi * exp_square(x, -0.5); }

double normal_cdf(double x) { return x <= 0 ? tail(-x) : 1 - tail(x); }

double normal_inverse(double p) {
  if (!(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  if (p == 0 || p == 1) return p == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  if (p < 0.25) return -tail_inverse(p);
  if (p > 0.75) return tail_inverse(1 - p);
  return central_inverse(p);
}

double normal_inverse_estimate(double p) { return p < 0.25 ? -tail_estimate(std::log(p)) : central_estimate(p); }

double erfcx(double x) {
  if (x >= 0) return scaled_tail(x);
  if (x < -27) return std::numeric_limits<double>::infinity();
  return 2 * exp_square(x, 1) - scaled_tail(-x);
}

}  // namespace legwork::pricing
