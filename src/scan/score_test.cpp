#include "scan/score.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "scan/explain.hpp"
#include "scan/random_scan.hpp"
#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

TEST(ScoreMap, is_linear_between_its_points_and_flat_beyond) {
  const ScoreMap map({"ror", 10, {{0, 0}, {0.5, 0.8}, {1, 1}}});
  EXPECT_EQ(map(-1), 0);
  EXPECT_DOUBLE_EQ(map(0.25), 0.4);
  EXPECT_DOUBLE_EQ(map(0.5), 0.8);
  EXPECT_DOUBLE_EQ(map(0.75), 0.9);
  EXPECT_DOUBLE_EQ(map(7), 1);
}

TEST(ScoreMap, may_fall_as_well_as_rise) { EXPECT_DOUBLE_EQ(ScoreMap({"width", 1, {{0, 1}, {10, 0}}})(2.5), 0.75); }

TEST(ScoreMap, what_is_unknown_counts_half) { EXPECT_EQ(ScoreMap({"ror", 10, {{0, 0}, {1, 1}}})(chain::unknown), 0.5); }

/// What a score may be made of: every column that costs no simulation, but the score.
std::vector<ColumnId> score_inputs() {
  auto columns = columns_of(Table::spreads, Cost::cheap);
  std::erase(columns, spread_column("score"));
  return columns;
}

/// A map as a person might write it, rising or falling.
ScoreTerm random_term(core::Prng& prng, const std::vector<ColumnId>& usable) {
  const std::string_view column = info(Table::spreads, usable[prng.below(usable.size())]).id;
  ScoreTerm term{std::string(column), static_cast<double>(prng.between(-20, 60)), {}};
  double x = 4 * prng.uniform() - 2;
  for (auto points = prng.between(0, 4); points > 0; --points, x += 0.01 + prng.uniform()) term.map.emplace_back(x, prng.uniform());
  return term;
}

TEST(ScoreMap, of_a_block_brings_the_same_points_to_the_bit) {
  core::Prng prng(1);
  const auto usable = score_inputs();
  std::vector<double> values{chain::unknown, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                             0.0};
  while (values.size() < VerticalBlock::size_max) values.push_back(10 * prng.uniform() - 5);
  for (int i = 0; i < 200; ++i) {
    const ScoreMap map(random_term(prng, usable));
    std::vector<double> points(values.size(), 1.25), mapped(values.size());
    map.add_points(values, mapped, points.data());
    for (std::size_t k = 0; k < values.size(); ++k) {
      ASSERT_EQ(points[k], 1.25 + map.term().weight * map(values[k])) << values[k];
      ASSERT_LE(map.term().weight * map(values[k]), map.points_max() + 1e-12 * map.points_scale());
      ASSERT_LE(std::abs(map.term().weight * map(values[k])), map.points_scale() * (1 + 1e-12));
    }
  }
}

TEST(ScoreMap, the_most_it_brings_is_its_highest_point_or_one_half_where_unknown) {
  EXPECT_EQ(ScoreMap({"ror", 10, {{0, 0}, {1, 0.8}}}).points_max(), 8);
  EXPECT_EQ(ScoreMap({"ror", 10, {{0, 0}, {1, 0.2}}}).points_max(), 5);
  EXPECT_EQ(ScoreMap({"ror", -10, {{0, 0.1}, {1, 1}}}).points_max(), -1);
  EXPECT_EQ(ScoreMap({"ror", -10, {{0, 0.1}, {1, 1}}}).points_scale(), 10);
}

TEST(ScoreMap, a_map_too_steep_for_numbers_has_no_bound) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(ScoreMap({"ror", 10, {{0, 0}, {1e-320, 1}}}).points_max(), infinity);
  EXPECT_EQ(ScoreMap({"ror", chain::unknown, {{0, 0}, {1, 1}}}).points_max(), infinity);
  EXPECT_EQ(ScoreMap({"ror", 10, {{0, 0}, {0, 1}}}).points_max(), infinity);
}

TEST(DefaultScore, weights_sum_to_100) {
  double sum = 0;
  for (const ScoreTerm& term : default_score()) {
    EXPECT_TRUE(find_column(Table::spreads, term.column)) << term.column;
    sum += term.weight;
  }
  EXPECT_DOUBLE_EQ(sum, 100);
}

