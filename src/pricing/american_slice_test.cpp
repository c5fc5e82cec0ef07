#include "pricing/american_slice.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/american.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr double spot = 100;

double intrinsic(Right right, double at_spot, double strike) { return std::max(0.0, sign(right) * (at_spot - strike)); }

/// Errors of a slice against exact prices, in the two regimes that its contract tells apart.
struct Errors {
  double vol_max = 0, vol_squares = 0, price_max = 0;
  int vols = 0, prices = 0, missing = 0;
  double vol_rms() const { return std::sqrt(vol_squares / vols); }

  void add(const AmericanSlice& slice, double strike, double vol, double exact) {
    const double time_value = exact - intrinsic(slice.terms().right, spot, strike);
    if (time_value > 0.01 && slice.greeks(spot, strike, vol).vega > 0.5 / 100) {
      const ImpliedVol implied = slice.implied_vol(spot, strike, exact);
      const double error = implied ? std::fabs(implied.vol - vol) : 0;
      missing += implied ? 0 : 1;
      vol_max = std::max(vol_max, error);
      vol_squares += error * error;
      ++vols;
    } else {
      price_max = std::max(price_max, std::fabs(slice.price(spot, strike, vol) - exact));
      ++prices;
    }
  }
};

TEST(AmericanSlice, HoldsVolsToATenthOfAThousandthOnTheGridOfDailyBusiness) {
  Errors errors;
  std::size_t i = 0, j = 0;
  for (const double days : {1.0, 7.0, 30.0, 91.0, 182.0, 365.0})
    for (const double rate : {-0.01, 0.0, 0.01, 0.03, 0.05})
      for (const double yield : {-0.03, -0.005, 0.0, 0.01, 0.03})
        for (const Right right : {Right::put, Right::call}) {
          if (exercise_region(right, rate, yield) == ExerciseRegion::double_boundary || j++ % 5 != 0) continue;
          const Carry carry{spot, rate, yield, days / 365};
          const AmericanSlice slice = AmericanSlice::build({right, carry, {}});
          for (const double vol : {0.1, 0.2, 0.35, 0.6, 1.0})
            for (double strike = 70; strike <= 130; strike += 10)
              if (i++ % 3 == 0) errors.add(slice, strike, vol, american_price(right, carry, strike, vol));
        }
  EXPECT_EQ(errors.missing, 0);
  EXPECT_GT(errors.vols, 300);
  EXPECT_GT(errors.prices, 50);
  EXPECT_LT(errors.vol_max, 1e-4);
  EXPECT_LT(errors.vol_rms(), 1e-5);
  EXPECT_LT(errors.price_max, 1e-4);
}

TEST(AmericanSlice, HoldsLongOptionsAndUnusualVols) {
  Errors errors;
  for (const Right right : {Right::put, Right::call})
    for (const double years : {2.0, 3.0}) {
      const Carry carry{spot, 0.045, right == Right::put ? 0.013 : 0.06, years};
      const AmericanSlice slice = AmericanSlice::build({right, carry, {}});
      for (const double vol : {0.03, 0.06, 0.15, 0.4, 1.2, 2.5})
        for (const double strike : {60.0, 95.0, 110.0, 180.0})
          errors.add(slice, strike, vol, american_price(right, carry, strike, vol));
    }
  EXPECT_EQ(errors.missing, 0);
  EXPECT_LT(errors.vol_max, 1e-4);
  EXPECT_LT(errors.price_max, 1e-4);
}

TEST(AmericanSlice, ServesAnySpotFromOneTable) {
  const SliceTerms terms{Right::put, {spot, 0.05, 0.01, 0.4}, {}};
  const AmericanSlice slice = AmericanSlice::build(terms);
  for (const double other : {3.0, 80.0, 135.0, 5000.0}) {
    const Carry carry{other, 0.05, 0.01, 0.4};
    EXPECT_NEAR(slice.price(other, 1.04 * other, 0.3) / other, american_price(Right::put, carry, 1.04 * other, 0.3) / other, 1e-7);
  }
}

TEST(AmericanSlice, IsContinuousAcrossTheExerciseBoundaryAndTheEndOfTheTable) {
  const AmericanSlice slice = AmericanSlice::build({Right::put, {spot, 0.05, 0.01, 0.4}, {}});
  double last = slice.price(40, 100, 0.3);
  for (double at = 40; at < 400; at *= 1.0005) {
    const double price = slice.price(at, 100, 0.3);
    EXPECT_LE(price, last + 1e-9) << at;
    EXPECT_GE(price, last - at * 0.0006) << at;
    last = price;
  }
}

