// Orders: ids, placing, changing, cancelling, what-if; and what is known of an order when the connection goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::StartsWith;

PlaceOrder order(std::int32_t order_id, bool what_if = false) {
  PlaceOrder message;
  message.order_id = order_id;
  message.contract.symbol = "SPY";
  message.contract.security_type = "STK";
  message.contract.exchange = "SMART";
  message.contract.currency = "USD";
  message.order.action = "BUY";
  message.order.order_type = "LMT";
  message.order.limit_price = 4.56;
  message.order.time_in_force = "DAY";
  message.order.what_if = what_if;
  return message;
}

std::string open_order(std::int32_t order_id, bool what_if, std::string_view status) {
  OpenOrder message;
  message.order_id = order_id;
  message.contract = order(order_id).contract;
  message.order = order(order_id, what_if).order;
  message.state.status = status;
  std::string payload;
  encode(Response(message), 178, payload);
  return fields_of(payload);
}

void place(Dialogue& talk, const PlaceOrder& message) {
  ASSERT_TRUE(talk.session().place_order(message, talk.now()));
  talk.settle();
}

TEST(OrderDialogue, AnOrdersWayFromPlacingToItsCommission) {
  Dialogue talk;
  talk.opens();
  const auto id = talk.session().take_order_id();
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, 1);
  place(talk, order(*id));
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("3|1|0|SPY|STK|")));
  talk.session_emits({"done 1"});  // its last byte left; nothing more is known

  const auto submitted = open_order(1, false, "Submitted");
  talk.gateway_sends(submitted);
  talk.gateway_sends("3|1|Submitted|0|100|0|71270927|0|0|0||0");
  talk.gateway_sends(
      "11|-1|1|756733|SPY|STK||0|||ARCA|USD|SPY|SPY|0000e0d5.1|20261123 09:31:00 "
      "US/Eastern|DU1|ARCA|BOT|100|4.56|71270927|0|0|100|4.56|"
      "||||2|0");
  talk.gateway_sends("59|1|0000e0d5.1|1|USD|1.7976931348623157E308|1.7976931348623157E308|");
  const auto events = talk.take_events();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0], "unkeyed: " + submitted);
  EXPECT_EQ(events[1], "unkeyed: 3|1|Submitted|0|100|0|71270927|0|0|0||0");
  EXPECT_THAT(events[2], StartsWith("unkeyed: 11|-1|1|756733|SPY|"));
  EXPECT_THAT(events[3], StartsWith("unkeyed: 59|1|0000e0d5.1|1|USD|"));
}

TEST(OrderDialogue, IdsNeverGoDownAndStayAboveEverythingSeen) {
  Dialogue talk;
  EXPECT_FALSE(talk.session().take_order_id()) << "not ready";
  talk.opens();
  talk.gateway_sends("9|1|38103");
  talk.gateway_sends("9|1|38099");
  EXPECT_EQ(*talk.session().take_order_id(), 38103);
  talk.gateway_sends("3|40000|Submitted|0|100|0|71270927|0|0|0||0");
  talk.gateway_sends("3|2147483647|Submitted|0|100|0|71270928|0|0|0||0");  // an order of somebody else
  talk.take_events();
  EXPECT_EQ(*talk.session().take_order_id(), 40001);
  talk.gateway_sends("9|1|900000001");
  const auto none = talk.session().take_order_id();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, core::ErrorCode::too_large);
  EXPECT_FALSE(talk.session().place_order(order(900000001), talk.now())) << "that id is a request's";
}

TEST(OrderDialogue, AnErrorNamesTheOrderAndNeverEndsIt) {
  Dialogue talk;
  talk.opens();
  place(talk, order(5));
  talk.take_sent();
  talk.take_events();
  talk.gateway_sends("4|2|5|399|Order Message: BUY 1 SPY. Warning: your order will not be placed at the exchange until 09:30.|");
  talk.gateway_sends("4|2|5|201|Order rejected - reason: ...|{\"rejects\":[]}");
  talk.gateway_sends("4|2|-1|10349|Order TIF was set to DAY based on order preset.|");
  talk.session_emits({"notice 399 for order 5", "notice 201 for order 5", "notice 10349"});
}

TEST(OrderDialogue, ACancelOvertakesEverythingThatWaits) {
  Dialogue talk;
  talk.opens();
  for (int number = 0; number < 100; ++number) {
    RequestMarketData quotes;
    quotes.contract.contract_id = 5000 + number;
    talk.subscribes(quotes);
  }
  EXPECT_EQ(talk.take_sent().size(), 3U) << "hello and start left in this tenth of a second, and it holds five";
  EXPECT_EQ(talk.take_events(), Dialogue::Lines{"throttled"});
  ASSERT_TRUE(talk.session().cancel_order({.order_id = 5}, talk.now()));
  talk.settle();
  talk.time_passes(100ms + 1ns);
  const auto sent = talk.take_sent();
  ASSERT_GT(sent.size(), 0U);
  EXPECT_THAT(sent.front(), StartsWith("4|1|5|"));
  talk.time_passes(5s);
  EXPECT_EQ(talk.take_sent().size() + sent.size(), 98U);
  EXPECT_EQ(talk.take_events(), Dialogue::Lines{"no longer throttled"});
}

