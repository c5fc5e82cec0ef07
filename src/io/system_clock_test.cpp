#include "io/system_clock.hpp"

#include <gtest/gtest.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>

#include "io/task_group.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;
using boost::asio::experimental::awaitable_operators::operator||;

TEST(SystemClock, NeverRunsBackwardsAndIsTheWallClocksAtFirst) {
  const SystemClock clock;
  auto last = clock.now();
  for (int k = 0; k < 1000; ++k) {
    const auto now = clock.now();
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_GT(last, core::TimePoint(std::chrono::sys_days(std::chrono::January / 1 / 2024)));
}

Task<void> sleep_and_look(SystemClock* clock, core::TimePoint when, bool* was_early) {
  co_await clock->sleep_until(when);
  *was_early = clock->now() < when;
}

TEST(SystemClock, SleepsNoShorterThanAsked) {
  boost::asio::io_context context;
  SystemClock clock;
  TaskGroup tasks(context.get_executor());
  bool was_early = true, past_was_early = true;
  tasks.spawn(sleep_and_look(&clock, clock.now() + 20ms, &was_early));
  tasks.spawn(sleep_and_look(&clock, clock.now() - 1h, &past_was_early));
  context.run();
  EXPECT_FALSE(was_early);
  EXPECT_FALSE(past_was_early);
}

Task<void> race(SystemClock* clock, std::size_t* winner) {
  const auto result = co_await (clock->sleep_until(clock->now() + 24h) || clock->sleep_until(clock->now() + 1ms));
  *winner = result.index();
}

TEST(SystemClock, ACancelledSleepEndsEarly) {
  boost::asio::io_context context;
  SystemClock clock;
  TaskGroup tasks(context.get_executor());
  std::size_t winner = 99;
  tasks.spawn(race(&clock, &winner));
  context.run();  // would take a day
  EXPECT_EQ(winner, 1U);
}

}  // namespace
}  // namespace legwork::io
