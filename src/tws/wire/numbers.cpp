#include "tws/wire/numbers.hpp"

#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "tws/wire/quick_numbers.hpp"

namespace legwork::tws {
namespace {

constexpr int decimal_digits_max = 18;  // whole numbers below 10^18 fit an int64

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] | 0x20) != lower[i]) return false;
  return true;
}

/// Empty, "?" and NaN: unset in any numeric field.
bool is_unset_word(std::string_view text) { return text.empty() || text == "?" || equal_ignoring_case(text, "nan"); }

bool all_zeros(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

/// `text` as nothing but a quick number.
bool read_quick(std::string_view text, std::int64_t& out) {
  const char* const end = text.data() + text.size();
  return quick_whole(text.data(), end, out) == end;
}
bool read_quick(std::string_view text, double& out) {
  const char* const end = text.data() + text.size();
  return quick_double(text.data(), end, out) == end;
}

/// The whole number `text`, with an optional plus sign and an optional ".000". The sentinels are values here.
bool read_whole(std::string_view text, std::int64_t& out) {
  if (std::int64_t quick = 0; read_quick(text, quick)) {
    out = quick;
    return true;
  }
  if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc{}) return false;
  if (at == end) return true;
  return *at == '.' && all_zeros({at + 1, end});
}

Reading read_long_double(std::string_view text, double& out) {
  if (is_unset_word(text)) return Reading::unset;
  const bool negative = text[0] == '-';
  std::string_view magnitude = text;
  if (negative || text[0] == '+') magnitude.remove_prefix(1);
  if (equal_ignoring_case(magnitude, "infinity") || equal_ignoring_case(magnitude, "inf")) {
    out = negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return Reading::value;
  }
  if (magnitude.empty() || (!is_digit(magnitude[0]) && magnitude[0] != '.')) return Reading::error;
  double value = 0;
  const char* const end = magnitude.data() + magnitude.size();
  const auto [at, error] = std::from_chars(magnitude.data(), end, value);
  if (error != std::errc{} || at != end) return Reading::error;
  if (value == std::numeric_limits<double>::max()) return Reading::unset;
  out = negative ? -value : value;
  return Reading::value;
}

/// A decimal's text taken apart: its significant digits as an integer, and what was cut off.
struct DecimalParts {
  std::int64_t mantissa = 0;
  int digits = 0;         // in the mantissa, without leading zeros
  int exponent = 0;
  int first_dropped = -1;  // the first digit cut off after the point
  bool dropped_more = false;
};

/// One digit onto the mantissa. False: a whole part beyond 18 digits that is not just zeros.
bool take_digit(DecimalParts& parts, int digit, bool after_point) {
  if (parts.digits < decimal_digits_max) {
    parts.mantissa = parts.mantissa * 10 + digit;
    if (parts.mantissa != 0) ++parts.digits;
    if (after_point) --parts.exponent;
    return true;
  }
  if (!after_point) {
    ++parts.exponent;
    return digit == 0;
  }
  if (parts.first_dropped < 0) {
    parts.first_dropped = digit;
  } else {
    parts.dropped_more = parts.dropped_more || digit != 0;
  }
  return true;
}

/// Digits and at most one point from the front of `text`, which keeps the rest. False: no digits, or too many.
bool take_mantissa(std::string_view& text, DecimalParts& parts) {
  bool any = false;
  bool point = false;
  while (!text.empty()) {
    const char c = text.front();
    if (is_digit(c)) {
      any = true;
      if (!take_digit(parts, c - '0', point)) return false;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      break;
    }
    text.remove_prefix(1);
  }
  return any;
}

/// Half to even. A carry to the nineteenth digit leaves nothing but zeros behind it: one goes, so that what is written reads the same.
void round_dropped(DecimalParts& parts) {
  if (parts.first_dropped < 0) return;
  const bool half = parts.first_dropped == 5 && !parts.dropped_more;
  if (parts.first_dropped > 5 || (parts.first_dropped == 5 && parts.dropped_more) || (half && parts.mantissa % 2 != 0))
    ++parts.mantissa;
  if (parts.mantissa == 1'000'000'000'000'000'000) {
    parts.mantissa /= 10;
    ++parts.exponent;
  }
}

