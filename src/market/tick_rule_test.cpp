#include "market/tick_rule.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::market {
namespace {

Price price(std::string_view text) { return Price::parse(text).value(); }
std::string rounded(const TickRule& rule, double value, Rounding rounding) {
  return rule.round(value, rounding).value().to_string();
}

TEST(TickRule, spy_qqq_iwm_and_xsp_trade_in_pennies_at_every_price) {
  for (const auto* name : {"SPY", "QQQ", "IWM", "XSP"}) {
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("0.02")), price("0.01")) << name;
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("250")), price("0.01")) << name;
  }
}

TEST(TickRule, penny_program_names_trade_in_nickels_from_three_dollars) {
  for (const auto* name : {"AAPL", "TSLA", "MSFT", "AMZN", "KO", "MCD", "WMT"}) {
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("2.99")), price("0.01")) << name;
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("3")), price("0.05")) << name;
  }
}

TEST(TickRule, spx_and_unknown_names_trade_in_nickels_and_from_three_dollars_in_dimes) {
  for (const auto* name : {"SPX", "SPXW", "VIX", "NOSUCH", ""}) {
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("2.95")), price("0.05")) << name;
    EXPECT_EQ(TickRule::single_leg(name).increment_at(price("3")), price("0.1")) << name;
  }
}

TEST(TickRule, a_negative_price_has_the_increment_of_its_size) {
  EXPECT_EQ(TickRule::nickel().increment_at(price("-2.95")), price("0.05"));
  EXPECT_EQ(TickRule::nickel().increment_at(price("-3")), price("0.1"));
  EXPECT_TRUE(TickRule::nickel().is_valid(price("-3.1")));
  EXPECT_FALSE(TickRule::nickel().is_valid(price("-3.15")));
}

TEST(TickRule, equity_packages_are_priced_in_pennies_and_spx_packages_in_nickels_at_every_price) {
  EXPECT_EQ(TickRule::combo("KO").increment_at(price("7")), price("0.01"));
  EXPECT_EQ(TickRule::combo("NOSUCH").increment_at(price("7")), price("0.01"));
  EXPECT_EQ(TickRule::combo("XSP").increment_at(price("7")), price("0.01"));
  for (const auto* name : {"SPX", "SPXW", "RUTW"}) {
    EXPECT_EQ(TickRule::combo(name).increment_at(price("0.1")), price("0.05")) << name;
    EXPECT_EQ(TickRule::combo(name).increment_at(price("25")), price("0.05")) << name;
  }
}

TEST(TickRule, down_and_up_follow_the_number_line_and_keep_the_sign) {
  const TickRule spx = TickRule::combo("SPXW");
  EXPECT_EQ(rounded(spx, 1.07, Rounding::down), "1.05");
  EXPECT_EQ(rounded(spx, 1.07, Rounding::up), "1.1");
  EXPECT_EQ(rounded(spx, -1.07, Rounding::down), "-1.1");
  EXPECT_EQ(rounded(spx, -1.07, Rounding::up), "-1.05");
  EXPECT_EQ(rounded(spx, -0.01, Rounding::up), "0");
  EXPECT_EQ(rounded(spx, -0.01, Rounding::down), "-0.05");
}

TEST(TickRule, nearest_takes_halves_away_from_zero) {
  const TickRule spx = TickRule::combo("SPXW");
  EXPECT_EQ(rounded(spx, 1.07, Rounding::nearest), "1.05");
  EXPECT_EQ(rounded(spx, 1.08, Rounding::nearest), "1.1");
  EXPECT_EQ(rounded(spx, 1.075, Rounding::nearest), "1.1");
  EXPECT_EQ(rounded(spx, -1.075, Rounding::nearest), "-1.1");
}

TEST(TickRule, rounding_meets_the_ticks_of_both_bands_at_their_border) {
  const TickRule nickel = TickRule::nickel();
  EXPECT_EQ(rounded(nickel, 2.97, Rounding::up), "3");
  EXPECT_EQ(rounded(nickel, 3.02, Rounding::down), "3");
  EXPECT_EQ(rounded(nickel, 3.02, Rounding::up), "3.1");
  EXPECT_EQ(rounded(nickel, -3.02, Rounding::up), "-3");
  EXPECT_EQ(rounded(nickel, -2.97, Rounding::down), "-3");
}

