// A pipe without faults is a TCP connection: the same words are said over both.
#include "io/pipe.hpp"

#include <string>

#include <gtest/gtest.h>

#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

struct Connected : testing::Test {
  Simulation world;
  PipePair pair = make_pipe(world.context.get_executor(), world.clock, core::Prng(7), "desk", "gateway");

  /// Reads once, at most `count` bytes; "<end>" at the end and "<error: …>" on an error.
  static Task<std::string> read(Transport* from, std::size_t count = 4096) {
    std::string buffer(count, '\0');
    const auto got = co_await from->read_some(buffer);
    if (!got) co_return "<error: " + got.error().message + ">";
    if (*got == 0) co_return std::string("<end>");
    co_return buffer.substr(0, *got);
  }
  static Task<std::string> write(Transport* to, std::string bytes) {
    const auto done = co_await to->write(bytes);
    co_return done ? "<ok>" : "<error: " + done.error().message + ">";
  }
  std::string hear(Transport& from, std::size_t count = 4096) { return world.run(read(&from, count)); }
  std::string say(Transport& to, std::string bytes) { return world.run(write(&to, std::move(bytes))); }
};

TEST_F(Connected, BytesPassBothWaysInOrder) {
  EXPECT_EQ(say(*pair.client, "one "), "<ok>");
  EXPECT_EQ(say(*pair.client, "two"), "<ok>");
  EXPECT_EQ(hear(*pair.server), "one two");
  EXPECT_EQ(say(*pair.server, "three"), "<ok>");
  EXPECT_EQ(hear(*pair.client, 2), "th");
  EXPECT_EQ(hear(*pair.client), "ree");
  EXPECT_EQ(pair.pipe->bytes_delivered(Side::client), 7U);
}

TEST_F(Connected, EachEndNamesTheOther) {
  EXPECT_EQ(pair.client->peer(), "gateway");
  EXPECT_EQ(pair.server->peer(), "desk");
}

TEST_F(Connected, WhatWasWrittenBeforeTheEndIsReadBeforeTheEnd) {
  say(*pair.client, "last words");
  pair.client->end_writing();
  EXPECT_EQ(hear(*pair.server), "last words");
  EXPECT_EQ(hear(*pair.server), "<end>");
  EXPECT_EQ(say(*pair.server, "still here"), "<ok>");
  EXPECT_EQ(hear(*pair.client), "still here");
  EXPECT_EQ(say(*pair.client, "more"), "<error: the connection with gateway: closed here>");
}

TEST_F(Connected, ClosingEndsBothSides) {
  say(*pair.client, "bye");
  pair.client->close();
  pair.client->close();
  EXPECT_EQ(hear(*pair.server), "bye");
  EXPECT_EQ(hear(*pair.server), "<end>");
  EXPECT_EQ(say(*pair.server, "too late"), "<error: the connection with desk: broken pipe>");
  EXPECT_EQ(hear(*pair.client), "<error: the connection with gateway: closed here>");
  EXPECT_TRUE(pair.pipe->is_over());
}

TEST_F(Connected, AReaderIsWokenByTheCloseOfItsOwnEnd) {
  std::string heard;
  const auto listen = [](Transport* from, std::string* out) -> Task<void> { *out = co_await read(from, 10); };
  world.tasks.spawn(listen(pair.client.get(), &heard));
  world.clock.run_for(world.context, 1s);
  EXPECT_EQ(heard, "");
  pair.client->close();
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(heard, "<error: the connection with gateway: closed here>");
}

TEST_F(Connected, DestroyingAnEndClosesIt) {
  pair.client.reset();
  EXPECT_EQ(hear(*pair.server), "<end>");
}

TEST_F(Connected, ASlowReaderStopsTheWriter) {
  pair.pipe->set_options(Side::client, {.capacity_bytes = 10});
  std::string outcome;
  const auto flood = [](Transport* to, std::string* out) -> Task<void> { *out = co_await write(to, std::string(25, 'x')); };
  world.tasks.spawn(flood(pair.client.get(), &outcome));
  world.clock.run_for(world.context, 1h);
  EXPECT_EQ(outcome, "");
  EXPECT_EQ(pair.pipe->bytes_under_way(Side::client), 10U);
  EXPECT_EQ(hear(*pair.server, 4), "xxxx");
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(pair.pipe->bytes_under_way(Side::client), 10U);
  std::size_t heard = 4;
  while (heard < 25) heard += hear(*pair.server).size();
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(outcome, "<ok>");
  EXPECT_EQ(heard, 25U);
}

}  // namespace
}  // namespace legwork::io
