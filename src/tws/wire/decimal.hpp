// Decimal: sizes and quantities as TWS writes them since server version 163 ("0.0001", "948837.22", "1E+2"): mantissa × 10^exponent,
// exact, and printed with the digits that were read. 16 bytes, never allocates. Unset is not a Decimal: see numbers.hpp.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace legwork::tws {

struct Decimal {
  std::int64_t mantissa = 0;
  std::int8_t exponent = 0;

  constexpr Decimal() = default;
  /// A whole number: `Decimal(100)` contracts.
  constexpr explicit Decimal(std::int64_t whole) : mantissa(whole) {}
  constexpr Decimal(std::int64_t mantissa_in, std::int8_t exponent_in) : mantissa(mantissa_in), exponent(exponent_in) {}

  /// Compares values, not spellings: 1.50 == 1.5, 1E+2 == 100. Exact for every pair.
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
};

/// The nearest double.
double to_double(Decimal value);

/// Plain digits ("0.0001", "-12", "1.50") while the exponent is in -18..0, otherwise like "1E+2".
std::string to_string(Decimal value);

}  // namespace legwork::tws
