// Stories of faults: what is true at the broker while a client hears something else.
#include "simgw/faults/faults.hpp"

#include <cmath>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simgw/faults/scripted_client_fixture.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct FaultsTest : testing::Test {
  void SetUp() override { client.prepare(); }
  Parameters given(std::string_view words) { return Parameters::parse(words).value(); }

  ScriptedClient client;
  Gateway& gateway = client.gateway;
  Broker& broker = client.gateway.broker();
};

TEST_F(FaultsTest, an_order_written_to_a_frozen_peer_comes_alive_after_its_client_has_gone) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("conn.half-open-thaw", given("seconds=30")).has_value());
  client.probe.send(client.order(7, client.stock_contract("KO"), "BUY", 5, 1.00));
  client.pass(seconds(5));
  EXPECT_EQ(broker.find({1, 7}), nullptr);
  client.probe.close();
  // The same client comes back with its own id and finds no such order.
  Probe again(gateway);
  again.start(1);
  EXPECT_TRUE(again.codes().empty());
  again.send(tws::RequestOpenOrders{});
  for (const auto& open : again.all<tws::OpenOrder>()) EXPECT_NE(open.order_id, 7);
  client.pass(seconds(30));
  ASSERT_NE(broker.find({1, 7}), nullptr);
  EXPECT_TRUE(broker.find({1, 7})->live());
  again.listen();
  EXPECT_EQ(again.all<tws::OpenOrder>().back().order_id, 7);
}

TEST_F(FaultsTest, orders_of_an_outage_are_sent_on_when_it_ends) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("sess.resubmit-on-restore", given("seconds=10")).has_value());
  client.probe.send(client.order(7, client.stock_contract("KO"), "BUY", 5, 1.00));
  client.pass(seconds(9));
  EXPECT_EQ(broker.find({1, 7}), nullptr);
  EXPECT_EQ(client.codes, std::vector<int>{1100});
  client.pass(seconds(2));
  EXPECT_EQ(client.codes, (std::vector<int>{1100, 1102}));
  EXPECT_NE(broker.find({1, 7}), nullptr);
  EXPECT_EQ(faults.active(), 0U);
}

TEST_F(FaultsTest, lines_die_with_1101_and_silently_with_a_farm_that_lies) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("conn.1101-restored-data-lost", given("seconds=5")).has_value());
  client.pass(seconds(6));
  EXPECT_EQ(gateway.market_data().lines(), 0U);
  client.words.clear();
  client.pass(seconds(20));
  EXPECT_TRUE(client.all("tickPrice,tickSize,tickOptionComputation").empty());
}

TEST_F(FaultsTest, a_fill_wins_against_the_cancel_that_is_on_its_way) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("can.fill-during-cancel").has_value());
  tws::CancelOrder cancel;
  cancel.order_id = 2;
  client.probe.send(cancel);
  client.pass(seconds(1));
  EXPECT_EQ(client.codes, std::vector<int>{10148});
  EXPECT_EQ(broker.find({1, 2})->status, OrderStatus::filled);
  EXPECT_EQ(broker.accounts().front().quantity(stock(client.world, "AAPL").con_id), 10);
}

TEST_F(FaultsTest, a_part_fills_while_the_rest_is_cancelled_and_the_execution_comes_last) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("can.partial-then-cancel").has_value());
  tws::CancelOrder cancel;
  cancel.order_id = 2;
  client.probe.send(cancel);
  client.pass(seconds(4));
  EXPECT_EQ(broker.find({1, 2})->status, OrderStatus::cancelled);
  EXPECT_EQ(broker.find({1, 2})->filled, 1);
  const auto told = client.all("orderStatus,execDetails");
  ASSERT_GE(told.size(), 3U);
  EXPECT_EQ(told.back().name, "execDetails");
}

TEST_F(FaultsTest, a_dialog_holds_orders_until_it_is_answered) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("ord.held-by-dialog", given("seconds=10")).has_value());
  client.probe.send(client.order(7, client.stock_contract("KO"), "BUY", 5, 1.00));
  client.pass(seconds(9));
  EXPECT_TRUE(client.all("openOrder,orderStatus").empty());
  client.pass(seconds(2));
  EXPECT_FALSE(client.all("openOrder").empty());
}

