#include "pricing/american.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/american_pde.hpp"
#include "pricing/american_vol_limits.hpp"
#include "pricing/early_exercise.hpp"
#include "pricing/european.hpp"
#include "pricing/unit_put.hpp"

namespace legwork::pricing {
namespace {

constexpr double days_per_year = 365;
constexpr double least_total_vol = 1e-6;  // below, a price differs from that without volatility by less than 4e-7 of the spot

/// For boundaries that collocation does not find (rates of many times the vol over years).
constexpr PdeGrid fallback_grid{1200, 600};

constexpr double resolution = 1e-9;  // of a price, as a share of the strike

/// `greeks` holds price, delta and gamma.
struct Valuation {
  Greeks greeks;
  bool exercised = false;
};

double intrinsic(Right right, const Carry& carry, double strike) {
  return std::max(0.0, core::sign(right) * (carry.spot - strike));
}

Valuation exercised(Right right, const Carry& carry, double strike) {
  return {{.price = intrinsic(right, carry, strike), .delta = core::sign(right)}, true};
}

/// The larger of holding to expiry and exercising now.
Valuation european_or_now(Right right, const Carry& carry, double strike, double vol) {
  const Greeks european = european_greeks(right, carry, strike, vol);
  const bool now = exercise_region(right, carry.rate, carry.yield) != ExerciseRegion::european &&
                   european.price < intrinsic(right, carry, strike);
  return now ? exercised(right, carry, strike) : Valuation{european};
}

Valuation without_volatility(Right right, const Carry& carry, double strike, double vol) {
  const UnitPut put(right, carry, strike);
  Valuation value = european_or_now(right, carry, strike, vol);
  value.greeks.price = put.scale * certain_value(put.terms, put.log_spot);
  return value;
}

Valuation without_collocation(Right right, const Carry& carry, double strike, double vol) {
  const PdeSolution solution = solve_pde(Exercise::american, right, carry, {}, strike, vol, fallback_grid);
  const double price = solution.price(carry.spot), floor = intrinsic(right, carry, strike);
  if (floor > 0 && price <= floor) return exercised(right, carry, strike);
  return {{.price = price, .delta = solution.delta(carry.spot), .gamma = solution.gamma(carry.spot)}};
}

/// The unit put's premium and its derivatives by its spot.
struct PremiumGreeks {
  double value, delta, gamma;
};

/// Gamma from differences of delta over a fiftieth of a standard deviation, on the held side where the boundary is near.
PremiumGreeks premium_greeks(const EarlyExercise& exercise, const UnitPut& put, double vol) {
  const auto delta = [&](double log_spot) { return exercise.premium(log_spot).slope * std::exp(-log_spot); };
  const double step = 0.02 * vol * std::sqrt(put.terms.years), high = put.log_spot + step;
  const double low =
      put.log_spot > exercise.upper_now() ? std::max(put.log_spot - step, exercise.upper_now()) : put.log_spot - step;
  return {std::max(0.0, exercise.premium(put.log_spot).value), delta(put.log_spot),
          (delta(high) - delta(low)) / (std::exp(high) - std::exp(low))};
}

/// Derivatives by the option's own spot: that of a call is the strike of its unit put.
Greeks with_premium(Right right, Greeks european, const UnitPut& put, const PremiumGreeks& premium) {
  const double x = std::exp(put.log_spot);
  european.price += put.scale * premium.value;
  european.delta += right == Right::put ? premium.delta : premium.value - x * premium.delta;
  european.gamma += premium.gamma / put.scale * (right == Right::put ? 1.0 : x * x);
  return european;
}

Valuation valuation(Right right, const Carry& carry, double strike, double vol, const CollocationScheme& scheme) {
  if (!is_priceable(carry, strike) || !(vol >= 0) || !std::isfinite(vol))
    return {{unknown, unknown, unknown, unknown, unknown, unknown}};
  if (!(vol * std::sqrt(carry.years) > least_total_vol)) return without_volatility(right, carry, strike, vol);
  const UnitPut put(right, carry, strike);
  if (!exercise_matters(put.terms)) return european_or_now(right, carry, strike, vol);
  const auto rule = CollocationRule::of(scheme);
  const auto exercise = EarlyExercise::find(*rule, put.terms, vol);
  if (!exercise) return without_collocation(right, carry, strike, vol);
  if (exercise->is_exercised(put.log_spot)) return exercised(right, carry, strike);
  const Greeks european = european_greeks(right, carry, strike, vol);
  Valuation value{with_premium(right, european, put, premium_greeks(*exercise, put, vol))};
  value.greeks.price = std::max(value.greeks.price, intrinsic(right, carry, strike));
  return value;
}

}  // namespace

CollocationScheme CollocationScheme::standard() { return {16, 36, 12, 72}; }

CollocationScheme CollocationScheme::highest() { return {28, 72, 20, 192}; }

double american_price(Right right, const Carry& carry, double strike, double vol, const CollocationScheme& scheme) {
  return valuation(right, carry, strike, vol, scheme).greeks.price;
}

Greeks american_greeks(Right right, const Carry& carry, double strike, double vol, const CollocationScheme& scheme) {
  const auto [value, is_exercised] = valuation(right, carry, strike, vol, scheme);
  if (is_exercised || std::isnan(value.price)) return value;
  const auto price_at = [&](const Carry& bumped, double bumped_vol) {
    return american_price(right, bumped, strike, bumped_vol, scheme);
  };
  Greeks greeks = value;
  const double rate = carry.rate, yield = carry.yield, spot = carry.spot;
  const double yearly = rate * value.price - (rate - yield) * spot * value.delta - 0.5 * vol * vol * spot * spot * value.gamma;
  greeks.theta = carry.years > 0 ? yearly / days_per_year : 0;
  const double vol_step = 2e-3 * vol, rate_step = 2e-4;
  greeks.vega = vol > 0 ? (price_at(carry, vol + vol_step) - price_at(carry, vol - vol_step)) / (2 * vol_step) / 100 : 0;
  Carry up = carry, down = carry;
  up.rate += rate_step;
  down.rate -= rate_step;
  greeks.rho = (price_at(up, vol) - price_at(down, vol)) / (2 * rate_step) / 100;
  return greeks;
}

ImpliedVol american_implied_vol(Right right, const Carry& carry, double strike, double price, const CollocationScheme& scheme) {
  if (exercise_region(right, carry.rate, carry.yield) == ExerciseRegion::european)
    return european_implied_vol(right, carry, strike, price);
  const AmericanVolLimits limits(right, carry, strike, price, resolution);
  if (limits.reason != NoVol::none) return {unknown, limits.reason};
  const auto trial = [&](double vol) { return VolTrial{american_price(right, carry, strike, vol, scheme) - price, unknown}; };
  return limits.result(search_vol(trial, limits.bracket, limits.start, 1e-10));
}

}  // namespace legwork::pricing
