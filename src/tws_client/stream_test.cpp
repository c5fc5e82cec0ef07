#include "tws_client/stream.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/simulation.hpp"

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct Reading {
  int field;
  int value;
  friend bool operator==(const Reading&, const Reading&) = default;
};
std::optional<std::uint64_t> field_of(const Reading& reading) {
  return reading.field < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(reading.field));
}

struct Queue : testing::Test {
  io::Simulation world;
  using Readings = StreamQueue<Reading>;

  std::shared_ptr<Readings> queue(std::size_t capacity, Readings::Key key) {
    return std::make_shared<Readings>(world.context.get_executor(), capacity, key);
  }
  static std::vector<Reading> drain(Stream<Reading>& stream) {
    std::vector<Reading> all;
    while (auto one = stream.try_next()) all.push_back(*one);
    return all;
  }
};

TEST_F(Queue, TheNewestOfEachFieldWaits) {
  const auto q = queue(4, field_of);
  Stream<Reading> stream(q, nullptr);
  for (const Reading reading : {Reading{1, 10}, Reading{2, 20}, Reading{1, 11}, Reading{-1, 0}, Reading{2, 21}}) q->push(reading);
  EXPECT_THAT(drain(stream), ElementsAre(Reading{1, 11}, Reading{2, 21}, Reading{-1, 0}));
  EXPECT_EQ(stream.conflated(), 2U);
  EXPECT_FALSE(stream.failure());
}

TEST_F(Queue, WithoutAFieldItFailsWhenItsReaderIsTooSlow) {
  const auto q = queue(2, nullptr);
  Stream<Reading> stream(q, nullptr);
  for (int value = 0; value < 5; ++value) q->push({1, value});
  EXPECT_THAT(drain(stream), ElementsAre(Reading{1, 0}, Reading{1, 1}));  // what waited is still read
  ASSERT_TRUE(stream.failure());
  EXPECT_EQ(stream.failure()->text, "the reader of this stream is too slow: 2 wait");
}

io::Task<void> read_to_end(Stream<Reading>* stream, std::vector<Reading>* all, bool* ended) {
  while (const auto one = co_await stream->next()) all->push_back(*one);
  *ended = true;
}

TEST_F(Queue, AReaderWaitsForTheNextAndForTheEnd) {
  const auto q = queue(8, nullptr);
  Stream<Reading> stream(q, nullptr);
  std::vector<Reading> all;
  bool ended = false;
  world.tasks.spawn(read_to_end(&stream, &all, &ended));
  world.clock.run_for(world.context, 1s);
  q->push({1, 1});
  world.clock.run_for(world.context, 1s);
  EXPECT_THAT(all, ElementsAre(Reading{1, 1}));
  EXPECT_FALSE(ended);
  q->push({1, 2});
  q->fail({tws::FailureReason::permission, 354, "not subscribed"});
  world.clock.run_for(world.context, 1s);
  EXPECT_THAT(all, ElementsAre(Reading{1, 1}, Reading{1, 2}));
  EXPECT_TRUE(ended);
  EXPECT_EQ(stream.failure()->code, 354);
}

TEST_F(Queue, LettingGoUnsubscribesOnce) {
  int ends = 0;
  {
    Stream<Reading> stream(queue(8, nullptr), [&] { ++ends; });
    Stream<Reading> moved(std::move(stream));
    EXPECT_EQ(ends, 0);
    moved.close();
    EXPECT_EQ(ends, 1);
  }
  EXPECT_EQ(ends, 1);
}

}  // namespace
}  // namespace legwork::tws_client
