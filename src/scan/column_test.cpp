#include "scan/column.hpp"

#include <set>

#include <gtest/gtest.h>

namespace legwork::scan {
namespace {

class EveryColumn : public testing::TestWithParam<Table> {};

TEST_P(EveryColumn, says_what_it_is) {
  for (const ColumnInfo& c : catalogue(GetParam())) {
    SCOPED_TRACE(c.id);
    EXPECT_FALSE(c.definition.empty());
    EXPECT_FALSE(c.reason.empty());
    EXPECT_FALSE(c.title.empty());
    EXPECT_EQ(c.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos);
    EXPECT_TRUE(c.definition.ends_with('.')) << c.definition;
    EXPECT_EQ(c.table, GetParam());
  }
}

TEST_P(EveryColumn, is_found_by_its_identifier) {
  const auto columns = catalogue(GetParam());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto found = find_column(GetParam(), columns[i].id);
    ASSERT_TRUE(found) << columns[i].id;
    EXPECT_EQ(found->value(), i);
  }
  EXPECT_FALSE(find_column(GetParam(), "no_such_column"));
  EXPECT_FALSE(find_column(GetParam(), ""));
}

INSTANTIATE_TEST_SUITE_P(Tables, EveryColumn, testing::Values(Table::options, Table::spreads));

TEST(Catalogue, has_a_column_for_every_filter_of_the_catalogue) {
  std::set<int> filters;
  for (const ColumnInfo& c : catalogue(Table::spreads)) filters.insert(c.filter);
  for (int filter = 1; filter <= 50; ++filter) EXPECT_TRUE(filters.contains(filter)) << "filter " << filter;
}

TEST(Catalogue, iv_rank_and_iv_percentile_never_share_a_label) {
  const auto& rank = info(Table::spreads, *find_column(Table::spreads, "iv_rank"));
  const auto& percentile = info(Table::spreads, *find_column(Table::spreads, "iv_percentile"));
  EXPECT_NE(rank.title, percentile.title);
}

TEST(Catalogue, a_misspelt_identifier_finds_its_neighbours) {
  const auto near = similar_columns(Table::spreads, "credit_widht");
  ASSERT_FALSE(near.empty());
  EXPECT_EQ(near.front(), "credit_width");
  EXPECT_LE(similar_columns(Table::spreads, "delta").size(), 3u);
  EXPECT_TRUE(similar_columns(Table::spreads, "qqqqqqqqqqqq").empty());
}

TEST(Catalogue, closed_sets_list_their_words) {
  EXPECT_EQ(words(Table::spreads, *find_column(Table::spreads, "structure")).size(), 4u);
  EXPECT_EQ(words(Table::spreads, *find_column(Table::spreads, "settlement"))[0], "am");
  EXPECT_TRUE(words(Table::spreads, *find_column(Table::spreads, "symbol")).empty());
}

}  // namespace
}  // namespace legwork::scan
