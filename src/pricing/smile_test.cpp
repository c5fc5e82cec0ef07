#include "pricing/smile.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr double forward = 100, years = 45.0 / 365;
const Svi index_like{0.0006, 0.0165, -0.72, 0.006, 0.1};

std::vector<SmileQuote> quotes_on(const Svi& svi, double low, double high, int count, double t = years) {
  std::vector<SmileQuote> quotes;
  for (int i = 0; i < count; ++i) {
    const double strike = low + (high - low) * i / (count - 1);
    quotes.push_back({strike, std::sqrt(svi.total_variance(std::log(strike / forward)) / t), 1});
  }
  return quotes;
}

double worst_error(const Smile& smile, const std::vector<SmileQuote>& quotes) {
  double worst = 0;
  for (const auto& quote : quotes) worst = std::max(worst, std::abs(smile.vol(quote.strike) - quote.vol));
  return worst;
}

/// Smallest g on a grid much finer than the fit's own.
double lowest_durrleman(const Smile& smile, double low, double high) {
  double lowest = 1;
  for (int i = 0; i <= 2000; ++i) lowest = std::min(lowest, durrleman(smile.svi, low + (high - low) * i / 2000));
  return lowest;
}

TEST(Smile, a_smile_made_by_svi_is_found_again) {
  const auto quotes = quotes_on(index_like, 75, 115, 41);
  const Smile smile = fit_smile(quotes, forward, years);
  EXPECT_LT(worst_error(smile, quotes), 2e-5);
  EXPECT_LT(smile.rms_error, 1e-5);
  EXPECT_EQ(smile.quotes, 41);
  EXPECT_TRUE(smile.butterfly_free);
}

TEST(Smile, noise_in_the_quotes_is_averaged_and_reported) {
  auto quotes = quotes_on(index_like, 75, 115, 41);
  const auto clean = quotes;
  for (std::size_t i = 0; i < quotes.size(); ++i) quotes[i].vol += 0.002 * std::sin(7.0 * static_cast<double>(i));
  const Smile smile = fit_smile(quotes, forward, years);
  EXPECT_NEAR(smile.rms_error, 0.0014, 0.0003);
  EXPECT_LT(std::abs(smile.vol(forward) - clean[25].vol), 0.001);
}

TEST(Smile, single_wild_quotes_do_not_move_it) {
  auto quotes = quotes_on(index_like, 75, 115, 41);
  const auto clean = quotes;
  quotes[3].vol *= 2;
  quotes[24].vol *= 0.5;  // next to the money, and tight
  quotes[24].weight = 100;
  const Smile smile = fit_smile(quotes, forward, years);
  EXPECT_LT(worst_error(smile, clean), 2e-4);
  EXPECT_EQ(smile.quotes, 39);
}

TEST(Smile, the_weights_decide_who_is_believed) {
  auto quotes = quotes_on(index_like, 90, 110, 21);
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    const bool poor = i % 2 == 1;
    quotes[i].vol += poor ? 0.01 : 0;
    quotes[i].weight = poor ? 0.02 : 1;
  }
  EXPECT_NEAR(fit_smile(quotes, forward, years).vol(forward), quotes[10].vol, 0.0005);
}

