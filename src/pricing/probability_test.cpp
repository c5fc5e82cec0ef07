#include "pricing/probability.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "pricing/european.hpp"
#include "pricing/normal.hpp"

namespace legwork::pricing {
namespace {

const Carry carry{100, 0.04, 0.01, 45.0 / 365};
const Smile skewed{{0.0006, 0.0165, -0.72, 0.006, 0.1}, carry.forward(), carry.years, 0, 41, true};

double draw_normal(core::Prng& prng) { return normal_inverse(prng.uniform() + 0x1.0p-54); }

/// A mean with its standard error, over antithetic pairs.
struct Estimate {
  double mean, error;
};
Estimate simulate(int pairs, const std::function<double(double)>& of_normal) {
  core::Prng prng(5);
  double sum = 0, squares = 0;
  for (int i = 0; i < pairs; ++i) {
    const double z = draw_normal(prng), x = 0.5 * (of_normal(z) + of_normal(-z));
    sum += x;
    squares += x * x;
  }
  const double mean = sum / pairs;
  return {mean, std::sqrt((squares / pairs - mean * mean) / pairs)};
}

double lognormal(double forward, double years, double vol, double z) {
  return forward * std::exp(vol * std::sqrt(years) * z - vol * vol * years / 2);
}

/// ∫ f(S)·density(S) dS under the smile, from Durrleman's density in k = ln(S/F).
double integrate(const Smile& smile, const std::function<double(double)>& f) {
  constexpr int steps = 40'000;
  constexpr double low = -1.5, high = 1.5, h = (high - low) / steps;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double k = low + (i + 0.5) * h, w = smile.svi.total_variance(k), d2 = -k / std::sqrt(w) - std::sqrt(w) / 2;
    sum += f(smile.forward * std::exp(k)) * durrleman(smile.svi, k) * normal_pdf(d2) / std::sqrt(w) * h;
  }
  return sum;
}

TEST(FlatBelow, is_the_frequency_of_lognormal_draws) {
  for (const double level : {92.0, 100.0, 108.0}) {
    const Estimate below = simulate(100'000, [&](double z) { return lognormal(100.5, 0.12, 0.25, z) < level ? 1.0 : 0.0; });
    EXPECT_NEAR(flat_below(100.5, 0.12, 0.25, level), below.mean, 4 * below.error) << level;
  }
  EXPECT_EQ(flat_below(100, 0.1, 0.2, 0), 0);
  EXPECT_EQ(flat_below(100, 0, 0.2, 101), 1);
  EXPECT_EQ(flat_below(100, 0, 0.2, 99), 0);
}

TEST(SmileBelow, is_the_slope_of_the_put_price_in_strike) {
  for (double level = 70; level <= 125; level += 2.5) {
    const double h = 1e-3;
    const double slope = (smile_expected_put(skewed, level + h) - smile_expected_put(skewed, level - h)) / (2 * h);
    EXPECT_NEAR(smile_below(skewed, level), slope, 1e-8) << level;
  }
}

TEST(SmileBelow, is_the_integral_of_the_density) {
  for (const double level : {85.0, 95.0, 101.0, 106.0}) {
    const double mass = integrate(skewed, [&](double spot) { return spot < level ? 1.0 : 0.0; });
    EXPECT_NEAR(smile_below(skewed, level), mass, 4e-4) << level;  // one cell of the integral
  }
  EXPECT_NEAR(integrate(skewed, [](double) { return 1.0; }), 1, 1e-5);
}

TEST(SmileBelow, without_skew_equals_the_flat_one_and_with_skew_does_not) {
  const Smile flat{{0.04 * carry.years, 0, 0, 0, 0.1}, carry.forward(), carry.years, 0, 1, true};
  EXPECT_NEAR(smile_below(flat, 96), flat_below(carry.forward(), carry.years, 0.2, 96), 1e-14);
  EXPECT_GT(std::abs(smile_below(skewed, 96) - flat_below(skewed.forward, skewed.years, skewed.vol(96), 96)), 0.01);
  EXPECT_EQ(smile_below(skewed, 0), 0);
}

TEST(MarketDigital, reads_the_probability_from_two_put_prices) {
  const double discount = carry.discount(), h = 0.25;
  const double low = discount * smile_expected_put(skewed, 95 - h), high = discount * smile_expected_put(skewed, 95 + h);
  EXPECT_NEAR(market_digital_below(low, high, 95 - h, 95 + h, discount), smile_below(skewed, 95), 2e-4);
  EXPECT_EQ(market_digital_below(1.0, 0.9, 94, 96, discount), 0);  // noise below zero
  EXPECT_TRUE(std::isnan(market_digital_below(1.0, 1.1, 96, 94, discount)));
  EXPECT_TRUE(std::isnan(market_digital_below(1.0, 1.1, 94, 96, 0)));
}

/// Paths at `steps` dates; between two dates a Brownian bridge from a to b crosses a level beyond both with
/// probability exp(−2·a·b/variance), so that the sampling of dates adds no bias.
Estimate simulated_touch(const Carry& terms, double vol, double barrier) {
  core::Prng prng(17);
  constexpr int paths = 20'000, steps = 8;
  const double level = std::log(barrier / terms.spot), side = level > 0 ? 1 : -1;
  const double dt = terms.years / steps, deviation = vol * std::sqrt(dt), drift = (terms.rate - terms.yield - vol * vol / 2) * dt;
  double sum = 0, squares = 0;
  for (int p = 0; p < paths; ++p) {
    double x = 0, survival = 1;
    for (int s = 0; s < steps; ++s) {
      const double next = x + drift + deviation * draw_normal(prng);
      const double a = side * (level - x), b = side * (level - next);
      survival *= a <= 0 || b <= 0 ? 0 : 1 - std::exp(-2 * a * b / (deviation * deviation));
      x = next;
    }
    sum += 1 - survival;
    squares += (1 - survival) * (1 - survival);
  }
  const double mean = sum / paths;
  return {mean, std::sqrt((squares / paths - mean * mean) / paths)};
}

TEST(Touch, agrees_with_simulated_paths_in_both_directions) {
  for (const Carry& terms : {carry, Carry{100, 0.15, 0, 1}, Carry{100, 0, 0.2, 0.5}})
    for (const double barrier : {80.0, 93.0, 99.5, 100.5, 104.0, 115.0}) {
      const Estimate touched = simulated_touch(terms, 0.25, barrier);
      EXPECT_NEAR(touch(terms, 0.25, barrier), touched.mean, 4 * touched.error + 1e-9) << barrier;
    }
}

TEST(Touch, stays_a_probability_at_the_edges) {
  EXPECT_EQ(touch(carry, 0.2, carry.spot), 1);
  EXPECT_EQ(touch(carry, 0.2, 0), 0);
  EXPECT_NEAR(touch(carry, 0.2, std::nextafter(carry.spot, 200)), 1, 1e-9);
  for (const double drift : {-5.0, 0.0, 5.0})  // e^(2νb/σ²) would overflow
    for (const double vol : {0.001, 0.02, 3.0})
      for (const double barrier : {0.01, 50.0, 200.0, 1e6}) {
        const double p = touch({100, drift, 0, 2}, vol, barrier);
        EXPECT_TRUE(p >= 0 && p <= 1) << drift << ' ' << vol << ' ' << barrier;
      }
  EXPECT_NEAR(touch({100, 1, 0, 1}, 0.001, 150), 1, 1e-12);
  EXPECT_NEAR(touch({100, 1, 0, 1}, 0.001, 99), 0, 1e-12);
  EXPECT_GE(touch(carry, 0.2, 95), flat_below(carry.forward(), carry.years, 0.2, 95));
}

TEST(ExpectedPayoff, of_one_option_agrees_with_draws_and_with_the_density) {
  const Estimate put = simulate(100'000, [](double z) { return std::max(98 - lognormal(100.5, 0.12, 0.25, z), 0.0); });
  EXPECT_NEAR(flat_expected_put(100.5, 0.12, 0.25, 98), put.mean, 4 * put.error);
  for (const double strike : {90.0, 100.0, 105.0}) {
    EXPECT_NEAR(smile_expected_put(skewed, strike), integrate(skewed, [&](double s) { return std::max(strike - s, 0.0); }), 1e-4);
    EXPECT_NEAR(smile_expected_call(skewed, strike), integrate(skewed, [&](double s) { return std::max(s - strike, 0.0); }), 1e-4);
  }
  EXPECT_EQ(smile_expected_put(skewed, 0), 0);
  EXPECT_EQ(smile_expected_call(skewed, 0), skewed.forward);
  EXPECT_EQ(flat_expected_put(100, 1, 0.2, 0), 0);
}

struct Vertical {
  Right right;
  double short_strike, long_strike;
  double payoff(double spot) const {
    const auto of = [&](double strike) { return std::max(core::sign(right) * (spot - strike), 0.0); };
    return of(long_strike) - of(short_strike);
  }
};
const Vertical verticals[] = {{Right::put, 97, 92}, {Right::call, 103, 108}, {Right::call, 108, 103}, {Right::put, 92, 97}};

TEST(ExpectedPayoff, of_a_vertical_agrees_with_draws_and_with_the_density) {
  for (const auto& v : verticals) {
    const Estimate drawn = simulate(100'000, [&](double z) { return v.payoff(lognormal(100.5, 0.12, 0.25, z)); });
    EXPECT_NEAR(vertical_expected_payoff(100.5, 0.12, 0.25, v.right, v.short_strike, v.long_strike), drawn.mean, 4 * drawn.error);
    EXPECT_NEAR(vertical_expected_payoff(skewed, v.right, v.short_strike, v.long_strike),
                integrate(skewed, [&](double s) { return v.payoff(s); }), 1e-4);
  }
}

TEST(ExpectedPayoff, at_the_smiles_own_prices_no_vertical_has_an_edge) {
  const auto price = [](Right right, double strike) {
    return carry.discount() * (right == Right::put ? smile_expected_put(skewed, strike) : smile_expected_call(skewed, strike));
  };
  for (const auto& v : verticals) {
    const double credit = price(v.right, v.short_strike) - price(v.right, v.long_strike);
    EXPECT_NEAR(credit / carry.discount() + vertical_expected_payoff(skewed, v.right, v.short_strike, v.long_strike), 0, 1e-12);
  }
}

TEST(ExpectedPayoff, of_put_and_call_twins_differs_by_the_width) {
  const double put = vertical_expected_payoff(skewed, Right::put, 97, 92),
               call = vertical_expected_payoff(skewed, Right::call, 97, 92);
  EXPECT_NEAR(call - put, 5, 1e-12);
  EXPECT_LT(put, 0);
  EXPECT_GT(put, -5);
}

TEST(ExpectedMove, sigma_and_straddle_are_different_numbers) {
  const double total = 0.2 * std::sqrt(carry.years);
  const double sigma = expected_move_sigma(100, 0.2, carry.years);
  EXPECT_NEAR(sigma, 100 * total, 1e-12);
  const double call = black_price(Right::call, 100, 100, total), put = black_price(Right::put, 100, 100, total);
  EXPECT_NEAR((call + put) / sigma, 0.80, 0.005);
  EXPECT_NEAR(expected_move_straddle(call, put) / sigma, 0.68, 0.005);
}

TEST(Kelly, is_the_fraction_that_maximises_the_expected_log) {
  const double p = 0.8, profit = 2, loss = 5;
  const auto growth = [&](double f) { return p * std::log(1 + f * profit / loss) + (1 - p) * std::log(1 - f); };
  const double best = kelly(p, profit, loss);
  EXPECT_GT(growth(best), growth(best + 1e-4));
  EXPECT_GT(growth(best), growth(best - 1e-4));
  EXPECT_EQ(kelly(0.5, 2, 5), 0);
  EXPECT_EQ(kelly(0.9, 0, 5), 0);
}

TEST(PopMethod, every_method_has_its_own_name) {
  EXPECT_EQ(to_string(PopMethod::skew), "skew");
  EXPECT_EQ(to_string(PopMethod::market_digital), "market digital");
  EXPECT_EQ(to_string(PopMethod::forecast), "forecast");
}

}  // namespace
}  // namespace legwork::pricing
