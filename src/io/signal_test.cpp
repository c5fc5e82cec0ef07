#include "io/signal.hpp"

#include <gtest/gtest.h>

#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

Task<void> count_wakes(Signal* signal, int* count, int wakes) {
  for (; *count < wakes; ++*count) co_await signal->wait();
}

TEST(Signal, WakesAllWhoWait) {
  Simulation world;
  Signal signal(world.context.get_executor());
  int one = 0, two = 0;
  world.tasks.spawn(count_wakes(&signal, &one, 100));
  world.tasks.spawn(count_wakes(&signal, &two, 100));
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(one + two, 0);
  signal.notify();
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(one, 1);
  EXPECT_EQ(two, 1);
}

TEST(Signal, IsRememberedOnceWhenNobodyWaits) {
  Simulation world;
  Signal signal(world.context.get_executor());
  signal.notify();
  signal.notify();
  int count = 0;
  world.tasks.spawn(count_wakes(&signal, &count, 100));
  world.clock.run_for(world.context, 1h);
  EXPECT_EQ(count, 1);
}

TEST(Signal, ACancelledWaiterNoLongerCounts) {
  Simulation world;
  Signal signal(world.context.get_executor());
  int count = 0;
  {
    TaskGroup group(world.context.get_executor());
    group.spawn(count_wakes(&signal, &count, 100));
    world.clock.run_for(world.context, 0s);
  }
  world.clock.run_for(world.context, 0s);
  const int before = count;
  signal.notify();  // remembered: nobody waits
  world.tasks.spawn(count_wakes(&signal, &count, before + 1));
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(count, before + 1);
}

}  // namespace
}  // namespace legwork::io
