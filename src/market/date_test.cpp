#include "market/date.hpp"

#include <gtest/gtest.h>

namespace legwork::market {
namespace {

using namespace std::chrono_literals;

Date date(std::string_view text) { return parse_date(text).value(); }
WallTime at(std::string_view text) { return parse_wall_time(text).value(); }
/// "2026-08-14 20:00:00" as UTC.
TimePoint utc(std::string_view day, std::string_view time) {
  return TimePoint(days(date(day)).time_since_epoch() + std::chrono::seconds(at(time).seconds));
}

TEST(ParseDate, reads_both_spellings) {
  EXPECT_EQ(date("2026-08-14"), date("20260814"));
  EXPECT_EQ(to_string(date("20240229")), "2024-02-29");
  EXPECT_EQ(to_compact(date("2026-01-02")), "20260102");
}

TEST(ParseDate, refuses_days_that_do_not_exist_and_other_spellings) {
  for (const auto* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "", "2026-8-14", "14.08.2026",
                           "2026/08/14", "260814", "2026081", "202608140", "2026-08-1x", "+0260814", "2026-08-14 "}) {
    const auto result = parse_date(text);
    ASSERT_TRUE(result.has_error()) << "'" << text << "'";
    EXPECT_EQ(result.error().code, core::ErrorCode::parse);
  }
}

TEST(ParseWallTime, reads_seconds_minutes_and_the_compact_form) {
  EXPECT_EQ(at("16:15:00").seconds, 58'500);
  EXPECT_EQ(at("16:15"), at("1615"));
  EXPECT_EQ(at("00:00:01").seconds, 1);
  EXPECT_EQ(to_string(at("0905")), "09:05:00");
}

TEST(ParseWallTime, refuses_what_no_clock_shows) {
  for (const auto* text :
       {"", "24:00", "16:60", "16:15:60", "9:30", "1615:00", "16:15:0", "16-15", "161", "ab:cd", "-1:00", "16:15:00Z"}) {
    EXPECT_TRUE(parse_wall_time(text).has_error()) << "'" << text << "'";
  }
}

TEST(Date, counts_days) {
  EXPECT_EQ(days_between(date("2024-02-28"), date("2024-03-01")), 2);
  EXPECT_EQ(add_days(date("2023-12-31"), 1), date("2024-01-01"));
  EXPECT_EQ(weekday(date("2026-08-14")), std::chrono::Friday);
}

TEST(Eastern, is_four_hours_behind_in_summer_and_five_in_winter) {
  EXPECT_EQ(eastern_to_utc(date("2026-08-14"), at("16:00")), utc("2026-08-14", "20:00"));
  EXPECT_EQ(eastern_to_utc(date("2026-01-16"), at("16:00")), utc("2026-01-16", "21:00"));
}

TEST(Eastern, changes_on_the_second_sunday_of_march_and_the_first_of_november_since_2007) {
  EXPECT_EQ(eastern_to_utc(date("2026-03-06"), at("09:30")), utc("2026-03-06", "14:30"));  // Friday before
  EXPECT_EQ(eastern_to_utc(date("2026-03-09"), at("09:30")), utc("2026-03-09", "13:30"));  // Monday after
  EXPECT_EQ(eastern_to_utc(date("2026-10-30"), at("09:30")), utc("2026-10-30", "13:30"));
  EXPECT_EQ(eastern_to_utc(date("2026-11-02"), at("09:30")), utc("2026-11-02", "14:30"));
}

TEST(Eastern, changed_on_other_days_before_2007) {
  EXPECT_EQ(eastern_to_utc(date("2006-03-31"), at("09:30")), utc("2006-03-31", "14:30"));  // summer began on 2 April
  EXPECT_EQ(eastern_to_utc(date("2006-04-03"), at("09:30")), utc("2006-04-03", "13:30"));
  EXPECT_EQ(eastern_to_utc(date("2006-10-30"), at("09:30")), utc("2006-10-30", "14:30"));  // and ended on 29 October
}

TEST(Eastern, the_hour_that_does_not_exist_means_the_time_after_the_jump) {
  EXPECT_EQ(eastern_to_utc(date("2026-03-08"), at("01:59:59")), utc("2026-03-08", "06:59:59"));
  EXPECT_EQ(eastern_to_utc(date("2026-03-08"), at("02:30")), utc("2026-03-08", "07:30"));
  EXPECT_EQ(utc_to_eastern(utc("2026-03-08", "07:30")).time, at("03:30"));
  EXPECT_EQ(eastern_to_utc(date("2026-03-08"), at("03:00")), utc("2026-03-08", "07:00"));
}

TEST(Eastern, the_hour_that_comes_twice_means_the_first) {
  EXPECT_EQ(eastern_to_utc(date("2026-11-01"), at("01:30")), utc("2026-11-01", "05:30"));
  EXPECT_EQ(eastern_to_utc(date("2026-11-01"), at("02:00")), utc("2026-11-01", "07:00"));
  EXPECT_EQ(utc_to_eastern(utc("2026-11-01", "05:30")).time, at("01:30"));
  EXPECT_EQ(utc_to_eastern(utc("2026-11-01", "06:30")).time, at("01:30"));
}

TEST(Eastern, still_knows_summer_time_after_the_tz_database_ends) {
  EXPECT_EQ(eastern_to_utc(date("2038-07-01"), at("16:00")), utc("2038-07-01", "20:00"));
  EXPECT_EQ(eastern_to_utc(date("2040-03-10"), at("12:00")), utc("2040-03-10", "17:00"));  // Saturday before the second Sunday
  EXPECT_EQ(eastern_to_utc(date("2040-03-11"), at("12:00")), utc("2040-03-11", "16:00"));
  EXPECT_EQ(eastern_to_utc(date("2101-11-05"), at("12:00")), utc("2101-11-05", "16:00"));  // Saturday
  EXPECT_EQ(eastern_to_utc(date("2101-11-06"), at("12:00")), utc("2101-11-06", "17:00"));  // first Sunday
  EXPECT_EQ(utc_to_eastern(utc("2045-07-01", "03:00")), (EasternTime{date("2045-06-30"), at("23:00")}));
}

TEST(Eastern, keeps_the_sundays_of_summer_time_in_every_later_year) {
  const auto hours_behind = [](Date day) {
    return (eastern_to_utc(day, at("12:00")) - TimePoint(days(day).time_since_epoch())) / 1h - 12;
  };
  for (std::chrono::year year{2007}; year < std::chrono::year{2140}; ++year) {
    const Date begin(std::chrono::sys_days(year / std::chrono::March / std::chrono::Sunday[2]));
    const Date end(std::chrono::sys_days(year / std::chrono::November / std::chrono::Sunday[1]));
    ASSERT_EQ(hours_behind(add_days(begin, -1)), 5) << to_string(begin);
    ASSERT_EQ(hours_behind(begin), 4) << to_string(begin);
    ASSERT_EQ(hours_behind(add_days(end, -1)), 4) << to_string(end);
    ASSERT_EQ(hours_behind(end), 5) << to_string(end);
  }
}

TEST(Eastern, every_hour_goes_to_utc_and_back) {
  for (const auto* year : {"2006", "2007", "2026", "2037", "2038", "2060"}) {
    const Date first = date(std::string(year) + "0101");
    for (int hour = 0; hour < 365 * 24; ++hour) {
      const TimePoint instant = TimePoint(days(first).time_since_epoch()) + std::chrono::hours(hour);
      const EasternTime eastern = utc_to_eastern(instant);
      const auto back = eastern_to_utc(eastern.date, eastern.time);
      ASSERT_TRUE(back == instant || back == instant - 1h)
          << to_string(eastern.date) << " " << to_string(eastern.time);  // doubled hour
    }
  }
}

TEST(Eastern, parts_of_a_second_belong_to_the_second_they_are_in) {
  EXPECT_EQ(utc_to_eastern(utc("2026-08-14", "20:00") - 1ns), (EasternTime{date("2026-08-14"), at("15:59:59")}));
  EXPECT_EQ(utc_to_eastern(TimePoint(-1ns)), (EasternTime{date("1969-12-31"), at("18:59:59")}));
}

}  // namespace
}  // namespace legwork::market