TEST(Smile, one_quote_gives_a_flat_smile_and_two_to_four_a_line) {
  const std::vector<SmileQuote> quotes{{95, 0.24, 1}, {100, 0.22, 1}, {105, 0.20, 1}, {110, 0.19, 1}};
  const Smile flat = fit_smile(std::span(quotes).first(1), forward, years);
  EXPECT_EQ(flat.quotes, 1);
  EXPECT_DOUBLE_EQ(flat.vol(80), 0.24);
  EXPECT_EQ(flat.vol_slope(100), 0);
  for (std::size_t n = 2; n <= 4; ++n) {
    const Smile line = fit_smile(std::span(quotes).first(n), forward, years);
    EXPECT_EQ(line.quotes, static_cast<int>(n));
    EXPECT_LT(worst_error(line, {quotes.begin(), quotes.begin() + static_cast<std::ptrdiff_t>(n)}), 0.005) << n;
    EXPECT_TRUE(line.butterfly_free);
    for (const double strike : {1.0, 50.0, 200.0, 10'000.0}) EXPECT_GT(line.vol(strike), 0) << strike;
  }
}

TEST(Smile, without_a_usable_quote_there_is_none) {
  EXPECT_FALSE(fit_smile({}, forward, years).valid());
  const std::vector<SmileQuote> bad{{100, unknown, 1}, {100, 0.2, 0}, {-5, 0.2, 1}, {100, -0.2, 1}, {100, 0.2, INFINITY}};
  EXPECT_FALSE(fit_smile(bad, forward, years).valid());
  const auto good = quotes_on(index_like, 75, 115, 41);
  EXPECT_FALSE(fit_smile(good, forward, 0).valid());
  EXPECT_FALSE(fit_smile(good, unknown, years).valid());
}

TEST(Smile, the_vol_slope_is_the_derivative_of_the_vol) {
  const Smile smile{index_like, forward, years, 0, 41, true};
  for (const double strike : {60.0, 90.0, 100.0, 104.0, 150.0}) {
    const double h = 1e-4 * strike;
    EXPECT_NEAR(smile.vol_slope(strike), (smile.vol(strike + h) - smile.vol(strike - h)) / (2 * h), 1e-8) << strike;
  }
}

// Gatheral, Jacquier 2014, equation (2.2): the density of ln(S_T/F) is g(k)·exp(−d2²/2)/√(2π·w).
TEST(Smile, durrlemans_function_is_the_density_of_the_prices) {
  const Smile smile{index_like, forward, years, 0, 41, true};
  const auto call = [&](double strike) { return black_price(Right::call, forward, strike, smile.vol(strike) * std::sqrt(years)); };
  for (const double k : {-0.15, -0.05, 0.0, 0.03, 0.06}) {
    const double strike = forward * std::exp(k), h = 0.01;
    const double density_of_strike = (call(strike + h) - 2 * call(strike) + call(strike - h)) / (h * h);
    const double w = index_like.total_variance(k), d2 = -k / std::sqrt(w) - std::sqrt(w) / 2;
    const double density_of_k = durrleman(index_like, k) * std::exp(-d2 * d2 / 2) / std::sqrt(2 * std::numbers::pi * w);
    EXPECT_NEAR(density_of_strike * strike, density_of_k, 1e-4 * density_of_k + 1e-6) << k;
  }
}

// A. Vogt's example (Gatheral, Jacquier 2014, section 3.1): a fair-looking smile with a negative density.
TEST(Smile, butterfly_arbitrage_in_the_quotes_is_taken_out_at_little_cost) {
  const Svi vogt{-0.0410, 0.1331, 0.3060, 0.3586, 0.4153};
  const auto quotes = quotes_on(vogt, 25, 340, 60, 1.0);
  EXPECT_LT(durrleman(vogt, 0.9), 0);
  const Smile smile = fit_smile(quotes, forward, 1.0);
  EXPECT_TRUE(smile.butterfly_free);
  EXPECT_GE(lowest_durrleman(smile, std::log(0.25) * 1.5, std::log(3.4) * 1.5), -1e-6);
  EXPECT_LT(worst_error(smile, quotes), 0.03);
  EXPECT_GT(worst_error(smile, quotes), 1e-5);
}

TEST(Smile, no_quotes_however_wild_break_it) {
  core::Prng prng(2024);
  for (int round = 0; round < 400; ++round) {
    std::vector<SmileQuote> quotes;
    const int count = static_cast<int>(prng.between(1, 60));
    const double t = std::exp(-8 + 9 * prng.uniform()), reach = 0.02 + prng.uniform(), noise = round % 2 == 0 ? 0.02 : 1.0;
    for (int i = 0; i < count; ++i) {
      const double k = reach * (2 * prng.uniform() - 1);
      quotes.push_back({forward * std::exp(k), (0.05 + 0.5 * k * k) * std::exp(noise * (prng.uniform() - 0.5)), prng.uniform()});
    }
    const Smile smile = fit_smile(quotes, forward, t);
    ASSERT_TRUE(smile.valid());
    ASSERT_TRUE(smile.butterfly_free);
    ASSERT_TRUE(std::isfinite(smile.rms_error));
    ASSERT_LE(smile.svi.b * (1 + std::abs(smile.svi.rho)), 2 + 1e-9);
    for (double k = -5; k <= 5; k += 0.25) {
      ASSERT_GT(smile.svi.total_variance(k), 0) << round;
      ASSERT_TRUE(std::isfinite(smile.vol_slope(forward * std::exp(k))));
    }
  }
}

TEST(Smile, a_butterfly_free_smile_has_rising_and_convex_call_prices) {
  auto quotes = quotes_on(index_like, 80, 112, 33);
  for (std::size_t i = 0; i < quotes.size(); ++i) quotes[i].vol += 0.004 * std::sin(5.0 * static_cast<double>(i));
  const Smile smile = fit_smile(quotes, forward, years);
  const auto call = [&](double strike) { return black_price(Right::call, forward, strike, smile.vol(strike) * std::sqrt(years)); };
  for (double strike = 75; strike <= 118; strike += 0.5) {
    EXPECT_GE(call(strike), call(strike + 0.5));
    EXPECT_GE(call(strike - 0.5) + call(strike + 0.5) - 2 * call(strike), -1e-12) << strike;
  }
}

TEST(Smile, calendar_violation_measures_how_far_the_near_variance_exceeds_the_far) {
  const Smile near{{0.01, 0, 0, 0, 0.1}, forward, 0.25, 0, 1, true};
  const Smile far{{0.04, 0, 0, 0, 0.1}, forward, 1, 0, 1, true};
  EXPECT_EQ(calendar_violation(near, far), 0);
  EXPECT_NEAR(calendar_violation(far, near), 0.03, 1e-15);
  const Smile steep{{0.03, 0.05, -0.5, 0, 0.05}, forward, 0.5, 0, 5, true};
  EXPECT_GT(calendar_violation(steep, far), 0);  // only in the wings
  EXPECT_LT(steep.svi.total_variance(0), far.svi.total_variance(0));
  EXPECT_TRUE(std::isnan(calendar_violation(Smile{}, far)));
}

}  // namespace
}  // namespace legwork::pricing
