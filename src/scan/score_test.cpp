#include "scan/score.hpp"

#include <gtest/gtest.h>

#include "scan/explain.hpp"
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

TEST(Score, follows_the_users_own_weights) {
  const chain::Store store = SmallChain{}.build();
  Parameters parameters;
  parameters.score = {{"width", 3, {{0, 0}, {10, 1}}}};
  const Legs legs(store, parameters);
  EXPECT_DOUBLE_EQ(compute(spread_column("score"), legs, row_of(store, "XYZ:20260809:P:95/90")), 1.5);
}

}  // namespace
}  // namespace legwork::scan
