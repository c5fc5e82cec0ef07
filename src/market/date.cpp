#include "market/date.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include "market/text.hpp"

namespace legwork::market {
namespace {

core::Error parse_error(std::string_view text, std::string_view what) {
  return {core::ErrorCode::parse, fmt::format("'{}' is not {}", text, what), {}};
}

/// Seconds since 1970 on the wall clock of `date`.
date::local_seconds local_of(Date date, WallTime time) {
  return date::local_seconds(days(date).time_since_epoch() + std::chrono::seconds(time.seconds));
}

const date::time_zone& new_york() {
  static const date::time_zone& zone = *date::locate_zone("America/New_York");
  return zone;
}

/// The compiled tz database ends with 2037 and knows no summer time after it. Later years borrow the rules of a year that has
/// them: the last one up to 2037 with the same weekday on 1 January and the same length, so that "second Sunday in March"
/// is the same day. Returns how far to step back; 0 up to 2037.
std::chrono::days borrowed_from(std::chrono::year year) {
  constexpr std::chrono::year database_end{2037};
  if (year <= database_end) return std::chrono::days(0);
  const auto first_day = [](std::chrono::year y) { return days(Date(y, std::chrono::January, std::chrono::day(1))); };
  auto twin = database_end;
  while (twin.is_leap() != year.is_leap() || std::chrono::weekday(first_day(twin)) != std::chrono::weekday(first_day(year))) --twin;
  return first_day(year) - first_day(twin);
}

}  // namespace

core::Result<Date> parse_date(std::string_view text) {
  const bool dashed = text.size() == 10 && text[4] == '-' && text[7] == '-';
  if (!dashed && text.size() != 8) return parse_error(text, "a date such as 2026-08-14 or 20260814");
  const auto year = parse_digits(text.substr(0, 4));
  const auto month = parse_digits(text.substr(dashed ? 5 : 4, 2));
  const auto day = parse_digits(text.substr(dashed ? 8 : 6, 2));
  if (!year || !month || !day) return parse_error(text, "a date such as 2026-08-14 or 20260814");
  const Date date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(static_cast<unsigned>(*month)),
                  std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return parse_error(text, "a day of the calendar");
  return date;
}

std::string to_string(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string to_compact(Date date) {
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

core::Result<WallTime> parse_wall_time(std::string_view text) {
  const bool colons = text.size() >= 5 && text[2] == ':' && (text.size() == 5 || (text.size() == 8 && text[5] == ':'));
  if (!colons && text.size() != 4) return parse_error(text, "a time such as 16:15:00, 16:15 or 1615");
  const auto hour = parse_digits(text.substr(0, 2));
  const auto minute = parse_digits(text.substr(colons ? 3 : 2, 2));
  const auto second = text.size() == 8 ? parse_digits(text.substr(6, 2)) : std::optional<std::int64_t>(0);
  if (!hour || !minute || !second) return parse_error(text, "a time such as 16:15:00, 16:15 or 1615");
  if (*hour > 23 || *minute > 59 || *second > 59) return parse_error(text, "a time of day");
  return WallTime{static_cast<int>(3600 * *hour + 60 * *minute + *second)};
}

std::string to_string(WallTime time) {
  return fmt::format("{:02}:{:02}:{:02}", time.seconds / 3600, time.seconds / 60 % 60, time.seconds % 60);
}

TimePoint eastern_to_utc(Date date, WallTime time) {
  const auto local = local_of(date, time);
  const date::local_info info = new_york().get_info(local - borrowed_from(date.year()));
  // In the missing hour `first` is still winter time: its offset lands after the jump by as much as the clock was moved.
  return TimePoint(local.time_since_epoch() - info.first.offset);
}

EasternTime utc_to_eastern(TimePoint at) {
  const auto instant = std::chrono::floor<std::chrono::seconds>(at);
  const Date day(std::chrono::floor<std::chrono::days>(at));
  const auto local = instant + new_york().get_info(instant - borrowed_from(day.year())).offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  return {Date(midnight), WallTime{static_cast<int>((local - midnight).count())}};
}

}  // namespace legwork::market
