// When day rules are due: holidays, half days, AM settlement, the change of summer time. Times written in UTC are worked by hand.
#include "trade/exits/schedule.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

std::string utc(std::optional<core::TimePoint> at) {
  if (!at) return "never";
  const auto day = std::chrono::floor<std::chrono::days>(*at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*at - day).count();
  const std::string hour = std::to_string(minutes / 60);
  const std::string minute = std::to_string(minutes % 60);
  return market::to_string(Date(day)) + " " + (hour.size() < 2 ? "0" : "") + hour + ":" + (minute.size() < 2 ? "0" : "") + minute;
}

HeldVertical expiring(const char* expiry, const char* trading_class = "SPY",
                      market::Settlement settlement = market::Settlement::pm) {
  Terms terms;
  terms.trading_class = trading_class;
  terms.expiry = expiry;
  terms.settlement = settlement;
  return vertical(600, 595, "-1.05", terms);
}
DueTimes due(const ExitPlan& plan, const HeldVertical& held, const char* today = "2026-10-20", std::vector<ExitEvent> events = {}) {
  return due_times(plan, held, events, eastern(today, "12:00"), calendar());
}

TEST(ExitSchedule, DaysToExpiryOnBothSidesOfTheClockChange) {
  const ExitPlan plan = default_credit_plan();  // 21 days, 15:00 Eastern; clocks go back on 2026-11-01
  EXPECT_EQ(utc(due(plan, expiring("2026-11-20")).dte), "2026-10-30 19:00");
  EXPECT_EQ(utc(due(plan, expiring("2026-11-27")).dte), "2026-11-06 20:00");
  EXPECT_EQ(utc(due(plan, expiring("2026-03-27"), "2026-02-20").dte), "2026-03-06 20:00") << "and forward on 2026-03-08";
  EXPECT_EQ(utc(due(plan, expiring("2026-03-31"), "2026-02-20").dte), "2026-03-10 19:00");
}

TEST(ExitSchedule, ADayWithoutASessionMeansTheOneBefore) {
  ExitPlan plan;
  plan.dte = 22;  // before 2026-12-18: Thursday 2026-11-26, Thanksgiving
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18")).dte), "2026-11-25 20:00");
  plan.dte = 20;  // Saturday 2026-11-28: the half day before it, a quarter of an hour before its close
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18")).dte), "2026-11-27 18:00") << "SPY prints until 13:15 on a half day";
}

TEST(ExitSchedule, TheLastDayOfPmAmAndHalfDays) {
  const ExitPlan plan;  // out 60 minutes before the end, pin watch from 120
  const DueTimes friday = due(plan, expiring("2026-12-18"));
  EXPECT_EQ(utc(friday.expiry), "2026-12-18 20:00");
  EXPECT_EQ(utc(friday.pin_watch), "2026-12-18 19:00");
  EXPECT_EQ(utc(due(plan, expiring("2026-11-27")).expiry), "2026-11-27 17:00") << "ends at 13:00 Eastern";
  const HeldVertical am = expiring("2026-12-18", "SPX", market::Settlement::am);
  EXPECT_EQ(last_session(am.contract(), calendar()), date("2026-12-17"));
  EXPECT_EQ(utc(trading_end(am.contract(), calendar())), "2026-12-17 21:15") << "index hours: until 16:15 on Thursday";
  EXPECT_EQ(utc(due(plan, am).expiry), "2026-12-17 20:15");
  EXPECT_EQ(utc(trading_end(expiring("2026-12-18", "SPXW").contract(), calendar())), "2026-12-18 21:00");
  EXPECT_EQ(utc(trading_end(expiring("2026-07-17").contract(), calendar())), "2026-07-17 20:00") << "summer time";
}

TEST(ExitSchedule, AClockExitOnTheLastDayOrOnAny) {
  ExitPlan plan;
  plan.clock = ClockExit{std::chrono::hours(15) + std::chrono::minutes(45), ClockDay::expiry_day};
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18")).clock), "2026-12-18 20:45");
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18", "SPX", market::Settlement::am)).clock), "2026-12-17 20:45");
  plan.clock->day = ClockDay::any_day;
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18"), "2026-10-20").clock), "2026-10-20 19:45");
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18"), "2026-11-28").clock), "2026-11-30 20:45") << "Saturday: the session after it";
  EXPECT_EQ(utc(due(plan, expiring("2026-12-18", "XYZ"), "2026-11-27").clock), "2026-11-27 17:45") << "half day, closes at 13:00";
}

TEST(ExitSchedule, BeforeEarnings) {
  ExitPlan plan;
  plan.sessions_before_earnings = 1;
  const auto event = [&](const char* day, EventTime time) {
    return utc(due(plan, expiring("2026-12-18"), "2026-10-20", {{EventKind::earnings, date(day), time, {}}}).event);
  };
  EXPECT_EQ(event("2026-10-29", EventTime::before_open), "2026-10-28 19:00");
  EXPECT_EQ(event("2026-10-29", EventTime::after_close), "2026-10-29 19:00") << "the day itself is still before the numbers";
  EXPECT_EQ(event("2026-10-29", EventTime::unknown), "2026-10-28 19:00");
  EXPECT_EQ(event("2026-11-02", EventTime::before_open), "2026-10-30 19:00") << "Monday: out on Friday";
  EXPECT_EQ(event("2026-12-21", EventTime::before_open), "never") << "after the expiry";
  EXPECT_EQ(event("2026-10-19", EventTime::after_close), "never") << "over";
  EXPECT_EQ(event("2026-10-20", EventTime::before_open), "never") << "it is noon: over since the open";
  plan.sessions_before_earnings = 2;
  EXPECT_EQ(event("2026-11-02", EventTime::before_open), "2026-10-29 19:00");
  plan.sessions_before_earnings = 0;
  EXPECT_EQ(event("2026-10-29", EventTime::before_open), "never");
}

TEST(ExitSchedule, BeforeADividendOfShortCallsOnly) {
  ExitPlan plan;
  plan.sessions_before_ex_dividend = 1;
  const std::vector<ExitEvent> ex{{EventKind::ex_dividend, date("2026-11-30"), EventTime::unknown, price("1.8")}};
  EXPECT_EQ(utc(due(plan, bear_call(), "2026-10-20", ex).event), "2026-11-27 18:00")
      << "the half day; 13:15 less a quarter of an hour";
  EXPECT_EQ(utc(due(plan, bull_put(), "2026-10-20", ex).event), "never");
}

TEST(ExitSchedule, SessionsOfTheClass) {
  const market::Contract spy = expiring("2026-12-18").contract();
  EXPECT_FALSE(session_at(eastern("2026-11-18", "09:29"), spy, calendar()));
  EXPECT_TRUE(session_at(eastern("2026-11-18", "09:30"), spy, calendar()));
  EXPECT_TRUE(session_at(eastern("2026-11-18", "16:14"), spy, calendar()));
  EXPECT_FALSE(session_at(eastern("2026-11-18", "16:15"), spy, calendar()));
  EXPECT_FALSE(session_at(eastern("2026-11-26", "12:00"), spy, calendar()));
  EXPECT_EQ(utc(next_open(eastern("2026-11-25", "17:00"), spy, calendar())), "2026-11-27 14:30");
  EXPECT_EQ(utc(next_open(eastern("2026-11-27", "05:00"), spy, calendar())), "2026-11-27 14:30");
  EXPECT_EQ(utc(next_open(eastern("2026-11-28", "05:00"), spy, calendar())), "2026-11-30 14:30");
}

}  // namespace
}  // namespace legwork::trade::exits_test
