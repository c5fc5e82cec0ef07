#include "io/simulated_clock.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "io/signal.hpp"
#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;
using boost::asio::experimental::awaitable_operators::operator||;
using testing::ElementsAre;

struct Sleepers : testing::Test {
  core::TimePoint start{1'000'000s};
  Simulation world{start};
  std::vector<std::string> log;

  Task<void> sleep_then_say(core::Duration time, std::string word) {
    co_await world.clock.sleep_until(start + time);
    log.push_back(word + "@" + std::to_string((world.clock.now() - start) / 1s));
  }
};

TEST_F(Sleepers, WakeInTheOrderOfTheirTimes) {
  world.tasks.spawn(sleep_then_say(3s, "c"));
  world.tasks.spawn(sleep_then_say(1s, "a"));
  world.tasks.spawn(sleep_then_say(2s, "b"));
  world.clock.run_for(world.context, 10s);
  EXPECT_THAT(log, ElementsAre("a@1", "b@2", "c@3"));
  EXPECT_EQ(world.clock.now(), start + 10s);
}

TEST_F(Sleepers, OfTheSameTimeWakeInTheOrderOfLyingDown) {
  for (const char* name : {"first", "second", "third"}) world.tasks.spawn(sleep_then_say(5s, name));
  world.clock.run_for(world.context, 5s);
  EXPECT_THAT(log, ElementsAre("first@5", "second@5", "third@5"));
}

TEST_F(Sleepers, OneWakesAtATime) {
  // The second finds all that the first did at its time, further coroutines included.
  Signal signal(world.context.get_executor());
  const auto waits = [](Signal* bell, std::vector<std::string>* out) -> Task<void> {
    co_await bell->wait();
    out->emplace_back("heard");
  };
  const auto rings = [](SimulatedClock* clock, Signal* bell, core::TimePoint at) -> Task<void> {
    co_await clock->sleep_until(at);
    bell->notify();
  };
  world.tasks.spawn(waits(&signal, &log));
  world.tasks.spawn(rings(&world.clock, &signal, start + 1s));
  world.tasks.spawn(sleep_then_say(1s, "second"));
  world.clock.run_for(world.context, 1s);
  EXPECT_THAT(log, ElementsAre("heard", "second@1"));
}

TEST_F(Sleepers, ATimeInThePastWakesWithoutMovingTheClock) {
  world.clock.run_for(world.context, 60s);
  world.tasks.spawn(sleep_then_say(1s, "late"));
  EXPECT_TRUE(log.empty());
  world.clock.run_for(world.context, 0s);
  EXPECT_THAT(log, ElementsAre("late@60"));
}

TEST_F(Sleepers, BeyondTheEndSleepOn) {
  world.tasks.spawn(sleep_then_say(2s, "two"));
  world.clock.run_until(world.context, start + 1s);
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(world.clock.next(), start + 2s);
  EXPECT_EQ(world.clock.sleepers(), 1U);
}

TEST_F(Sleepers, StopWhenTheConditionHolds) {
  for (int k = 1; k <= 5; ++k) world.tasks.spawn(sleep_then_say(k * 1s, "x"));
  EXPECT_TRUE(world.clock.run_until(world.context, [&] { return log.size() == 2; }, start + 1h));
  EXPECT_EQ(world.clock.now(), start + 2s);
  EXPECT_FALSE(world.clock.run_until(world.context, [&] { return log.size() == 99; }, start + 1h));
  EXPECT_EQ(world.clock.now(), start + 1h);
}

TEST_F(Sleepers, IdleIsWhenNobodySleeps) {
  world.tasks.spawn(sleep_then_say(7s, "x"));
  EXPECT_FALSE(world.clock.run_until_idle(world.context, start + 5s));
  EXPECT_TRUE(world.clock.run_until_idle(world.context, start + 1h));
  EXPECT_EQ(world.clock.now(), start + 7s);
}

TEST_F(Sleepers, TheLoserOfARaceLeavesNoSleeper) {
  const auto race = [](SimulatedClock* clock, core::TimePoint at) -> Task<int> {
    auto winner = co_await (clock->sleep_until(at + 1s) || clock->sleep_until(at + 1h));
    co_return static_cast<int>(winner.index());
  };
  EXPECT_EQ(world.run(race(&world.clock, start)), 0);
  EXPECT_EQ(world.clock.now(), start + 1s);
  EXPECT_EQ(world.clock.sleepers(), 0U);
}

TEST(SimulatedClock, OutlivesSleepersThatTheContextTakesWithIt) {
  SimulatedClock clock(core::TimePoint{});
  {
    boost::asio::io_context context;
    TaskGroup tasks(context.get_executor());
    tasks.spawn(clock.sleep_until(clock.now() + 1h));
    clock.run_for(context, 1s);
    EXPECT_EQ(clock.sleepers(), 1U);
  }
  EXPECT_EQ(clock.sleepers(), 0U);
}

}  // namespace
}  // namespace legwork::io
