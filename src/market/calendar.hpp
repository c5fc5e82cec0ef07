// ExchangeCalendar: which days US options trade, when they open and close, when an expiry settles.
// 2010–2028 come from a table (data/us_market_holidays.csv), other years from the exchange's holiday rules (holiday_rules.hpp).
// Immutable; the days of 1990–2099 are laid out once, so that a lookup is an array access.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "market/contract.hpp"
#include "market/date.hpp"
#include "market/holiday_rules.hpp"

namespace legwork::market {

/// Session hours differ by product (market_hours.csv): most 9:30–16:00, SPY-like ETFs and SPX to 16:15.
enum class HoursClass : std::uint8_t { equity, broad_etf, index };

/// Hours class from a trading class or symbol: SPX, SPXW, XSP, VIX …, SPY, QQQ, IWM, DIA …, else equity.
HoursClass hours_class(std::string_view trading_class);

struct Session {
  Date date{};
  TimePoint open;
  TimePoint close;
  bool half_day = false;
};

/// daily: neither of the others; weekly: Friday that is not the third; monthly: the standard third-Friday cycle;
/// quarterly: last session of a quarter; leap: a standard January (or June/December index) expiry more than 270 days out.
enum class ExpiryClass : std::uint8_t { daily, weekly, monthly, quarterly, leap };
std::string_view to_string(ExpiryClass expiry_class);

class ExchangeCalendar {
 public:
  /// The built-in calendar of US equity and index options.
  static const ExchangeCalendar& us_options();

  bool is_session(Date date) const;
  std::optional<Session> session(Date date, HoursClass hours = HoursClass::equity) const;
  /// The last session on or before / first on or after `date`.
  Date session_on_or_before(Date date) const;
  Date session_on_or_after(Date date) const;
  Date next_session(Date date) const;
  Date previous_session(Date date) const;
  /// Sessions in (from, to]; negative when `to` is earlier.
  int sessions_between(Date from, Date to) const;

  /// The instant an expiry's settlement price is set: AM at the open of `expiry` (9:30), PM at the close of its session
  /// (16:00, 13:00 on half days). A listed date that is no session (a Saturday of the old cycle, a holiday) means the session
  /// before it.
  TimePoint settlement_instant(Date expiry, Settlement settlement) const;

  /// Standard monthly expiration of a month: third Friday, or the session before it.
  Date monthly_expiration(std::chrono::year_month month) const;
  /// The classes are tried from the rarest: leap, monthly, quarterly, weekly, daily. A Friday that is a holiday hands its role to
  /// the session before it. June and December count as leap for every class, because the product is not known here.
  ExpiryClass expiry_class(Date expiry, Date as_of) const;

 private:
  ExchangeCalendar();
  DayKind kind(Date date) const;
  /// Sessions from the first day laid out to `date` inclusive; negative before it.
  int session_number(Date date) const;

  std::vector<DayKind> kinds_;  // by day since 1990-01-01
  std::vector<int> session_numbers_;  // running count of sessions, the same index
};

}  // namespace legwork::market
