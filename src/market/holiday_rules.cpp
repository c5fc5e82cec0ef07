#include "market/holiday_rules.hpp"

#include <array>

namespace legwork::market {
namespace {

using std::chrono::Friday;
using std::chrono::Monday;
using std::chrono::month;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::Thursday;
using std::chrono::Tuesday;
using std::chrono::Wednesday;
using std::chrono::year;

Date on(year y, unsigned m, unsigned d) { return Date(y, month(m), std::chrono::day(d)); }
Date nth(year y, unsigned m, std::chrono::weekday day, unsigned n) { return Date(std::chrono::sys_days(y / month(m) / day[n])); }
Date last(year y, unsigned m, std::chrono::weekday day) {
  return Date(std::chrono::sys_days(y / month(m) / day[std::chrono::last]));
}

/// A holiday on Sunday is kept on Monday, one on Saturday on the Friday before.
Date observed(Date holiday) {
  if (weekday(holiday) == Sunday) return add_days(holiday, 1);
  return weekday(holiday) == Saturday ? add_days(holiday, -1) : holiday;
}

bool is_holiday(Date date) {
  const year y = date.year();
  switch (static_cast<unsigned>(date.month())) {
    // New Year's Day on a Saturday is not kept at all: the Friday belongs to the accounting year that it ends.
    case 1: return date == observed(on(y, 1, 1)) || (y >= year(1998) && date == nth(y, 1, Monday, 3));
    case 2: return date == nth(y, 2, Monday, 3);
    case 3:
    case 4: return date == add_days(easter(y), -2);
    case 5: return date == last(y, 5, Monday);
    case 6: return y >= year(2022) && date == observed(on(y, 6, 19));
    case 7: return date == observed(on(y, 7, 4));
    case 9: return date == nth(y, 9, Monday, 1);
    case 11: return date == nth(y, 11, Thursday, 4);
    case 12: return date == observed(on(y, 12, 25));
    default: return false;
  }
}

/// Around Independence Day. Until 2012 a Thursday holiday shortened the Friday after it, since 2013 the Wednesday before.
bool is_independence_half_day(Date date) {
  const auto holiday = weekday(on(date.year(), 7, 4));
  const auto day = static_cast<unsigned>(date.day());
  if (holiday == Thursday && date.year() < year(2013)) return day == 5;
  return day == 3 && (holiday == Tuesday || holiday == Wednesday || holiday == Thursday || holiday == Friday);
}

bool is_half_day(Date date) {
  switch (static_cast<unsigned>(date.month())) {
    case 7: return is_independence_half_day(date);
    case 11: return date == add_days(nth(date.year(), 11, Thursday, 4), 1);
    case 12: return static_cast<unsigned>(date.day()) == 24;  // a Friday the 24th is closed in lieu of Saturday the 25th
    default: return false;
  }
}

}  // namespace

DayKind day_kind_by_rule(Date date) {
  const auto day = weekday(date);
  if (day == Saturday || day == Sunday || is_holiday(date)) return DayKind::closed;
  return is_half_day(date) ? DayKind::half_day : DayKind::full_day;
}

std::span<const Date> special_closures() {
  static const std::array closures{
      on(year(1994), 4, 27),                                                                         // mourning, R. Nixon
      on(year(2001), 9, 11), on(year(2001), 9, 12), on(year(2001), 9, 13), on(year(2001), 9, 14),  // attacks on New York
      on(year(2004), 6, 11),                                                                         // mourning, R. Reagan
      on(year(2007), 1, 2),                                                                          // mourning, G. Ford
  };
  return closures;
}

// J.-M. Oudin's algorithm (1940) in the form of the "Explanatory Supplement to the Astronomical Almanac", 1992, p. 582.
Date easter(year which) {
  const int y = static_cast<int>(which);
  const int century = y / 100;
  const int golden = y % 19;
  const int k = (century - 17) / 25;
  int moon = (century - century / 4 - (century - k) / 3 + 19 * golden + 15) % 30;  // days from 21 March to the full moon
  moon -= (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
  const int sunday = (y + y / 4 + moon + 2 - century + century / 4) % 7;
  const int offset = moon - sunday;  // from 28 March
  const int m = 3 + (offset + 40) / 44;
  const int d = offset + 28 - 31 * (m / 4);
  return Date(which, month(static_cast<unsigned>(m)), std::chrono::day(static_cast<unsigned>(d)));
}

}  // namespace legwork::market
