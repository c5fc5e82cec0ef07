#include "io/task_group.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

Task<void> tick(Clock* clock, int* count) {
  while (true) {
    co_await clock->sleep_until(clock->now() + 1s);
    ++*count;
  }
}

Task<void> cancel_and_join(TaskGroup* group, bool* joined) {
  group->cancel();
  co_await group->join();
  *joined = true;
}

TEST(TaskGroup, JoinWaitsForTheCancelled) {
  Simulation world;
  TaskGroup group(world.context.get_executor());
  int count = 0;
  bool joined = false;
  group.spawn(tick(&world.clock, &count));
  group.spawn(tick(&world.clock, &count));
  world.clock.run_for(world.context, 10s);
  EXPECT_EQ(count, 20);
  EXPECT_EQ(group.running(), 2U);
  world.tasks.spawn(cancel_and_join(&group, &joined));
  world.clock.run_for(world.context, 0s);
  EXPECT_TRUE(joined);
  EXPECT_EQ(group.running(), 0U);
  world.clock.run_for(world.context, 10s);
  EXPECT_LE(count, 22);  // a cancelled sleep returns once; the next co_await throws
}

TEST(TaskGroup, ItsEndCancelsWhatRuns) {
  Simulation world;
  int count = 0;
  {
    TaskGroup group(world.context.get_executor());
    group.spawn(tick(&world.clock, &count));
    world.clock.run_for(world.context, 3s);
  }
  world.clock.run_for(world.context, 1h);
  EXPECT_LE(count, 4);
  EXPECT_EQ(world.clock.sleepers(), 0U);
}

Task<void> fail() {
  throw std::runtime_error("nobody expected this");
  co_return;
}

TEST(TaskGroupDeathTest, AnEscapingExceptionIsABug) {
  const auto run = [] {
    Simulation world;
    world.tasks.spawn(fail());
    world.clock.run_for(world.context, 1s);
  };
  EXPECT_DEATH(run(), "nobody expected this");
}

}  // namespace
}  // namespace legwork::io
