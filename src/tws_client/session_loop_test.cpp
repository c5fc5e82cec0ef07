#include "tws_client/session_loop.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "tws_client/scripted_gateway_fixture.hpp"

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;

/// A session of its own and no Client, as the order engine's process runs it.
struct OwnSession : testing::Test {
  io::Simulation world;
  io::PipeNetwork network{world.context.get_executor(), world.clock, core::Prng(11)};
  ScriptedGateway gateway{world, network};
  SessionLoopOptions options;
  tws::Session session{tws::SessionOptions{}};
  std::vector<std::string> told;
  int turns = 0;
  std::unique_ptr<SessionLoop> loop;

  void start() {
    loop = std::make_unique<SessionLoop>(world.context.get_executor(), world.clock, network, options, session,
                                         SessionSink{.on_event = [this](tws::Event&& event) { note(event); },
                                                     .on_link = [this](LinkEvent&& event) { note(event); },
                                                     .on_turn = [this] { ++turns; }});
    world.tasks.spawn(loop->run());
  }
  void note(const tws::Event& event) {
    if (std::holds_alternative<tws::Ready>(event)) told.emplace_back("ready");
    if (std::holds_alternative<tws::Closed>(event)) told.emplace_back("closed");
    if (std::holds_alternative<tws::Done>(event)) told.emplace_back("done");
  }
  void note(const LinkEvent& event) {
    constexpr std::array names{"unreachable", "next attempt", "restart soon", "restart wait"};
    told.emplace_back(names.at(event.index()));
  }
  std::vector<std::string> take_told() { return std::exchange(told, {}); }
  void wait(core::Duration time) { world.clock.run_for(world.context, time); }
  void TearDown() override {
    loop->stop();
    wait(0s);
    EXPECT_EQ(world.tasks.running(), 1U);  // the gateway alone
  }
};

using Told = std::vector<std::string>;

TEST_F(OwnSession, ConnectsAndCarriesWhatTheSessionWants) {
  start();
  wait(1s);
  EXPECT_EQ(take_told(), (Told{"ready"}));
  const auto key = session.request(tws::RequestCurrentTime{}, world.clock.now());
  EXPECT_GT(key.value(), 0U);
  wait(1s);
  EXPECT_EQ(take_told(), Told{});  // nothing wakes the loop until it is told to look
  loop->pump();
  wait(1s);
  EXPECT_EQ(take_told(), (Told{"done"}));
}

TEST_F(OwnSession, ComesBackAfterALossAndAFailedAttempt) {
  start();
  wait(1s);
  network.set_reachability(io::Reachability::refused);
  gateway.hang_up();
  wait(1s);
  EXPECT_EQ(take_told(), (Told{"ready", "closed", "next attempt", "unreachable", "next attempt"}));
  network.set_reachability(io::Reachability::open);
  wait(10s);
  EXPECT_EQ(take_told(), (Told{"ready"}));
  EXPECT_EQ(gateway.sessions, 2);
}

TEST_F(OwnSession, AFrameThatSaysNothingIsATurn) {
  start();
  wait(1s);
  const auto before = turns;
  const auto seen = session.last_frame_at();
  gateway.send(tws::CurrentTime{1});  // nobody asked
  wait(1s);
  EXPECT_EQ(take_told(), (Told{"ready"}));
  EXPECT_GT(turns, before);
  EXPECT_GT(session.last_frame_at(), seen);
}

TEST_F(OwnSession, ASinkThatPumpsAtEveryTurnDoesNotSpin) {
  loop = std::make_unique<SessionLoop>(world.context.get_executor(), world.clock, network, options, session,
                                       SessionSink{.on_event = [this](tws::Event&& event) { note(event); },
                                                   .on_link = [this](LinkEvent&& event) { note(event); },
                                                   .on_turn =
                                                       [this] {
                                                         ++turns;
                                                         loop->pump();
                                                       }});
  world.tasks.spawn(loop->run());
  wait(60s);
  EXPECT_EQ(take_told(), (Told{"ready"}));
  EXPECT_LT(turns, 100);
}

TEST_F(OwnSession, StoppedItStaysAway) {
  start();
  wait(1s);
  loop->stop();
  wait(60s);
  EXPECT_EQ(take_told(), (Told{"ready", "closed"}));
  EXPECT_TRUE(loop->is_stopping());
  EXPECT_EQ(session.state(), tws::SessionState::disconnected);
  EXPECT_EQ(gateway.sessions, 1);
}

}  // namespace
}  // namespace legwork::tws_client
