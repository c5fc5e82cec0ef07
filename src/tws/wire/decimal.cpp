#include "tws/wire/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

namespace legwork::tws {
namespace {

/// No trailing zeros in the mantissa, so that the number of digits tells the magnitude.
Decimal trimmed(Decimal d) {
  if (d.mantissa == 0) return {};
  auto exponent = static_cast<int>(d.exponent);
  while (d.mantissa % 10 == 0 && exponent < 127) {
    d.mantissa /= 10;
    ++exponent;
  }
  d.exponent = static_cast<std::int8_t>(exponent);
  return d;
}

int digits(std::int64_t value) {
  int count = 0;
  for (; value != 0; value /= 10) ++count;
  return count;
}

/// value × 10^places; exact, for at most 19 digits grow by at most 19.
__extension__ __int128 scaled(std::int64_t value, int places) {
  __extension__ __int128 result = value;
  for (; places > 0; --places) result *= 10;
  return result;
}

}  // namespace

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.exponent == b.exponent) return a.mantissa <=> b.mantissa;
  const Decimal x = trimmed(a);
  const Decimal y = trimmed(b);
  const auto sign = [](Decimal d) { return (d.mantissa > 0) - (d.mantissa < 0); };
  if (sign(x) != sign(y)) return sign(x) <=> sign(y);
  // Position of the leading digit; zeros trim to the same value and never get past here with another exponent.
  const int x_size = digits(x.mantissa) + x.exponent;
  const int y_size = digits(y.mantissa) + y.exponent;
  if (x_size != y_size) return sign(x) > 0 ? x_size <=> y_size : y_size <=> x_size;
  const auto low = static_cast<int>(std::min(x.exponent, y.exponent));  // same size: the exponents differ by less than 19
  const auto left = scaled(x.mantissa, x.exponent - low);
  const auto right = scaled(y.mantissa, y.exponent - low);
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::string to_string(Decimal value) {
  if (value.exponent > 0 || value.exponent < -18) return fmt::format("{}E{:+}", value.mantissa, value.exponent);
  std::string text = fmt::format("{}", value.mantissa);
  const auto places = static_cast<std::size_t>(-value.exponent);
  if (places == 0) return text;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  if (text.size() - sign <= places) text.insert(sign, places + 1 - (text.size() - sign), '0');
  text.insert(text.size() - places, 1, '.');
  return text;
}

double to_double(Decimal value) {
  // from_chars rounds once; mantissa times a power of ten would round twice.
  const std::string text = fmt::format("{}e{}", value.mantissa, value.exponent);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

}  // namespace legwork::tws
