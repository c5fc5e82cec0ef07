#include "desk/wire_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "market/date.hpp"

namespace legwork::desk {
namespace {

constexpr double price_max = 1e8, money_max = 1e9;

/// `count` digits at the start of `text`, which loses them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<market::Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4), month = take_digits(text, 2), day = take_digits(text, 2);
  if (!year || !month || !day) return std::nullopt;
  const market::Date date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                          std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<int> take_seconds(std::string_view& text) {
  const auto hours = take_digits(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || !take(text, ':')) return std::nullopt;
  const auto seconds = take_digits(text, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return (*hours * 60 + *minutes) * 60 + *seconds;
}

constexpr std::array<std::string_view, 4> eastern_zones{"US/Eastern", "America/New_York", "EST", "EST5EDT"};
constexpr std::array<std::string_view, 4> utc_zones{"UTC", "GMT", "Etc/UTC", "Universal"};
bool is_one_of(std::string_view zone, const std::array<std::string_view, 4>& zones) {
  for (const std::string_view one : zones)
    if (one == zone) return true;
  return false;
}

}  // namespace

std::string plain_text(std::string_view text) {
  constexpr std::size_t bytes_max = 300;
  const bool too_long = text.size() > bytes_max;
  std::size_t end = std::min(text.size(), bytes_max);
  while (too_long && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string plain(text.substr(0, end));
  std::ranges::replace_if(plain, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (too_long) plain += "...";
  return plain;
}

std::optional<market::Price> price_of(double value) {
  if (!std::isfinite(value) || std::abs(value) > price_max) return std::nullopt;
  return market::Price::from_nanos(std::llround(value * static_cast<double>(market::Price::scale)));
}

std::optional<market::Money> commission_of(double value) { return value == -1 ? std::nullopt : money_of(value); }

std::optional<market::Money> money_of(double value) {
  if (!std::isfinite(value) || std::abs(value) > money_max) return std::nullopt;
  return market::Money::from_micros(std::llround(value * static_cast<double>(market::Money::scale)));
}

std::optional<std::int64_t> whole_of(tws::Decimal value) {
  const double nearest = tws::to_double(value);
  if (!std::isfinite(nearest) || std::abs(nearest) > 1e12) return std::nullopt;
  const std::int64_t whole = std::llround(nearest);
  return tws::Decimal(whole) == value ? std::optional(whole) : std::nullopt;
}

std::optional<core::TimePoint> time_of(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  const bool dash = take(text, '-');
  while (take(text, ' ')) {
  }
  const auto seconds = take_seconds(text);
  if (!seconds) return std::nullopt;
  while (take(text, ' ')) {
  }
  if (is_one_of(text, eastern_zones)) return market::eastern_to_utc(*date, {*seconds});
  if (is_one_of(text, utc_zones) || (dash && text.empty()))
    return core::TimePoint(std::chrono::sys_days(*date)) + std::chrono::seconds(*seconds);
  return std::nullopt;
}

std::string utc_text(core::TimePoint at) { return fmt::format("{:%Y%m%d-%H:%M:%S}", std::chrono::floor<std::chrono::seconds>(at)); }

}  // namespace legwork::desk
