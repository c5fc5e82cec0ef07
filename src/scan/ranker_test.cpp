// What a ranking need not look at: rows below the floor, blocks that hold none above it. scanner_test compares whole rankings.
#include "scan/ranker.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "scan/random_scan.hpp"

namespace legwork::scan {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(TopRows, has_a_floor_once_more_keys_came_than_it_keeps) {
  TopRows<int> top(3, true);
  for (int i = 0; i < 127; ++i) top.add(i, i);
  EXPECT_EQ(top.floor(), -infinity) << "128 are collected before it looks which are best";
  top.add(127, 127);
  EXPECT_EQ(top.floor(), 125);
  EXPECT_FALSE(top.may_keep(std::vector{125.0, chain::unknown, -1.0})) << "of equal keys the earlier stays";
  EXPECT_TRUE(top.may_keep(std::vector{125.0, 125.5}));
}

TEST(TopRows, of_an_ascending_ranking_may_keep_what_is_smaller) {
  TopRows<int> top(3, false);
  for (int i = 0; i < 128; ++i) top.add(i, i);
  EXPECT_FALSE(top.may_keep(std::vector{2.0, 50.0}));
  EXPECT_TRUE(top.may_keep(std::vector{1.5}));
}

TEST(TopRows, of_unknown_keys_have_no_floor) {
  TopRows<int> top(3, true);
  for (int i = 0; i < 128; ++i) top.add(chain::unknown, i);
  EXPECT_EQ(top.floor(), -infinity);
  EXPECT_TRUE(top.may_keep(std::vector{-1e9}));
}

/// The best by score of a chain, once as a scan ranks them and once with every score worked out.
TEST(Ranker, by_score_keeps_what_it_would_keep_if_every_score_were_worked_out) {
  core::Prng prng(4);
  const ColumnId score = find_column(Table::spreads, "score").value();
  for (int i = 0; i < 300; ++i) {
    const chain::Store store = RandomChain(prng).build();
    const Scanner scanner(store, {});
    const SortKey sort{score, true};
    const auto top = static_cast<std::size_t>(prng.between(1, 30));
    const bool best_per_symbol = prng.chance(1, 4);
    Ranker by_blocks(store, sort, top, best_per_symbol), by_rows(store, sort, top, best_per_symbol);
    Request everything;
    everything.program = compile(parse_expression(Table::spreads, "").value(), scanner.words()).value();
    Counts counts = empty_counts(everything.program);
    Sweep(scanner.legs(), everything.program, Missing::skip).run(counts, [&](const Survivors& found) {
      by_blocks.add(found, score);
      for (std::uint32_t k = 0; k < found.block().n; ++k)
        if (found.mask.rows[k] != 0) by_rows.add(scanner.value(score, found.row(k)), found.row(k));
    });
    const auto got = by_blocks.take(), wanted = by_rows.take();
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t k = 0; k < got.size(); ++k) {
      ASSERT_EQ(got[k].row, wanted[k].row) << "place " << k;
      ASSERT_EQ(got[k].key, wanted[k].key) << "place " << k;
    }
  }
}

}  // namespace
}  // namespace legwork::scan
