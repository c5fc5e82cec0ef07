#include "tws/wire/numbers.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::tws {
namespace {

template <class T>
Reading reading_of(std::string_view text) {
  T out{};
  return read_number(text, out);
}

template <class T>
T value_of(std::string_view text) {
  T out{};
  EXPECT_EQ(read_number(text, out), Reading::value) << text;
  return out;
}

TEST(Numbers, EveryTypeReadsTheseAsUnset) {
  for (const char* const text : {"", "?", "NaN", "nan"}) {
    EXPECT_EQ(reading_of<std::int32_t>(text), Reading::unset) << text;
    EXPECT_EQ(reading_of<std::int64_t>(text), Reading::unset) << text;
    EXPECT_EQ(reading_of<double>(text), Reading::unset) << text;
    EXPECT_EQ(reading_of<Decimal>(text), Reading::unset) << text;
  }
}

TEST(Numbers, EveryTypeHasItsSentinels) {
  EXPECT_EQ(reading_of<std::int32_t>("2147483647"), Reading::unset);
  EXPECT_EQ(reading_of<std::int32_t>("9223372036854775807"), Reading::unset);
  EXPECT_EQ(reading_of<std::int32_t>("1.7976931348623157E308"), Reading::unset);
  EXPECT_EQ(value_of<std::int64_t>("2147483647"), 2147483647) << "a permanent id may be that";
  EXPECT_EQ(reading_of<std::int64_t>("9223372036854775807"), Reading::unset);
  for (const char* const text : {"1.7976931348623157E308", "1.7976931348623157e+308", "1.7976931348623157E+308"}) {
    EXPECT_EQ(reading_of<double>(text), Reading::unset) << text;
    EXPECT_EQ(reading_of<Decimal>(text), Reading::unset) << text;
  }
  EXPECT_EQ(reading_of<Decimal>("170141183460469231731687303715884105727"), Reading::unset);
  EXPECT_EQ(reading_of<Decimal>("-9223372036854775808"), Reading::unset);
  EXPECT_EQ(reading_of<Decimal>("9223372036854775807"), Reading::unset);
}

TEST(Numbers, ReadsWhatTheirTypesHold) {
  EXPECT_EQ(value_of<std::int32_t>("-1"), -1);
  EXPECT_EQ(value_of<std::int32_t>("+7"), 7);
  EXPECT_EQ(value_of<std::int32_t>("100.0"), 100);
  EXPECT_EQ(value_of<std::int32_t>("-2147483648"), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(value_of<std::int64_t>("1580482311"), 1580482311);
  EXPECT_EQ(value_of<double>("4594.45"), 4594.45);
  EXPECT_EQ(value_of<double>("-0.05"), -0.05);
  EXPECT_EQ(value_of<double>(".5"), 0.5);
  EXPECT_EQ(value_of<double>("5."), 5.0);
  EXPECT_EQ(value_of<double>("0.30000000111488545"), 0.30000000111488545);
  EXPECT_EQ(value_of<double>("1E-7"), 1e-7);
  EXPECT_EQ(value_of<double>("+2.5"), 2.5);
  EXPECT_EQ(value_of<double>("Infinity"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(value_of<double>("-Infinity"), -std::numeric_limits<double>::infinity());
}

TEST(Numbers, RefusesEverythingElse) {
  for (const char* const text : {"x", "1x", " 1", "1 ", "--1", "+-1", "1.5.2", ".", "-", "+", "0x10", "1e", "\f2", "1,000"}) {
    EXPECT_EQ(reading_of<std::int32_t>(text), Reading::error) << text;
    EXPECT_EQ(reading_of<std::int64_t>(text), Reading::error) << text;
    EXPECT_EQ(reading_of<double>(text), Reading::error) << text;
    EXPECT_EQ(reading_of<Decimal>(text), Reading::error) << text;
  }
  EXPECT_EQ(reading_of<std::int32_t>("1.5"), Reading::error);
  EXPECT_EQ(reading_of<std::int32_t>("2147483648"), Reading::error);
  EXPECT_EQ(reading_of<std::int64_t>("9223372036854775808"), Reading::error);
  EXPECT_EQ(reading_of<double>("1e999"), Reading::error);
  EXPECT_EQ(reading_of<Decimal>("1234567890123456789"), Reading::error) << "nineteen digits before the point";
  EXPECT_EQ(reading_of<Decimal>("1E+128"), Reading::error);
  EXPECT_EQ(reading_of<Decimal>("1E+1.0"), Reading::error);
}

TEST(Numbers, LeaveTheOutputAloneUnlessThereIsAValue) {
  double price = 42;
  EXPECT_EQ(read_number("", price), Reading::unset);
  EXPECT_EQ(read_number("x", price), Reading::error);
  EXPECT_EQ(read_number("1.7976931348623157E308", price), Reading::unset);
  EXPECT_EQ(price, 42);
}

TEST(Numbers, DecimalsRoundBeyondEighteenDigits) {
  EXPECT_EQ(value_of<Decimal>("184.8691234567890123456"), Decimal(184869123456789012, -15));
  EXPECT_EQ(value_of<Decimal>("0.1000000000000000005"), Decimal(100000000000000000, -18)) << "half to even";
  EXPECT_EQ(value_of<Decimal>("0.1000000000000000015"), Decimal(100000000000000002, -18)) << "half to even";
  EXPECT_EQ(value_of<Decimal>("0.10000000000000000051"), Decimal(100000000000000001, -18));
  EXPECT_EQ(value_of<Decimal>("100000000000000000000"), Decimal(1, 20)) << "zeros before the point are not digits lost";
  EXPECT_EQ(value_of<Decimal>("0.000000000000000000000000"), Decimal(0));
  const auto carried = value_of<Decimal>("-0.00999999999999999999999");
  EXPECT_EQ(carried.mantissa, -100'000'000'000'000'000) << "eighteen digits, as the text that is written of it";
  EXPECT_EQ(carried, Decimal(-1, -2));
}

TEST(Numbers, FlagsAreOneAndZeroInMoreThanOneWay) {
  const auto flag = [](std::string_view text) {
    bool out = false;
    EXPECT_EQ(read_bool(text, out), Reading::value) << text;
    return out;
  };
  for (const char* const yes : {"1", "true", "3", "-1"}) EXPECT_TRUE(flag(yes)) << yes;
  for (const char* const no : {"0", "false", "0.0"}) EXPECT_FALSE(flag(no)) << no;
  bool out = true;
  EXPECT_EQ(read_bool("", out), Reading::unset);
  EXPECT_EQ(read_bool("2147483647", out), Reading::unset);
  EXPECT_EQ(read_bool("yes", out), Reading::error);
  EXPECT_TRUE(out);
}

TEST(Numbers, DoublesPrintAsTheShortestTextThatReadsBack) {
  const auto text = [](double value) {
    std::string out;
    append_number(out, value);
    return out;
  };
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(100000), "100000");
  EXPECT_EQ(text(-1), "-1");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "Infinity");
  core::Prng prng(3);
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::bit_cast<double>(prng.next());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(value_of<double>(text(value)), value);
  }
}

/// The quick way of short numbers gives the same double as the exact one: 15 digits and a division round once.
TEST(Numbers, ShortDoublesAreExact) {
  core::Prng prng(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t mantissa = prng.between(0, 999'999'999'999'999);
    const auto places = static_cast<std::int8_t>(prng.between(0, 15));
    const std::string text = to_string(Decimal(mantissa, static_cast<std::int8_t>(-places)));
    EXPECT_EQ(value_of<double>(text), to_double(Decimal(mantissa, static_cast<std::int8_t>(-places)))) << text;
  }
}

}  // namespace
}  // namespace legwork::tws
