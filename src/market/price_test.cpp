#include "market/price.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::market {
namespace {

using core::ErrorCode;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

Price price(std::string_view text) { return Price::parse(text).value(); }
ErrorCode error_of(std::string_view text) { return Price::parse(text).error().code; }

TEST(Price, reads_decimal_text_exactly) {
  EXPECT_EQ(price("600").nanos(), 600'000'000'000);
  EXPECT_EQ(price("-1.05").nanos(), -1'050'000'000);
  EXPECT_EQ(price("0.0005").nanos(), 500'000);
  EXPECT_EQ(price(".5").nanos(), 500'000'000);
  EXPECT_EQ(price("5.").nanos(), 5'000'000'000);
  EXPECT_EQ(price("0.000000001").nanos(), 1);
  EXPECT_EQ(price("007.10").nanos(), 7'100'000'000);
  EXPECT_EQ(price("-0"), Price{});
}

TEST(Price, refuses_what_is_not_plain_decimal_text) {
  for (const auto* text :
       {"", "-", ".", "-.", "+1", "1e3", "1,000", " 1", "1 ", "1.2.3", "--1", "0x10", "nan", "inf", "1.-5", "1.+5"}) {
    EXPECT_EQ(error_of(text), ErrorCode::parse) << "'" << text << "'";
  }
}

TEST(Price, refuses_more_than_nine_decimals) {
  EXPECT_TRUE(Price::parse("0.123456789").has_value());
  EXPECT_EQ(error_of("0.1234567891"), ErrorCode::parse);
}

TEST(Price, ends_at_64_bits_of_nanodollars) {
  EXPECT_EQ(price("9223372036.854775807").nanos(), largest);
  EXPECT_EQ(price("-9223372036.854775807").nanos(), -largest);
  EXPECT_EQ(error_of("9223372036.854775808"), ErrorCode::too_large);
  EXPECT_EQ(error_of("9223372037"), ErrorCode::too_large);
  EXPECT_EQ(error_of("99999999999999999999999999999999999999999999999999"), ErrorCode::too_large);
}

TEST(Price, a_letter_after_too_many_digits_is_still_no_price) { EXPECT_EQ(error_of("99999999999999999999x"), ErrorCode::parse); }

TEST(Price, prints_the_shortest_text) {
  EXPECT_EQ(Price::from_nanos(600'000'000'000).to_string(), "600");
  EXPECT_EQ(Price::from_nanos(-1'050'000'000).to_string(), "-1.05");
  EXPECT_EQ(Price::from_nanos(500'000).to_string(), "0.0005");
  EXPECT_EQ(Price::from_nanos(-1).to_string(), "-0.000000001");
  EXPECT_EQ(Price{}.to_string(), "0");
  EXPECT_EQ(Price::from_nanos(std::numeric_limits<std::int64_t>::min()).to_string(), "-9223372036.854775808");
}

TEST(Price, printed_text_reads_back_as_the_same_price) {
  core::Prng prng(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t bound = std::int64_t{1} << prng.between(1, 62);
    const Price original = Price::from_nanos(prng.between(-bound, bound));
    ASSERT_EQ(price(original.to_string()), original);
  }
}

TEST(Price, adds_and_subtracts_exactly) {
  EXPECT_EQ(price("0.1") + price("0.2"), price("0.3"));
  EXPECT_EQ(price("1.05") - price("2.1"), price("-1.05"));
  EXPECT_EQ(-price("1.05"), price("-1.05"));
  EXPECT_LT(price("-1.05"), price("-1"));
}

TEST(PriceDeathTest, a_sum_beyond_64_bits_is_a_bug) {
  const Price most = Price::from_nanos(largest);
  EXPECT_DEATH((void)(most + Price::from_nanos(1)), "does not fit");
  EXPECT_DEATH((void)(-most - Price::from_nanos(2)), "does not fit");
}

TEST(Money, is_price_times_multiplier_times_quantity) {
  EXPECT_EQ(Money::of(price("1.25"), 100, Quantity(10)).value().micros(), 1'250'000'000);
  EXPECT_EQ(Money::of(price("-1.25"), 100, Quantity(10)).value().to_string(), "-1250.00");
  EXPECT_EQ(Money::of(price("1.25"), 100, Quantity(-3)).value().to_string(), "-375.00");
  EXPECT_EQ(Money::of(price("1.25"), 100, Quantity(0)).value(), Money{});
}

TEST(Money, is_read_as_it_is_written) {
  for (const std::int64_t micros : {0LL, 1LL, -1LL, 652'500LL, -1'250'000'000LL, 9'223'372'036'854'775'807LL})
    EXPECT_EQ(Money::parse(Money::from_micros(micros).to_string()).value().micros(), micros);
  EXPECT_EQ(Money::parse("0.6525").value().micros(), 652'500);
  for (const char* text : {"", "-", "1.2345678", "1e3", "9223372036854.775808", " 1", "1.-2"})
    EXPECT_FALSE(Money::parse(text).has_value()) << text;
}

TEST(Money, is_never_rounded) {
  EXPECT_EQ(Money::of(price("0.000000001"), 1, Quantity(1000)).value().micros(), 1);
  const auto inexact = Money::of(price("0.000000001"), 1, Quantity(999));
  ASSERT_TRUE(inexact.has_error());
  EXPECT_EQ(inexact.error().code, ErrorCode::invalid_argument);
}

TEST(Money, holds_products_whose_intermediate_value_needs_more_than_64_bits) {
  EXPECT_EQ(Money::of(price("6000"), 100, Quantity(1'000'000)).value().to_string(), "600000000000.00");
  EXPECT_EQ(Money::of(Price::from_nanos(largest), 1000, Quantity(1)).value().micros(), largest);
}

TEST(Money, beyond_its_range_is_an_error_on_both_sides) {
  for (const std::int64_t sign : {1, -1}) {
    const Price most = Price::from_nanos(sign * largest);
    EXPECT_EQ(Money::of(most, 1000, Quantity(2)).error().code, ErrorCode::too_large);
    EXPECT_EQ(Money::of(most, largest, Quantity(largest)).error().code, ErrorCode::too_large);
    EXPECT_EQ(Money::of(most, largest, Quantity(-largest)).error().code, ErrorCode::too_large);
  }
}

TEST(Money, prints_two_decimals_or_as_many_as_it_needs) {
  EXPECT_EQ(Money::from_micros(1'250'000'000).to_string(), "1250.00");
  EXPECT_EQ(Money::from_micros(-652'500).to_string(), "-0.6525");
  EXPECT_EQ(Money::from_micros(1).to_string(), "0.000001");
  EXPECT_EQ(Money{}.to_string(), "0.00");
  EXPECT_EQ((Money::from_micros(1'500'000) - Money::from_micros(2'000'000)).to_string(), "-0.50");
}

TEST(MoneyDeathTest, a_sum_beyond_64_bits_is_a_bug) {
  EXPECT_DEATH((void)(Money::from_micros(largest) + Money::from_micros(1)), "does not fit");
}

}  // namespace
}  // namespace legwork::market
