// What American prices promise, on the whole grid of the performance specification, extended to yields from −3 % and rates from −1 %
// (both directions of the double-boundary case are in it): no NaN, no throw, and the stated errors.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/american.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr double spot = 100;
constexpr double days[] = {1, 7, 30, 91, 182, 365};
constexpr double rates[] = {-0.01, 0.0, 0.01, 0.03, 0.05};
constexpr double yields[] = {-0.03, -0.01, 0.0, 0.01, 0.03};
constexpr double vols[] = {0.10, 0.20, 0.35, 0.60, 1.00};

template <class Visit>
void for_each_slice(Visit&& visit) {
  for (const double d : days)
    for (const double r : rates)
      for (const double q : yields)
        for (const Right right : {Right::call, Right::put}) visit(right, Carry{spot, r, q, d / 365});
}

template <class Visit>
void for_each_option(Visit&& visit) {
  for (double strike = 70; strike <= 130; strike += 10)
    for (const double vol : vols) visit(strike, vol);
}

double intrinsic(Right right, double strike) { return std::max(0.0, core::sign(right) * (spot - strike)); }

TEST(AmericanGrid, standard_order_agrees_with_the_highest_to_a_millionth) {
  int i = 0;
  double worst = 0;
  for_each_slice([&](Right right, const Carry& carry) {
    for_each_option([&](double strike, double vol) {
      if (i++ % 61 != 0) return;
      const double difference = std::abs(american_price(right, carry, strike, vol) -
                                         american_price(right, carry, strike, vol, CollocationScheme::highest()));
      EXPECT_LE(difference, 1e-6) << to_string(right) << " K " << strike << " T " << carry.years * 365 << " d, r " << carry.rate
                                  << ", q " << carry.yield << ", vol " << vol;
      worst = std::max(worst, difference);
    });
  });
  RecordProperty("worst", std::to_string(worst));
}

TEST(AmericanGrid, every_price_is_a_number_above_its_european_twin_and_its_intrinsic_value) {
  int i = 0;
  for_each_slice([&](Right right, const Carry& carry) {
    for_each_option([&](double strike, double vol) {
      if (i++ % 7 != 0) return;
      const double price = american_price(right, carry, strike, vol);
      ASSERT_TRUE(std::isfinite(price)) << strike << " " << vol;
      EXPECT_GE(price, intrinsic(right, strike) - 1e-9);
      EXPECT_GE(price, european_greeks(right, carry, strike, vol).price - 1e-7);
    });
  });
}

/// The table against the collocation it was made from, as the vol error a user would see.
TEST(AmericanGrid, the_slice_table_keeps_its_promise) {
  double worst_vol = 0, square_vol = 0;
  int count = 0;
  for_each_slice([&](Right right, const Carry& carry) {
    const AmericanSlice slice = AmericanSlice::build({right, carry, {}});
    for_each_option([&](double strike, double vol) {
      const double price = slice.price(spot, strike, vol);
      ASSERT_TRUE(std::isfinite(price));
      if (exercise_region(right, carry.rate, carry.yield) == ExerciseRegion::double_boundary && count % 5 != 0) return;
      const double exact = american_price(right, carry, strike, vol);
      const double vega = slice.greeks(spot, strike, vol).vega * 100;
      if (exact - intrinsic(right, strike) > 0.01 && vega > 0.5) {
        const double error = std::abs(price - exact) / vega;
        EXPECT_LE(error, 1e-4) << to_string(right) << " K " << strike << " T " << carry.years * 365 << " r " << carry.rate << " q "
                               << carry.yield << " vol " << vol;
        worst_vol = std::max(worst_vol, error);
        square_vol += error * error;
        ++count;
      } else {
        EXPECT_LE(std::abs(price - exact), 1e-4) << to_string(right) << " K " << strike << " T " << carry.years * 365 << " r "
                                                 << carry.rate << " q " << carry.yield << " vol " << vol;
      }
    });
  });
  EXPECT_LE(std::sqrt(square_vol / count), 1e-5);
  RecordProperty("max_vol_error", std::to_string(worst_vol * 1e6) + "e-6");
  RecordProperty("rms_vol_error", std::to_string(std::sqrt(square_vol / count) * 1e6) + "e-6");
}

TEST(AmericanGrid, implied_vol_finds_the_vol_back_or_says_why_not) {
  for_each_slice([&](Right right, const Carry& carry) {
    const AmericanSlice slice = AmericanSlice::build({right, carry, {}});
    for_each_option([&](double strike, double vol) {
      const double price = slice.price(spot, strike, vol);
      const ImpliedVol implied = slice.implied_vol(spot, strike, price);
      const double vega = slice.greeks(spot, strike, vol).vega * 100;
      if (!implied) {
        EXPECT_TRUE(std::isnan(implied.vol));
        EXPECT_TRUE(vega < 0.5 || price - intrinsic(right, strike) < 0.01)
            << to_string(implied.reason) << " for " << to_string(right) << " K " << strike << " vol " << vol << " T "
            << carry.years * 365;
        return;
      }
      ASSERT_TRUE(std::isfinite(implied.vol));
      if (vega > 0.5 && price - intrinsic(right, strike) > 0.01) {
        EXPECT_NEAR(implied.vol, vol, 1e-7 + 1e-9 / vega);
      }
    });
  });
}

TEST(AmericanGrid, quotes_outside_the_bounds_have_a_reason_and_no_number) {
  const AmericanSlice put = AmericanSlice::build({Right::put, {spot, 0.04, 0.01, 0.25}, {}});
  EXPECT_EQ(put.implied_vol(spot, 120, 19.99).reason, NoVol::below_intrinsic);
  EXPECT_EQ(put.implied_vol(spot, 120, 20.0).reason, NoVol::early_exercise);
  EXPECT_EQ(put.implied_vol(spot, 120, 121).reason, NoVol::above_maximum);
  EXPECT_EQ(put.implied_vol(spot, 120, unknown).reason, NoVol::not_finite);
  EXPECT_EQ(put.implied_vol(spot, -1, 3).reason, NoVol::not_finite);
}

}  // namespace
}  // namespace legwork::pricing
