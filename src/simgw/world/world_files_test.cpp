// Worlds from recorded chains: the demo's GOOG session, 42 snapshots of 24 December 2015, a half day.
#include <array>
#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "chain/load.hpp"
#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {
namespace {

const std::array<std::filesystem::path, 1> recording{std::filesystem::path(LEGWORK_SOURCE_DIR) /
                                                     "demo/GOOG_2015-12-24_5min.csv.gz"};
const Date christmas_eve = day(2015, 12, 24);

TEST(Replay, shows_each_snapshot_from_its_time_on) {
  World world = World::replay(recording, {}).value();
  EXPECT_EQ(world.now(), at(christmas_eve, 9, 35));
  const Instrument* option = world.find_option("GOOG", christmas_eve, Price::parse("590").value(), Right::call);
  ASSERT_NE(option, nullptr);
  EXPECT_EQ(world.quote(*option).bid, Price::parse("157.3").value());
  EXPECT_EQ(world.quote(*option).ask, Price::parse("161.6").value());
  EXPECT_EQ(world.quote(*option).bid_size, 2);
  EXPECT_NEAR(Truth(world).spot("GOOG"), 749.4, 1e-9);
  world.watch(*option);
  EXPECT_TRUE(world.advance(at(christmas_eve, 9, 39, 59)).quotes.empty()) << "nothing moves between snapshots";
  int changes = 0;
  for (int minute = 40; minute < 240; minute += 5)
    changes += world.advance(at(christmas_eve, 9) + std::chrono::minutes(minute)).quotes.empty() ? 0 : 1;
  EXPECT_GT(changes, 10);
  const Instrument* near = world.find_option("GOOG", day(2016, 1, 15), Price::parse("750").value(), Right::call);
  ASSERT_NE(near, nullptr);
  EXPECT_NEAR(world.model(*near).implied_vol, 0.2, 0.08);
}

TEST(ChainWorld, begins_like_the_chain_and_goes_on_by_itself) {
  WorldOptions options;
  options.start = at(christmas_eve, 11);
  World world = World::from_chains(recording, options).value();
  chain::LoadOptions load;
  load.chains = {recording[0]};
  load.as_of = options.start;
  const auto loaded = chain::load(load).value();
  EXPECT_NEAR(Truth(world).spot("GOOG"), loaded.store.underlyings()[0].spot, 1e-9);
  std::size_t compared = 0, within = 0;
  for (const auto& slice : loaded.store.slices())
    for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) {
      const auto contract = loaded.store.contract(row);
      const Instrument* option = world.find_option(contract.trading_class, contract.expiry, contract.strike, contract.right);
      ASSERT_NE(option, nullptr);
      const double bid = loaded.store.at(chain::Column::bid, row), ask = loaded.store.at(chain::Column::ask, row);
      if (!(bid > 0.2) || !(ask > bid)) continue;
      const double fair = Truth(world).fair_price(*option);
      ++compared;
      within += fair > bid - 0.25 * (ask - bid) && fair < ask + 0.25 * (ask - bid) ? 1 : 0;
    }
  EXPECT_GT(compared, 800u);
  EXPECT_GT(static_cast<double>(within), 0.93 * static_cast<double>(compared)) << within << " of " << compared;
  const double before = Truth(world).spot("GOOG");
  world.advance(at(christmas_eve, 11, 1));
  EXPECT_NE(Truth(world).spot("GOOG"), before);
}

TEST(ChainWorld, says_what_is_wrong_with_files) {
  const std::array<std::filesystem::path, 1> nothing{"/nonexistent.csv"};
  EXPECT_TRUE(World::from_chains(nothing, {}).has_error());
  EXPECT_TRUE(World::replay(nothing, {}).has_error());
}

}  // namespace
}  // namespace legwork::simgw
