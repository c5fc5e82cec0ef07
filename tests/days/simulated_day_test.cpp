#include "days/simulated_day.hpp"

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace legwork::days {
namespace {

using namespace std::chrono_literals;

void expect_a_good_day(const DayReport& day, const DayOptions& options) {
  EXPECT_LE(day.busiest_second, 45);
  EXPECT_EQ(day.gateway_violations, 0U);
  EXPECT_EQ(day.error_100, 0U);
  EXPECT_TRUE(day.is_ready);
  EXPECT_EQ(day.lines_alive, options.lines);
  EXPECT_GT(day.faults, 0U);
  EXPECT_GT(day.sessions, 1U) << "no fault of the day ended a connection";
  EXPECT_GT(day.answers, 100U);
}

/// LEGWORK_DAY_HOURS makes the storm longer: 24 is a whole day, and takes minutes.
DayOptions storm(std::uint64_t seed) {
  DayOptions options;
  options.seed = seed;
  if (const char* hours = std::getenv("LEGWORK_DAY_HOURS")) options.storm = std::chrono::hours(std::atoi(hours));
  return options;
}

std::string summary_of(const DayReport& day) {
  std::ostringstream text;
  text << day.faults << " faults, " << day.connections << " connections, " << day.sessions << " sessions, " << day.ticks
       << " ticks, " << day.answers << " answers";
  for (const auto& [reason, count] : day.failures) text << ", " << count << " " << reason;
  text << "; busiest second " << day.busiest_second << ", trace " << std::hex << day.trace;
  return text.str();
}

TEST(SimulatedDay, AStormOfFaultsNeverBreaksTheBudgetAndEverythingComesBackAfterIt) {
  const auto options = storm(1);
  const auto day = simulate_day(options);
  expect_a_good_day(day, options);
  std::cout << summary_of(day) << "\n";
  if (HasFailure()) {
    for (const auto& line : day.timeline) std::cout << line << "\n";
  }
}

TEST(SimulatedDay, TheSameSeedLeavesTheSameTraceThreeTimesAndAnotherSeedAnother) {
  auto options = storm(2);
  if (options.storm < 24h) options.lines = 20;  // a fifth of the time
  const auto first = simulate_day(options);
  EXPECT_EQ(simulate_day(options).trace, first.trace);
  EXPECT_EQ(simulate_day(options).trace, first.trace);
  std::cout << summary_of(first) << "\n";
  options.seed = 3;
  EXPECT_NE(simulate_day(options).trace, first.trace);
}

}  // namespace
}  // namespace legwork::days