TEST(AmericanSlice, OutsideOfItsVolsTheExactPriceAnswers) {
  const Carry carry{spot, 0.05, 0.0, 0.4};
  const AmericanSlice slice = AmericanSlice::build({Right::put, carry, {}}, {0.1, 0.5});
  for (const double vol : {0.02, 3.5}) {
    EXPECT_EQ(slice.price(spot, 104, vol), american_price(Right::put, carry, 104, vol));
    const ImpliedVol implied = slice.implied_vol(spot, 99.5, american_price(Right::put, carry, 99.5, vol));
    ASSERT_TRUE(implied) << to_string(implied.reason);
    EXPECT_NEAR(implied.vol, vol, 1e-6);
  }
}

TEST(AmericanSlice, MeetsTheExactPriceAtTheEndsOfItsVols) {
  const Carry carry{spot, 0.05, 0.0, 0.4};
  const AmericanSlice slice = AmericanSlice::build({Right::put, carry, {}}, {0.1, 0.5});
  for (const double edge : {0.1 / 2.5, 0.5 * 2.7})
    for (const double vol : {edge * (1 - 1e-9), edge * (1 + 1e-9)})
      EXPECT_NEAR(slice.price(spot, 101, vol), american_price(Right::put, carry, 101, vol), 1e-5);
}

TEST(AmericanSlice, GrowsWithVolAndFallsWithStrikeAsTheRightSays) {
  for (const Right right : {Right::put, Right::call}) {
    const AmericanSlice slice = AmericanSlice::build({right, {spot, 0.03, 0.05, 0.3}, {}});
    for (double strike = 60; strike < 160; strike += 3) {
      double last = 0;
      for (double vol = 0.03; vol < 3; vol *= 1.1) {
        const double price = slice.price(spot, strike, vol);
        EXPECT_GE(price, last - 1e-6) << strike << ' ' << vol;
        EXPECT_GE(sign(right) * (price - slice.price(spot, strike + 1, vol)), -1e-6);
        EXPECT_GE(price,
                  std::max(intrinsic(right, spot, strike), european_greeks(right, {spot, 0.03, 0.05, 0.3}, strike, vol).price));
        last = price;
      }
    }
  }
}

TEST(AmericanSlice, CallsWithoutYieldAreEuropean) {
  const Carry carry{spot, 0.05, 0.0, 0.5};
  const AmericanSlice slice = AmericanSlice::build({Right::call, carry, {}});
  EXPECT_EQ(slice.price(spot, 90, 0.3), european_greeks(Right::call, carry, 90, 0.3).price);
  EXPECT_EQ(slice.greeks(spot, 90, 0.3).rho, european_greeks(Right::call, carry, 90, 0.3).rho);
  EXPECT_EQ(slice.premium(spot, 90, 0.3), 0);
  EXPECT_EQ(slice.implied_vol(spot, 90, 12.5).vol, european_implied_vol(Right::call, carry, 90, 12.5).vol);
}

TEST(AmericanSlice, PremiumIsWhatExerciseAddsToTheEuropeanPrice) {
  const Carry carry{spot, 0.05, 0.0, 0.5};
  const AmericanSlice slice = AmericanSlice::build({Right::put, carry, {}});
  for (const double strike : {80.0, 100.0, 120.0, 160.0})
    EXPECT_NEAR(slice.premium(spot, strike, 0.3),
                american_price(Right::put, carry, strike, 0.3) - european_greeks(Right::put, carry, strike, 0.3).price, 1e-5);
}

TEST(AmericanSlice, GreeksAreThoseOfTheExactSolver) {
  for (const Right right : {Right::put, Right::call}) {
    const Carry carry{spot, 0.04, 0.03, 0.5};
    const AmericanSlice slice = AmericanSlice::build({right, carry, {}});
    for (const double strike : {85.0, 100.0, 112.0}) {
      const Greeks table = slice.greeks(spot, strike, 0.3), exact = american_greeks(right, carry, strike, 0.3);
      EXPECT_NEAR(table.price, exact.price, 1e-4);
      EXPECT_NEAR(table.delta, exact.delta, 1e-5);
      EXPECT_NEAR(table.gamma, exact.gamma, 1e-5);
      EXPECT_NEAR(table.theta, exact.theta, 1e-5);
      EXPECT_NEAR(table.vega, exact.vega, 1e-5);
      EXPECT_NEAR(table.rho, exact.rho, 1e-3);
    }
  }
}

