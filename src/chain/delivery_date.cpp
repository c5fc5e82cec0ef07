#include "chain/delivery_date.hpp"

#include <algorithm>

#include "market/calendar.hpp"

namespace legwork::chain {
namespace {

using namespace std::chrono_literals;
using market::Date;

constexpr Date two_days_since = 2017y / std::chrono::September / 5;
constexpr Date one_day_since = 2024y / std::chrono::May / 28;

int business_days(Date day, market::Delivery delivery) {
  if (delivery == market::Delivery::cash || day >= one_day_since) return 1;
  return day >= two_days_since ? 2 : 3;
}

/// Columbus Day and Veterans Day: the exchanges trade, but most banks are closed and nothing is delivered (NASD Notices to Members
/// 88-82 and 99-83). Veterans Day on a Sunday is kept on Monday.
bool banks_closed(Date day) {
  namespace chrono = std::chrono;
  if (day.month() == chrono::October)
    return market::days(day) == chrono::sys_days(day.year() / chrono::October / chrono::Monday[2]);
  const Date veterans = day.year() / chrono::November / 11;
  return day == veterans || (market::weekday(veterans) == chrono::Sunday && day == market::add_days(veterans, 1));
}

}  // namespace

Date delivery_date(Date day, market::Delivery delivery) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  Date date = calendar.session_on_or_before(day);
  for (int left = business_days(date, delivery); left > 0; left -= banks_closed(date) ? 0 : 1) date = calendar.next_session(date);
  return date;
}

double financing_years(Date traded, Date expiry, market::Delivery delivery) {
  const int days = market::days_between(delivery_date(traded, delivery), delivery_date(expiry, delivery));
  return std::max(days, 0) / 365.0;
}

}  // namespace legwork::chain
