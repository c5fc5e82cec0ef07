#include "trade/record.hpp"

#include <gtest/gtest.h>

namespace legwork::trade {
namespace {

TEST(RecordKind, is_its_name) {
  constexpr RecordKind intended("intended");
  static_assert(intended.name() == "intended");
  EXPECT_EQ(RecordKind::parse("intended").value(), intended);
  EXPECT_NE(RecordKind("sent"), intended);
}

TEST(RecordKind, a_name_this_build_does_not_know_reads_back_as_itself) {
  EXPECT_EQ(RecordKind::parse("kind_of_2031").value().name(), "kind_of_2031");
}

TEST(RecordKind, a_text_that_is_no_name_is_refused) {
  for (const char* text : {"", "Intended", "two words", "naïve", "a|b", "12345678901234567890123456789012"})
    EXPECT_EQ(RecordKind::parse(text).error().code, core::ErrorCode::parse) << text;
  EXPECT_EQ(RecordKind::parse("1234567890123456789012345678901").value().name().size(), RecordKind::length_max);
}

}  // namespace
}  // namespace legwork::trade
