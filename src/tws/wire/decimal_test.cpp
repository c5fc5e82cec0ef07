#include "tws/wire/decimal.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "tws/wire/numbers.hpp"

namespace legwork::tws {
namespace {

Decimal decimal(std::string_view text) {
  Decimal out;
  EXPECT_EQ(read_number(text, out), Reading::value) << text;
  return out;
}

TEST(Decimal, KeepsTheDigitsItWasReadWith) {
  for (const char* const text :
       {"0", "1", "-1", "100", "0.0001", "-0.5", "1.50", "948837.22", "0.30000000111488545", "123456789012345678"})
    EXPECT_EQ(to_string(decimal(text)), text);
}

TEST(Decimal, ReadsExponentsAndPrintsThemWhereTheyCameFrom) {
  EXPECT_EQ(to_string(decimal("1E+2")), "1E+2");
  EXPECT_EQ(to_string(decimal("1e2")), "1E+2");
  EXPECT_EQ(to_string(decimal("12.5E-3")), "0.0125");
  EXPECT_EQ(to_string(decimal("123E-25")), "123E-25");
}

TEST(Decimal, ComparesValuesNotSpellings) {
  EXPECT_EQ(decimal("1.50"), decimal("1.5"));
  EXPECT_EQ(decimal("1E+2"), decimal("100"));
  EXPECT_EQ(decimal("0.00"), decimal("0"));
  EXPECT_EQ(decimal("-0"), decimal("0"));
  EXPECT_LT(decimal("-0.0001"), decimal("0"));
  EXPECT_LT(decimal("-2"), decimal("-1.99"));
  EXPECT_GT(decimal("1E+100"), decimal("999999999999999999"));
  EXPECT_LT(decimal("1E-100"), decimal("0.000000000000000001"));
  EXPECT_GT(decimal("0.1"), decimal("0.099999999999999999"));
  EXPECT_LT(decimal("-1E+100"), decimal("-999999999999999999"));
}

TEST(Decimal, ComparesTheExtremesOfItsRange) {
  const Decimal largest(std::numeric_limits<std::int64_t>::max(), 127);
  const Decimal smallest(std::numeric_limits<std::int64_t>::min(), 127);
  EXPECT_LT(smallest, largest);
  EXPECT_GT(largest, Decimal(1, -128));
  EXPECT_EQ(largest, Decimal(std::numeric_limits<std::int64_t>::max(), 127));
}

/// Whole cents and whole hundredths of cents: the order of decimals is the order of the integers they stand for.
TEST(Decimal, OrdersAsItsNumbersDo) {
  core::Prng prng(7);
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t a = prng.between(-2000, 2000);
    const std::int64_t b = prng.between(-2000, 2000);
    EXPECT_EQ(Decimal(a, -2) <=> Decimal(b, -4), a * 100 <=> b) << a << ' ' << b;
  }
}

TEST(Decimal, BecomesTheNearestDouble) {
  EXPECT_EQ(to_double(decimal("0.1")), 0.1);
  EXPECT_EQ(to_double(decimal("-948837.22")), -948837.22);
  EXPECT_EQ(to_double(decimal("1E+22")), 1e22);
}

}  // namespace
}  // namespace legwork::tws
