#include "tws_client/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tws_client/scripted_gateway_fixture.hpp"

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

tws::Contract spy() {
  tws::Contract contract;
  contract.symbol = "SPY";
  contract.security_type = "STK";
  contract.exchange = "SMART";
  contract.currency = "USD";
  return contract;
}

struct Requests : ClientAndGateway {};

TEST_F(Requests, BecomesReadyWithAccounts) {
  start();
  const auto ready = world.run(client->ready(world.clock.now() + 10s));
  ASSERT_TRUE(ready.has_value());
  EXPECT_EQ(ready->server_version, 200);
  EXPECT_THAT(ready->accounts, ElementsAre("DU1"));
  EXPECT_EQ(client->state(), tws::SessionState::ready);
}

TEST_F(Requests, ContractDetailsAreAListUntilItsEnd) {
  gateway.on_request = [&](const tws::Request& request) {
    const auto& wanted = std::get<tws::RequestContractData>(request);
    for (const int id : {756733, 756734}) {
      tws::ContractData row{.request_id = wanted.request_id, .details = {}};
      row.details.contract = wanted.contract;
      row.details.contract.contract_id = id;
      gateway.send(row);
    }
    gateway.send(tws::ContractDataEnd{wanted.request_id});
  };
  start();
  const auto found = world.run(client->contract_details(spy()));  // waits for the connection by itself
  ASSERT_TRUE(found.has_value());
  ASSERT_THAT(*found, SizeIs(2));
  EXPECT_EQ((*found)[1].contract.contract_id, 756734);
  EXPECT_EQ((*found)[1].contract.symbol, "SPY");
}

TEST_F(Requests, ARefusalHasItsReasonAndCode) {
  gateway.on_request = [&](const tws::Request& request) {
    gateway.send(tws::ErrorMessage{.request_id = std::get<tws::RequestContractData>(request).request_id,
                                   .code = 200,
                                   .text = "No security definition has been found"});
  };
  start();
  const auto found = world.run(client->contract_details(spy()));
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().reason, tws::FailureReason::refused);
  EXPECT_EQ(found.error().code, 200);
  EXPECT_EQ(to_string(found.error()), "refused 200: No security definition has been found");
}

TEST_F(Requests, SilenceIsNoReply) {
  start_and_wait();
  const auto found = world.run(client->positions());
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().reason, tws::FailureReason::no_reply);
}

TEST_F(Requests, HistoryComesWithItsRange) {
  gateway.on_request = [&](const tws::Request& request) {
    const auto id = std::get<tws::RequestHistoricalData>(request).request_id;
    tws::HistoricalData data{.request_id = id, .start = {}, .end = {}, .bars = {}};
    data.bars.push_back({.date = "20260716", .close = 620.5});
    gateway.send(data);
    gateway.send(tws::HistoricalDataEnd{id, "20260715", "20260717"});
  };
  start();
  tws::RequestHistoricalData wanted;
  wanted.contract = spy();
  wanted.bar_size = "1 day";
  wanted.duration = "2 D";
  wanted.what_to_show = "TRADES";
  const auto found = world.run(client->history(wanted));
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  ASSERT_THAT(found->bars, SizeIs(1));
  EXPECT_EQ(found->bars[0].close, 620.5);
  EXPECT_EQ(found->start, "20260715");
  EXPECT_EQ(found->end, "20260717");
}

TEST_F(Requests, TicksAreConflatedPerFieldForASlowReader) {
  start_and_wait();
  auto ticks = client->market_data(spy());
  wait(1s);
  const auto asked = gateway.heard<tws::RequestMarketData>();
  ASSERT_THAT(asked, SizeIs(1));
  const auto id = asked[0].request_id;
  for (int k = 0; k < 500; ++k) {
    gateway.send(tws::TickPrice{.request_id = id, .tick_type = 1, .price = 620.0 + k});
    gateway.send(tws::TickPrice{.request_id = id, .tick_type = 2, .price = 621.0 + k});
  }
  wait(1s);
  const auto bid = ticks.try_next();
  const auto ask = ticks.try_next();
  ASSERT_TRUE(bid && ask);
  EXPECT_EQ(std::get<tws::TickPrice>(bid->message).price, 1119.0);
  EXPECT_EQ(std::get<tws::TickPrice>(ask->message).price, 1120.0);
  EXPECT_FALSE(ticks.try_next());
  EXPECT_EQ(ticks.conflated(), 998U);
}

TEST_F(Requests, LettingGoOfAStreamCancelsItsLine) {
  start_and_wait();
  {
    auto ticks = client->market_data(spy());
    wait(1s);
    EXPECT_THAT(gateway.heard<tws::CancelMarketData>(), SizeIs(0));
  }
  wait(1s);
  ASSERT_THAT(gateway.heard<tws::CancelMarketData>(), SizeIs(1));
  EXPECT_EQ(gateway.heard<tws::CancelMarketData>()[0].request_id, gateway.heard<tws::RequestMarketData>()[0].request_id);
}

io::Task<void> ask_details(Client* client, bool* answered) {
  const auto found = co_await client->snapshot(spy());
  *answered = found.has_value() || !found.has_value();
}

TEST_F(Requests, ACancelledCoroutineCancelsItsRequest) {
  start_and_wait();
  bool answered = false;
  {
    io::TaskGroup group(world.context.get_executor());
    group.spawn(ask_details(client.get(), &answered));
    wait(1s);
    EXPECT_THAT(gateway.heard<tws::RequestMarketData>(), SizeIs(1));
  }
  wait(1s);
  EXPECT_FALSE(answered);
  EXPECT_THAT(gateway.heard<tws::CancelMarketData>(), SizeIs(1));
}

TEST_F(Requests, AStreamTellsWhyItEnded) {
  gateway.on_request = [&](const tws::Request& request) {
    if (const auto* wanted = std::get_if<tws::RequestMarketData>(&request)) {
      gateway.send(
          tws::ErrorMessage{.request_id = wanted->request_id, .code = 354, .text = "Not subscribed to requested market data"});
    }
  };
  start_and_wait();
  auto ticks = client->market_data(spy());
  EXPECT_FALSE(world.run(ticks.next()).has_value());
  ASSERT_TRUE(ticks.failure());
  EXPECT_EQ(ticks.failure()->reason, tws::FailureReason::permission);
}

io::Task<void> ask_positions(Client* client, std::optional<tws::Failure>* failure) {
  const auto found = co_await client->positions();
  if (!found) *failure = found.error();
}

TEST_F(Requests, StopFailsWhatIsOut) {
  start_and_wait();
  std::optional<tws::Failure> failure;
  world.tasks.spawn(ask_positions(client.get(), &failure));
  wait(1s);
  client->stop();
  wait(0s);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, tws::FailureReason::restarting);  // the connection went while it was out
  EXPECT_EQ(client->state(), tws::SessionState::disconnected);
  EXPECT_THAT(network.pipes(), SizeIs(0));
}

TEST_F(Requests, StopFailsWhatWaitsForAConnection) {
  network.set_reachability(io::Reachability::silent);
  start();
  std::optional<tws::Failure> failure;
  world.tasks.spawn(ask_positions(client.get(), &failure));
  wait(1min);
  EXPECT_FALSE(failure);
  client->stop();
  wait(0s);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, tws::FailureReason::cancelled);
  EXPECT_EQ(world.run(client->positions()).error().reason, tws::FailureReason::cancelled);
}

}  // namespace
}  // namespace legwork::tws_client
