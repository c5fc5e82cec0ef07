#include "pricing/normalised_black.hpp"

#include <cmath>
#include <numbers>

#include "pricing/normal.hpp"
#include "pricing/polynomial.hpp"

namespace legwork::pricing {
namespace {

constexpr double inv_sqrt_2 = 1 / std::numbers::sqrt2;
constexpr double inv_sqrt_2pi = 0.39894228040143267794;
constexpr double inv_sqrt_pi = std::numbers::inv_sqrtpi;

/// 1 − √π·z·erfcx(z) for z >= 0, from 1 at 0 to 1/(2z²): what erfcx lacks to its own asymptote 1/(√π·z), and √π/2 of its negative
/// slope. Minimax rational of degree 10/12, 2e-17 off at most, all coefficients positive.
double asymptote_gap(double z) {
  static constexpr double p[] = {1.0,
                                 2.0483163730794924,
                                 2.116788388777443,
                                 1.425276174535849,
                                 0.6853953892816462,
                                 0.2446804962631285,
                                 0.06555871738476972,
                                 0.013036585484783876,
                                 0.0018503366485743441,
                                 0.00017092318096146992,
                                 7.955643840202487e-06};
  static constexpr double q[] = {1.0,
                                 3.8207702239850034,
                                 6.888927285705054,
                                 7.766495273622111,
                                 6.112100837292395,
                                 3.547278937796853,
                                 1.5619994479242771,
                                 0.5279579796593112,
                                 0.13664457777907896,
                                 0.026585940512513218,
                                 0.003724540228668856,
                                 0.00034184636192294125,
                                 1.591128768040497e-05};
  if (z < 2) return polynomial(p, z) / polynomial(q, z);
  const double w = 1 / z;
  return w * w * reversed_polynomial(p, w) / reversed_polynomial(q, w);
}

/// ln(a/b), sharp where the ratio is close to one, and exactly antisymmetric.
double log_ratio(double a, double b) {
  if (a < b) return -log_ratio(b, a);
  if (a < 2 * b) return std::log1p((a - b) / b);
  const double ratio = a / b;
  return std::isfinite(ratio) ? std::log(ratio) : std::log(a) - std::log(b);
}

/// The arguments of erfcx are a − c = −d/√2 and a + c.
struct Halves {
  double a, c;

  Halves(double x, double s) : a(x / s * inv_sqrt_2), c(s / 2 * inv_sqrt_2) {}
};

/// Whether erfcx(a + c) is more than two thirds, or so, of erfcx(a − c). Then d < 1.
bool cancels(const Halves& at) { return at.c < 0.22 + 0.2 * at.a; }

/// erfcx(a − c) − erfcx(a + c) = 2·Σ c^(2k+1)·f(2k+1)/(2k+1)!, where f(n) = |dⁿ erfcx/daⁿ| obeys f(n+1) = 2n·f(n−1) − 2a·f(n).
/// That recurrence loses digits as sinh(2ac), so it is for small ac.
double difference_by_series(double a, double c) {
  double previous = erfcx(a), current = 2 * inv_sqrt_pi * asymptote_gap(a);  // f(0), f(1)
  double sum = current, power = 1;
  for (int n = 1; n < 25; n += 2) {
    const double even = 2 * n * previous - 2 * a * current;
    const double odd = 2 * (n + 1) * current - 2 * a * even;
    power *= c * c / ((n + 1) * (n + 2));
    const double term = power * odd;
    sum += term;
    if (std::fabs(term) < 1e-17 * sum) break;
    previous = even;
    current = odd;
  }
  return 2 * c * sum;
}

/// The same difference with the asymptotes subtracted in closed form; what is left of them is a small correction.
double difference_by_asymptotes(double low, double high, double gap) {
  return inv_sqrt_pi * (gap / low / high - (asymptote_gap(low) / low - asymptote_gap(high) / high));
}

double difference(double x, const Halves& at) {
  return x < 3 ? difference_by_series(at.a, at.c) : difference_by_asymptotes(at.a - at.c, at.a + at.c, 2 * at.c);
}

}  // namespace

Moneyness moneyness(double forward, double strike) {
  return {.forward = forward, .strike = strike, .log_ratio = log_ratio(forward, strike), .difference = forward - strike};
}

Moneyness moneyness(const Carry& carry, double strike) {
  const double growth = (carry.rate - carry.yield) * carry.years, forward = carry.forward();
  const bool slow = std::fabs(growth) < 0.5;  // beyond, e^growth − 1 has no more digits to offer than e^growth
  return {.forward = forward,
          .strike = strike,
          .log_ratio = log_ratio(carry.spot, strike) + growth,
          .difference = slow ? (carry.spot - strike) + carry.spot * std::expm1(growth) : forward - strike};
}

double scaled_value(double x, double s) {
  const Halves at(x, s);
  return cancels(at) ? difference(x, at) : erfcx(at.a - at.c) - erfcx(at.a + at.c);
}

double scaled_complement(double x, double s) {
  const Halves at(x, s);
  return erfcx(at.c - at.a) + erfcx(at.c + at.a);
}

BlackTerms black_terms(double x, double s, double unit) {
  if (s == 0) {
    const double near = x == 0 ? unit / 2 : 0;
    return {.near = near, .near_rest = unit - near, .far = near};
  }
  const Halves at(x, s);
  const double d = black_d(x, s), exponent = -d * d / 2;
  const double kernel = d < -37 ? std::exp(exponent + std::log(unit)) : unit * std::exp(exponent);
  const double beyond = kernel / 2 * erfcx(std::fabs(at.a - at.c));  // Φ(−|d|)
  BlackTerms terms;
  terms.near = d > 0 ? unit - beyond : beyond;
  terms.near_rest = d > 0 ? beyond : unit - beyond;
  terms.far = kernel / 2 * erfcx(at.a + at.c);
  terms.value = cancels(at) ? kernel / 2 * difference(x, at) : terms.near - terms.far;
  terms.density = inv_sqrt_2pi * kernel;
  return terms;
}

}  // namespace legwork::pricing
