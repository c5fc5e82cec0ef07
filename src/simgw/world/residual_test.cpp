#include "simgw/world/residual.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

constexpr std::int64_t start = 1'784'000'000;

std::vector<double> walk(std::uint64_t seed, int seconds, int every) {
  ResidualCache cache;
  std::vector<double> values;
  for (int s = 0; s < seconds; s += every) values.push_back(residual(seed, start + s, cache));
  return values;
}

TEST(Residual, has_a_deviation_of_three_tenths_and_forgets_within_a_minute) {
  double sum = 0, squares = 0, lagged = 0;
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto values = walk(seed * 977, 40'000, 5);
    for (std::size_t i = 0; i + 12 < values.size(); ++i, ++count) {
      sum += values[i];
      squares += values[i] * values[i];
      lagged += values[i] * values[i + 12];  // 60 s later
    }
  }
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(std::sqrt(squares / count), residual_sd, 0.01);
  EXPECT_NEAR(lagged / squares, std::exp(-1.0), 0.02);
}

TEST(Residual, is_the_same_whoever_looks_and_however_often) {
  const auto followed = walk(4711, 4000, 1);
  for (const int s : {0, 17, 599, 600, 601, 1234, 3999}) {
    ResidualCache cold;
    EXPECT_EQ(residual(4711, start + s, cold), followed[static_cast<std::size_t>(s)]) << s;
  }
  ResidualCache cache;
  residual(4711, start + 3000, cache);
  EXPECT_EQ(residual(4711, start + 10, cache), followed[10]) << "also backwards";
}

TEST(Residual, never_leaves_the_book) {
  for (const double value : walk(99, 400'000, 5)) EXPECT_LE(std::fabs(value), residual_limit);
}

}  // namespace
}  // namespace legwork::simgw
