#include "simgw/world/smile.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "pricing/european.hpp"

namespace legwork::simgw {
namespace {

double vol_at(const Smile& smile, double z, double total_vol) {
  const double strike = std::exp(z * total_vol);
  const Right right = z < 0 ? Right::put : Right::call;
  return pricing::black_total_vol(right, 1, strike, smile.price(right, 1, strike, total_vol)).vol / total_vol;
}

TEST(Smile, has_the_vol_at_the_money_and_the_lean_it_was_asked_for) {
  for (const double skew : {-0.2, 0.0, 0.1, 0.2, 0.25}) {
    const Smile smile = Smile::mixture(skew);
    for (const double total_vol : {0.01, 0.04, 0.08}) EXPECT_NEAR(vol_at(smile, 0, total_vol), 1, 0.03) << skew << ' ' << total_vol;
    EXPECT_NEAR(vol_at(smile, 0, 0.4), 1, 0.1) << "shapes change a little with time";
    EXPECT_NEAR((vol_at(smile, -0.25, 0.08) - vol_at(smile, 0.25, 0.08)) / 0.5, skew, 0.01);
    const double low_side = vol_at(smile, -3, 0.08), high_side = vol_at(smile, 3, 0.08);
    EXPECT_GT(std::max(low_side, high_side), 1.15) << "a steep wing";
    EXPECT_GT(std::min(low_side, high_side), 0.85) << "and a flat one";
  }
}

TEST(Smile, allows_no_butterfly_and_no_calendar_arbitrage) {
  for (const double skew : {-0.2, 0.0, 0.15, 0.25}) {
    const Smile smile = Smile::mixture(skew);
    double later_vol = 0.02;
    for (double total_vol = 0.01; total_vol < 0.6; total_vol = later_vol, later_vol *= 1.3) {
      for (double z = -4; z < 4; z += 0.25) {
        const double k = std::exp(z * total_vol), h = 0.1 * total_vol * k;
        const auto call = [&](double strike, double s) { return smile.price(Right::call, 1, strike, s); };
        EXPECT_GE(call(k - h, total_vol) - 2 * call(k, total_vol) + call(k + h, total_vol), -1e-13);
        EXPECT_GE(call(k, total_vol * 1.3) - call(k, total_vol), -1e-13) << skew << ' ' << z << ' ' << total_vol;
      }
    }
  }
}

TEST(Smile, a_recorded_one_goes_through_its_points) {
  const Smile smile = Smile::recorded({1.6, 1.2, 1.0, 0.9, 1.1}, -4, 4);
  EXPECT_NEAR(vol_at(smile, -2, 0.1), 1.2, 1e-9);
  EXPECT_NEAR(vol_at(smile, 1, 0.1), 0.95, 1e-9);
  EXPECT_NEAR(vol_at(smile, 5, 0.1), 1.1, 1e-9);
}

}  // namespace
}  // namespace legwork::simgw
