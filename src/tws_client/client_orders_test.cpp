#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tws_client/client.hpp"
#include "tws_client/scripted_gateway_fixture.hpp"

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

struct Orders : ClientAndGateway {
  static tws::Contract stock() {
    tws::Contract contract;
    contract.contract_id = 756733;
    contract.exchange = "SMART";
    return contract;
  }
  static tws::Order limit_order() {
    tws::Order order;
    order.action = "BUY";
    order.order_type = "LMT";
    order.limit_price = 1.25;
    order.time_in_force = "DAY";
    order.total_quantity = tws::Decimal(3);
    return order;
  }
};

TEST_F(Orders, AreSentOnceUnderTheNextId) {
  start_and_wait();
  const auto first = world.run(client->place_order(stock(), limit_order()));
  const auto second = world.run(client->place_order(stock(), limit_order()));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, 100);
  EXPECT_EQ(*second, 101);
  wait(1s);
  const auto heard = gateway.heard<tws::PlaceOrder>();
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_EQ(heard[0].order.limit_price, 1.25);
}

TEST_F(Orders, WhatBecomesOfOneComesAsEvents) {
  start_and_wait();
  (void)told<tws::Ready>();
  const auto id = world.run(client->place_order(stock(), limit_order())).value();
  gateway.send(tws::OrderStatus{.order_id = id, .status = "Submitted"});
  gateway.send(tws::ErrorMessage{.request_id = id, .code = 399, .text = "held until the open"});
  wait(1s);
  std::vector<std::string> story;
  while (const auto event = events->try_next()) {
    if (const auto* fact = std::get_if<tws::Unkeyed>(&*event)) story.emplace_back(tws::name_of(fact->message));
    if (const auto* notice = std::get_if<tws::Notice>(&*event)) story.push_back(std::to_string(notice->code));
  }
  EXPECT_THAT(story, ElementsAre("orderStatus", "399"));
}

TEST_F(Orders, WithoutAConnectionNothingIsSentAndNothingIsKept) {
  network.set_reachability(io::Reachability::refused);
  start();
  wait(5s);
  const auto placed = world.run(client->place_order(stock(), limit_order()));
  ASSERT_FALSE(placed.has_value());
  EXPECT_EQ(placed.error().reason, tws::FailureReason::not_connected);
  network.set_reachability(io::Reachability::open);
  wait(5min);
  EXPECT_EQ(client->state(), tws::SessionState::ready);
  EXPECT_THAT(gateway.heard<tws::PlaceOrder>(), SizeIs(0));
}

TEST_F(Orders, OneCutInTheMiddleHasAnUnknownOutcome) {
  start_and_wait();
  const auto pipe = network.pipes().at(0);
  pipe->set_options(io::Side::client, {.capacity_bytes = 20});  // a few bytes of it leave
  pipe->set_flow(io::Side::client, io::Flow::held);
  std::optional<tws::Failure> failure;
  const auto place = [](Client* one, std::optional<tws::Failure>* out) -> io::Task<void> {
    const auto placed = co_await one->place_order(stock(), limit_order());
    if (!placed) *out = placed.error();
  };
  world.tasks.spawn(place(client.get(), &failure));
  wait(1s);
  EXPECT_FALSE(failure);
  pipe->reset();
  wait(1s);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, tws::FailureReason::no_reply);
  wait(5min);
  EXPECT_THAT(gateway.heard<tws::PlaceOrder>(), SizeIs(0));  // nobody sent it again
}

TEST_F(Orders, AWhatIfGivesTheBrokersFigures) {
  gateway.on_request = [&](const tws::Request& request) {
    const auto* placed = std::get_if<tws::PlaceOrder>(&request);
    if (placed == nullptr) return;
    EXPECT_TRUE(placed->order.what_if);
    tws::OpenOrder answer{.order_id = placed->order_id, .contract = placed->contract, .order = placed->order, .state = {}};
    answer.state.status = "PreSubmitted";
    answer.state.margin_change.initial = 375.0;
    gateway.send(answer);
  };
  start_and_wait();
  const auto figures = world.run(client->what_if(stock(), limit_order()));
  ASSERT_TRUE(figures.has_value()) << to_string(figures.error());
  EXPECT_EQ(figures->margin_change.initial, 375.0);
}

TEST_F(Orders, ACancelGoesOut) {
  start_and_wait();
  ASSERT_TRUE(client->cancel_order(100).has_value());
  wait(1s);
  ASSERT_THAT(gateway.heard<tws::CancelOrder>(), SizeIs(1));
  EXPECT_EQ(gateway.heard<tws::CancelOrder>()[0].order_id, 100);
}

}  // namespace
}  // namespace legwork::tws_client
