#include "market/occ.hpp"

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::market {
namespace {

Price price(std::string_view text) { return Price::parse(text).value(); }
Date date(std::string_view text) { return parse_date(text).value(); }
std::string print(const OccSymbol& symbol, OccForm form) { return print_occ(symbol, form).value(); }

TEST(Occ, reads_the_padded_and_the_compact_form) {
  const OccSymbol expected{"SPY", date("20260814"), Right::put, price("600")};
  EXPECT_EQ(parse_occ("SPY   260814P00600000").value(), expected);
  EXPECT_EQ(parse_occ("SPY260814P00600000").value(), expected);
}

TEST(Occ, prints_the_padded_and_the_compact_form) {
  const OccSymbol symbol{"SPXW", date("20261231"), Right::call, price("6012.5")};
  EXPECT_EQ(print(symbol, OccForm::padded), "SPXW  261231C06012500");
  EXPECT_EQ(print(symbol, OccForm::compact), "SPXW261231C06012500");
}

TEST(Occ, roots_of_adjusted_contracts_end_in_a_digit) {
  const auto symbol = parse_occ("AAPL7140613C00086430").value();
  EXPECT_EQ(symbol.root, "AAPL7");
  EXPECT_EQ(symbol.strike, price("86.43"));
  EXPECT_EQ(parse_occ("GOOGL1260116P00150000").value().root, "GOOGL1");
}

TEST(Occ, says_which_part_is_wrong) {
  const auto part = [](std::string_view text) {
    const auto result = parse_occ(text);
    EXPECT_TRUE(result.has_error()) << text;
    return result.has_error() ? result.error().where.field : "";
  };
  EXPECT_EQ(part(""), "length");
  EXPECT_EQ(part("260814P00600000"), "length");
  EXPECT_EQ(part("TOOLONG260814P00600000"), "length");
  EXPECT_EQ(part("spy260814P00600000"), "root");
  EXPECT_EQ(part("SPY 260814P00600000"), "root");     // neither padded to six nor compact
  EXPECT_EQ(part("   SPY260814P00600000"), "root");
  EXPECT_EQ(part("      260814P00600000"), "root");
  EXPECT_EQ(part("SPY260231P00600000"), "expiry");
  EXPECT_EQ(part("SPY261301P00600000"), "expiry");
  EXPECT_EQ(part("SPY2A0814P00600000"), "expiry");
  EXPECT_EQ(part("SPY260814X00600000"), "right");
  EXPECT_EQ(part("SPY260814P0060000."), "strike");
  EXPECT_EQ(part("SPY260814P00000000"), "strike");
}

TEST(Occ, does_not_print_what_the_form_cannot_hold) {
  const OccSymbol good{"SPY", date("20260814"), Right::put, price("600")};
  const auto part = [](const OccSymbol& symbol) { return print_occ(symbol, OccForm::padded).error().where.field; };
  auto bad = good;
  bad.strike = price("600.0005");
  EXPECT_EQ(part(bad), "strike");
  bad.strike = price("100000");
  EXPECT_EQ(part(bad), "strike");
  bad.strike = price("-1");
  EXPECT_EQ(part(bad), "strike");
  bad = good;
  bad.root = "TOOLONG";
  EXPECT_EQ(part(bad), "root");
  bad.root = "";
  EXPECT_EQ(part(bad), "root");
  bad = good;
  bad.expiry = Date(std::chrono::year(2100), std::chrono::January, std::chrono::day(1));
  EXPECT_EQ(part(bad), "expiry");
}

TEST(Occ, the_largest_strike_has_eight_nines) {
  const OccSymbol symbol{"NDX", date("20260814"), Right::call, price("99999.999")};
  EXPECT_EQ(print(symbol, OccForm::padded), "NDX   260814C99999999");
}

TEST(Occ, any_symbol_survives_both_forms) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  core::Prng prng(2);
  for (int i = 0; i < 5'000; ++i) {
    OccSymbol symbol;
    for (std::int64_t n = prng.between(1, 6); n > 0; --n) symbol.root += letters[prng.below(letters.size())];
    symbol.expiry = add_days(date("20000101"), static_cast<int>(prng.below(36'524)));
    symbol.right = prng.chance(1, 2) ? Right::call : Right::put;
    symbol.strike = Price::from_nanos(prng.between(1, 99'999'999) * 1'000'000);
    for (const OccForm form : {OccForm::padded, OccForm::compact}) ASSERT_EQ(parse_occ(print(symbol, form)).value(), symbol);
  }
}

}  // namespace
}  // namespace legwork::market
