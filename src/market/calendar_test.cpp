#include "market/calendar.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace legwork::market {
namespace {

const ExchangeCalendar& calendar = ExchangeCalendar::us_options();

Date date(std::string_view text) { return parse_date(text).value(); }
std::string eastern(TimePoint at) {
  const auto local = utc_to_eastern(at);
  return to_string(local.date) + " " + to_string(local.time).substr(0, 5);
}
std::string close_of(std::string_view day, HoursClass hours) { return eastern(calendar.session(date(day), hours)->close); }

/// The lines of a file of tests/data/calendar without its header, split at commas.
std::vector<std::vector<std::string>> table(const std::string& name) {
  std::ifstream file(LEGWORK_SOURCE_DIR "/tests/data/calendar/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    auto& row = rows.emplace_back();
    std::istringstream fields(line);
    while (std::getline(fields, line, ',')) row.push_back(line);
  }
  return rows;
}

DayKind kind(Date day) {
  const auto session = calendar.session(day);
  if (!session) return DayKind::closed;
  return session->half_day ? DayKind::half_day : DayKind::full_day;
}

TEST(Calendar, equals_the_recorded_list_of_all_sessions_of_2010_to_2028) {
  const auto sessions = table("sessions.csv");
  ASSERT_EQ(sessions.size(), 4777U);
  Date day = date("2010-01-01");
  for (const auto& row : sessions) {
    day = calendar.session_on_or_after(day);
    ASSERT_EQ(to_string(day), row[0]);
    const auto session = calendar.session(day).value();
    ASSERT_EQ(eastern(session.open), row[0] + " 09:30");
    ASSERT_EQ(eastern(session.close), row[0] + " " + row[1]);
    ASSERT_EQ(session.half_day, row[1] == "13:00");
    day = add_days(day, 1);
  }
  EXPECT_EQ(calendar.session_on_or_after(day), date("2029-01-02"));
}

TEST(Calendar, rules_and_table_differ_only_in_special_closures) {
  std::vector<std::string> differences;
  for (Date day = date("2010-01-01"); day <= date("2028-12-31"); day = add_days(day, 1)) {
    if (day_kind_by_rule(day) != kind(day)) differences.push_back(to_string(day));
  }
  const std::vector<std::string> storm_and_mourning{"2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09"};
  EXPECT_EQ(differences, storm_and_mourning);
}

TEST(Calendar, easter_follows_the_moon) {
  // Dates as published by the US Naval Observatory, with the earliest and latest of the two centuries.
  for (const auto* day : {"1961-04-02", "1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24", "2026-04-05", "2038-04-25",
                          "2049-04-18", "2076-04-19", "1818-03-22", "1943-04-25", "2285-03-22"}) {
    EXPECT_EQ(to_string(easter(date(day).year())), day);
  }
}

// S. Butcher, "The Ecclesiastical Calendar", 1876 (as in J. Meeus, "Astronomical Algorithms", ch. 8): another way to the same day.
Date easter_by_butcher(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int g = (b - (b + 8) / 25 + 1) / 3;
  const int h = (19 * a + b - b / 4 - g + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  const int month = n / 31;
  const int day = n % 31 + 1;
  return Date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
              std::chrono::day(static_cast<unsigned>(day)));
}

TEST(Calendar, easter_agrees_with_another_algorithm_in_every_year) {
  for (int year = 1583; year < 4100; ++year) ASSERT_EQ(easter(std::chrono::year(year)), easter_by_butcher(year));
}

TEST(Calendar, follows_the_rules_beyond_the_table) {
  EXPECT_TRUE(calendar.is_session(date("2032-12-31")));   // 1 January 2033 is a Saturday: not kept
  EXPECT_FALSE(calendar.is_session(date("2034-01-02")));  // Sunday, kept on Monday
  EXPECT_FALSE(calendar.is_session(date("2032-06-18")));  // Juneteenth on a Saturday, kept on Friday
  EXPECT_FALSE(calendar.is_session(date("2038-04-23")));  // Good Friday of the latest Easter
  EXPECT_EQ(kind(date("2029-07-03")), DayKind::half_day);
  EXPECT_EQ(kind(date("2029-11-23")), DayKind::half_day);
  EXPECT_EQ(kind(date("2029-12-24")), DayKind::half_day);
  EXPECT_EQ(kind(date("2032-12-24")), DayKind::closed);  // in lieu of Saturday
  EXPECT_EQ(kind(date("2033-07-05")), DayKind::full_day);
}

TEST(Calendar, knows_the_years_before_the_table) {
  EXPECT_TRUE(calendar.is_session(date("1997-01-20")));   // Martin Luther King Jr. Day is kept since 1998
  EXPECT_FALSE(calendar.is_session(date("1998-01-19")));
  EXPECT_TRUE(calendar.is_session(date("2009-06-19")));
  EXPECT_FALSE(calendar.is_session(date("2001-09-11")));
  EXPECT_TRUE(calendar.is_session(date("2001-09-17")));
  EXPECT_FALSE(calendar.is_session(date("2007-01-02")));
  EXPECT_EQ(kind(date("2002-07-05")), DayKind::half_day);  // Friday after a Thursday holiday, the old custom
  EXPECT_EQ(kind(date("2002-07-03")), DayKind::full_day);
  // The exchange itself counts 252 trading days in each of these years.
  for (const auto* year : {"1999", "2000", "2002", "2003", "2004", "2005", "2009"}) {
    EXPECT_EQ(calendar.sessions_between(date(std::string(year) + "0101"), date(std::string(year) + "1231")), 252) << year;
  }
}

TEST(Calendar, broad_etf_and_index_options_trade_a_quarter_of_an_hour_longer) {
  EXPECT_EQ(hours_class("SPX"), HoursClass::index);
  EXPECT_EQ(hours_class("SPXW"), HoursClass::index);
  EXPECT_EQ(hours_class("XSP"), HoursClass::index);
  EXPECT_EQ(hours_class("SPY"), HoursClass::broad_etf);
  EXPECT_EQ(hours_class("AAPL"), HoursClass::equity);
  EXPECT_EQ(hours_class(""), HoursClass::equity);
  EXPECT_EQ(close_of("2026-08-14", HoursClass::equity), "2026-08-14 16:00");
  EXPECT_EQ(close_of("2026-08-14", HoursClass::broad_etf), "2026-08-14 16:15");
  EXPECT_EQ(close_of("2026-08-14", HoursClass::index), "2026-08-14 16:15");
  EXPECT_EQ(close_of("2026-11-27", HoursClass::equity), "2026-11-27 13:00");
  EXPECT_EQ(close_of("2026-11-27", HoursClass::index), "2026-11-27 13:15");
}

TEST(Calendar, steps_over_weekends_and_holidays) {
  EXPECT_EQ(calendar.next_session(date("2026-07-02")), date("2026-07-06"));  // 3 July is closed for Saturday the 4th
  EXPECT_EQ(calendar.previous_session(date("2026-07-06")), date("2026-07-02"));
  EXPECT_EQ(calendar.session_on_or_before(date("2026-07-06")), date("2026-07-06"));
  EXPECT_EQ(calendar.session_on_or_after(date("2026-07-04")), date("2026-07-06"));
  EXPECT_FALSE(calendar.session(date("2026-07-04")).has_value());
}

TEST(Calendar, counts_sessions_after_the_first_day_up_to_the_last) {
  EXPECT_EQ(calendar.sessions_between(date("2026-08-14"), date("2026-08-14")), 0);
  EXPECT_EQ(calendar.sessions_between(date("2026-08-14"), date("2026-08-17")), 1);
  EXPECT_EQ(calendar.sessions_between(date("2026-08-14"), date("2026-08-16")), 0);
  EXPECT_EQ(calendar.sessions_between(date("2026-08-17"), date("2026-08-14")), -1);
  EXPECT_EQ(calendar.sessions_between(date("2026-07-02"), date("2026-07-07")), 2);
}

TEST(Calendar, counts_alike_inside_and_outside_the_years_it_has_laid_out) {
  for (const auto& [from, to] :
       {std::pair{"1988-03-01", "1991-03-01"}, {"2098-11-01", "2101-02-01"}, {"1985-01-01", "1986-01-01"}}) {
    int count = 0;
    for (Date day = calendar.next_session(date(from)); day <= date(to); day = calendar.next_session(day)) ++count;
    EXPECT_EQ(calendar.sessions_between(date(from), date(to)), count) << from;
    EXPECT_EQ(calendar.sessions_between(date(to), date(from)), -count) << from;
  }
}

TEST(Settlement, am_is_the_open_and_pm_the_stock_close) {
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2026-08-21"), Settlement::am)), "2026-08-21 09:30");
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2026-08-21"), Settlement::pm)), "2026-08-21 16:00");
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2026-11-27"), Settlement::pm)), "2026-11-27 13:00");
}

TEST(Settlement, in_utc_moves_with_summer_time) {
  const auto utc_hour = [](std::string_view day) {
    const auto since_midnight =
        calendar.settlement_instant(date(day), Settlement::pm) - TimePoint(days(date(day)).time_since_epoch());
    return std::chrono::duration_cast<std::chrono::hours>(since_midnight).count();
  };
  EXPECT_EQ(utc_hour("2026-03-06"), 21);
  EXPECT_EQ(utc_hour("2026-03-09"), 20);
  EXPECT_EQ(utc_hour("2026-10-30"), 20);
  EXPECT_EQ(utc_hour("2026-11-02"), 21);
}

TEST(Settlement, a_listed_day_without_a_session_means_the_session_before) {
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2014-06-21"), Settlement::pm)),
            "2014-06-20 16:00");  // Saturday of the old cycle
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2014-04-19"), Settlement::am)), "2014-04-17 09:30");  // after Good Friday
  EXPECT_EQ(eastern(calendar.settlement_instant(date("2026-06-19"), Settlement::pm)), "2026-06-18 16:00");  // Juneteenth
}