/// "E+2", "e-7" or nothing.
bool take_exponent(std::string_view text, DecimalParts& parts) {
  if (text.empty()) return true;
  if (text[0] != 'E' && text[0] != 'e') return false;
  std::int64_t exponent = 0;
  if (text.size() < 2 || text.back() == '.' || text.find('.') != std::string_view::npos || !read_whole(text.substr(1), exponent))
    return false;
  if (exponent < -1000 || exponent > 1000) return false;
  parts.exponent += static_cast<int>(exponent);
  return true;
}

bool is_decimal_sentinel(std::string_view text) {
  return text == unset_decimal_text || text == unset_suggested_size_text || text == unset_int64_text || text == unset_double_text ||
         text == "1.7976931348623157e+308" || text == "1.7976931348623157E+308";
}

Reading whole_or_unset(std::string_view text, std::int64_t sentinel, std::int64_t& out) {
  if (!read_whole(text, out)) return is_unset_word(text) || is_decimal_sentinel(text) ? Reading::unset : Reading::error;
  return out == sentinel || out == std::numeric_limits<std::int64_t>::max() ? Reading::unset : Reading::value;
}

}  // namespace

Reading read_number(std::string_view text, std::int32_t& out) {
  std::int64_t value = 0;
  const Reading reading = whole_or_unset(text, std::numeric_limits<std::int32_t>::max(), value);
  if (reading != Reading::value) return reading;
  if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) return Reading::error;
  out = static_cast<std::int32_t>(value);
  return Reading::value;
}

Reading read_number(std::string_view text, std::int64_t& out) {
  std::int64_t value = 0;
  const Reading reading = whole_or_unset(text, std::numeric_limits<std::int64_t>::max(), value);
  if (reading == Reading::value) out = value;
  return reading;
}

Reading read_number(std::string_view text, double& out) {
  if (text.empty()) return Reading::unset;
  if (double quick = 0; read_quick(text, quick)) {
    out = quick;
    return Reading::value;
  }
  return read_long_double(text, out);
}

Reading read_number(std::string_view text, Decimal& out) {
  if (std::int64_t whole = 0; read_quick(text, whole)) {
    out = Decimal(whole);
    return Reading::value;
  }
  if (is_unset_word(text)) return Reading::unset;
  if (text.size() >= 19 && is_decimal_sentinel(text)) return Reading::unset;
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  DecimalParts parts;
  if (!take_mantissa(text, parts) || !take_exponent(text, parts)) return Reading::error;
  round_dropped(parts);
  if (parts.mantissa == 0 && (parts.exponent < -18 || parts.exponent > 0)) parts.exponent = 0;  // 0E-25: which zero does not matter
  if (parts.exponent < std::numeric_limits<std::int8_t>::min() || parts.exponent > std::numeric_limits<std::int8_t>::max())
    return Reading::error;
  out = Decimal(negative ? -parts.mantissa : parts.mantissa, static_cast<std::int8_t>(parts.exponent));
  return Reading::value;
}

Reading read_bool(std::string_view text, bool& out) {
  if (text == "1" || text == "0") {
    out = text == "1";
    return Reading::value;
  }
  if (text == "true" || text == "false") {
    out = text == "true";
    return Reading::value;
  }
  std::int32_t value = 0;
  const Reading reading = read_number(text, value);
  if (reading == Reading::value) out = value != 0;
  return reading;
}

void append_number(std::string& out, std::int32_t value) { fmt::format_to(std::back_inserter(out), "{}", value); }
void append_number(std::string& out, std::int64_t value) { fmt::format_to(std::back_inserter(out), "{}", value); }

void append_number(std::string& out, double value) {
  if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
    return;
  }
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_number(std::string& out, Decimal value) { out += to_string(value); }

}  // namespace legwork::tws
