// What is announced beforehand, against the clock of the day it comes on: before the open, after the close, or who knows.
#include <cmath>

#include <gtest/gtest.h>

#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

using chain::Event;
using chain::EventKind;
using chain::ReportTime;

/// Valued on Friday 2026-07-10 at 16:00 Eastern; the first expiry is 2026-08-09.
const std::string spread = "XYZ:20260809:P:95/90";
const market::Date today = SmallChain::as_of_date(), expiry = market::add_days(today, 30);

Event earnings(market::Date date, ReportTime when, bool confirmed = true) {
  return {.symbol = "XYZ", .date = date, .kind = EventKind::earnings, .confirmed = confirmed, .when = when};
}

struct With {
  explicit With(std::vector<Event> events, market::Settlement settlement = market::Settlement::pm) {
    SmallChain chain;
    chain.events = std::move(events);
    chain.settlement = settlement;
    store = chain.build();
  }
  double value(std::string_view column) const { return compute(spread_column(column), legs, row_of(store, spread)); }

  chain::Store store;
  Legs legs{store, Parameters{}};
};

/// 1, 0, or −1 for unknown.
int inside(market::Date date, ReportTime when, market::Settlement settlement = market::Settlement::pm) {
  const double value = With({earnings(date, when)}, settlement).value("earnings_inside");
  return std::isnan(value) ? -1 : static_cast<int>(value);
}

TEST(EarningsColumns, a_report_on_the_day_of_expiry_counts_when_it_comes_before_settlement) {
  EXPECT_EQ(inside(expiry, ReportTime::before_open), 1);
  EXPECT_EQ(inside(expiry, ReportTime::during_session), 1);
  EXPECT_EQ(inside(expiry, ReportTime::after_close), 0) << "the options have settled by then";
  EXPECT_EQ(inside(expiry, ReportTime::not_told), -1) << "unknown, not after the close by assumption";
}

TEST(EarningsColumns, an_opening_print_has_the_report_before_it_in_it) {
  EXPECT_EQ(inside(expiry, ReportTime::before_open, market::Settlement::am), 1);
  EXPECT_EQ(inside(expiry, ReportTime::during_session, market::Settlement::am), 0);
  EXPECT_EQ(inside(expiry, ReportTime::after_close, market::Settlement::am), 0);
  EXPECT_EQ(inside(expiry, ReportTime::not_told, market::Settlement::am), -1);
}

TEST(EarningsColumns, the_time_of_day_matters_on_no_other_day) {
  for (const ReportTime when :
       {ReportTime::before_open, ReportTime::during_session, ReportTime::after_close, ReportTime::not_told}) {
    EXPECT_EQ(inside(market::add_days(expiry, -1), when), 1);
    EXPECT_EQ(inside(market::add_days(expiry, 1), when), 0);
    EXPECT_EQ(inside(market::add_days(today, -1), when), 0) << "it is out";
  }
}

TEST(EarningsColumns, a_report_of_this_evening_is_still_ahead_at_the_close) {
  EXPECT_EQ(inside(today, ReportTime::after_close), 1);
  EXPECT_EQ(inside(today, ReportTime::before_open), 0);
  EXPECT_EQ(inside(today, ReportTime::not_told), -1);
  EXPECT_EQ(With({earnings(today, ReportTime::after_close)}).value("days_to_earnings"), 0);
  EXPECT_EQ(With({earnings(today, ReportTime::not_told)}).value("days_to_earnings"), 0) << "not surely out";
  const With morning({earnings(today, ReportTime::before_open)});
  EXPECT_TRUE(std::isnan(morning.value("days_to_earnings")));
  EXPECT_EQ(morning.value("days_since_earnings"), 0);
}

TEST(EarningsColumns, one_report_inside_is_enough_and_a_doubtful_one_is_no_clean_bill) {
  const market::Date before = market::add_days(today, 5);
  EXPECT_EQ(With({earnings(before, ReportTime::before_open), earnings(expiry, ReportTime::not_told)}).value("earnings_inside"), 1);
  const With doubtful({earnings(market::add_days(today, -3), ReportTime::not_told), earnings(expiry, ReportTime::not_told)});
  EXPECT_TRUE(std::isnan(doubtful.value("earnings_inside")));
}

TEST(EarningsColumns, status_and_time_are_those_of_the_next_report) {
  const With chain({earnings(market::add_days(today, -3), ReportTime::before_open),
                    earnings(market::add_days(today, 20), ReportTime::after_close, false),
                    earnings(market::add_days(today, 111), ReportTime::during_session)});
  EXPECT_EQ(chain.value("days_since_earnings"), 3);
  EXPECT_EQ(chain.value("days_to_earnings"), 20);
  EXPECT_EQ(chain.value("earnings_confirmed"), 0);
  const Scanner scanner(chain.store, {});
  EXPECT_EQ(scanner.word(spread_column("earnings_time"), row_of(chain.store, spread)), "after_close");
}

TEST(EarningsColumns, without_a_next_report_its_status_and_time_are_unknown) {
  const With past({earnings(market::add_days(today, -3), ReportTime::before_open)});
  for (const char* column : {"days_to_earnings", "earnings_confirmed", "earnings_time"})
    EXPECT_TRUE(std::isnan(past.value(column))) << column;
  EXPECT_TRUE(std::isnan(With({earnings(expiry, ReportTime::not_told)}).value("earnings_time")));
  EXPECT_TRUE(std::isnan(With({}).value("earnings_inside"))) << "no calendar is not an empty calendar";
}

TEST(EventColumns, statistics_of_the_last_morning_are_inside_and_other_kinds_are_not_earnings) {
  const auto macro = [](market::Date date, EventKind kind) {
    return With({{.symbol = "", .date = date, .kind = kind}}).value("macro_inside");
  };
  EXPECT_EQ(macro(expiry, EventKind::cpi), 1);
  EXPECT_EQ(macro(expiry, EventKind::fomc), 1);
  EXPECT_EQ(macro(today, EventKind::jobs), 0);
  EXPECT_EQ(macro(market::add_days(expiry, 1), EventKind::fomc), 0);
  EXPECT_TRUE(std::isnan(macro(expiry, EventKind::earnings)));
  const With dividend({{.symbol = "XYZ", .date = expiry, .kind = EventKind::dividend, .amount = 0.5}});
  EXPECT_EQ(dividend.value("ex_dividend_inside"), 1);
  EXPECT_TRUE(std::isnan(dividend.value("earnings_inside")));
}

}  // namespace
}  // namespace legwork::scan