TEST(MonthlyExpiration, equals_the_recorded_list) {
  const auto months = table("monthly_expirations.csv");
  ASSERT_EQ(months.size(), 228U);
  for (const auto& row : months) {
    const Date first = date(row[0] + "-01");
    const Date expiration = calendar.monthly_expiration({first.year(), first.month()});
    EXPECT_EQ(to_string(expiration), row[2]);
    EXPECT_EQ(to_string(calendar.previous_session(expiration)), row[3]);
  }
}

TEST(ExpiryClass, tells_the_five_classes_apart) {
  const auto name = [](std::string_view expiry, std::string_view as_of = "2026-07-10") {
    return to_string(calendar.expiry_class(date(expiry), date(as_of)));
  };
  EXPECT_EQ(name("2026-08-21"), "monthly");
  EXPECT_EQ(name("2026-08-14"), "weekly");
  EXPECT_EQ(name("2026-08-12"), "daily");
  EXPECT_EQ(name("2026-09-30"), "quarterly");
  EXPECT_EQ(name("2026-12-31"), "quarterly");
  EXPECT_EQ(name("2026-07-31"), "weekly");       // last session of a month that ends no quarter
  EXPECT_EQ(name("2027-01-15"), "monthly");      // 189 days
  EXPECT_EQ(name("2028-01-21"), "leap");
  EXPECT_EQ(name("2027-06-17"), "leap");         // Thursday: Juneteenth is kept on Friday the 18th
  EXPECT_EQ(name("2027-09-17"), "monthly");
  EXPECT_EQ(name("2026-06-18", "2026-05-01"), "monthly");  // third Friday is Juneteenth
}