TEST(AmericanSlice, TwoBoundariesAreSolvedOptionByOption) {
  const Carry carry{spot, -0.01, -0.03, 0.5};
  const AmericanSlice slice = AmericanSlice::build({Right::put, carry, {}});
  const double price = slice.price(spot, 110, 0.2);
  EXPECT_EQ(price, american_price(Right::put, carry, 110, 0.2));
  EXPECT_GT(slice.premium(spot, 110, 0.2), 1e-3);
  EXPECT_NEAR(slice.implied_vol(spot, 110, price).vol, 0.2, 1e-7);
}

TEST(AmericanSlice, SaysWhyAPriceHasNoVol) {
  const AmericanSlice slice = AmericanSlice::build({Right::put, {spot, 0.05, 0.0, 1.0}, {}});
  EXPECT_EQ(slice.implied_vol(spot, 150, 50).reason, NoVol::early_exercise);
  EXPECT_EQ(slice.implied_vol(spot, 150, 49.99).reason, NoVol::below_intrinsic);
  EXPECT_EQ(slice.implied_vol(spot, 50, 1e-9).reason, NoVol::at_intrinsic);
  EXPECT_EQ(slice.implied_vol(spot, 100, 100).reason, NoVol::above_maximum);
  EXPECT_EQ(slice.implied_vol(spot, 100, -1).reason, NoVol::not_finite);
  EXPECT_EQ(slice.implied_vol(unknown, 100, 1).reason, NoVol::not_finite);
  EXPECT_EQ(AmericanSlice::build({Right::put, {spot, 0.05, 0.0, 0.0}, {}}).implied_vol(spot, 100, 1).reason, NoVol::expired);
}

TEST(AmericanSlice, StandsNonsense) {
  EXPECT_TRUE(std::isnan(AmericanSlice::build({Right::put, {spot, unknown, 0.0, 1.0}, {}}).price(spot, 100, 0.2)));
  EXPECT_TRUE(std::isnan(AmericanSlice::build({Right::put, {spot, 0.05, 0.0, -1.0}, {}}).greeks(spot, 100, 0.2).delta));
  const AmericanSlice slice = AmericanSlice::build({Right::put, {spot, 0.05, 0.0, 1.0}, {}}, {-1, unknown});
  EXPECT_TRUE(std::isnan(slice.price(-spot, 100, 0.2)));
  EXPECT_TRUE(std::isnan(slice.price(spot, 100, unknown)));
  EXPECT_TRUE(std::isfinite(slice.price(spot, 100, 0.2)));
}

// Cash dividends.

struct DividendCase {
  const char* name;
  std::vector<CashDividend> dividends;
  double years;
};

std::vector<DividendCase> dividend_cases() {
  return {{"one", {{20 / 365.0, 0.3}}, 45 / 365.0},
          {"late", {{44 / 365.0, 1.0}}, 45 / 365.0},
          {"quarterly", {{30 / 365.0, 0.5}, {121 / 365.0, 0.5}, {212 / 365.0, 0.5}, {303 / 365.0, 0.5}}, 1.0}};
}

TEST(DividendSlice, HoldsVolsNearTheMoneyToTwoTenThousandths) {
  for (const DividendCase& c : dividend_cases())
    for (const Right right : {Right::put, Right::call}) {
      const Carry carry{spot, 0.045, 0.0, c.years};
      const AmericanSlice slice = AmericanSlice::build({right, carry, c.dividends});
      for (const double vol : {0.15, 0.45})
        for (const double strike : {85.0, 100.0, 115.0})
          for (const double at : {spot, 1.04 * spot}) {
            const double exact =
                solve_pde(Exercise::american, right, {at, 0.045, 0.0, c.years}, c.dividends, strike, vol, {600, 240}).price(at);
            if (exact - intrinsic(right, at, strike) < 0.01 || slice.greeks(at, strike, vol).vega < 0.02) continue;
            const ImpliedVol implied = slice.implied_vol(at, strike, exact);
            ASSERT_TRUE(implied) << c.name << letter(right) << strike << ' ' << vol << to_string(implied.reason);
            EXPECT_NEAR(implied.vol, vol, 2e-4) << c.name << letter(right) << strike << ' ' << at;
          }
    }
}

