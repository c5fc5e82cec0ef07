#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/pipe.hpp"
#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::Le;
using testing::SizeIs;

/// A server that reads all the time and notes what came when.
struct Listening : testing::Test {
  struct Piece {
    std::string bytes;
    core::Duration after;
  };

  explicit Listening(std::uint64_t seed = 7) : pair(make_pipe(world.context.get_executor(), world.clock, core::Prng(seed))) {
    world.tasks.spawn(read_all(this));
  }
  static Task<void> read_all(Listening* self) {
    std::string buffer(4096, '\0');
    while (true) {
      const auto got = co_await self->pair.server->read_some(buffer);
      const auto after = self->world.clock.now() - self->start;
      if (!got || *got == 0) {
        self->end = got ? "end" : got.error().message;
        self->ended_after = after;
        co_return;
      }
      self->pieces.push_back({buffer.substr(0, *got), after});
    }
  }
  static Task<bool> write(Transport* to, std::string bytes) { co_return (co_await to->write(bytes)).has_value(); }
  bool say(const std::string& bytes) { return world.run(write(pair.client.get(), bytes)); }
  void wait(core::Duration time) { world.clock.run_for(world.context, time); }
  std::string heard() const {
    return std::accumulate(pieces.begin(), pieces.end(), std::string(),
                           [](std::string all, const Piece& piece) { return std::move(all) + piece.bytes; });
  }
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> sizes;
    for (const auto& piece : pieces) sizes.push_back(piece.bytes.size());
    return sizes;
  }

  Simulation world;
  core::TimePoint start = world.clock.now();
  PipePair pair;
  std::vector<Piece> pieces;
  std::string end;
  core::Duration ended_after{};
};

TEST_F(Listening, SplitEveryThreeBytes) {
  pair.pipe->set_options(Side::client, {.split_bytes = 3});
  say("abcdefgh");
  wait(1s);
  EXPECT_THAT(sizes(), ElementsAre(3, 3, 2));
  EXPECT_EQ(heard(), "abcdefgh");
}

TEST_F(Listening, RandomSplitsLoseNothingAndComeInEverySize) {
  pair.pipe->set_options(Side::client, {.split_bytes = 5, .split_randomly = true});
  const std::string text(2000, 'x');
  say(text);
  wait(1s);
  EXPECT_EQ(heard(), text);
  EXPECT_THAT(sizes(), Each(AllOf(Ge(1U), Le(5U))));
  for (std::size_t size = 1; size <= 5; ++size) EXPECT_THAT(sizes(), testing::Contains(size));
}

TEST_F(Listening, DelayedBytesKeepTheirOrder) {
  pair.pipe->set_options(Side::client, {.delay_min = 10ms, .delay_max = 500ms});
  std::string text;
  for (int k = 0; k < 50; ++k) {
    text += std::to_string(k) + " ";
    say(std::to_string(k) + " ");
    wait(7ms);
  }
  wait(1s);
  EXPECT_EQ(heard(), text);
  EXPECT_GE(pieces.front().after, 10ms);
  EXPECT_LE(pieces.back().after, 50 * 7ms + 500ms);
  EXPECT_THAT(pieces, SizeIs(Ge(3U)));
}

TEST_F(Listening, WhatIsHeldComesWithTheThaw) {
  pair.pipe->mute(Flow::held);
  EXPECT_TRUE(say("into "));
  EXPECT_TRUE(say("the ice"));
  wait(1h);
  EXPECT_EQ(heard(), "");
  pair.pipe->thaw();
  wait(0s);
  EXPECT_EQ(heard(), "into the ice");
  EXPECT_EQ(pieces.front().after, 1h);
}

TEST_F(Listening, TheEndIsHeldToo) {
  say("x");
  wait(1s);
  pair.pipe->mute(Flow::held);
  pair.client->close();
  wait(1min);
  EXPECT_EQ(end, "");
  pair.pipe->thaw();
  wait(0s);
  EXPECT_EQ(end, "end");
  EXPECT_EQ(ended_after, 61s);
}

TEST_F(Listening, WhatIsSwallowedNeverComes) {
  pair.pipe->mute(Flow::swallowed);
  EXPECT_TRUE(say(std::string(1'000'000, 'x')));  // more than fits: nobody notices
  wait(1h);
  pair.pipe->thaw();
  say("y");
  wait(1s);
  EXPECT_EQ(heard(), "y");
}

TEST_F(Listening, AResetLosesWhatIsUnderWayAndFailsBothEnds) {
  pair.pipe->set_options(Side::client, {.delay_min = 1s, .delay_max = 1s});
  say("lost");
  pair.pipe->reset();
  wait(10s);
  EXPECT_EQ(heard(), "");
  EXPECT_EQ(end, "the connection with client: connection reset by peer");
  EXPECT_FALSE(say("x"));
  EXPECT_TRUE(pair.pipe->is_over());
}

TEST_F(Listening, AHalfClosedPeerStillHears) {
  pair.pipe->half_close(Side::client);
  wait(0s);
  EXPECT_EQ(end, "end");
  EXPECT_FALSE(pair.pipe->is_over());
  EXPECT_TRUE(world.run(write(pair.server.get(), "answer")));
}

TEST_F(Listening, OneDirectionCanBeMuteAlone) {
  pair.pipe->set_flow(Side::server, Flow::held);
  say("heard");
  wait(1s);
  EXPECT_EQ(heard(), "heard");
  EXPECT_TRUE(world.run(write(pair.server.get(), "unheard")));
  EXPECT_EQ(pair.pipe->bytes_under_way(Side::server), 7U);
}

struct SeededRun : Listening {
  using Listening::Listening;
  void TestBody() override {}
  std::vector<std::pair<std::string, core::Duration>> trace() {
    pair.pipe->set_options(Side::client, {.delay_min = 1ms, .delay_max = 90ms, .split_bytes = 6, .split_randomly = true});
    for (int k = 0; k < 40; ++k) {
      say("message " + std::to_string(k) + ";");
      wait(20ms);
    }
    wait(1s);
    std::vector<std::pair<std::string, core::Duration>> all;
    for (const auto& piece : pieces) all.emplace_back(piece.bytes, piece.after);
    return all;
  }
};

TEST(PipeSeed, TheSameSeedTakesTheSameWay) {
  EXPECT_EQ(SeededRun(1).trace(), SeededRun(1).trace());
  EXPECT_NE(SeededRun(1).trace(), SeededRun(2).trace());
}

}  // namespace
}  // namespace legwork::io
