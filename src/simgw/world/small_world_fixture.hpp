// For tests: a universe of five names that builds in milliseconds, and times on the exchange's clock.
#pragma once

#include <gtest/gtest.h>

#include "simgw/world/truth.hpp"

namespace legwork::simgw {

inline Date day(int year, unsigned month, unsigned number) {
  return Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

inline TimePoint at(Date date, int hour, int minute = 0, int second = 0) {
  return market::eastern_to_utc(date, {hour * 3600 + minute * 60 + second});
}

inline const Date monday = day(2026, 7, 13);

inline UniverseSpec small_universe() {
  const auto spec = UniverseSpec::parse(
      "symbol,kind,spot,vol,correlation,vol_of_vol,skew,jumps_per_year,jump_vol,dividend,dividend_month,yield,shares_per_day,"
      "option_liquidity,strike_step,expiries,leaps,tracks\n"
      "SPX,index,7420,0.145,0.99,1.7,0.22,0.6,0.035,0,0,0.012,0,0.9,25,daily,true,\n"
      "SPY,stock,739.5,0.145,0.99,1.7,0.22,0.6,0.035,1.86,3,0,62000000,1,5,daily,true,SPX\n"
      "AAPL,stock,271.4,0.235,0.68,1.4,0.2,1.5,0.045,0.26,2,0,48000000,0.8,2.5,weekly,true,\n"
      "KO,stock,71.2,0.14,0.3,1.4,0.2,0.6,0.03,0.51,3,0,15000000,0.35,1,weekly,true,\n"
      "TINY,stock,31,0.5,0.3,1.4,0.1,2,0.08,0,0,0,60000,0.05,2.5,monthly,false,\n",
      "small");
  return spec.value();
}

inline World small_world(TimePoint start, std::uint64_t seed = 7) {
  WorldOptions options;
  options.seed = seed;
  options.start = start;
  auto world = World::synthetic(small_universe(), options);
  EXPECT_TRUE(world.has_value());
  return std::move(world.value());
}

/// Every listed option of a symbol, in order of class, expiry, strike, call before put.
inline std::vector<const Instrument*> options_of(const World& world, std::string_view symbol) {
  std::vector<const Instrument*> all;
  for (const auto& listed : world.options_of(symbol))
    for (const auto& expiry : listed.expiries)
      for (const auto& strike : expiry.strikes)
        for (const Instrument* option : {strike.call, strike.put})
          if (option) all.push_back(option);
  return all;
}

inline const Instrument& stock(const World& world, std::string_view symbol) {
  const Instrument* found = world.find(symbol, SecurityKind::stock);
  if (!found) found = world.find(symbol, SecurityKind::index);
  EXPECT_NE(found, nullptr) << symbol;
  return *found;
}

}  // namespace legwork::simgw
