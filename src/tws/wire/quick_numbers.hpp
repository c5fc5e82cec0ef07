// The quick half of reading numbers: ordinary spellings, in one pass over the payload, inlined into the reader of fields. What it does
// not take (sentinels, exponents, long figures, errors) it leaves untouched to numbers.hpp. 2–8 ns a number.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace legwork::tws {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A mantissa up to 2^53 and a power of ten up to 10^22 are exact doubles: their quotient rounds once, as the definition asks
/// (Clinger, "How to read floating point numbers accurately", 1990).
inline constexpr std::uint64_t mantissa_exact_max = std::uint64_t{1} << 53;
inline constexpr std::array<double, 23> powers_of_ten = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                         1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all, in one word each (Lemire).
constexpr std::uint64_t number_of_eight(std::uint64_t values) {
  const std::uint64_t pairs = values * 10 + (values >> 8);
  return ((pairs & 0x000000FF000000FF) * 0x000F424000000064 + ((pairs >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
}

/// Digits from `at` on, onto `mantissa` (which wraps after 19 of them); gives the first character that is none. One by one: where a
/// number ends is then predicted, and reading the next one need not wait for this one.
inline const char* take_digits(const char* at, const char* end, std::uint64_t& mantissa) {
  for (; at != end && is_digit(*at); ++at) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*at - '0');
  return at;
}

inline constexpr std::array<std::uint64_t, 8> whole_powers_of_ten = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};

/// The same for the digits behind a point, of which there are often many: eight at a time, and fewer than eight in one go as well where
/// the payload reaches far enough, for they are shifted up until zeros stand before them.
inline const char* take_fraction(const char* at, const char* end, std::uint64_t& mantissa) {
  if constexpr (std::endian::native == std::endian::little) {
    while (end - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      const std::uint64_t values = word - 0x3030303030303030;
      const std::uint64_t others = ((word + 0x4646464646464646) | values) & 0x8080808080808080;
      if (others == 0) {
        mantissa = mantissa * 100'000'000 + number_of_eight(values);
        at += 8;
        continue;
      }
      const auto count = static_cast<std::size_t>(std::countr_zero(others)) / 8;
      if (count == 0) return at;
      mantissa = mantissa * whole_powers_of_ten[count] + number_of_eight(values << (64 - 8 * count));
      return at + count;
    }
  }
  return take_digits(at, end, mantissa);
}

/// A minus sign or none, and one to nine digits. Gives the character after them; null when there are no digits or more than nine.
inline const char* quick_whole(const char* at, const char* end, std::int64_t& out) {
  constexpr std::ptrdiff_t digits_max = 9;
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const char* const first = at;
  std::uint64_t magnitude = 0;
  at = take_digits(at, end, magnitude);
  if (at == first || at - first > digits_max) return nullptr;
  const auto value = static_cast<std::int64_t>(magnitude);
  out = negative ? -value : value;
  return at;
}

/// A minus sign or none, digits, and a point with digits or none. Gives the character after them; null when it is not that, or too
/// long to be exact by one division.
inline const char* quick_double(const char* at, const char* end, double& out) {
  constexpr std::ptrdiff_t digits_max = 19;  // they fit 64 bits
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const char* const first = at;
  std::uint64_t mantissa = 0;
  at = take_digits(at, end, mantissa);
  std::ptrdiff_t count = at - first;
  std::ptrdiff_t places = 0;
  if (at != end && *at == '.') {
    const char* const fraction = at + 1;
    at = take_fraction(fraction, end, mantissa);
    places = at - fraction;
    count += places;
  }
  if (count == 0 || count > digits_max || mantissa > mantissa_exact_max) return nullptr;
  const double magnitude = static_cast<double>(mantissa) / powers_of_ten[static_cast<std::size_t>(places)];
  out = negative ? -magnitude : magnitude;
  return at;
}

}  // namespace legwork::tws
