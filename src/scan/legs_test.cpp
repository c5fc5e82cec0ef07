#include "scan/legs.hpp"

#include <gtest/gtest.h>

#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

using chain::Column;

TEST(Legs, p_itm_of_a_put_and_a_call_at_one_strike_sum_to_one) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  const auto& call = store.slices()[0];
  const auto& put = store.slices()[1];
  for (std::uint32_t i = 0; i < call.count; ++i)
    EXPECT_NEAR(legs.at(LegColumn::p_itm, call.begin + i) + legs.at(LegColumn::p_itm, put.begin + i), 1.0, 1e-12);
}

TEST(Legs, expected_payoffs_obey_parity) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  const auto& expiry = store.expiries()[0];
  for (std::uint32_t i = 0; i < store.slices()[0].count; ++i) {
    const double call = legs.at(LegColumn::expected_payoff, store.slices()[0].begin + i);
    const double put = legs.at(LegColumn::expected_payoff, store.slices()[1].begin + i);
    EXPECT_NEAR(call - put, expiry.forward - store.at(Column::strike, store.slices()[0].begin + i), 1e-9);
  }
}

TEST(Legs, padding_stays_unknown) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  const auto& slice = store.slices()[0];
  ASSERT_GT(slice.padded, slice.count);
  for (chain::Row row = slice.begin + slice.count; row < slice.begin + slice.padded; ++row)
    EXPECT_TRUE(std::isnan(legs.at(LegColumn::mark, row)));
}

TEST(Legs, without_bars_there_is_no_forecast) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  EXPECT_TRUE(std::isnan(legs.forecast_vol(0)));
  EXPECT_TRUE(std::isnan(legs.at(LegColumn::forecast_payoff, 0)));
}

TEST(Legs, trading_classes_are_a_sorted_dictionary) {
  const chain::Store store = SmallChain{}.build();
  const Legs legs(store, Parameters{});
  ASSERT_EQ(legs.trading_classes().size(), 1u);
  EXPECT_EQ(legs.trading_classes()[legs.trading_class_of(1)], "XYZ");
}

}  // namespace
}  // namespace legwork::scan
