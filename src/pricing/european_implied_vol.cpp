// Implied total volatility. The price is brought out of the money and into units of its upper bound (normalised_black.hpp), a closed
// form gives a start within a few per cent, and one to three Householder steps on whichever transform of the price is
// nearest to straight or parabolic there finish it. P. Jäckel's "Let's Be Rational", 2015, has the idea of one objective per region.
#include <algorithm>
#include <cmath>
#include <limits>

#include "pricing/european.hpp"
#include "pricing/normal.hpp"
#include "pricing/normalised_black.hpp"
#include "pricing/polynomial.hpp"

namespace legwork::pricing {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double inv_sqrt_2pi = 0.39894228040143267794;
constexpr double sqrt_2_over_pi = 2 * inv_sqrt_2pi;

// The stated domain, widened by what the last digits of a price at its ends can move.
constexpr double total_vol_min = 1e-4 * (1 - 1e-9), total_vol_max = 8 * (1 + 1e-9);
// The search has more room, so that a solution outside the domain is seen to be outside.
constexpr double search_min = 0.5e-4, search_max = 16;

/// An out-of-the-money price in units of the smaller of forward and strike, in the forms that keep its digits at either end.
struct Target {
  double x;  // |ln(forward/strike)|
  double time_value;  // in (0, unit)
  double unit;

  double value() const { return time_value / unit; }
  double log_value() const {  // sharp where value itself is subnormal
    return value() >= std::numeric_limits<double>::min() ? std::log(value()) : std::log(time_value) - std::log(unit);
  }
  double rest() const { return (unit - time_value) / unit; }  // 1 − value
};

/// Newton's step −f/f′ for an objective f, and the ratios of its higher derivatives to the first.
struct Slope {
  double newton;
  double second;
  double third;
};

/// A. S. Householder's step of third order ("The Numerical Treatment of a Single Nonlinear Equation", 1970).
double householder(const Slope& f) {
  return f.newton * (1 + f.second * f.newton / 2) / (1 + f.newton * (f.second + f.third * f.newton / 6));
}

/// The same ratios for value itself: value′ = φ(d), hence value″/value′ = x²/s³ − s/4.
struct Curvature {
  double second, third;

