#include "market/contract.hpp"

#include <gtest/gtest.h>

namespace legwork::market {
namespace {

using std::chrono::August;

constexpr Date expiry{std::chrono::year(2026), August, std::chrono::day(14)};
Price price(std::string_view text) { return Price::parse(text).value(); }

Contract put(std::string_view strike) {
  Contract contract;
  contract.underlying = contract.trading_class = "SPY";
  contract.expiry = expiry;
  contract.strike = price(strike);
  contract.right = Right::put;
  return contract;
}

TEST(Contract, is_adjusted_when_its_root_ends_in_a_digit_or_its_multiplier_is_odd) {
  Contract contract = put("600");
  EXPECT_FALSE(is_adjusted(contract));
  contract.trading_class = "SPY1";
  EXPECT_TRUE(is_adjusted(contract));
  contract.trading_class = "SPY";
  contract.multiplier = 10;
  EXPECT_TRUE(is_adjusted(contract));
}

TEST(Vertical, is_named_by_what_is_sold_and_bought) {
  EXPECT_EQ(vertical_of(Right::put, price("600"), price("595")), Vertical::bull_put);
  EXPECT_EQ(vertical_of(Right::put, price("595"), price("600")), Vertical::bear_put);
  EXPECT_EQ(vertical_of(Right::call, price("600"), price("605")), Vertical::bear_call);
  EXPECT_EQ(vertical_of(Right::call, price("605"), price("600")), Vertical::bull_call);
}

TEST(Vertical, of_one_strike_is_a_bug) { EXPECT_DEATH((void)vertical_of(Right::put, price("600"), price("600")), "two strikes"); }

TEST(Vertical, credit_and_right_follow_from_the_name) {
  for (const Vertical vertical : {Vertical::bull_put, Vertical::bear_call, Vertical::bull_call, Vertical::bear_put}) {
    const bool is_put = to_string(vertical).ends_with("put");
    EXPECT_EQ(right_of(vertical), is_put ? Right::put : Right::call);
    EXPECT_EQ(is_credit(vertical), vertical == Vertical::bull_put || vertical == Vertical::bear_call);
  }
}

TEST(Vertical, sells_the_first_leg_and_buys_the_second) {
  const Spread spread = make_vertical(put("600"), put("595"));
  ASSERT_EQ(spread.legs.size(), 2U);
  EXPECT_EQ(spread.legs[0], (Leg{put("600"), -1}));
  EXPECT_EQ(spread.legs[1], (Leg{put("595"), 1}));
}

TEST(Vertical, legs_that_differ_in_more_than_the_strike_are_a_bug) {
  Contract other = put("595");
  other.trading_class = "SPY1";
  EXPECT_DEATH((void)make_vertical(put("600"), other), "nothing but the strike");
}

TEST(VerticalId, prints_and_reads_the_same_text) {
  const VerticalId id{"SPY", expiry, Right::put, price("600"), price("595")};
  EXPECT_EQ(to_string(id), "SPY:20260814:P:600/595");
  for (const auto* text :
       {"SPY:20260814:P:600/595", "SPXW:20261231:C:6012.5/6000", "KO:20270115:C:70/0.5", "AAPL7:20140613:P:86.43/85"}) {
    const auto parsed = parse_vertical_id(text);
    ASSERT_TRUE(parsed.has_value()) << text;
    EXPECT_EQ(to_string(*parsed), text);
  }
}

TEST(VerticalId, says_which_field_is_wrong) {
  const auto field = [](std::string_view text) {
    const auto result = parse_vertical_id(text);
    EXPECT_TRUE(result.has_error()) << text;
    return result.has_error() ? result.error().where.field : "";
  };
  EXPECT_EQ(field(""), "trading class");
  EXPECT_EQ(field("spy:20260814:P:600/595"), "trading class");
  EXPECT_EQ(field("TOOLONG:20260814:P:600/595"), "trading class");
  EXPECT_EQ(field("SPY:20260231:P:600/595"), "expiry");
  EXPECT_EQ(field("SPY:2026-08-14:P:600/595"), "expiry");
  EXPECT_EQ(field("SPY:20260814:X:600/595"), "right");
  EXPECT_EQ(field("SPY:20260814"), "right");
  EXPECT_EQ(field("SPY:20260814:P:/595"), "short strike");
  EXPECT_EQ(field("SPY:20260814:P:-600/595"), "short strike");
  EXPECT_EQ(field("SPY:20260814:P:600.0/595"), "short strike");
  EXPECT_EQ(field("SPY:20260814:P:600"), "long strike");
  EXPECT_EQ(field("SPY:20260814:P:600/595/590"), "long strike");
  EXPECT_EQ(field("SPY:20260814:P:600/600"), "long strike");
}

}  // namespace
}  // namespace legwork::market