TEST(TickRule, noise_of_binary_doubles_does_not_cost_a_tick) {
  const TickRule spx = TickRule::combo("SPXW");
  EXPECT_EQ(rounded(spx, 1.15, Rounding::down), "1.15");  // 1.15 is stored as 1.149999…
  EXPECT_EQ(rounded(spx, 3.45 - 2.30, Rounding::down), "1.15");
  EXPECT_EQ(rounded(spx, 3.45 - 2.30, Rounding::up), "1.15");
  EXPECT_EQ(rounded(spx, 0.1 + 0.2 - 0.3, Rounding::up), "0");
  EXPECT_EQ(rounded(spx, 6012.35 * (1 + 5e-10), Rounding::up), "6012.35");
}

TEST(TickRule, a_price_that_is_really_off_the_tick_is_not_taken_for_noise) {
  EXPECT_EQ(rounded(TickRule::penny(), 1.150001, Rounding::up), "1.16");
  EXPECT_EQ(rounded(TickRule::penny(), 900'000'000.005, Rounding::up), "900000000.01");
}

TEST(TickRule, doubles_that_are_no_price_are_refused) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {std::nan(""), infinity, -infinity, 1e9, -1e9, std::numeric_limits<double>::max()}) {
    const auto result = TickRule::penny().round(value, Rounding::down);
    ASSERT_TRUE(result.has_error()) << value;
    EXPECT_EQ(result.error().code, core::ErrorCode::invalid_argument);
  }
}

TEST(TickRule, rounding_gives_the_closest_valid_price_on_the_asked_side) {
  core::Prng prng(3);
  for (const auto& rule : {TickRule::penny(), TickRule::penny_program(), TickRule::nickel(), TickRule::combo("SPX")}) {
    for (int i = 0; i < 20'000; ++i) {
      const Price exact = Price::from_nanos(prng.between(-9'000'000'000, 9'000'000'000));
      const Price below = rule.round(exact, Rounding::down);
      const Price above = rule.round(exact, Rounding::up);
      const Price near = rule.round(exact, Rounding::nearest);
      ASSERT_TRUE(rule.is_valid(below) && rule.is_valid(above) && rule.is_valid(near)) << exact.to_string();
      ASSERT_TRUE(below <= exact && exact <= above) << exact.to_string();
      ASSERT_TRUE(below == above ? rule.is_valid(exact) : above - below == rule.increment_at(exact)) << exact.to_string();
      ASSERT_EQ(near, exact - below < above - exact || (exact - below == above - exact && exact < Price{}) ? below : above);
      ASSERT_EQ(rule.round(-exact, Rounding::up), -below);
    }
  }
}

TEST(TickRule, every_valid_price_survives_the_way_through_doubles) {
  core::Prng prng(4);
  for (const auto& rule : {TickRule::penny(), TickRule::penny_program(), TickRule::nickel()}) {
    for (int i = 0; i < 20'000; ++i) {
      const Price tick = rule.round(Price::from_nanos(prng.between(-100'000, 100'000) * 100'000'000), Rounding::nearest);
      const double offset = static_cast<double>(prng.between(0, 1'000'000)) / 100;
      const double noisy = (tick.to_double() + offset) - offset;
      for (const Rounding rounding : {Rounding::down, Rounding::up, Rounding::nearest}) {
        ASSERT_EQ(rule.round(tick.to_double(), rounding).value(), tick);
        ASSERT_EQ(rule.round(noisy, rounding).value(), tick);
      }
    }
  }
}

TEST(TickRule, bands_must_start_at_zero_ascend_and_share_their_borders) {
  EXPECT_DEATH(TickRule({}), "starts at a price of 0");
  EXPECT_DEATH(TickRule({{price("1"), price("0.01")}}), "starts at a price of 0");
  EXPECT_DEATH(TickRule({{Price{}, Price{}}}), "above 0");
  EXPECT_DEATH(TickRule({{Price{}, price("0.01")}, {Price{}, price("0.05")}}), "ascend");
  EXPECT_DEATH(TickRule({{Price{}, price("0.02")}, {price("3"), price("0.07")}}), "between ticks");
}

}  // namespace
}  // namespace legwork::market
