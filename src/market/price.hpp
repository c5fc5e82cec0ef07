// Price, Money and Quantity: exact integers, so that a tick is a tick and a sum is a sum on every machine.
// Price is signed (spreads trade at negative prices). Doubles become a Price in one place only: TickRule::round.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace legwork::market {

/// USD per share in units of 1e-9; ±9.2e9 USD.
class Price {
 public:
  static constexpr std::int64_t scale = 1'000'000'000;

  constexpr Price() = default;
  static constexpr Price from_nanos(std::int64_t nanos) { return Price(nanos); }
  /// Decimal text such as "-1.05", "600", "0.0005"; at most nine decimals, no exponent. Errors: parse, too_large.
  static core::Result<Price> parse(std::string_view text);

  constexpr std::int64_t nanos() const { return nanos_; }
  /// Nearest double; exact for every price with at most 15 significant digits.
  constexpr double to_double() const { return static_cast<double>(nanos_) / static_cast<double>(scale); }
  /// Shortest decimal text: "600", "-1.05", "0.0005".
  std::string to_string() const;

  friend constexpr auto operator<=>(Price, Price) = default;
  /// Sums and differences are checked: overflow is a bug and ASSERTs.
  friend Price operator+(Price a, Price b);
  friend Price operator-(Price a, Price b);
  friend constexpr Price operator-(Price a) { return Price(-a.nanos_); }

 private:
  constexpr explicit Price(std::int64_t nanos) : nanos_(nanos) {}
  std::int64_t nanos_ = 0;
};

/// Whole contracts or spreads of our own orders.
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t count) : count_(count) {}
  constexpr std::int64_t count() const { return count_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  std::int64_t count_ = 0;
};

/// USD in units of 1e-6; ±9.2e12 USD.
class Money {
 public:
  static constexpr std::int64_t scale = 1'000'000;

  constexpr Money() = default;
  static constexpr Money from_micros(std::int64_t micros) { return Money(micros); }

  /// price × multiplier × quantity, the product in 128 bits; an inexact or overflowing result is an error, never a rounding.
  static core::Result<Money> of(Price price, std::int64_t multiplier, Quantity quantity);

  /// Decimal text such as "-1250.00"; at most six decimals, no exponent. Errors: parse, too_large.
  static core::Result<Money> parse(std::string_view text);

  constexpr std::int64_t micros() const { return micros_; }
  constexpr double to_double() const { return static_cast<double>(micros_) / static_cast<double>(scale); }
  /// Two decimals or as many as needed: "1250.00", "-0.6525".
  std::string to_string() const;

  friend constexpr auto operator<=>(Money, Money) = default;
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  friend constexpr Money operator-(Money a) { return Money(-a.micros_); }

 private:
  constexpr explicit Money(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

}  // namespace legwork::market
