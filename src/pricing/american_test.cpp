#include "pricing/american.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/american_pde.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr double spot = 100;

double intrinsic(Right right, const Carry& carry, double strike) { return std::max(0.0, sign(right) * (carry.spot - strike)); }

struct Case {
  Right right;
  Carry carry;
  double strike, vol;
};

/// Every `stride`th point of the grid of daily business, with yields from −3 % and rates from −1 %.
std::vector<Case> grid(std::size_t stride) {
  std::vector<Case> cases;
  std::size_t i = 0;
  for (const double days : {1.0, 7.0, 30.0, 91.0, 182.0, 365.0})
    for (const double rate : {-0.01, -0.005, 0.0, 0.01, 0.03, 0.05})
      for (const double yield : {-0.03, -0.015, -0.005, 0.0, 0.01, 0.03})
        for (const double vol : {0.1, 0.2, 0.35, 0.6, 1.0})
          for (double strike = 70; strike <= 130; strike += 10)
            for (const Right right : {Right::put, Right::call})
              if (i++ % stride == 0) cases.push_back({right, {spot, rate, yield, days / 365}, strike, vol});
  return cases;
}

/// Cox, Ross, Rubinstein 1979: nothing in common with the solver but the model.
double tree_price(const Case& c, int steps) {
  const double dt = c.carry.years / steps, up = std::exp(c.vol * std::sqrt(dt));
  const double p = (std::exp((c.carry.rate - c.carry.yield) * dt) - 1 / up) / (up - 1 / up),
               discount = std::exp(-c.carry.rate * dt);
  std::vector<double> value(static_cast<std::size_t>(steps) + 1);
  for (int step = steps; step >= 0; --step)
    for (int i = 0; i <= step; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double exercise = sign(c.right) * (c.carry.spot * std::pow(up, 2 * i - step) - c.strike);
      const double held = step == steps ? 0 : discount * (p * value[at + 1] + (1 - p) * value[at]);
      value[at] = std::max(held, exercise);
    }
  return value[0];
}

double pde_price(const Case& c) {
  return solve_pde(Exercise::american, c.right, c.carry, {}, c.strike, c.vol, {800, 400}).price(c.carry.spot);
}

TEST(ExerciseRegion, PutsAreExercisedForInterestAndForCostlyStock) {
  EXPECT_EQ(exercise_region(Right::put, 0.03, 0.0), ExerciseRegion::single_boundary);
  EXPECT_EQ(exercise_region(Right::put, 0.01, 0.05), ExerciseRegion::single_boundary);
  EXPECT_EQ(exercise_region(Right::put, 0.01, -0.02), ExerciseRegion::single_boundary);
  EXPECT_EQ(exercise_region(Right::put, 0.0, -0.01), ExerciseRegion::single_boundary);
  EXPECT_EQ(exercise_region(Right::put, 0.0, 0.0), ExerciseRegion::european);
  EXPECT_EQ(exercise_region(Right::put, 0.0, 0.02), ExerciseRegion::european);
  EXPECT_EQ(exercise_region(Right::put, -0.01, -0.01), ExerciseRegion::european);
  EXPECT_EQ(exercise_region(Right::put, -0.01, 0.02), ExerciseRegion::european);
  EXPECT_EQ(exercise_region(Right::put, -0.01, -0.02), ExerciseRegion::double_boundary);
}

TEST(ExerciseRegion, CallsMirrorPutsWithRateAndYieldExchanged) {
  for (const double rate : {-0.02, -0.01, 0.0, 0.03})
    for (const double yield : {-0.02, -0.01, 0.0, 0.03})
      EXPECT_EQ(exercise_region(Right::call, rate, yield), exercise_region(Right::put, yield, rate)) << rate << ' ' << yield;
}

