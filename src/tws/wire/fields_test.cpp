#include "tws/wire/fields.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tws/wire/envelope.hpp"
#include "tws/wire/escapes.hpp"

namespace legwork::tws {
namespace {

using namespace std::string_view_literals;

std::vector<std::string> fields_of(std::string_view payload) {
  FieldReader reader(payload);
  std::vector<std::string> fields;
  for (std::string_view field; reader.next(field);) fields.emplace_back(field);
  EXPECT_EQ(reader.read(), fields.size());
  EXPECT_TRUE(reader.done());
  return fields;
}

TEST(Fields, EachEndsInNul) {
  EXPECT_EQ(fields_of("9\0001\00043\0"sv), (std::vector<std::string>{"9", "1", "43"}));
  EXPECT_EQ(fields_of("\0\0"sv), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(fields_of(""), std::vector<std::string>{});
}

TEST(Fields, ALastOneWithoutItsNulIsTakenAsItIs) { EXPECT_EQ(fields_of("9\00043"sv), (std::vector<std::string>{"9", "43"})); }

TEST(Fields, LookAheadReadsNothing) {
  FieldReader reader("a\0b\0"sv);
  EXPECT_TRUE(reader.has(2));
  EXPECT_FALSE(reader.has(3));
  EXPECT_EQ(reader.read(), 0U);
}

TEST(Fields, ANulInsideTextIsLeftOut) {
  std::string payload;
  append_field(payload, "A\0B"sv);
  EXPECT_EQ(payload, "AB\0"sv);
}

TEST(Escapes, TextBeyondAsciiTravelsAsUtf16Units) {
  EXPECT_EQ(escaped("Société"), "Soci\\u00e9t\\u00e9");
  EXPECT_EQ(unescaped("Soci\\u00e9t\\u00E9"), "Société");
  EXPECT_EQ(escaped("\U0001F4C8"), "\\ud83d\\udcc8");
  EXPECT_EQ(unescaped("\\ud83d\\udcc8"), "\U0001F4C8");
}

TEST(Escapes, WhatIsNotAnEscapeStays) {
  for (const char* const text : {"\\u12", "\\uXYZW", "\\u0041", "C:\\users", "\\ud83d alone", "\\udcc8", "\\u-123", "\xff\xfe"})
    EXPECT_EQ(unescaped(text), text);
  EXPECT_EQ(escaped("\xff\xc3"), "\xff\xc3") << "bytes that are not UTF-8";
  EXPECT_EQ(escaped("\xc0\x80"), "\xc0\x80") << "an overlong NUL";
}

TEST(Envelope, IsATextFieldUpTo200) {
  const auto envelope = open_envelope("10\0007\0"sv, 200);
  ASSERT_TRUE(envelope.has_value());
  EXPECT_EQ(envelope->id, 10);
  EXPECT_EQ(envelope->body, "7\0"sv);
  EXPECT_FALSE(envelope->protobuf);
  for (const std::string_view bad : {""sv, "\0"sv, "x\0"sv, "2147483647\0"sv}) {
    const auto none = open_envelope(bad, 200);
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().where.field, "id");
  }
}

TEST(Envelope, IsFourBytesFrom201AndSaysWhatTheBodyIs) {
  const auto text = open_envelope(
      "\0\0\0\x3b"
      "1\0"sv,
      203);
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->id, 59);
  EXPECT_FALSE(text->protobuf) << "commission reports were still text at 202";
  const auto protobuf = open_envelope("\0\0\0\xcc\x08\x01"sv, 201);
  ASSERT_TRUE(protobuf.has_value());
  EXPECT_EQ(protobuf->id, 4);
  EXPECT_TRUE(protobuf->protobuf);
  EXPECT_FALSE(open_envelope("\0\0\0"sv, 201).has_value());
  EXPECT_FALSE(open_envelope("\xff\xff\xff\xff"sv, 201).has_value());
}

TEST(Envelope, IsWrittenAsItIsRead) {
  for (const int version : {200, 201}) {
    std::string payload;
    append_envelope(payload, 71, version);
    const auto envelope = open_envelope(payload, version);
    ASSERT_TRUE(envelope.has_value());
    EXPECT_EQ(envelope->id, 71);
  }
}

}  // namespace
}  // namespace legwork::tws