TEST(OrderDialogue, AWhatIfIsAnsweredByAnOpenOrderThatIsNoOrder) {
  Dialogue talk;
  talk.opens();
  place(talk, order(6, true));
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("3|6|")));
  talk.session_emits({});
  talk.gateway_sends(open_order(6, true, "PreSubmitted"));
  talk.session_emits({"reply 1: " + open_order(6, true, "PreSubmitted"), "done 1"});
  talk.gateway_sends(open_order(6, true, "PreSubmitted"));  // repeated
  talk.session_emits({});
  EXPECT_EQ(talk.session().counters().late_answers, 1U);
}

TEST(OrderDialogue, AWhatIfMayBeRefusedOrNeverAnswered) {
  Dialogue talk;
  talk.opens();
  place(talk, order(6, true));
  place(talk, order(7, true));
  EXPECT_FALSE(talk.session().place_order(order(7, true), talk.now())) << "one question under an id";
  talk.take_sent();
  talk.gateway_sends("4|2|6|360|What-if is not supported for combo orders.|");
  talk.session_emits({"failed 1: refused (360)"});
  talk.time_passes(10s);
  talk.session_emits({"failed 2: no reply"});
}

TEST(OrderDialogue, AnOrderThatNeverLeftAnOrderThatLeftInPartAndOneThatLeft) {
  Dialogue talk;
  talk.opens();
  talk.time_passes(2s);
  talk.transport_blocks();
  for (const int id : {1, 2, 3}) ASSERT_TRUE(talk.session().place_order(order(id), talk.now()));
  const auto due = talk.session().output(talk.now()).size();
  talk.transport_takes(due / 3 + 10);  // all of the first, ten bytes of the second
  talk.settle();
  talk.session_emits({"done 1"});
  EXPECT_EQ(talk.take_sent().size(), 1U);
  ASSERT_TRUE(talk.session().cancel_order({.order_id = 9}, talk.now()));
  talk.gateway_closes("connection reset");
  talk.session_emits({"closed, peer closed", "failed 2: no reply", "failed 3: restarting", "notice 0 for order 9"});

  talk.opens();
  talk.time_passes(2s);
  talk.session_sends({});  // no order is queued over a reconnect
}

TEST(OrderDialogue, AfterTheGatewayMisreadARequestNoOrderLeavesButCancelsDo) {
  Dialogue talk;
  talk.opens();
  talk.gateway_sends("4|2|4|320|Server error when reading an API client request: Unable to parse data.|");
  talk.session_emits({"notice 320 for order 4"});
  const auto placed = talk.session().place_order(order(8), talk.now());
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code, core::ErrorCode::unsupported);
  EXPECT_TRUE(talk.session().cancel_order({.order_id = 4}, talk.now()));
  talk.time_passes(1s);
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("4|1|4|")));
}

TEST(OrderDialogue, OpenOrdersAreRowsAndFactsAtOnce) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestAllOpenOrders{});
  talk.asks(RequestOpenOrders{});  // the same answers, so it waits for its turn
  talk.session_sends({"16|1"});
  talk.gateway_sends("3|1|Submitted|0|100|0|71270927|0|0|0||0");
  talk.session_emits({"reply 1: 3|1|Submitted|0|100|0|71270927|0|0|0||0", "unkeyed: 3|1|Submitted|0|100|0|71270927|0|0|0||0"});
  talk.gateway_sends("53|1");
  talk.session_emits({"done 1"});
  talk.session_sends({"5|1"});
  talk.gateway_sends("53|1");
  talk.session_emits({"done 2"});
}

TEST(OrderDialogue, AnAnswerGivenUpDoesNotEndTheNextOne) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestAllOpenOrders{});
  talk.cancels(RequestKey(1));
  talk.asks(RequestOpenOrders{});
  talk.session_sends({"16|1"});
  talk.gateway_sends("53|1");  // of the first
  talk.session_emits({});
  talk.session_sends({"5|1"});
  talk.gateway_sends("53|1");
  talk.session_emits({"done 2"});
}

TEST(OrderDialogue, ExecutionsOfEarlierDaysNeedAServerThatReadsTheWish) {
  Dialogue talk;
  talk.opens(199);
  RequestExecutions week;
  week.last_days = 7;
  talk.asks(week);
  talk.session_emits({"failed 1: refused"});
  talk.gateway_closes("restart");
  talk.take_events();
  talk.opens(200);
  talk.time_passes(1s);
  talk.asks(week);
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("7|3|900000001|")));
  talk.gateway_sends("55|1|900000001");
  talk.session_emits({"done 2"});
}

}  // namespace
}  // namespace legwork::tws
