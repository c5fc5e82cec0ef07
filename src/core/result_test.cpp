#include "core/result.hpp"

#include <gtest/gtest.h>

namespace legwork::core {
namespace {

TEST(Error, prints_only_the_parts_of_the_place_it_knows) {
  EXPECT_EQ(to_string(Error{ErrorCode::parse, "not a number", {"a.csv", 7, 3, "bid"}}), "a.csv:7:3: bid: not a number");
  EXPECT_EQ(to_string(Error{ErrorCode::io, "cannot open", {"a.csv", 0, 0, ""}}), "a.csv: cannot open");
  EXPECT_EQ(to_string(Error{ErrorCode::invalid_argument, "top must be > 0", {"", 0, 0, "--top"}}), "--top: top must be > 0");
}

TEST(Result, value_of_an_error_throws_its_text) {
  const Result<int> result = Error{ErrorCode::not_found, "no preset 'x'", {}};
  ASSERT_TRUE(result.has_error());
  EXPECT_THROW(
      {
        try {
          (void)result.value();
        } catch (const std::runtime_error& e) {
          EXPECT_STREQ(e.what(), "no preset 'x'");
          throw;
        }
      },
      std::runtime_error);
}

TEST(ErrorCode, every_code_has_a_name) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::too_large); ++code)
    EXPECT_NE(to_string(static_cast<ErrorCode>(code)), "unknown error");
}

}  // namespace
}  // namespace legwork::core
