// Delivery dates against the settlement calendars that the regulators published, and what they mean for an option's financing.
#include "chain/delivery_date.hpp"

#include <gtest/gtest.h>

namespace legwork::chain {
namespace {

using market::Date;
using market::Delivery;

Date on(std::string_view text) { return market::parse_date(text).value(); }
std::string delivered(std::string_view day, Delivery delivery = Delivery::physical) {
  return market::to_string(delivery_date(on(day), delivery));
}
double days(std::string_view traded, std::string_view expiry, Delivery delivery = Delivery::physical) {
  return 365 * financing_years(on(traded), on(expiry), delivery);
}

TEST(DeliveryDate, is_the_next_business_day_since_may_2024) {
  EXPECT_EQ(delivered("2026-07-08"), "2026-07-09");
  EXPECT_EQ(delivered("2026-07-10"), "2026-07-13") << "Friday";
  EXPECT_EQ(delivered("2025-05-23"), "2025-05-27") << "Friday before Memorial Day";
  EXPECT_EQ(delivered("2024-05-28"), "2024-05-29") << "the first day of the rule";
}

TEST(DeliveryDate, was_two_days_and_before_that_three) {
  EXPECT_EQ(delivered("2024-05-24"), "2024-05-29") << "Friday before Memorial Day";
  EXPECT_EQ(delivered("2017-09-05"), "2017-09-07");
  EXPECT_EQ(delivered("2017-09-01"), "2017-09-07") << "Friday before Labor Day";
  EXPECT_EQ(delivered("2015-12-24"), "2015-12-30");
}

// NASD Notice to Members 99-83: trades of 8 and 11 October 1999 both settle on the 14th.
TEST(DeliveryDate, nothing_is_delivered_when_the_banks_are_closed_though_the_exchange_is_open) {
  EXPECT_EQ(delivered("1999-10-05"), "1999-10-08");
  EXPECT_EQ(delivered("1999-10-06"), "1999-10-12");
  EXPECT_EQ(delivered("1999-10-08"), "1999-10-14");
  EXPECT_EQ(delivered("1999-10-11"), "1999-10-14");
  EXPECT_EQ(delivered("2025-11-10"), "2025-11-12") << "Veterans Day";
  EXPECT_EQ(delivered("2018-11-08"), "2018-11-13") << "Veterans Day on a Sunday is kept on Monday";
  EXPECT_EQ(delivered("2022-11-10"), "2022-11-15") << "two days; on Friday 11 November nothing is delivered";
}

TEST(DeliveryDate, cash_is_paid_on_the_next_business_day_whatever_the_rule_for_shares) {
  EXPECT_EQ(delivered("2015-12-23", Delivery::cash), "2015-12-24");
  EXPECT_EQ(delivered("2026-07-10", Delivery::cash), "2026-07-13");
}

TEST(DeliveryDate, a_day_without_trading_counts_as_the_session_before_it) {
  EXPECT_EQ(delivered("2026-07-11"), delivered("2026-07-10"));
  EXPECT_EQ(delivered("2014-06-21"), delivered("2014-06-20")) << "a Saturday expiry of the old cycle";
}

TEST(FinancingYears, count_the_nights_between_the_two_deliveries_and_not_those_to_expiry) {
  EXPECT_DOUBLE_EQ(days("2026-07-10", "2026-07-13"), 1) << "Friday to Monday: the weekend is before the first delivery";
  EXPECT_DOUBLE_EQ(days("2026-07-09", "2026-07-10"), 3) << "Thursday to Friday: the weekend is between the deliveries";
  EXPECT_DOUBLE_EQ(days("2026-07-08", "2026-07-09"), 1);
  EXPECT_DOUBLE_EQ(days("2026-07-10", "2026-07-17"), 7);
  EXPECT_DOUBLE_EQ(days("2025-05-16", "2025-05-23"), 8) << "Memorial Day after the expiry";
  EXPECT_DOUBLE_EQ(days("2026-07-10", "2026-07-10"), 0) << "bought and exercised on one day, delivered on one day";
  EXPECT_DOUBLE_EQ(days("2026-07-10", "2026-07-09"), 0) << "never negative";
}

}  // namespace
}  // namespace legwork::chain