TEST(Score, is_the_sum_of_its_shown_contributions) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  for (const char* id : {"XYZ:20260809:P:95/90", "XYZ:20260809:C:110/105"}) {
    const VerticalRow row = row_of(store, id);
    double sum = 0;
    for (const Contribution& c : score_contributions(legs, row)) {
      EXPECT_NEAR(c.points, c.mapped * c.weight, 1e-12);
      EXPECT_EQ(c.known, !std::isnan(c.value));
      sum += c.points;
    }
    EXPECT_NEAR(compute(spread_column("score"), legs, row), sum, 1e-12);
    EXPECT_GT(sum, 0);
    EXPECT_LT(sum, 100);
  }
}

TEST(Score, doubtful_data_counts_half_and_unusable_data_nothing) {
  chain::Store store = SmallChain{}.build();
  EXPECT_EQ(data_factor(store, 0, 1), 1.0);
  chain::StoreBuilder builder;
  builder.add_underlying({});
  builder.add_expiry({});
  const market::Price strikes[] = {market::Price::from_nanos(1), market::Price::from_nanos(2), market::Price::from_nanos(3)};
  builder.add_slice(0, market::Right::put, strikes);
  builder.confidence()[0] = chain::Confidence::B;
  builder.confidence()[1] = chain::Confidence::C;
  builder.confidence()[2] = chain::Confidence::D;
  const chain::Store graded = std::move(builder).finish();
  EXPECT_EQ(data_factor(graded, 0, 1), 0.5);
  EXPECT_EQ(data_factor(graded, 1, 0), 0.5);
  EXPECT_EQ(data_factor(graded, 2, 1), 0.0);
}

/// Every (short leg, side) of a store as one block.
std::vector<VerticalBlock> blocks_of(const Legs& legs) {
  std::vector<VerticalBlock> blocks;
  for (const VerticalRow& row : all_verticals(legs.store())) {
    const auto structure = structure_of(legs.store(), row);
    const bool more = !blocks.empty() && blocks.back().short_row == row.short_row && blocks.back().structure == structure &&
                      blocks.back().n < VerticalBlock::size_max;
    if (more)
      ++blocks.back().n;
    else
      blocks.push_back({&legs, row.slice, structure, row.short_row, row.long_row, 1});
  }
  return blocks;
}

void expect_scores_above(double floor, const VerticalBlock& block, const std::vector<std::uint8_t>& wanted,
                         ScoreAbove& score_above) {
  const auto got = score_above(block, wanted, floor);
  ASSERT_EQ(got.size(), block.n);
  for (std::uint32_t i = 0; i < block.n; ++i) {
    if (wanted[i] == 0) continue;
    const double score = compute(spread_column("score"), *block.legs, {block.slice, block.short_row, block.long_begin + i});
    if (score > floor)
      ASSERT_EQ(got[i], score);
    else
      ASSERT_FALSE(got[i] > floor) << got[i] << " for " << score;
  }
}

/// Floors are scores of the block itself, where one rounding would decide wrongly, and numbers between.
TEST(ScoreAbove, gives_every_score_above_the_floor_and_none_that_is_not) {
  core::Prng prng(5);
  const auto usable = score_inputs();
  for (int chain = 0; chain < 150; ++chain) {
    const chain::Store store = RandomChain(prng).build();
    Parameters parameters;
    for (auto terms = prng.between(0, 6); terms > 0; --terms) parameters.score.push_back(random_term(prng, usable));
    if (prng.chance(1, 10)) parameters.score.push_back({"width", 10, {{0, 0}, {1e-320, 1}}});  // boundless
    const Legs legs(store, parameters);
    ScoreAbove score_above;
    for (const VerticalBlock& block : blocks_of(legs)) {
      std::vector<std::uint8_t> wanted(block.n);
      for (std::uint8_t& row : wanted) row = prng.chance(2, 3) ? 1 : 0;
      const VerticalRow any{block.slice, block.short_row, block.long_begin + static_cast<std::uint32_t>(prng.below(block.n))};
      const double score = compute(spread_column("score"), legs, any);
      for (const double floor : {score, std::nextafter(score, -1e9), 100 * prng.uniform(), 0.0, -1e9, 1e9})
        if (!std::isnan(floor)) expect_scores_above(floor, block, wanted, score_above);
      expect_scores_above(-std::numeric_limits<double>::infinity(), block, wanted, score_above);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Score, follows_the_users_own_weights) {
  const chain::Store store = SmallChain{}.build();
  Parameters parameters;
  parameters.score = {{"width", 3, {{0, 0}, {10, 1}}}};
  const Legs legs(store, parameters);
  EXPECT_DOUBLE_EQ(compute(spread_column("score"), legs, row_of(store, "XYZ:20260809:P:95/90")), 1.5);
}

}  // namespace
}  // namespace legwork::scan
