// Execution ids: everything before the last dot names the execution, what stands after it counts the corrections.
#include "trade/fill.hpp"

#include <gtest/gtest.h>

namespace legwork::trade {
namespace {

TEST(ExecutionId, TheLastSegmentIsTheVersion) {
  const auto id = ExecutionId::parse("0000e1a7.65b2c3d4.01.01");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->base, "0000e1a7.65b2c3d4.01");
  EXPECT_EQ(id->version, 1);
  EXPECT_EQ(to_string(*id), "0000e1a7.65b2c3d4.01.01");
}

TEST(ExecutionId, ACorrectionIsOfTheSameExecutionAndNewer) {
  const auto first = ExecutionId::parse("0000e1a7.65b2c3d4.01.01").value(),
             second = ExecutionId::parse("0000e1a7.65b2c3d4.01.02").value();
  EXPECT_EQ(first.base, second.base);
  EXPECT_LT(first, second);
}

TEST(ExecutionId, VersionsAreNumbersNotTexts) {
  EXPECT_LT(ExecutionId::parse("a.b.9").value(), ExecutionId::parse("a.b.10").value());
  EXPECT_EQ(ExecutionId::parse("a.b.1").value(), ExecutionId::parse("a.b.01").value());
}

TEST(ExecutionId, AComboLegHasAFifthSegment) {
  const auto leg = ExecutionId::parse("0000e1a7.65b2c3d4.02.01.01").value();
  EXPECT_EQ(leg.base, "0000e1a7.65b2c3d4.02.01");
  EXPECT_NE(leg.base, ExecutionId::parse("0000e1a7.65b2c3d4.01.01").value().base);
}

TEST(ExecutionId, WhatIsNoExecutionIdIsRefused) {
  for (const char* text : {"", "0001", ".01", "a.", "a.x", "a.1x", "a.-1", "a.1 ", "a.99999999999999999999"})
    EXPECT_FALSE(ExecutionId::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace legwork::trade
