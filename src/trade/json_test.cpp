#include "trade/json.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace legwork::trade {

enum class Colour : std::uint8_t { red, green };
std::string_view to_string(Colour colour) { return colour == Colour::red ? "red" : "green"; }
template <>
inline constexpr int enumerators<Colour> = 2;

namespace {

using Number = core::StrongId<struct NumberTag, std::uint64_t>;

struct Inner {
  std::string name;
  market::Price price;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("price", self.price);
  }
  friend bool operator==(const Inner&, const Inner&) = default;
};

struct Outer {
  bool flag = false;
  std::int64_t whole = 0;
  Number number;
  double real = 0;
  Colour colour{};
  core::TimePoint at{};
  market::Money money;
  std::optional<std::string> perhaps;
  std::vector<Inner> inner;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("flag", self.flag);
    visit("whole", self.whole);
    visit("number", self.number);
    visit("real", self.real);
    visit("colour", self.colour);
    visit("at", self.at);
    visit("money", self.money);
    visit("perhaps", self.perhaps);
    visit("inner", self.inner);
  }
  friend bool operator==(const Outer&, const Outer&) = default;
};

Outer sample() {
  return {true,
          std::numeric_limits<std::int64_t>::min(),
          Number(std::numeric_limits<std::uint64_t>::max()),
          0.1,
          Colour::green,
          core::TimePoint(core::Duration(1'795'000'000'123'456'789)),
          market::Money::from_micros(-652'500),
          "a \"quoted\"\nline with \xc3\xa9 and \xff",
          {{"x", market::Price::from_nanos(-1'050'000'000)}, {"", {}}}};
}

TEST(Json, ReadsBackWhatItWrote) {
  Outer read = from_json<Outer>(to_json(sample())).value();
  EXPECT_EQ(read.perhaps, "a \"quoted\"\nline with \xc3\xa9 and \xef\xbf\xbd") << "bytes that are no text become U+FFFD";
  read.perhaps = sample().perhaps;
  EXPECT_EQ(read, sample());
}

TEST(Json, MoneyAndPricesAreDecimalText) {
  EXPECT_EQ(to_json(Inner{"a", market::Price::from_nanos(1'050'000'000)}), R"({"name":"a","price":"1.05"})");
}

TEST(Json, OnlyWhatIsOptionalMayBeMissing) {
  std::string text = to_json(sample());
  EXPECT_TRUE(from_json<Outer>(text.substr(0, text.find(",\"perhaps\"")) + ",\"inner\":[]}").has_value());
  const auto missing = from_json<Outer>(R"({"flag":true})");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().where.field, "whole");
}

TEST(Json, NamesTheMemberThatIsWrong) {
  const std::string good = to_json(sample());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const auto read = from_json<Outer>(text);
    return read ? std::string("accepted") : read.error().where.field;
  };
  EXPECT_EQ(with("true", "1"), "flag");
  EXPECT_EQ(with("-9223372036854775808", "9223372036854775808"), "whole");
  EXPECT_EQ(with("18446744073709551615", "-1"), "number");
  EXPECT_EQ(with("\"green\"", "\"blue\""), "colour");
  EXPECT_EQ(with("\"-1.05\"", "-1.05"), "inner.price") << "a price is text: a floating-point number is not read as one";
  EXPECT_EQ(with("\"-0.6525\"", "\"1e3\""), "money");
}

TEST(Json, WhatIsNoNumberIsNull) {
  Outer outer = sample();
  outer.real = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isnan(from_json<Outer>(to_json(outer)).value().real));
}

TEST(Json, MalformedTextIsAnError) {
  for (const char* text : {"", "{", "[]", "null", "{\"flag\":}", "{\"flag\":true}x", "\xff"})
    EXPECT_FALSE(from_json<Outer>(text).has_value()) << text;
}

TEST(Json, NewerMembersAreIgnored) {
  std::string text = to_json(Inner{"a", {}});
  text.insert(1, R"("added_later":[1,{"x":null}],)");
  EXPECT_EQ(from_json<Inner>(text).value().name, "a");
}

}  // namespace
}  // namespace legwork::trade
