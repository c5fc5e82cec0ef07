#include "core/prng.hpp"

#include <array>

#include <gtest/gtest.h>

namespace legwork::core {
namespace {

TEST(Prng, the_same_seed_gives_the_same_trace) {
  Prng a(42), b(42), c(43);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.next(), c.next());
}

TEST(Prng, a_trace_never_changes_between_releases) {
  Prng prng(1);
  EXPECT_EQ(prng.next(), 0xb3f2af6d0fc710c5u);
  EXPECT_EQ(prng.next(), 0x853b559647364ceau);
}

TEST(Prng, splitting_does_not_advance_the_parent_and_depends_on_the_name) {
  Prng parent(7), untouched(7);
  Prng market = parent.split("market");
  Prng faults = parent.split("faults");
  EXPECT_NE(market.next(), faults.next());
  EXPECT_EQ(parent.next(), untouched.next());
}

TEST(Prng, below_is_uniform) {
  Prng prng(3);
  std::array<int, 7> count{};
  constexpr int draws = 70'000;
  for (int i = 0; i < draws; ++i) ++count[prng.below(7)];
  double chi_square = 0;
  for (const int n : count) chi_square += (n - draws / 7.0) * (n - draws / 7.0) / (draws / 7.0);
  EXPECT_LT(chi_square, 22.5);  // 6 degrees of freedom, 99.9 %
}

TEST(Prng, between_reaches_both_ends_and_the_whole_int64_range) {
  Prng prng(5);
  bool low = false, high = false;
  for (int i = 0; i < 1000; ++i) {
    const auto x = prng.between(-2, 2);
    ASSERT_GE(x, -2);
    ASSERT_LE(x, 2);
    low |= x == -2;
    high |= x == 2;
  }
  EXPECT_TRUE(low && high);
  (void)prng.between(INT64_MIN, INT64_MAX);
  EXPECT_EQ(prng.between(9, 9), 9);
}

TEST(Prng, uniform_stays_below_one) {
  Prng prng(11);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double u = prng.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

}  // namespace
}  // namespace legwork::core
