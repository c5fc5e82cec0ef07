#include "market/holiday_rules.hpp"

#include <array>

namespace legwork::market {
namespace {

using std::chrono::Monday;
using std::chrono::month;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::Thursday;
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

std::vector<Date> holidays(year y) {
  std::vector<Date> closed{
      nth(y, 2, Monday, 3),         // Washington
      add_days(easter(y), -2),      // Good Friday
      last(y, 5, Monday),           // Memorial Day
      observed(on(y, 7, 4)),        // Independence
      nth(y, 9, Monday, 1),         // Labor
      nth(y, 11, Thursday, 4),      // Thanksgiving
      observed(on(y, 12, 25)),      // Christmas
  };
  const Date new_year = on(y, 1, 1);  // on a Saturday it is not kept: the Friday before closes the accounting year
  if (weekday(new_year) != Saturday) closed.push_back(observed(new_year));
  if (y >= year(1998)) closed.push_back(nth(y, 1, Monday, 3));        // Martin Luther King Jr.
  if (y >= year(2022)) closed.push_back(observed(on(y, 6, 19)));      // Juneteenth
  return closed;
}

/// Half days as far as they are not holidays or weekends anyway.
std::vector<Date> half_days(year y) {
  std::vector<Date> half{add_days(nth(y, 11, Thursday, 4), 1), on(y, 12, 24)};
  // Around Independence Day: until 2012 a Thursday holiday shortened the Friday after it, since 2013 the Wednesday before.
  const Date independence = on(y, 7, 4);
  const unsigned on_weekday = weekday(independence).iso_encoding();
  if (on_weekday == 4 && y < year(2013)) {
    half.push_back(add_days(independence, 1));
  } else if (on_weekday >= 2 && on_weekday <= 5) {
    half.push_back(add_days(independence, -1));
  }
  return half;
}

}  // namespace

std::vector<DayKind> year_by_rule(year y) {
  const Date first = on(y, 1, 1);
  const auto index = [first](Date date) { return static_cast<std::size_t>(days_between(first, date)); };
  std::vector<DayKind> kinds(y.is_leap() ? 366 : 365, DayKind::full_day);
  for (const Date date : half_days(y)) kinds[index(date)] = DayKind::half_day;
  for (const Date date : holidays(y)) kinds[index(date)] = DayKind::closed;
  // Day i is a weekend by the weekday of 1 January, counted Monday = 0.
  const std::size_t first_weekday = weekday(first).iso_encoding() - 1;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if ((first_weekday + i) % 7 >= 5) kinds[i] = DayKind::closed;
  }
  return kinds;
}

DayKind day_kind_by_rule(Date date) {
  const Date first = on(date.year(), 1, 1);
  return year_by_rule(date.year())[static_cast<std::size_t>(days_between(first, date))];
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
