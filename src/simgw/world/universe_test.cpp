#include "simgw/world/universe.hpp"

#include <set>

#include <gtest/gtest.h>

#include "simgw/world/expiry_list.hpp"
#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {
namespace {

std::string problem(std::string_view text) {
  const auto spec = UniverseSpec::parse(text, "u.csv");
  return spec.has_error() ? core::to_string(spec.error()) : "";
}

TEST(Universe, the_built_in_one_has_fifty_names_with_the_indices_and_funds_everybody_trades) {
  const auto& spec = UniverseSpec::standard();
  EXPECT_EQ(spec.underlyings.size(), 50u);
  std::set<std::string> symbols;
  for (const auto& underlying : spec.underlyings) symbols.insert(underlying.symbol);
  EXPECT_EQ(symbols.size(), 50u);
  for (const char* symbol : {"SPX", "SPY", "QQQ", "AAPL"}) EXPECT_TRUE(symbols.contains(symbol)) << symbol;
}

TEST(Universe, says_where_a_file_is_wrong) {
  EXPECT_EQ(problem("symbol,kind,spot,vol\nABC,stock,100,25\n"), "u.csv:2:15: vol: 25 is outside 0.01 … 3");
  EXPECT_EQ(problem("symbol,kind,spot\n"), "u.csv:1:1: vol: is missing from the header");
  EXPECT_NE(problem("symbol,kind,spot,vol,beta\n").find("beta: is no column of a universe"), std::string::npos);
  EXPECT_NE(problem("symbol,kind,spot,vol\nABC,bond,100,0.2\n").find("'bond' is none of stock, index"), std::string::npos);
  EXPECT_NE(problem("symbol,kind,spot,vol\nABC,stock,100,0.2\nABC,stock,100,0.2\n").find("ABC stands twice"), std::string::npos);
  EXPECT_NE(problem("symbol,kind,spot,vol,tracks\nSPY,stock,100,0.2,SPX\n").find("must stand on an earlier line"),
            std::string::npos);
  EXPECT_NE(problem("symbol,kind,spot,vol\nABC,stock,100\n").find("3 fields where the header has 4"), std::string::npos);
  EXPECT_NE(problem("symbol,kind,spot,vol\nab c,stock,100,0.2\n").find("capitals"), std::string::npos);
  EXPECT_NE(problem("").find("no underlying"), std::string::npos);
  EXPECT_TRUE(UniverseSpec::read("/nonexistent/universe.csv").has_error());
}

TEST(Listing, has_dailies_weeklies_monthlies_quarter_ends_and_leaps) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  UnderlyingSpec spec;
  spec.expiries = ExpiryCycle::daily;
  std::set<Date> dates;
  for (const auto& due : due_expiries(spec, monday, calendar)) dates.insert(due.date);
  EXPECT_TRUE(dates.contains(monday));
  EXPECT_TRUE(dates.contains(day(2026, 7, 14)));
  EXPECT_TRUE(dates.contains(day(2026, 8, 21)));
  EXPECT_TRUE(dates.contains(day(2026, 9, 30)));
  EXPECT_TRUE(dates.contains(day(2028, 1, 21)));
  for (const Date date : dates) EXPECT_TRUE(calendar.is_session(date)) << market::to_string(date);
}

TEST(Listing, an_index_has_an_am_and_a_pm_class_on_the_third_friday) {
  const World world = small_world(at(monday, 8));
  const Date third_friday = day(2026, 8, 21);
  const Price strike = Price::parse("7400").value();
  const Instrument* am = world.find_option("SPX", third_friday, strike, Right::put);
  const Instrument* pm = world.find_option("SPXW", third_friday, strike, Right::put);
  ASSERT_NE(am, nullptr);
  ASSERT_NE(pm, nullptr);
  EXPECT_NE(am->con_id, pm->con_id);
  EXPECT_EQ(am->terms->settlement, market::Settlement::am);
  EXPECT_EQ(am->last_trade_day, day(2026, 8, 20));
  EXPECT_EQ(am->settles_at, at(third_friday, 9, 30));
  EXPECT_EQ(am->trades_until, at(day(2026, 8, 20), 16, 15));
  EXPECT_EQ(pm->last_trade_day, third_friday);
  EXPECT_EQ(pm->trades_until, at(third_friday, 16));
  EXPECT_EQ(pm->local_symbol(), "SPXW  260821P07400000");
  EXPECT_EQ(world.find(pm->con_id), pm);
}

TEST(Listing, a_contract_has_the_same_id_in_every_universe_and_on_every_day) {
  const World world = small_world(at(monday, 8), 1), other = small_world(at(day(2026, 7, 20), 12), 2);
  std::size_t shared = 0, same = 0;
  for (const Instrument* option : options_of(world, "SPY")) {
    const Instrument* twin = other.find_option("SPY", option->expiry, option->strike, option->right);
    if (!twin) continue;
    ++shared;
    same += option->con_id == twin->con_id ? 1 : 0;
  }
  EXPECT_GT(shared, 1000u);
  EXPECT_EQ(same, shared);
}

}  // namespace
}  // namespace legwork::simgw
