#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tws_client/client.hpp"
#include "tws_client/scripted_gateway_fixture.hpp"

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;
using tws::CloseCause;

struct Reconnect : ClientAndGateway {
  std::vector<CloseCause> causes() {
    std::vector<CloseCause> all;
    for (const auto& closed : told<tws::Closed>()) all.push_back(closed.cause);
    return all;
  }
};

TEST_F(Reconnect, TriesUntilSomebodyListens) {
  network.set_reachability(io::Reachability::refused);
  start();
  wait(10min);
  const auto attempts = told<Unreachable>();
  EXPECT_GE(attempts.size(), 10U);
  EXPECT_LE(attempts.size(), 30U);  // with a minute between them at last
  network.set_reachability(io::Reachability::open);
  wait(1min);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
}

TEST_F(Reconnect, SubscriptionsComeBackInANewEpoch) {
  start_and_wait();
  auto ticks = client->market_data({});
  wait(1s);
  const auto first = gateway.heard<tws::RequestMarketData>().at(0).request_id;
  gateway.send(tws::TickPrice{.request_id = first, .tick_type = 1, .price = 1.0});
  wait(1s);
  gateway.hang_up();
  wait(10s);
  EXPECT_EQ(gateway.sessions, 2);
  const auto asked = gateway.heard<tws::RequestMarketData>();
  ASSERT_THAT(asked, SizeIs(2));
  gateway.send(tws::TickPrice{.request_id = asked[1].request_id, .tick_type = 2, .price = 2.0});
  wait(1s);
  const auto old_bid = ticks.try_next();
  const auto new_ask = ticks.try_next();
  ASSERT_TRUE(old_bid && new_ask);
  EXPECT_LT(old_bid->epoch, new_ask->epoch);
  EXPECT_EQ(new_ask->epoch, client->epoch());
  EXPECT_FALSE(ticks.failure());
}

TEST_F(Reconnect, AFrozenGatewayIsNoticedByItsSilence) {
  start_and_wait();
  network.pipes().at(0)->mute(io::Flow::swallowed);
  wait(30s);
  EXPECT_THAT(causes(), ElementsAre(CloseCause::silent));
  EXPECT_EQ(gateway.sessions, 2);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
}

TEST_F(Reconnect, AGatewayThatAcceptsAndIsSilentIsLeft) {
  gateway.starts = false;
  start();
  wait(15s);
  EXPECT_EQ(causes().at(0), CloseCause::handshake_timeout);
  gateway.starts = true;
  wait(1min);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
}

TEST_F(Reconnect, FollowsARedirect) {
  ScriptedGateway other(world, network, {"10.0.0.8", 4001});
  gateway.greeting = std::string(
      "-1\0"
      "10.0.0.8:4001\0",
      17);
  start_and_wait();
  EXPECT_EQ(gateway.sessions, 1);
  EXPECT_EQ(other.sessions, 1);
}

TEST_F(Reconnect, LeavesForTheDailyRestartAndReturns) {
  options.plan.restart.daily_at = market::WallTime{(23 * 60 + 45) * 60};
  const auto restart = restart_state(options.plan.restart, world.clock.now()).restart;
  const auto run_to = [&](core::TimePoint when) { world.clock.run_until(world.context, when); };
  start_and_wait();
  auto ticks = client->market_data({});
  run_to(restart - 6min);
  EXPECT_THAT(told<RestartSoon>(), SizeIs(0));
  run_to(restart - 5min);
  ASSERT_THAT(told<RestartSoon>(), SizeIs(1));
  run_to(restart - 61s);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
  run_to(restart - 60s);
  EXPECT_THAT(causes(), ElementsAre(CloseCause::requested));
  run_to(restart + 299s);
  EXPECT_EQ(gateway.sessions, 1);
  run_to(restart + 301s);
  EXPECT_EQ(gateway.sessions, 2);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
  EXPECT_THAT(gateway.heard<tws::RequestMarketData>(), SizeIs(2));  // restored
}

TEST_F(Reconnect, ByteByByteAndLateItWorksAllTheSame) {
  network.set_options(io::Side::client, {.delay_min = 1ms, .delay_max = 40ms, .split_bytes = 1});
  network.set_options(io::Side::server, {.delay_min = 1ms, .delay_max = 40ms, .split_bytes = 3, .split_randomly = true});
  gateway.on_request = [&](const tws::Request& request) {
    if (!std::holds_alternative<tws::RequestPositions>(request)) return;
    tws::Position row;
    row.account = "DU1";
    gateway.send(row);
    gateway.send(tws::PositionEnd{});
  };
  start();
  const auto found = world.run(client->positions());
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_THAT(*found, SizeIs(1));
}

}  // namespace
}  // namespace legwork::tws_client