TEST(DividendSlice, PremiumIsTheDifferenceOfTheTwoExerciseStyles) {
  const auto [name, dividends, years] = dividend_cases().back();
  const Carry carry{spot, 0.045, 0.0, years};
  for (const Right right : {Right::put, Right::call}) {
    const AmericanSlice slice = AmericanSlice::build({right, carry, dividends});
    for (const double strike : {80.0, 100.0, 120.0}) {
      const double american = solve_pde(Exercise::american, right, carry, dividends, strike, 0.3).price(spot);
      const double european = solve_pde(Exercise::european, right, carry, dividends, strike, 0.3).price(spot);
      EXPECT_NEAR(slice.premium(spot, strike, 0.3), american - european, 5e-3) << letter(right) << strike;
    }
  }
}

TEST(DividendSlice, GreeksAreTheDerivativesOfThePrice) {
  const auto [name, dividends, years] = dividend_cases().front();
  const Carry carry{spot, 0.045, 0.01, years};
  for (const Right right : {Right::put, Right::call}) {
    const AmericanSlice slice = AmericanSlice::build({right, carry, dividends});
    const auto exact = [&](double rate, double later) {
      std::vector<CashDividend> moved = dividends;
      for (CashDividend& d : moved) d.years += later;
      const Carry at{spot, rate, carry.yield, years + later};
      return solve_pde(Exercise::american, right, at, moved, 102, 0.3, {800, 400});
    };
    const Greeks g = slice.greeks(spot, 102, 0.3);
    EXPECT_NEAR(g.delta, exact(0.045, 0).delta(spot), 5e-4);
    EXPECT_NEAR(g.gamma, exact(0.045, 0).gamma(spot), 5e-4);
    EXPECT_NEAR(g.theta, -(exact(0.045, 1e-3).price(spot) - exact(0.045, -1e-3).price(spot)) / 2e-3 / 365, 5e-4);
    EXPECT_NEAR(g.vega, (slice.price(spot, 102, 0.301) - slice.price(spot, 102, 0.299)) / 0.002 / 100, 1e-5);
    EXPECT_NEAR(g.rho, (exact(0.046, 0).price(spot) - exact(0.044, 0).price(spot)) / 0.002 / 100, 1e-3);
  }
}

TEST(DividendSlice, DividendsAfterExpiryOrOfNothingChangeNothing) {
  const Carry carry{spot, 0.05, 0.0, 0.25};
  const AmericanSlice with = AmericanSlice::build({Right::put, carry, {{0.3, 1.0}, {0.25, 1.0}, {0.1, 0.0}, {-0.1, 2.0}}});
  const AmericanSlice without = AmericanSlice::build({Right::put, carry, {}});
  EXPECT_TRUE(with.terms().dividends.empty());
  EXPECT_EQ(with.price(spot, 105, 0.3), without.price(spot, 105, 0.3));
}

TEST(DividendSlice, StandsOddDividends) {
  for (const std::vector<CashDividend>& dividends :
       {std::vector<CashDividend>{{0.1, 150}}, {{1e-7, 1}, {0.1, 1}, {0.1999999, 1}}, {{0.05, 60}, {0.1, 60}}})
    for (const Right right : {Right::put, Right::call}) {
      const AmericanSlice slice = AmericanSlice::build({right, {spot, 0.05, 0.0, 0.2}, dividends});
      for (const double strike : {1.0, 60.0, 170.0})
        for (const double vol : {0.01, 0.4}) {
          const Greeks g = slice.greeks(spot, strike, vol);
          EXPECT_TRUE(std::isfinite(g.price + g.delta + g.gamma + g.theta + g.vega + g.rho)) << strike << ' ' << vol;
          EXPECT_GE(g.price, intrinsic(right, spot, strike) - 1e-9);
          EXPECT_GE(slice.premium(spot, strike, vol), 0);
        }
      const ImpliedVol implied = slice.implied_vol(spot, 100, 9);
      EXPECT_EQ(std::isnan(implied.vol), implied.reason != NoVol::none);
    }
}

TEST(DividendSlice, SaysWhyAPriceHasNoVol) {
  const AmericanSlice slice = AmericanSlice::build({Right::call, {spot, 0.05, 0.0, 0.2}, {{0.1, 1.0}}});
  EXPECT_EQ(slice.implied_vol(spot, 60, 39.9).reason, NoVol::below_intrinsic);
  EXPECT_EQ(slice.implied_vol(spot, 100, 100).reason, NoVol::above_maximum);
  EXPECT_EQ(slice.implied_vol(spot, 100, 0).reason, NoVol::not_finite);
  const AmericanSlice put = AmericanSlice::build({Right::put, {spot, 0.08, 0.0, 0.5}, {{0.45, 0.01}}});
  EXPECT_EQ(put.implied_vol(spot, 180, 80).reason, NoVol::early_exercise);
}

}  // namespace
}  // namespace legwork::pricing