TEST(ExpiryClass, a_leap_is_more_than_270_days_out) {
  EXPECT_EQ(calendar.expiry_class(date("2028-01-21"), add_days(date("2028-01-21"), -271)), ExpiryClass::leap);
  EXPECT_EQ(calendar.expiry_class(date("2028-01-21"), add_days(date("2028-01-21"), -270)), ExpiryClass::monthly);
}

TEST(ExpiryClass, a_holiday_friday_hands_its_role_to_the_thursday) {
  EXPECT_EQ(calendar.expiry_class(date("2026-04-02"), date("2026-03-02")), ExpiryClass::weekly);   // Good Friday is 3 April
  EXPECT_EQ(calendar.expiry_class(date("2025-04-17"), date("2025-03-03")),
            ExpiryClass::monthly);  // Good Friday is the third Friday
}

TEST(ExpiryClass, saturdays_of_the_old_cycle_are_monthly) {
  EXPECT_EQ(calendar.expiry_class(date("2014-06-21"), date("2014-06-06")), ExpiryClass::monthly);
  EXPECT_EQ(calendar.expiry_class(date("2014-04-19"), date("2014-04-01")), ExpiryClass::monthly);
  EXPECT_EQ(calendar.expiry_class(date("2016-01-16"), date("2014-06-06")), ExpiryClass::leap);
}

TEST(ExpiryClass, every_quarter_has_its_last_session) {
  int quarterly = 0;
  for (Date day = date("2026-01-02"); day <= date("2026-12-31"); day = calendar.next_session(day)) {
    quarterly += calendar.expiry_class(day, day) == ExpiryClass::quarterly;
  }
  EXPECT_EQ(quarterly, 4);
}

}  // namespace
}  // namespace legwork::market