TEST(AmericanPrice, EqualsTheEuropeanOneWhereExerciseIsNeverWorthIt) {
  for (const Case& c : grid(29)) {
    if (exercise_region(c.right, c.carry.rate, c.carry.yield) != ExerciseRegion::european) continue;
    EXPECT_EQ(american_price(c.right, c.carry, c.strike, c.vol), european_greeks(c.right, c.carry, c.strike, c.vol).price);
  }
}

TEST(AmericanPrice, StandardSchemeIsWithinAMillionthOfTheHighest) {
  for (const Case& c : grid(43)) {
    const double standard = american_price(c.right, c.carry, c.strike, c.vol);
    const double highest = american_price(c.right, c.carry, c.strike, c.vol, CollocationScheme::highest());
    EXPECT_NEAR(standard, highest, 1e-6) << letter(c.right) << " K " << c.strike << " vol " << c.vol << " r " << c.carry.rate
                                         << " q " << c.carry.yield << " T " << c.carry.years;
  }
}

TEST(AmericanPrice, IsNeverNaNNorBelowWhatExerciseNowOrNeverGives) {
  for (const Case& c : grid(13)) {
    const double price = american_price(c.right, c.carry, c.strike, c.vol);
    ASSERT_TRUE(std::isfinite(price));
    EXPECT_GE(price, intrinsic(c.right, c.carry, c.strike));
    EXPECT_GE(price, european_greeks(c.right, c.carry, c.strike, c.vol).price * (1 - 1e-14));
    EXPECT_LE(price, c.right == Right::put ? c.strike * std::exp(std::max(0.0, -c.carry.rate * c.carry.years))
                                           : spot * std::exp(std::max(0.0, -c.carry.yield * c.carry.years)));
  }
}

TEST(AmericanPrice, AgreesWithABinomialTree) {
  for (const Case& c :
       {Case{Right::put, {100, 0.05, 0.0, 1.0}, 105, 0.25}, Case{Right::call, {100, 0.02, 0.06, 0.5}, 95, 0.3},
        Case{Right::put, {100, 0.04, 0.06, 1.0}, 130, 0.2}, Case{Right::put, {100, 0.0, -0.03, 1.0}, 110, 0.2},
        Case{Right::put, {100, -0.01, -0.03, 1.0}, 110, 0.15}, Case{Right::call, {110, -0.03, -0.01, 1.0}, 100, 0.15}}) {
    const double tree = 0.5 * (tree_price(c, 1000) + tree_price(c, 1001));
    EXPECT_NEAR(american_price(c.right, c.carry, c.strike, c.vol), tree, 3e-3) << letter(c.right) << c.strike;
    EXPECT_GT(tree - european_greeks(c.right, c.carry, c.strike, c.vol).price, 6e-3) << "the case shows nothing";
  }
}

TEST(AmericanPrice, AgreesWithFiniteDifferences) {
  for (const Case& c : {Case{Right::put, {100, 0.05, 0.0, 1.0}, 105, 0.25}, Case{Right::put, {100, 0.01, -0.03, 0.5}, 120, 0.3},
                        Case{Right::call, {100, 0.03, 0.06, 2.0}, 90, 0.4}, Case{Right::put, {100, 0.1, 0.02, 3.0}, 100, 0.6}})
    EXPECT_NEAR(american_price(c.right, c.carry, c.strike, c.vol), pde_price(c), 1e-4) << letter(c.right) << c.strike;
}

TEST(AmericanPrice, WithTwoBoundariesAgreesWithFiniteDifferencesBeforeAndAfterTheyMeet) {
  for (const double years : {0.1, 0.5, 1.0, 3.0})
    for (const double vol : {0.08, 0.2, 0.6})
      for (const double strike : {90.0, 120.0, 250.0}) {
        const Case c{Right::put, {100, -0.01, -0.03, years}, strike, vol};
        EXPECT_NEAR(american_price(c.right, c.carry, c.strike, c.vol), pde_price(c), 1e-4) << years << ' ' << vol << ' ' << strike;
      }
}

