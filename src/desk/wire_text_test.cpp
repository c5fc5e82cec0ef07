#include "desk/wire_text.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/prng.hpp"
#include "market/date.hpp"

namespace legwork::desk {
namespace {

using namespace std::chrono_literals;

TEST(WireText, PricesAreTheDecimalsThatTravelled) {
  EXPECT_EQ(price_of(-1.05)->to_string(), "-1.05");
  EXPECT_EQ(price_of(0.1 + 0.2)->to_string(), "0.3");
  EXPECT_EQ(price_of(0)->to_string(), "0");
  core::Prng prng(1);
  for (int i = 0; i < 10'000; ++i) {
    const market::Price price = market::Price::from_nanos(prng.between(-99'999'999, 99'999'999) * 10'000);
    EXPECT_EQ(price_of(price.to_double()), price);
  }
}

TEST(WireText, WhatCannotBeAPriceIsNone) {
  for (const double value : {std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity(), -1e9,
                             std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(price_of(value), std::nullopt) << value;
}

TEST(WireText, ACommissionOfMinusOneIsPendingAndASmallNegativeOneARebate) {
  EXPECT_EQ(commission_of(-1), std::nullopt);
  EXPECT_EQ(commission_of(1.7976931348623157e308), std::nullopt);
  EXPECT_EQ(commission_of(-0.12)->micros(), -120'000);
  EXPECT_EQ(commission_of(1.0525)->micros(), 1'052'500);
}

TEST(WireText, QuantitiesAreWholeOrNone) {
  EXPECT_EQ(whole_of(tws::Decimal(3)), 3);
  EXPECT_EQ(whole_of(tws::Decimal(30, -1)), 3);
  EXPECT_EQ(whole_of(tws::Decimal(35, -1)), std::nullopt);
  EXPECT_EQ(whole_of(tws::Decimal(1, 100)), std::nullopt);
}

TEST(WireText, TimesOfKnownZones) {
  const core::TimePoint at = market::eastern_to_utc(2026y / 7 / 10, {(11 * 60 + 0) * 60 + 3});
  for (const char* const text :
       {"20260710 11:00:03 US/Eastern", "20260710  11:00:03 America/New_York", "20260710-15:00:03", "20260710 15:00:03 UTC"})
    EXPECT_EQ(time_of(text), at) << text;
  for (const char* const text : {"20260710 11:00:03", "20260710 11:00:03 Europe/Prague", "20261310 11:00:03 UTC",
                                 "20260710 25:00:03 UTC", "2026", "", "20260710", "20260710 11:00 UTC"})
    EXPECT_EQ(time_of(text), std::nullopt) << text;
  EXPECT_EQ(utc_text(at), "20260710-15:00:03");
  EXPECT_EQ(time_of(utc_text(at)), at);
}

TEST(PlainText, IsOneLineThatNoTerminalObeysAndHasAnEnd) {
  EXPECT_EQ(plain_text("Order rejected"), "Order rejected");
  EXPECT_EQ(plain_text("a\nb\x1b[2J\x7f"), "a b [2J ");
  EXPECT_EQ(plain_text("caf\xc3\xa9"), "caf\xc3\xa9");
  const std::string long_text = std::string(299, 'x') + "\xc3\xa9" + std::string(50, 'y');
  EXPECT_EQ(plain_text(long_text), std::string(299, 'x') + "...") << "no half character";
  EXPECT_EQ(plain_text(std::string(300, 'x')), std::string(300, 'x'));
}

}  // namespace
}  // namespace legwork::desk
