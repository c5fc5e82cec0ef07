#include "core/assert.hpp"

#include <gtest/gtest.h>

TEST(AssertDeathTest, names_the_condition_the_place_and_the_message) {
  const int legs = 3;
  EXPECT_DEATH(ASSERT(legs == 2, "{} legs", legs), "assert_test.cpp:.*legs == 2: 3 legs");
}

TEST(Assert, a_true_condition_costs_no_message) {
  ASSERT(true);
  ASSERT(1 + 1 == 2, "{}", "unused");
}