TEST(AmericanPrice, BelowTheLowerOfTwoBoundariesThePutIsHeldAgain) {
  const Carry carry{100, -0.01, -0.03, 1.0};  // exercise pays between about strike·r/q and the upper boundary
  EXPECT_GT(american_price(Right::put, carry, 400, 0.08), 300 + 1e-3);
  EXPECT_EQ(american_price(Right::put, carry, 200, 0.08), 100);
}

TEST(AmericanPrice, CallsAndPutsExchangeSpotWithStrikeAndRateWithYield) {
  for (const Case& c : grid(401)) {
    const Carry mirrored{c.strike, c.carry.yield, c.carry.rate, c.carry.years};
    EXPECT_NEAR(american_price(c.right, c.carry, c.strike, c.vol), american_price(core::opposite(c.right), mirrored, spot, c.vol),
                1e-9);
  }
}

TEST(AmericanPrice, GrowsWithVolAndTimeAndIsConvexInStrike) {
  for (const Right right : {Right::put, Right::call}) {
    double last_vol = 0, last_time = 0;
    for (double vol = 0.05; vol < 1; vol *= 1.3) {
      const double price = american_price(right, {spot, 0.04, 0.02, 0.5}, 105, vol);
      EXPECT_GE(price, last_vol - 1e-7);
      last_vol = price;
    }
    for (double years = 0.01; years < 3; years *= 1.5) {
      const double price = american_price(right, {spot, 0.04, 0.02, years}, 105, 0.3);
      EXPECT_GE(price, last_time - 1e-7);
      last_time = price;
    }
    for (double strike = 70; strike < 140; strike += 5) {
      const auto at = [&](double k) { return american_price(right, {spot, 0.04, 0.02, 0.5}, k, 0.3); };
      EXPECT_GE(at(strike - 2) + at(strike + 2) - 2 * at(strike), -1e-7);
      EXPECT_GE(sign(right) * (at(strike - 2) - at(strike + 2)), 0);
    }
  }
}

TEST(AmericanPrice, StandsExtremesOfTimeVolAndMoneyness) {
  std::size_t i = 0;
  for (const double years : {0.0, 1e-6, 0.1 / 365, 1.0, 3.0})
    for (const double rate : {0.0, 1e-4, 0.05, 0.1})
      for (const double yield : {-0.03, 0.0, 1e-4, 0.1})
        for (const double vol : {0.02, 0.2, 1.0, 4.0})
          for (const double strike : {5.0, 99.0, 100.0, 101.0, 2000.0})
            for (const Right right : {Right::put, Right::call}) {
              if (i++ % 11 != 0) continue;
              const Carry carry{spot, rate, yield, years};
              const double price = american_price(right, carry, strike, vol);
              EXPECT_TRUE(std::isfinite(price));
              EXPECT_GE(price, intrinsic(right, carry, strike) - 1e-12);
              EXPECT_GE(price, european_greeks(right, carry, strike, vol).price - 1e-9);
            }
}

TEST(AmericanPrice, OfNonsenseIsUnknown) {
  EXPECT_TRUE(std::isnan(american_price(Right::put, {-1, 0.05, 0, 1}, 100, 0.2)));
  EXPECT_TRUE(std::isnan(american_price(Right::put, {100, 0.05, 0, 1}, 0, 0.2)));
  EXPECT_TRUE(std::isnan(american_price(Right::put, {100, unknown, 0, 1}, 100, 0.2)));
  EXPECT_TRUE(std::isnan(american_price(Right::put, {100, 0.05, 0, 1}, 100, unknown)));
  EXPECT_TRUE(std::isnan(american_greeks(Right::put, {100, 0.05, 0, -1}, 100, 0.2).delta));
}

