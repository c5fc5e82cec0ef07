// Regulation T by examples worked out by hand.
#include "simgw/broker/margin.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

constexpr market::Date near_expiry = std::chrono::year(2026) / 8 / 21, far_expiry = std::chrono::year(2026) / 9 / 18;

MarginHolding option(core::Right right, double strike, std::int64_t quantity, double mark, market::Date expiry = near_expiry) {
  return {.kind = HoldingKind::option,
          .underlying = "XYZ",
          .right = right,
          .strike = strike,
          .expiry = expiry,
          .quantity = quantity,
          .mark = mark,
          .underlying_mark = 100};
}
MarginHolding shares(std::int64_t quantity) {
  return {
      .kind = HoldingKind::stock, .underlying = "XYZ", .multiplier = 1, .quantity = quantity, .mark = 100, .underlying_mark = 100};
}
double initial(const std::vector<MarginHolding>& holdings) { return reg_t_requirement(holdings, MarginHours::regular).initial; }

using core::Right;

TEST(Margin, long_options_need_nothing_more_than_their_price) { EXPECT_EQ(initial({option(Right::call, 105, 3, 1.5)}), 0); }

TEST(Margin, a_credit_vertical_needs_its_width) {
  EXPECT_EQ(initial({option(Right::put, 95, -2, 2), option(Right::put, 90, 2, 1)}), 1000);
  EXPECT_EQ(initial({option(Right::call, 105, -1, 2), option(Right::call, 110, 1, 1)}), 500);
}

TEST(Margin, a_debit_vertical_needs_nothing) {
  EXPECT_EQ(initial({option(Right::put, 95, 1, 2), option(Right::put, 90, -1, 1)}), 0);
}

TEST(Margin, an_iron_condor_is_charged_on_its_wider_side_only) {
  EXPECT_EQ(initial({option(Right::put, 95, -1, 2), option(Right::put, 90, 1, 1), option(Right::call, 105, -1, 2),
                     option(Right::call, 108, 1, 1)}),
            500);
}

TEST(Margin, a_naked_put_is_a_fifth_less_out_of_the_money_amount_plus_premium) {
  EXPECT_DOUBLE_EQ(initial({option(Right::put, 95, -1, 2)}), (20 - 5 + 2) * 100);
  EXPECT_DOUBLE_EQ(initial({option(Right::put, 60, -1, 0.1)}), (6 + 0.1) * 100);  // the floor: a tenth of the strike
}

TEST(Margin, shorts_of_both_rights_may_come_in_any_order) {
  std::vector<MarginHolding> holdings;
  for (int i = 0; i < 20; ++i) {
    holdings.push_back(option(Right::put, 60 + 7 * i % 35, -1, 1, i % 3 == 0 ? far_expiry : near_expiry));
    holdings.push_back(option(Right::call, 105 + 11 * i % 35, -1, 1, i % 2 == 0 ? far_expiry : near_expiry));
  }
  const double figure = initial(holdings);
  for (std::size_t i = 1; i < holdings.size(); ++i) {
    std::rotate(holdings.begin(), holdings.begin() + 1, holdings.end());
    if (i % 5 == 0) std::reverse(holdings.begin(), holdings.end());
    EXPECT_NEAR(initial(holdings), figure, 1e-6);
  }
}

TEST(Margin, a_long_that_expires_first_covers_nothing) {
  EXPECT_DOUBLE_EQ(initial({option(Right::put, 95, -1, 2, far_expiry), option(Right::put, 90, 1, 1, near_expiry)}), 1700);
}

TEST(Margin, stock_covers_calls_and_is_charged_more_overnight) {
  EXPECT_DOUBLE_EQ(initial({shares(100), option(Right::call, 105, -1, 1.5)}), 2500);
  EXPECT_DOUBLE_EQ(reg_t_requirement({shares(100)}, MarginHours::outside).initial, 5000);
  EXPECT_DOUBLE_EQ(reg_t_requirement({shares(100)}, MarginHours::outside).maintenance, 2500);
}

}  // namespace
}  // namespace legwork::simgw
