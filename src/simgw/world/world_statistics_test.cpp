// What a simulated market is like over months: vols, correlations, jumps; and that noise alone offers no money.
#include <cmath>

#include <gtest/gtest.h>

#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {
namespace {

std::vector<double> returns(const World& world, std::string_view symbol) {
  const auto bars = world.daily_bars(stock(world, symbol), BarKind::trades, {}, day(2090, 1, 1));
  std::vector<double> moves;
  for (std::size_t i = 1; i < bars.size(); ++i) moves.push_back(std::log(bars[i].bar.close / bars[i - 1].bar.close));
  return moves;
}

double annual_vol(const std::vector<double>& moves) {
  double squares = 0;
  for (const double move : moves) squares += move * move;
  return std::sqrt(squares / static_cast<double>(moves.size()) * 252);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ab += a[i] * b[i], aa += a[i] * a[i], bb += b[i] * b[i];
  return ab / std::sqrt(aa * bb);
}

TEST(WorldStatistics, realised_vols_and_correlations_are_those_of_the_universe_over_many_seeds) {
  double squares = 0, related = 0, twins = 0;
  constexpr int seeds = 12;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const World world = small_world(at(monday, 9), seed);
    const auto aapl = returns(world, "AAPL"), spx = returns(world, "SPX");
    squares += annual_vol(aapl) * annual_vol(aapl);
    related += correlation(aapl, spx);
    twins += correlation(spx, returns(world, "SPY"));
  }
  const double expected = 0.235 * 0.235 + 1.5 * 0.045 * 0.045 * 1.25;
  EXPECT_NEAR(squares / seeds / expected, 1, 0.2);
  EXPECT_NEAR(related / seeds, 0.64, 0.12);
  EXPECT_GT(twins / seeds, 0.99) << "SPY goes with the index";
}

TEST(WorldStatistics, sessions_walked_live_have_the_vol_of_history) {
  double squares = 0;
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    WorldOptions options;
    options.seed = seed;
    options.start = at(monday, 9);
    options.step = std::chrono::seconds(1);
    World world = World::synthetic(small_universe(), options).value();
    world.advance(at(day(2026, 8, 28), 20));
    const auto moves = returns(world, "KO");
    for (std::size_t i = moves.size() - 34; i < moves.size(); ++i, ++count) squares += moves[i] * moves[i];
  }
  const double expected = 0.14 * 0.14 + 0.6 * 0.03 * 0.03 * 1.25;
  EXPECT_NEAR(squares / count * 252 / expected, 1, 0.45);
}

TEST(WorldStatistics, the_middle_of_quotes_strays_from_fair_as_the_residual_says) {
  World world = small_world(at(monday, 11));
  const Truth truth(world);
  double squares = 0;
  int count = 0;
  for (int minute = 0; minute < 6; ++minute) {
    world.advance(at(monday, 11, 2 * minute));
    for (const Instrument* option : options_of(world, "SPX")) {
      const double residual = truth.residual(*option);
      squares += residual * residual;
      ++count;
      const Quote quote = world.quote(*option);
      const bool is_fresh = std::fabs(option->strike.to_double() / truth.spot("SPX") - 1) < 0.015;  // others wait to be requoted
      if (!quote.bid || !is_fresh) continue;
      const double middle = (quote.bid->to_double() + quote.ask->to_double()) / 2;
      EXPECT_LT(std::fabs(middle - truth.fair_price(*option)), 1.1 * truth.half_spread(*option) + 0.3) << option->local_symbol();
    }
  }
  EXPECT_NEAR(std::sqrt(squares / count), 0.3, 0.01);
}

TEST(WorldStatistics, no_vertical_can_be_bought_for_less_than_nothing) {
  World world = small_world(at(monday, 13));
  for (const char* symbol : {"SPX", "SPY", "AAPL", "KO"})
    for (const auto& listed : world.options_of(symbol))
      for (const auto& expiry : listed.expiries)
        for (std::size_t i = 1; i < expiry.strikes.size(); ++i) {
          const Quote low = world.quote(*expiry.strikes[i - 1].call), high = world.quote(*expiry.strikes[i].call);
          if (high.bid) EXPECT_GE(low.ask->to_double() - high.bid->to_double(), -0.06) << expiry.strikes[i].call->local_symbol();
        }
}

}  // namespace
}  // namespace legwork::simgw
