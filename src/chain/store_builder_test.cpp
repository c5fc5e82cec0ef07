#include "chain/store_builder.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace legwork::chain {
namespace {

using market::Date;
using market::Price;
using market::Right;
using namespace std::chrono_literals;

std::vector<Price> strikes(std::initializer_list<const char*> texts) {
  std::vector<Price> out;
  for (const char* text : texts) out.push_back(Price::parse(text).value());
  return out;
}

Expiry spxw(Date date) {
  Expiry expiry;
  expiry.trading_class = "SPXW";
  expiry.date = date;
  expiry.exercise = market::ExerciseStyle::european;
  expiry.settlement = market::Settlement::pm;
  expiry.delivery = market::Delivery::cash;
  return expiry;
}

StoreBuilder two_slices() {
  StoreBuilder builder;
  Underlying spx;
  spx.symbol = "SPX";
  builder.add_underlying(spx);
  const auto expiry = builder.add_expiry(spxw(2026y / 8 / 21));
  builder.add_slice(expiry, Right::call, strikes({"95", "100", "105.5"}));
  builder.add_slice(expiry, Right::put, strikes({"90", "95", "100", "105", "110", "115", "120", "125", "130"}), 10);
  return builder;
}

TEST(StoreBuilder, PadsEverySliceToAMultipleOfEightWithNaN) {
  const Store store = two_slices().finish();
  ASSERT_EQ(store.slices().size(), 2u);
  EXPECT_EQ(store.slices()[0].padded, 8u);
  EXPECT_EQ(store.slices()[1].begin, 8u);
  EXPECT_EQ(store.slices()[1].padded, 16u);
  EXPECT_EQ(store.rows(), 24u);
  EXPECT_EQ(store.contracts(), 12u);
  for (std::size_t c = 0; c < column_count; ++c)
    for (Row row : {3u, 7u, 17u, 23u}) EXPECT_TRUE(std::isnan(store.at(static_cast<Column>(c), row)));
}

TEST(StoreBuilder, EveryRowKnowsItsSliceAndListedRowsTheirStrike) {
  const Store store = two_slices().finish();
  EXPECT_EQ(store.slice_of()[0], 0u);
  EXPECT_EQ(store.slice_of()[7], 0u);
  EXPECT_EQ(store.slice_of()[8], 1u);
  EXPECT_EQ(store.at(Column::strike, 2), 105.5);
  EXPECT_EQ(store.strike(2).to_string(), "105.5");
}

TEST(StoreBuilder, AContractIsPutTogetherFromSliceExpiryAndUnderlying) {
  const Store store = two_slices().finish();
  const market::Contract contract = store.contract(16);
  EXPECT_EQ(contract.underlying, "SPX");
  EXPECT_EQ(contract.trading_class, "SPXW");
  EXPECT_EQ(contract.expiry, Date(2026y / 8 / 21));
  EXPECT_EQ(contract.strike.to_string(), "130");
  EXPECT_EQ(contract.right, Right::put);
  EXPECT_EQ(contract.exercise, market::ExerciseStyle::european);
  EXPECT_EQ(contract.delivery, market::Delivery::cash);
  EXPECT_EQ(contract.multiplier, 10);
}

TEST(StoreBuilder, MidNeedsBothSidesAndSpreadAnAsk) {
  StoreBuilder builder = two_slices();
  const std::vector<std::pair<double, double>> quotes = {{1.0, 1.2}, {0, 0.05}, {2.0, 0}};
  for (Row row = 0; row < 3; ++row) {
    builder.column(Column::bid)[row] = quotes[row].first;
    builder.column(Column::ask)[row] = quotes[row].second;
  }
  builder.column(Column::ask)[8] = 0.5;  // bid unknown
  const Store store = std::move(builder).finish();
  EXPECT_DOUBLE_EQ(store.at(Column::mid, 0), 1.1);
  EXPECT_DOUBLE_EQ(store.at(Column::spread, 0), 0.2);
  EXPECT_TRUE(std::isnan(store.at(Column::mid, 1)));
  EXPECT_DOUBLE_EQ(store.at(Column::spread, 1), 0.05);
  EXPECT_TRUE(std::isnan(store.at(Column::mid, 2)));
  EXPECT_TRUE(std::isnan(store.at(Column::spread, 2)));
  EXPECT_TRUE(std::isnan(store.at(Column::spread, 8)));
}

TEST(StoreBuilder, AnUnderlyingOwnsTheExpiriesAddedAfterIt) {
  StoreBuilder builder = two_slices();
  builder.add_expiry(spxw(2026y / 9 / 18));
  Underlying spy;
  spy.symbol = "SPY";
  const auto second = builder.add_underlying(spy);
  const auto expiry = builder.add_expiry(spxw(2026y / 8 / 21));
  const Store store = std::move(builder).finish();
  EXPECT_EQ(store.underlyings()[0].expiry_begin, 0u);
  EXPECT_EQ(store.underlyings()[0].expiry_end, 2u);
  EXPECT_EQ(store.underlyings()[1].expiry_begin, 2u);
  EXPECT_EQ(store.underlyings()[1].expiry_end, 3u);
  EXPECT_EQ(store.expiries()[expiry].underlying, second);
}

TEST(StoreBuilder, AnEmptySliceTakesNoRows) {
  StoreBuilder builder;
  builder.add_underlying({});
  builder.add_slice(builder.add_expiry(spxw(2026y / 8 / 21)), Right::put, {});
  EXPECT_EQ(std::move(builder).finish().rows(), 0u);
}

TEST(StoreBuilderDeathTest, RefusesRowsThatWouldBreakTheOrderOfTheStore) {
  EXPECT_DEATH(two_slices().add_slice(0, Right::call, strikes({"1"})), "calls before puts");
  StoreBuilder builder;
  builder.add_underlying({});
  builder.add_expiry(spxw(2026y / 8 / 21));
  EXPECT_DEATH(builder.add_slice(0, Right::call, strikes({"100", "100"})), "ascend strictly");
}

TEST(StoreBuilderDeathTest, PaddingIsNoContract) {
  const Store store = two_slices().finish();
  EXPECT_DEATH(static_cast<void>(store.contract(3)), "padding");
}

TEST(Store, EveryColumnHasItsOwnName) {
  std::set<std::string_view> names;
  for (std::size_t c = 0; c < column_count; ++c) names.insert(to_string(static_cast<Column>(c)));
  EXPECT_EQ(names.size(), column_count);
  EXPECT_EQ(to_string(Column::strike), "strike");
  EXPECT_EQ(to_string(Column::extrinsic_bid), "extrinsic_bid");
  EXPECT_EQ(to_string(Column::rho_vendor), "rho_vendor");
}

}  // namespace
}  // namespace legwork::chain
