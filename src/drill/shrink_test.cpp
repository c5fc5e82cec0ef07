#include "drill/shrink.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

bool has(const Recipe& recipe, const char* id) { return std::ranges::find(recipe.faults, id) != recipe.faults.end(); }

TEST(Shrink, FindsTheTwoThatItTakesTogether) {
  int runs = 0;
  const Recipe least = shrink(
      {{"a", "b", "c", "d", "e", "f", "g", "h"}, 3h},
      [&](const Recipe& recipe) {
        ++runs;
        return has(recipe, "b") && has(recipe, "g") && recipe.chaos >= 25min;
      },
      60);
  EXPECT_THAT(least.faults, ElementsAre("b", "g"));
  EXPECT_EQ(least.chaos, 30min);
  EXPECT_LE(runs, 60);
}

TEST(Shrink, WhatBreaksByItselfTakesNoFault) {
  EXPECT_THAT(shrink({{"a", "b", "c"}, 1h}, [](const Recipe&) { return true; }, 60).faults, IsEmpty());
}

TEST(Shrink, WhatTakesAllStaysAsItIs) {
  const Recipe all{{"a", "b", "c"}, 5min};
  EXPECT_EQ(shrink(all, [&](const Recipe& recipe) { return recipe.faults.size() == 3; }, 60).faults, all.faults);
}

TEST(Shrink, StopsAtItsBound) {
  int runs = 0;
  shrink(
      {{"a", "b", "c", "d"}, 3h},
      [&](const Recipe&) {
        ++runs;
        return false;
      },
      3);
  EXPECT_EQ(runs, 3);
}

}  // namespace
}  // namespace legwork::drill