TEST_F(FaultsTest, a_correction_is_the_same_execution_with_a_higher_last_part) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("exe.correction").has_value());
  broker.fill_now({1, 2}, 3, gateway.now());
  client.pass(seconds(4));
  const auto told = client.all("execDetails");
  ASSERT_EQ(told.size(), 2U);
  const auto id_of = [](const Heard& heard) {
    const auto decoded = tws::decode_response(heard.payload, 200);
    return std::get<tws::ExecutionDetails>(decoded->message).execution.execution_id;
  };
  const std::string first = id_of(told[0]), second = id_of(told[1]);
  EXPECT_TRUE(first.ends_with(".01"));
  EXPECT_EQ(second, first.substr(0, first.size() - 2) + "02");
}

TEST_F(FaultsTest, somebody_elses_trade_changes_the_account_and_not_our_orders) {
  const std::size_t ours = broker.executions().size();
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("ops.manual-trade").has_value());
  client.pass(seconds(2));
  // Like the newest order: the vertical, and so a summary and two legs.
  ASSERT_EQ(broker.executions().size(), ours + 3);
  EXPECT_EQ(broker.executions().back().owner.client_id, 0);
  EXPECT_LT(broker.executions().back().owner.order_id, 0);
  EXPECT_FALSE(client.all("execDetails").empty());
}

TEST_F(FaultsTest, held_bytes_arrive_whole_and_in_order) {
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("frame.coalesced", given("seconds=3")).has_value());
  ASSERT_TRUE(faults.trigger("frame.dribble", given("seconds=1")).has_value());
  client.pass(seconds(2));
  EXPECT_TRUE(client.words.empty());
  client.pass(seconds(2));
  EXPECT_GT(client.words.size(), 10U);
  EXPECT_FALSE(client.probe.out_of_step);
  EXPECT_EQ(client.probe.undecoded, 0);
  EXPECT_EQ(faults.active(), 0U);
}

TEST_F(FaultsTest, a_client_can_be_singled_out) {
  client.newcomer.start(2);
  Faults faults(gateway, {}, 1);
  ASSERT_TRUE(faults.trigger("conn.clean-close-idle", given("client=2")).has_value());
  client.pass(milliseconds(200));
  EXPECT_FALSE(client.probe.hung_up());
  EXPECT_TRUE(client.newcomer.hung_up());
}

TEST_F(FaultsTest, a_plan_is_carried_out_at_its_times) {
  std::vector<std::string> log;
  const auto plan = FaultPlan::parse(
      "after 10s ord.319-log-level\n"
      "at 11:01:00 md.2110-as-data times=2 every=5\n"
      "at 10:00:00 md.frozen-type\n"           // tomorrow
      "at 2026-07-10 10:00:00 md.frozen-type\n");  // never
  ASSERT_TRUE(plan.has_value());
  Faults faults(gateway, *plan, 1, [&](core::TimePoint at, std::string_view id, const std::string& detail) {
    log.push_back(fmt::format("{} {} {}", market::to_string(market::utc_to_eastern(at).time), id, detail));
  });
  client.pass(minutes(2));
  EXPECT_EQ(
      log, (std::vector<std::string>{"11:00:13 ord.319-log-level code=319", "11:01:00 md.2110-as-data code=2110 times=2 every=5"}));
  EXPECT_EQ(client.codes, (std::vector<int>{319, 2110, 2110}));
  EXPECT_EQ(faults.trigger("no.such").error().code, core::ErrorCode::not_found);
}

TEST_F(FaultsTest, rates_come_out_on_average_and_the_same_for_the_same_seed) {
  const auto hours = [](std::uint64_t seed) {
    ScriptedClient fresh;
    std::vector<std::string> log;
    FaultPlan plan = FaultPlan::random_wire(60);
    Faults faults(fresh.gateway, plan, seed,
                  [&](core::TimePoint, std::string_view id, const std::string&) { log.emplace_back(id); });
    // Nobody is connected: only the faults themselves pass by.
    fresh.gateway.advance(fresh.gateway.now() + std::chrono::hours(3));
    return log;
  };
  const auto log = hours(1);
  EXPECT_NEAR(static_cast<double>(log.size()), 180, 4 * std::sqrt(180.0));
  EXPECT_GT(std::set<std::string>(log.begin(), log.end()).size(), 80U);
  EXPECT_EQ(log, hours(1));
  EXPECT_NE(log, hours(2));
}

TEST_F(FaultsTest, a_gateway_outlives_its_faults) {
  {
    Faults faults(gateway, FaultPlan::random_wire(600), 3);
    client.pass(minutes(3));
  }
  client.newcomer.start(9);
  client.pass(seconds(1));
  EXPECT_FALSE(client.newcomer.hung_up());
}

}  // namespace
}  // namespace legwork::simgw
