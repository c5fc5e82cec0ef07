#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "pricing/european.hpp"
#include "pricing/normalised_black.hpp"

namespace legwork::pricing {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest_normal = std::numeric_limits<double>::min();
constexpr Right call = Right::call, put = Right::put;

double log_uniform(core::Prng& prng, double low, double high) { return low * std::exp(prng.uniform() * std::log(high / low)); }

struct Option {
  Right right;
  double forward, strike;

  bool out_of_the_money() const { return right == call ? forward <= strike : strike <= forward; }
  Option twin() const { return {core::opposite(right), forward, strike}; }
};

Option at_moneyness(double forward, double log_ratio) {
  return {.right = log_ratio < 0 ? call : put, .forward = forward, .strike = forward * std::exp(-log_ratio)};
}

double vega(const Option& o, double s) {
  const Moneyness m = moneyness(o.forward, o.strike);
  return black_terms(m.x(), s, m.smaller()).density;
}

/// What the digits of a price allow.
double allowed(const Option& o, double price, double s) { return std::fmax(1e-12, 8 * epsilon * price / vega(o, s)); }

ImpliedVol imply(const Option& o, double price) { return black_total_vol(o.right, o.forward, o.strike, price); }

/// Prices at `s` and comes back; true also where the price is no normal number or the strike has left the doubles.
::testing::AssertionResult comes_back(const Option& o, double s) {
  if (!(o.strike > 0 && std::isfinite(o.strike))) return ::testing::AssertionSuccess();
  const double price = black_price(o.right, o.forward, o.strike, s);
  if (price < smallest_normal) return ::testing::AssertionSuccess();
  const ImpliedVol implied = imply(o, price);
  if (implied && std::fabs(implied.vol - s) <= allowed(o, price, s)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "forward " << o.forward << ", strike " << o.strike << ", total vol " << s << ", price "
                                       << price << ": " << implied.vol << " off by " << implied.vol - s << ", "
                                       << to_string(implied.reason);
}

struct Price {
  Option option;
  double price, total_vol;
};
// From 120-digit arithmetic (mpmath), independent of the price formula here.
constexpr Price prices[] = {
    {{call, 100.0, 100.0}, 0.003989422802352068, 0.0001},   {{call, 100.0, 100.0}, 7.965567455405797, 0.2},
    {{put, 100.0, 100.0}, 99.99366575163337, 8.0},          {{call, 100.0, 100.0001}, 0.003939624266439797, 0.0001},
    {{call, 100.0, 100.3}, 6.300074300819465e-201, 0.0001}, {{put, 100.0, 99.7}, 4.196060435594982e-202, 0.0001},
    {{call, 100.0, 101.0}, 1.2272611257308764e-08, 0.002},  {{call, 100.0, 150.0}, 6.262298658651329e-252, 0.012},
    {{put, 100.0, 40.0}, 2.1690713663064357e-206, 0.03},    {{call, 100.0, 105.0}, 0.4468113777844586, 0.05},
    {{put, 100.0, 95.0}, 9.293649102263297, 0.3},           {{call, 100.0, 400.0}, 0.005264342588182117, 0.4},
    {{call, 100.0, 1000.0}, 0.027787168124022318, 0.7},     {{call, 100.0, 100000.0}, 2.8527448605475313e-65, 0.4},
    {{put, 5000.0, 1.0}, 4.561528407162093e-65, 0.5},       {{call, 1.0, 10000000000.0}, 4.905666685487679e-114, 1.0},
    {{call, 1.0, 1e+30}, 9.7683189951466e-155, 2.5},        {{call, 1e-20, 1e+80}, 3.380172376075545e-248, 6.5},
    {{call, 1e-50, 1e+80}, 7.487838634106132e-296, 8.0},    {{put, 1e+100, 1e-20}, 8.259391888293788e-226, 8.0},
    {{call, 100.0, 271.8281828}, 28.053801334748346, 1.4},  {{call, 100.0, 500.0}, 36.01794671089071, 1.9},
    {{put, 100.0, 0.5}, 0.20227708961682636, 3.3},          {{call, 100.0, 300.0}, 99.96966304157392, 7.5},
    {{call, 20.0, 20.5}, 6.785086267547432, 0.9},           {{call, 100.0, 170.0}, 30.997168209044244, 1.2},
    {{call, 100.0, 1000000.0}, 3.382134714693415, 3.0},
};

TEST(BlackTotalVol, of_high_precision_prices_is_the_vol_they_were_made_with) {
  for (const Price& p : prices) {
    const ImpliedVol implied = imply(p.option, p.price);
    EXPECT_EQ(implied.reason, NoVol::none) << p.option.strike;
    EXPECT_LE(std::fabs(implied.vol - p.total_vol), allowed(p.option, p.price, p.total_vol))
        << p.option.strike << " " << p.total_vol;
  }
}

TEST(BlackTotalVol, comes_back_on_a_grid_of_vol_and_moneyness_to_700) {
  for (double s = 1e-4; s < 8; s *= 1.07) {
    for (double x = 1e-14; x < 700; x *= 1.4) {
      EXPECT_TRUE(comes_back(at_moneyness(1, x), s));
      EXPECT_TRUE(comes_back(at_moneyness(1, -x), s));
    }
    EXPECT_TRUE(comes_back({call, 100, 100}, s));
    EXPECT_TRUE(comes_back({put, 100, 100}, s));
  }
  for (const double s : {1e-4, 8.0}) EXPECT_TRUE(comes_back({call, 100, 100}, s));
}

TEST(BlackTotalVol, comes_back_from_random_prices_down_to_the_smallest_normal_number) {
  core::Prng prng(1);
  for (int i = 0; i < 200'000; ++i) {
    const double s = log_uniform(prng, 1e-4, 8);
    const double by_depth = 38 * s * prng.uniform(), by_size = s * log_uniform(prng, 1e-6, 38),
                 at_inflection = s * s / 2 * log_uniform(prng, 0.1, 10);
    const double x = i % 3 == 0 ? by_depth : i % 3 == 1 ? by_size : at_inflection;
    ASSERT_TRUE(comes_back(at_moneyness(log_uniform(prng, 0.01, 1e5), i % 2 ? x : -x), s));
  }
}

TEST(BlackTotalVol, comes_back_where_a_normal_price_is_a_subnormal_part_of_the_forward) {
  int hits = 0;
  for (const double s : {1e-3, 0.05, 0.7, 4.0}) {
    for (double x = 36 * s; x < 39 * s; x += 0.003 * s) {
      const Option o = at_moneyness(1e14, -x);
      const double price = black_price(call, o.forward, o.strike, s);
      if (price > smallest_normal && price / o.forward < smallest_normal) ++hits;
      ASSERT_TRUE(comes_back(o, s));
    }
  }
  EXPECT_GT(hits, 100);
}

TEST(BlackTotalVol, comes_back_where_one_method_hands_over_to_the_next) {
  core::Prng prng(2);
  for (int i = 0; i < 100'000; ++i) {
    const double s = log_uniform(prng, 1e-4, 8), wobble = 1 + 1e-3 * (prng.uniform() - 0.5);
    const double x = wobble * (i % 4 == 0 ? s * s / 2 : i % 4 == 1 ? s : i % 4 == 2 ? 3 : s * std::fmax(0.0, 1.25 * s - 1.555));
    ASSERT_TRUE(comes_back(at_moneyness(100, x), s));
  }
}

TEST(BlackTotalVol, from_in_the_money_prices_is_as_good_as_the_digits_of_the_quote) {
  core::Prng prng(3);
  int solved = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double s = log_uniform(prng, 1e-4, 8), x = s * log_uniform(prng, 1e-4, 8);
    const Option in = at_moneyness(100, i % 2 ? x : -x).twin();
    const double price = black_price(in.right, in.forward, in.strike, s);
    const ImpliedVol implied = imply(in, price);
    const double time_value = black_price(in.twin().right, in.forward, in.strike, s), digits = epsilon * price;
    if (!implied) {
      ASSERT_TRUE(implied.reason == NoVol::at_intrinsic || implied.reason == NoVol::out_of_range);
      ASSERT_LE(time_value, (implied.reason == NoVol::at_intrinsic ? 4 : 1e4) * digits) << to_string(implied.reason);
      continue;
    }
    ++solved;
    const double resolved = black_price(in.twin().right, in.forward, in.strike, implied.vol);
    ASSERT_LE(std::fabs(resolved - time_value), digits + 1e-10 * time_value) << in.forward << " " << in.strike << " " << s;
    if (time_value < 1e4 * digits) continue;
    ASSERT_LE(std::fabs(implied.vol - s), allowed(in, price, s));
  }
  EXPECT_GT(solved, 80'000);
}

TEST(BlackTotalVol, rises_with_the_price) {
  for (const double x : {0.0, 1e-6, 0.01, 0.3, 2.0, 20.0, 100.0}) {
    const Option o = at_moneyness(100, x);
    double last = 0;
    for (double price = smallest_normal; price < std::fmin(o.forward, o.strike); price *= 1.03) {
      const ImpliedVol implied = imply(o, price);
      if (!implied) continue;
      ASSERT_GT(implied.vol, last) << x << " " << price;
      last = implied.vol;
    }
    EXPECT_GT(last, 3) << x;
  }
}

TEST(BlackTotalVol, outside_the_no_arbitrage_bounds_is_a_reason_and_never_a_number) {
  const auto reason = [](Right right, double forward, double strike, double price) {
    const ImpliedVol implied = black_total_vol(right, forward, strike, price);
    EXPECT_TRUE(std::isnan(implied.vol));
    return implied.reason;
  };
  EXPECT_EQ(reason(call, 100, 120, 100), NoVol::above_maximum);
  EXPECT_EQ(reason(call, 100, 80, 100), NoVol::above_maximum);
  EXPECT_EQ(reason(call, 100, 30.1, 100), NoVol::above_maximum);  // 100 − (100 − 30.1) < 30.1 in doubles
  EXPECT_EQ(reason(call, 100, 80, 1e300), NoVol::above_maximum);
  EXPECT_EQ(reason(put, 100, 80, 80), NoVol::above_maximum);
  EXPECT_EQ(reason(put, 100, 120, 120.01), NoVol::above_maximum);
  EXPECT_EQ(reason(call, 100, 80, 19.999), NoVol::below_intrinsic);
  EXPECT_EQ(reason(put, 100, 120, 19.999), NoVol::below_intrinsic);
  EXPECT_EQ(reason(call, 100, 80, 20 * (1 - 4 * epsilon)), NoVol::below_intrinsic);
  EXPECT_EQ(reason(call, 100, 80, smallest_normal), NoVol::below_intrinsic);
  EXPECT_EQ(reason(call, 100, 80, 20), NoVol::at_intrinsic);
  EXPECT_EQ(reason(call, 100, 80, std::nextafter(20.0, 0.0)), NoVol::at_intrinsic);
  EXPECT_EQ(reason(call, 100, 80, std::nextafter(20.0, 30.0)), NoVol::at_intrinsic);
  EXPECT_EQ(reason(put, 100, 100.1, 100.1 - 100), NoVol::at_intrinsic);
}

TEST(BlackTotalVol, outside_its_domain_is_out_of_range) {
  EXPECT_EQ(imply({call, 100, 100}, black_price(call, 100, 100, 0.99e-4)).reason, NoVol::out_of_range);
  EXPECT_EQ(imply({call, 100, 100}, 1e-300).reason, NoVol::out_of_range);
  EXPECT_EQ(imply({call, 100, 101}, black_price(call, 100, 101, 8.001)).reason, NoVol::out_of_range);
  EXPECT_EQ(imply({call, 100, 100}, std::nextafter(100.0, 0.0)).reason, NoVol::out_of_range);
  EXPECT_EQ(imply({call, 1e-300, 1e300}, 1e-310).reason, NoVol::out_of_range);
}

TEST(BlackTotalVol, of_nonsense_is_not_finite) {
  for (const double bad : {0.0, -1.0, infinity, -infinity, std::nan("")}) {
    EXPECT_EQ(black_total_vol(call, bad, 100, 5).reason, NoVol::not_finite) << bad;
    EXPECT_EQ(black_total_vol(put, 100, bad, 5).reason, NoVol::not_finite) << bad;
    EXPECT_EQ(black_total_vol(call, 100, 100, bad).reason, NoVol::not_finite) << bad;
  }
}

TEST(BlackTotalVol, of_subnormal_prices_is_a_vol_as_good_as_their_few_digits) {
  for (const double s : {1e-3, 0.05, 0.7, 4.0}) {
    for (double x = 37.5 * s; x < 39.5 * s; x += 0.01 * s) {
      const Option o = at_moneyness(1, -x);
      const double price = black_price(call, 1, o.strike, s);
      if (price == 0 || price >= smallest_normal) continue;
      const ImpliedVol implied = imply(o, price);
      ASSERT_TRUE(implied);
      ASSERT_NEAR(implied.vol, s, s * 1e-3) << price;
    }
  }
}

/// Any double at all, with the extremes and specials well represented.
double any_double(core::Prng& prng) {
  constexpr double specials[] = {0.0,     -0.0, 1.0, 100.0, infinity, -infinity, smallest_normal, 5e-324, 1.7976931348623157e308,
                                 epsilon, NAN};
  if (prng.chance(1, 4)) return specials[prng.below(std::size(specials))];
  return prng.chance(1, 2) ? std::bit_cast<double>(prng.next()) : log_uniform(prng, 1e-3, 1e3);
}

TEST(BlackTotalVol, of_arbitrary_bits_is_a_number_in_the_domain_or_a_reason) {
  core::Prng prng(4);
  int solved = 0;
  for (int i = 0; i < 300'000; ++i) {
    const Option o{prng.chance(1, 2) ? call : put, any_double(prng), any_double(prng)};
    const ImpliedVol implied = imply(o, any_double(prng));
    if (implied) {
      ++solved;
      ASSERT_TRUE(implied.vol >= 0.99e-4 && implied.vol <= 8.01) << o.forward << " " << o.strike;
    } else {
      ASSERT_TRUE(std::isnan(implied.vol));
    }
  }
  EXPECT_GT(solved, 1'000);
}

TEST(EuropeanImpliedVol, of_arbitrary_bits_is_a_number_or_a_reason) {
  core::Prng prng(5);
  for (int i = 0; i < 300'000; ++i) {
    const bool tame = prng.chance(1, 2);
    const Carry carry{any_double(prng), tame ? 0.04 : any_double(prng), tame ? 0.01 : any_double(prng), any_double(prng)};
    const double strike = any_double(prng), price = any_double(prng);
    const ImpliedVol implied = european_implied_vol(prng.chance(1, 2) ? call : put, carry, strike, price);
    ASSERT_EQ(std::isnan(implied.vol), !implied) << carry.spot << " " << carry.rate << " " << carry.yield << " " << carry.years;
    ASSERT_TRUE(!implied || (implied.vol > 0 && std::isfinite(implied.vol)));
    const Greeks g = european_greeks(call, carry, strike, price);
    ASSERT_FALSE(g.price < 0 || g.gamma < 0 || g.vega < 0 || g.delta < 0)
        << carry.spot << " " << carry.years << " " << strike << " " << price;
  }
}

TEST(EuropeanImpliedVol, comes_back_through_discounting_and_carry) {
  core::Prng prng(6);
  for (int i = 0; i < 100'000; ++i) {
    const Carry carry{.spot = log_uniform(prng, 1, 1e4),
                      .rate = 0.15 * prng.uniform() - 0.03,
                      .yield = 0.15 * prng.uniform() - 0.05,
                      .years = log_uniform(prng, 1e-5, 10)};
    const double vol = log_uniform(prng, 0.05, 2), s = vol * std::sqrt(carry.years);
    const double x = 10 * s * (2 * prng.uniform() - 1);
    const double strike = carry.forward() * std::exp(-x);
    const Right right = x < 0 ? call : put;
    const Greeks g = european_greeks(right, carry, strike, vol);
    const ImpliedVol implied = european_implied_vol(right, carry, strike, g.price);
    ASSERT_TRUE(implied) << to_string(implied.reason);
    ASSERT_LE(std::fabs(implied.vol - vol), vol * 1e-12 + 16 * epsilon * g.price / (100 * g.vega)) << carry.spot << " " << strike;
  }
}

TEST(EuropeanImpliedVol, of_intrinsic_value_is_at_intrinsic_whatever_the_rates) {
  core::Prng prng(7);
  for (int i = 0; i < 50'000; ++i) {
    const double rate = 0.15 * prng.uniform() - 0.03, yield = i % 2 ? rate : 0.15 * prng.uniform() - 0.05;
    const Carry carry{.spot = 100, .rate = rate, .yield = yield, .years = log_uniform(prng, 1e-4, 10)};
    const double strike = carry.forward() * log_uniform(prng, 0.1, 10);
    const Right in = strike < carry.forward() ? call : put;
    const double price = european_greeks(in, carry, strike, 0).price;
    ASSERT_EQ(european_implied_vol(in, carry, strike, price).reason, NoVol::at_intrinsic) << strike << " " << carry.years;
  }
}

TEST(EuropeanImpliedVol, names_what_is_wrong) {
  const Carry carry{.spot = 100, .rate = 0.05, .yield = 0.01, .years = 2};
  const auto reason = [](Right right, const Carry& c, double strike, double price) {
    return european_implied_vol(right, c, strike, price).reason;
  };
  EXPECT_EQ(reason(call, carry, 100, 15), NoVol::none);
  EXPECT_EQ(reason(call, {.spot = 100, .years = 0}, 100, 15), NoVol::expired);
  EXPECT_EQ(reason(call, {.spot = 100, .years = -1}, 100, 15), NoVol::expired);
  EXPECT_EQ(reason(call, {.spot = 100, .years = std::nan("")}, 100, 15), NoVol::not_finite);
  EXPECT_EQ(reason(call, {.spot = 100, .rate = infinity, .years = 1}, 100, 15), NoVol::not_finite);
  EXPECT_EQ(reason(call, {.spot = 0, .years = 1}, 100, 15), NoVol::not_finite);
  EXPECT_EQ(reason(call, carry, 100, 0), NoVol::not_finite);
  const double lower = 100 * std::exp(-0.02) - 60 * std::exp(-0.1), upper = 100 * std::exp(-0.02);
  EXPECT_EQ(reason(call, carry, 60, lower), NoVol::at_intrinsic);
  EXPECT_EQ(reason(call, carry, 60, lower - 1e-9), NoVol::below_intrinsic);
  EXPECT_EQ(reason(call, carry, 60, lower + 1), NoVol::none);
  EXPECT_EQ(reason(call, carry, 60, upper * (1 + 1e-14)), NoVol::above_maximum);
  EXPECT_EQ(reason(put, carry, 60, 60 * std::exp(-0.1) + 1e-9), NoVol::above_maximum);
}

TEST(NoVol, every_reason_has_its_name) {
  EXPECT_EQ(to_string(NoVol::none), "none");
  EXPECT_EQ(to_string(NoVol::not_finite), "not_finite");
  EXPECT_EQ(to_string(NoVol::expired), "expired");
  EXPECT_EQ(to_string(NoVol::below_intrinsic), "below_intrinsic");
  EXPECT_EQ(to_string(NoVol::at_intrinsic), "at_intrinsic");
  EXPECT_EQ(to_string(NoVol::above_maximum), "above_maximum");
  EXPECT_EQ(to_string(NoVol::out_of_range), "out_of_range");
  EXPECT_EQ(to_string(NoVol::early_exercise), "early_exercise");
}

}  // namespace
}  // namespace legwork::pricing
