// Date: a civil day of the exchange's calendar, and the step between US Eastern wall-clock time and UTC.
// Time zone rules come from Howard Hinnant's `date` library and the system's tz database; only this library sees them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"

namespace legwork::market {

using Date = std::chrono::year_month_day;
using core::TimePoint;

constexpr std::chrono::sys_days days(Date date) { return std::chrono::sys_days(date); }
constexpr Date add_days(Date date, int count) { return Date(days(date) + std::chrono::days(count)); }
constexpr int days_between(Date from, Date to) { return static_cast<int>((days(to) - days(from)).count()); }
constexpr std::chrono::weekday weekday(Date date) { return std::chrono::weekday(days(date)); }

/// "2026-08-14" and "20260814". Errors: parse (not a date, or a day that does not exist).
core::Result<Date> parse_date(std::string_view text);
std::string to_string(Date date);      // "2026-08-14"
std::string to_compact(Date date);     // "20260814"

/// Time of day on the exchange's wall clock, seconds since midnight.
struct WallTime {
  int seconds = 0;
  friend auto operator<=>(WallTime, WallTime) = default;
};
/// "16:15:00", "16:15", "1615". Errors: parse.
core::Result<WallTime> parse_wall_time(std::string_view text);
std::string to_string(WallTime time);  // "16:15:00"

/// US Eastern to UTC. In the hour that does not exist (spring) the time after the jump, in the doubled hour (autumn) the first.
TimePoint eastern_to_utc(Date date, WallTime time);

struct EasternTime {
  Date date{};
  WallTime time;
  friend bool operator==(const EasternTime&, const EasternTime&) = default;
};
EasternTime utc_to_eastern(TimePoint at);

}  // namespace legwork::market