TEST(AmericanGreeks, AreTheDerivativesOfThePrice) {
  for (const Case& c :
       {Case{Right::put, {100, 0.05, 0.01, 0.5}, 105, 0.25}, Case{Right::call, {100, 0.02, 0.06, 0.5}, 95, 0.3},
        Case{Right::put, {100, -0.01, -0.03, 0.5}, 104, 0.3}, Case{Right::call, {100, 0.03, -0.01, 0.5}, 104, 0.3}}) {
    const auto price = [&](const Carry& carry, double vol) {
      return american_price(c.right, carry, c.strike, vol, CollocationScheme::highest());
    };
    const auto bumped = [&](double Carry::* field, double by) {
      Carry carry = c.carry;
      carry.*field += by;
      return price(carry, c.vol);
    };
    const Greeks g = american_greeks(c.right, c.carry, c.strike, c.vol);
    const double here = price(c.carry, c.vol);
    EXPECT_NEAR(g.delta, (bumped(&Carry::spot, 0.05) - bumped(&Carry::spot, -0.05)) / 0.1, 2e-5);
    EXPECT_NEAR(g.gamma, (bumped(&Carry::spot, 0.5) + bumped(&Carry::spot, -0.5) - 2 * here) / 0.25, 3e-5);
    EXPECT_NEAR(g.theta, -(bumped(&Carry::years, 1e-3) - bumped(&Carry::years, -1e-3)) / 2e-3 / 365, 1e-5);
    EXPECT_NEAR(g.vega, (price(c.carry, c.vol + 1e-3) - price(c.carry, c.vol - 1e-3)) / 2e-3 / 100, 1e-5);
    EXPECT_NEAR(g.rho, (bumped(&Carry::rate, 1e-3) - bumped(&Carry::rate, -1e-3)) / 2e-3 / 100, 2e-4);
  }
}

TEST(AmericanGreeks, VanishWhereExerciseIsDue) {
  const Greeks g = american_greeks(Right::put, {100, 0.05, 0.0, 1.0}, 150, 0.2);
  EXPECT_EQ(g.price, 50);
  EXPECT_EQ(g.delta, -1);
  EXPECT_EQ(g.gamma, 0);
  EXPECT_EQ(g.theta, 0);
  EXPECT_EQ(g.vega, 0);
  EXPECT_EQ(g.rho, 0);
}

TEST(AmericanImpliedVol, FindsTheVolOfItsOwnPrice) {
  for (const Case& c : grid(701)) {
    const double price = american_price(c.right, c.carry, c.strike, c.vol);
    if (price - intrinsic(c.right, c.carry, c.strike) < 0.01 || european_greeks(c.right, c.carry, c.strike, c.vol).vega < 0.005)
      continue;
    const ImpliedVol implied = american_implied_vol(c.right, c.carry, c.strike, price);
    ASSERT_TRUE(implied) << to_string(implied.reason) << ' ' << letter(c.right) << c.strike << ' ' << c.vol;
    EXPECT_NEAR(implied.vol, c.vol, 1e-6);
  }
}

TEST(AmericanImpliedVol, SaysWhyThereIsNone) {
  const Carry carry{100, 0.05, 0.0, 1.0};
  const auto reason = [&](double strike, double price) { return american_implied_vol(Right::put, carry, strike, price).reason; };
  EXPECT_EQ(reason(150, 50), NoVol::early_exercise);
  EXPECT_EQ(reason(150, 49.9), NoVol::below_intrinsic);
  EXPECT_EQ(reason(90, 0), NoVol::not_finite);
  EXPECT_EQ(reason(90, unknown), NoVol::not_finite);
  EXPECT_EQ(reason(90, 90), NoVol::above_maximum);
  EXPECT_EQ(american_implied_vol(Right::put, {100, 0.05, 0, 0}, 90, 1).reason, NoVol::expired);
  EXPECT_EQ(american_implied_vol(Right::call, carry, 50, 100 - 50 * std::exp(-0.05)).reason, NoVol::at_intrinsic);
}

}  // namespace
}  // namespace legwork::pricing
