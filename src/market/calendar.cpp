#include "market/calendar.hpp"

#include <algorithm>
#include <array>

#include "core/assert.hpp"
#include "market/text.hpp"

extern "C" {
extern const unsigned char legwork_us_market_holidays[];
extern const unsigned char legwork_us_market_holidays_end[];
}

namespace legwork::market {
namespace {

constexpr WallTime opening{(9 * 60 + 30) * 60};
constexpr WallTime equity_close{16 * 3600};
constexpr WallTime equity_early_close{13 * 3600};
constexpr int extra_seconds = 15 * 60;  // what broad ETF and index options trade on after the stock close

constexpr Date first_laid_out{std::chrono::year(1990), std::chrono::January, std::chrono::day(1)};
constexpr Date last_laid_out{std::chrono::year(2099), std::chrono::December, std::chrono::day(31)};

// Options that trade to 16:15, as US brokers publish them (Firstrade, "Options tradable until 4:15 pm"); ascending for the search.
constexpr std::array<std::string_view, 48> broad_etfs{
    "AMJ", "DBA", "DBB", "DBC", "DBO", "DIA", "EEM", "EFA", "GAZ",  "GLD",  "IWM",  "IWN", "IWO",  "IWV",  "JJC",  "KBE",
    "KRE", "MDY", "MOO", "OEF", "OIL", "QQQ", "SLX", "SPY", "SVIX", "SVXY", "UNG",  "UUP", "UVIX", "UVXY", "VIXM", "VIXY",
    "VXX", "VXZ", "XHB", "XLB", "XLC", "XLE", "XLF", "XLI", "XLK",  "XLP",  "XLRE", "XLU", "XLV",  "XLY",  "XME",  "XRT"};
constexpr std::array<std::string_view, 13> indices{"DJX", "MRUT", "NDX", "NDXP", "OEX", "RUT", "RUTW",
                                                   "SPX", "SPXW", "VIX", "VIXW", "XEO", "XSP"};
static_assert(std::ranges::is_sorted(broad_etfs) && std::ranges::is_sorted(indices));

/// One line of the table, "2024-07-03,early_close,13:00,Independence Day eve": what the day is.
struct TableRow {
  Date date{};
  DayKind kind{};
};

TableRow parse_row(std::string_view line) {
  const auto whole = line;
  const auto date = parse_date(take_until(line, ','));
  const auto status = take_until(line, ',');
  const auto close = take_until(line, ',');
  ASSERT(date.has_value(), "holiday table: '{}' has no date", whole);
  if (status == "closed") return {*date, DayKind::closed};
  ASSERT(status == "early_close" && close == "13:00", "holiday table: '{}' is neither closed nor a half day", whole);
  return {*date, DayKind::half_day};
}

std::vector<TableRow> holiday_table() {
  std::string_view text = embedded_text(legwork_us_market_holidays, legwork_us_market_holidays_end);
  take_until(text, '\n');  // header
  std::vector<TableRow> rows;
  while (!text.empty()) {
    const auto line = take_until(text, '\n');
    if (!line.empty()) rows.push_back(parse_row(line));
  }
  ASSERT(!rows.empty(), "holiday table is empty");
  return rows;
}

bool is_weekend(Date date) { return weekday(date) == std::chrono::Saturday || weekday(date) == std::chrono::Sunday; }

std::size_t index_of(Date date) { return static_cast<std::size_t>(days_between(first_laid_out, date)); }
bool is_laid_out(Date date) { return date >= first_laid_out && date <= last_laid_out; }

/// Sessions among the first days of a year that is not laid out.
int sessions_in(std::chrono::year year, std::size_t day_count = 366) {
  const auto kinds = year_by_rule(year);
  const auto end = kinds.begin() + static_cast<std::ptrdiff_t>(std::min(day_count, kinds.size()));
  return static_cast<int>(std::count_if(kinds.begin(), end, [](DayKind kind) { return kind != DayKind::closed; }));
}

/// The Friday of the week (Monday to Sunday) that holds `date`.
Date friday_of_week(Date date) { return add_days(date, 5 - static_cast<int>(weekday(date).iso_encoding())); }

Date third_friday(std::chrono::year_month month) { return Date(std::chrono::sys_days(month / std::chrono::Friday[3])); }

}  // namespace

HoursClass hours_class(std::string_view trading_class) {
  if (std::ranges::binary_search(indices, trading_class)) return HoursClass::index;
  return std::ranges::binary_search(broad_etfs, trading_class) ? HoursClass::broad_etf : HoursClass::equity;
}

std::string_view to_string(ExpiryClass expiry_class) {
  constexpr std::array<std::string_view, 5> names{"daily", "weekly", "monthly", "quarterly", "leap"};
  return names[static_cast<std::size_t>(expiry_class)];
}

const ExchangeCalendar& ExchangeCalendar::us_options() {
  static const ExchangeCalendar calendar;
  return calendar;
}

ExchangeCalendar::ExchangeCalendar() {
  kinds_.reserve(index_of(last_laid_out) + 1);
  for (auto year = first_laid_out.year(); year <= last_laid_out.year(); ++year) {
    const auto kinds = year_by_rule(year);
    kinds_.insert(kinds_.end(), kinds.begin(), kinds.end());
  }
  for (const Date date : special_closures()) kinds_[index_of(date)] = DayKind::closed;

  // The table speaks for whole years: within them nothing of the rules is left.
  const auto table = holiday_table();
  const Date first = table.front().date.year() / std::chrono::January / 1;
  const Date last = table.back().date.year() / std::chrono::December / 31;
  for (Date date = first; date <= last; date = add_days(date, 1)) {
    kinds_[index_of(date)] = is_weekend(date) ? DayKind::closed : DayKind::full_day;
  }
  for (const auto& row : table) kinds_[index_of(row.date)] = row.kind;

  session_numbers_.reserve(kinds_.size());
  int count = 0;
  for (const DayKind kind : kinds_) session_numbers_.push_back(count += kind != DayKind::closed);
}

DayKind ExchangeCalendar::kind(Date date) const { return is_laid_out(date) ? kinds_[index_of(date)] : day_kind_by_rule(date); }

bool ExchangeCalendar::is_session(Date date) const { return kind(date) != DayKind::closed; }

std::optional<Session> ExchangeCalendar::session(Date date, HoursClass hours) const {
  const DayKind day = kind(date);
  if (day == DayKind::closed) return std::nullopt;
  const bool half_day = day == DayKind::half_day;
  WallTime close = half_day ? equity_early_close : equity_close;
  if (hours != HoursClass::equity) close.seconds += extra_seconds;
  return Session{date, eastern_to_utc(date, opening), eastern_to_utc(date, close), half_day};
}

Date ExchangeCalendar::session_on_or_before(Date date) const {
  while (!is_session(date)) date = add_days(date, -1);
  return date;
}

Date ExchangeCalendar::session_on_or_after(Date date) const {
  while (!is_session(date)) date = add_days(date, 1);
  return date;
}

Date ExchangeCalendar::next_session(Date date) const { return session_on_or_after(add_days(date, 1)); }
Date ExchangeCalendar::previous_session(Date date) const { return session_on_or_before(add_days(date, -1)); }

int ExchangeCalendar::session_number(Date date) const {
  if (is_laid_out(date)) return session_numbers_[index_of(date)];
  const auto first_day = date.year() / std::chrono::January / 1;
  int count = sessions_in(date.year(), static_cast<std::size_t>(days_between(first_day, date)) + 1);
  if (date > last_laid_out) count += session_numbers_.back();
  for (auto year = last_laid_out.year() + std::chrono::years(1); year < date.year(); ++year) count += sessions_in(year);
  for (auto year = date.year(); year < first_laid_out.year(); ++year) count -= sessions_in(year);
  return count;
}

int ExchangeCalendar::sessions_between(Date from, Date to) const { return session_number(to) - session_number(from); }

TimePoint ExchangeCalendar::settlement_instant(Date expiry, Settlement settlement) const {
  const auto day = session(session_on_or_before(expiry));
  return settlement == Settlement::am ? day->open : day->close;
}

Date ExchangeCalendar::monthly_expiration(std::chrono::year_month month) const { return session_on_or_before(third_friday(month)); }

ExpiryClass ExchangeCalendar::expiry_class(Date expiry, Date as_of) const {
  constexpr int leap_days = 270;
  const Date day = session_on_or_before(expiry);
  const std::chrono::year_month month{day.year(), day.month()};
  const auto month_number = static_cast<unsigned>(day.month());
  if (day == monthly_expiration(month)) {
    const bool long_cycle = month_number == 1 || month_number == 6 || month_number == 12;
    return long_cycle && days_between(as_of, expiry) > leap_days ? ExpiryClass::leap : ExpiryClass::monthly;
  }
  const Date month_end(std::chrono::sys_days(month / std::chrono::last));
  if (month_number % 3 == 0 && day == session_on_or_before(month_end)) return ExpiryClass::quarterly;
  return day == session_on_or_before(friday_of_week(day)) ? ExpiryClass::weekly : ExpiryClass::daily;
}

}  // namespace legwork::market
