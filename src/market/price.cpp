#include "market/price.hpp"

#include <limits>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/text.hpp"

namespace legwork::market {
namespace {

__extension__ using Wide = __int128;  // a product of three 64-bit factors is checked step by step in this

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  const bool overflow = __builtin_add_overflow(a, b, &sum);
  ASSERT(!overflow, "{} + {} does not fit 64 bits", a, b);
  return sum;
}

std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  const bool overflow = __builtin_sub_overflow(a, b, &difference);
  ASSERT(!overflow, "{} - {} does not fit 64 bits", a, b);
  return difference;
}

/// value / scale as decimal text with at least `decimals_min` decimals. `scale` is a power of ten.
std::string decimal_text(std::int64_t value, std::int64_t scale, std::size_t decimals_min) {
  // Negated as unsigned, because the most negative value has no positive twin.
  const auto magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto unit = static_cast<std::uint64_t>(scale);
  const std::string_view sign = value < 0 ? "-" : "";
  std::string fraction = fmt::format("{}", unit + magnitude % unit).substr(1);  // the leading 1 keeps the zeros
  while (fraction.size() > decimals_min && fraction.back() == '0') fraction.pop_back();
  return fmt::format("{}{}{}{}", sign, magnitude / unit, fraction.empty() ? "" : ".", fraction);
}

struct DecimalFormat {
  std::size_t decimals_max;
  std::int64_t scale;  // ten to that power
  std::string_view noun, decimals_words, bound_words;  // for the errors
};

/// text × scale, exactly.
core::Result<std::int64_t> parse_decimal(std::string_view text, const DecimalFormat& format) {
  const auto parse_error = [&](std::string_view why) {
    return core::Error{core::ErrorCode::parse, fmt::format("'{}' is not a {}: {}", text, format.noun, why), {}};
  };
  constexpr std::string_view expected = "expected digits, one point and perhaps a leading minus";
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  const bool has_point = rest.find('.') != std::string_view::npos;
  const std::string_view whole = take_until(rest, '.');
  const std::string_view fraction = rest;
  if (whole.empty() && fraction.empty()) return parse_error("no digits");
  if (has_point && fraction.size() > format.decimals_max) return parse_error(fmt::format("more than {}", format.decimals_words));
  for (const char c : whole) {
    if (c < '0' || c > '9') return parse_error(expected);
  }

  std::int64_t units = 0;
  if (!fraction.empty()) {
    const auto digits = parse_digits(fraction);
    if (!digits) return parse_error(expected);
    units = *digits;
    for (std::size_t i = fraction.size(); i < format.decimals_max; ++i) units *= 10;
  }
  Wide total = 0;
  for (const char c : whole) {
    total = 10 * total + (c - '0');
    if (total > int64_max / format.scale) break;
  }
  total = total * format.scale + units;
  if (total > int64_max)
    return core::Error{core::ErrorCode::too_large, fmt::format("{} '{}' is beyond {}", format.noun, text, format.bound_words), {}};
  const auto magnitude = static_cast<std::int64_t>(total);
  return negative ? -magnitude : magnitude;
}

std::string too_large(Price price, std::int64_t multiplier, Quantity quantity) {
  return fmt::format("{} x {} x {} is more than an amount of money can hold", price.to_string(), multiplier, quantity.count());
}

}  // namespace

core::Result<Price> Price::parse(std::string_view text) {
  const auto nanos = parse_decimal(text, {9, scale, "price", "nine decimals", "9.2e9 USD"});
  if (!nanos) return nanos.error();
  return Price(*nanos);
}

std::string Price::to_string() const { return decimal_text(nanos_, scale, 0); }

Price operator+(Price a, Price b) { return Price(checked_add(a.nanos_, b.nanos_)); }
Price operator-(Price a, Price b) { return Price(checked_subtract(a.nanos_, b.nanos_)); }

core::Result<Money> Money::of(Price price, std::int64_t multiplier, Quantity quantity) {
  constexpr std::int64_t nanos_per_micro = Price::scale / scale;
  constexpr Wide nanos_max = static_cast<Wide>(int64_max) * nanos_per_micro;
  const Wide unit = static_cast<Wide>(price.nanos()) * multiplier;  // fits: two 64-bit factors
  const Wide unit_size = unit < 0 ? -unit : unit;
  const Wide count = quantity.count();
  const Wide count_size = count < 0 ? -count : count;
  if (count_size != 0 && unit_size > nanos_max / count_size) {
    return core::Error{core::ErrorCode::too_large, too_large(price, multiplier, quantity), {}};
  }
  const Wide nanos = unit * count;
  if (nanos % nanos_per_micro != 0) {
    return core::Error{
        core::ErrorCode::invalid_argument,
        fmt::format("{} x {} x {} is no whole number of millionths of a dollar", price.to_string(), multiplier, quantity.count()),
        {}};
  }
  return Money(static_cast<std::int64_t>(nanos / nanos_per_micro));
}

core::Result<Money> Money::parse(std::string_view text) {
  const auto micros = parse_decimal(text, {6, scale, "amount of money", "six decimals", "9.2e12 USD"});
  if (!micros) return micros.error();
  return Money(*micros);
}

std::string Money::to_string() const { return decimal_text(micros_, scale, 2); }

Money operator+(Money a, Money b) { return Money(checked_add(a.micros_, b.micros_)); }
Money operator-(Money a, Money b) { return Money(checked_subtract(a.micros_, b.micros_)); }

}  // namespace legwork::market