  Curvature(double x, double s) {
    const double h = x / s;
    second = h * h / s - s / 4;
    third = second * second - 3 * h * h / (s * s) - 0.25;
  }
};

/// f = 1/log(value) − 1/log(target): nearly a parabola where value vanishes like exp(−x²/2s²).
Slope slope_far_out(double x, double log_target, double s) {
  const double d = black_d(x, s), scaled = scaled_value(x, s);
  const double log_value = std::log(scaled / 2) - d * d / 2;
  const double rate = sqrt_2_over_pi / scaled;  // value′/value
  const double g = 1 / log_value, bend = rate * (1 + 2 * g);
  const Curvature value(x, s);
  return {.newton = (log_target - log_value) * log_value / (log_target * rate),
          .second = value.second - bend,
          .third = value.third - 3 * bend * value.second + rate * rate * (2 + 6 * g * (1 + g))};
}

/// f = value − target: nearly straight around the inflection and at the money.
Slope slope_near_the_money(double x, double target, double s) {
  const double d = black_d(x, s), kernel = std::exp(-d * d / 2);
  const Curvature value(x, s);
  return {
      .newton = (target - kernel / 2 * scaled_value(x, s)) / (inv_sqrt_2pi * kernel), .second = value.second, .third = value.third};
}

/// f = log(1 − target) − log(1 − value): nearly a parabola where the price approaches its maximum.
Slope slope_near_maximum(double x, double log_rest_target, double s) {
  const double d = black_d(x, s), scaled = scaled_complement(x, s);
  const double rate = sqrt_2_over_pi / scaled;  // value′/(1 − value)
  const Curvature value(x, s);
  return {.newton = (std::log(scaled / 2) - d * d / 2 - log_rest_target) / rate,
          .second = value.second + rate,
          .third = value.third + rate * (3 * value.second + 2 * rate)};
}

/// The root of a rising f in the search range, or the end of the range that is nearest to it. Each slope narrows a bracket;
/// a step that leaves it becomes a bisection. Of order four, so a step below 1e-4 is the last.
template <typename SlopeAt>
double solve(const SlopeAt& slope_at, double start) {
  double low = search_min, high = search_max, s = std::clamp(start, low, high);
  for (int i = 0; i < 200 && low < high; ++i) {
    const Slope f = slope_at(s);
    (f.newton > 0 ? low : high) = s;
    const double next = s + householder(f);
    if (std::fabs(next - s) <= 1e-4 * s) return next;
    s = next > low && next < high ? next : std::sqrt(low * high);
  }
  return s;
}

/// h > 0 with φ(h) − h·Φ(−h) = h·eta, to two parts in a thousand: the inverse of L. Bachelier's formula, 1900. The rational is a
/// minimax fit on eta from 1e-313 to 1; above, h is so small that φ(h) − h·Φ(−h) = φ(0)·(1 + h²/2) − h/2 serves.
double bachelier_inverse(double log_eta) {
  if (log_eta > 0) {
    const double base = std::exp(log_eta) + 0.5, h = inv_sqrt_2pi / base;
    return inv_sqrt_2pi / (base - h * inv_sqrt_2pi / 2);
  }
  static constexpr double p[] = {-0.1882964961, 0.6521132985, -0.485755085, 0.1582986342};
  static constexpr double q[] = {1.0, -0.3910757035, 0.1566609295};
  const double t = std::sqrt(2 - 2 * log_eta);
  return polynomial(p, t) / polynomial(q, t);
}

/// Below the inflection Black's price is close to e^(x/2) times Bachelier's.
double start_below(double x, double log_value, double inflection) {
  return std::min(x / bachelier_inverse(log_value - x / 2 - std::log(x)), inflection);
}

/// 1 − value = Φ(−d) + e^x·Φ(d − s) lies between Φ(−d) and 2·Φ(−d): scaled to be right at the inflection, where d = 0.
double start_above(double x, double rest, double rest_at_inflection) {
  const double d = -normal_inverse_estimate(0.5 * rest / rest_at_inflection);
  return d + std::sqrt(d * d + 2 * x);
}

/// Value is convex in s up to s = √(2x), where d = 0, and concave beyond.
double total_vol(const Target& target) {
  const double x = target.x, value = target.value(), half_erfcx = 0.5 * erfcx(std::sqrt(x));
  const auto near_the_money = [&](double s) { return slope_near_the_money(x, value, s); };
  if (value < 0.5 - half_erfcx) {
    const double log_value = target.log_value(), start = start_below(x, log_value, std::sqrt(2 * x));
    if (x < start) return solve(near_the_money, start);
    return solve([&](double s) { return slope_far_out(x, log_value, s); }, start);
  }
  const double rest = target.rest(), start = start_above(x, rest, 0.5 + half_erfcx);
  if (rest > 0.5) return solve(near_the_money, start);
  const double log_rest = std::log(rest);
  return solve([&](double s) { return slope_near_maximum(x, log_rest, s); }, start);
}

bool positive(double x) { return x > 0 && std::isfinite(x); }

ImpliedVol no_vol(NoVol reason) { return {.vol = unknown, .reason = reason}; }

/// `rounding`: how far an in-the-money price may be off for no other reason than its digits. Divides the result by `root_years`.
ImpliedVol imply(Right right, const Moneyness& m, double price, double rounding, double root_years) {
  double time_value = price;
  if (!m.out_of_the_money(right)) {
    time_value = price - core::sign(right) * m.difference;
    if (time_value < -rounding) return no_vol(NoVol::below_intrinsic);
    if (time_value <= rounding) return no_vol(NoVol::at_intrinsic);
  }
  if (price >= (right == Right::call ? m.forward : m.strike) || time_value >= m.smaller()) return no_vol(NoVol::above_maximum);
  const double s = total_vol({.x = m.x(), .time_value = time_value, .unit = m.smaller()});
  if (!(s >= total_vol_min && s <= total_vol_max)) return no_vol(NoVol::out_of_range);
  return {.vol = s / root_years, .reason = NoVol::none};
}

}  // namespace

ImpliedVol black_total_vol(Right right, double forward, double strike, double undiscounted_price) {
  if (!positive(forward) || !positive(strike) || !positive(undiscounted_price)) return no_vol(NoVol::not_finite);
  return imply(right, moneyness(forward, strike), undiscounted_price, epsilon * undiscounted_price, 1);
}

ImpliedVol european_implied_vol(Right right, const Carry& carry, double strike, double price) {
  if (std::isfinite(carry.years) && carry.years <= 0) return no_vol(NoVol::expired);
  const double forward = carry.forward(), undiscounted = price / carry.discount();
  if (!positive(carry.spot) || !positive(forward) || !positive(strike) || !positive(price) || !positive(undiscounted))
    return no_vol(NoVol::not_finite);
  // An exponential turns its exponent's rounding into relative error: of the quote, and of what the spot grows by.
  const double growth = std::fabs(carry.rate - carry.yield) * carry.years, decay = std::fabs(carry.rate) * carry.years;
  const double rounding =
      epsilon * (undiscounted * (2 + decay) + std::min(forward, std::fabs(forward - carry.spot)) * (2 + growth));
  return imply(right, moneyness(carry, strike), undiscounted, rounding, std::sqrt(carry.years));
}

}  // namespace legwork::pricing
