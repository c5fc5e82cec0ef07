// Gaps: lost connections, frozen peers, lost upstreams, and what is asked for again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

RequestMarketData quotes(int contract_id) {
  RequestMarketData message;
  message.contract.contract_id = contract_id;
  message.contract.exchange = "SMART";
  return message;
}

TEST(ReconnectDialogue, StreamsAreAskedForAgainUnderNewIdsAndAnswersThatCannotComeFail) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestMarketDataType{.market_data_type = 3});
  talk.subscribes(quotes(5001));
  talk.asks(RequestCompletedOrders{});
  talk.time_passes(1s);
  EXPECT_EQ(talk.take_sent().size(), 3U);
  talk.session_emits({"done 1"});
  talk.gateway_closes("connection reset");
  talk.session_emits({"closed, peer closed", "failed 3: restarting"});
  talk.asks(RequestPositions{});
  talk.asks(RequestPositions{}, {.waits_for_connection = false});
  talk.session_emits({"failed 5: not connected"});

  talk.time_passes(5min);  // the gateway restarts
  talk.gateway_accepts();
  talk.gateway_sends("178|20261123 23:50:00 EST");
  talk.gateway_sends("9|1|1");
  talk.session_sends({"API v178..200", "71|2|0|"});
  talk.gateway_sends("15|1|DU1");
  talk.session_emits({"ready at 178, accounts DU1, next order 1, epoch 2", "gap, reconnected, epoch 2"});
  talk.time_passes(1s);
  const auto sent = talk.take_sent();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_THAT(sent, Contains("61|1"));
  EXPECT_THAT(sent, Contains("59|1|3")) << "the gateway forgot which kind of data we want";
  EXPECT_THAT(sent.back(), StartsWith("1|11|900000002|5001|"));
  talk.gateway_sends("62|1");
  talk.session_emits({"done 4"});
  talk.session_sends({"64|1"});
}

TEST(ReconnectDialogue, AWishWaitsForTheFirstConnectionButNotForEver) {
  Dialogue talk;
  talk.asks(RequestCompletedOrders{}, {.patience = 30s});
  talk.session_wants_to_be_woken_in(30s);
  talk.time_passes(30s);
  talk.session_emits({"failed 1: not connected"});
  talk.asks(RequestCompletedOrders{});
  talk.gateway_accepts();
  talk.gateway_sends("178|20261123 23:50:00 EST");
  talk.gateway_sends("9|1|1");
  talk.gateway_sends("15|1|DU1");
  talk.session_sends({"API v178..200", "71|2|0|", "99|0"});
  talk.take_events();
  talk.gateway_sends("102");
  talk.session_emits({"done 2"});
}

TEST(ReconnectDialogue, UpstreamLostAndDataLostAsksForEveryStreamAgain) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.subscribes(RequestPnl{.account = "DU1"});
  talk.time_passes(1s);
  talk.take_sent();
  talk.gateway_sends("4|2|-1|1100|Connectivity between IBKR and Trader Workstation has been lost.|");
  talk.gateway_sends("4|2|-1|1100|Connectivity between IBKR and Trader Workstation has been lost.|");
  talk.session_emits({"gap, upstream lost, epoch 2", "notice 1100"});  // one episode, one gap
  talk.gateway_sends("3|1|Filled|100|0|4.5|71270927|0|4.5|0||0");
  talk.session_emits({"unkeyed: 3|1|Filled|100|0|4.5|71270927|0|4.5|0||0"});  // what comes in counts all the same
  talk.session_sends({});
  talk.gateway_sends("4|2|-1|1101|Connectivity between IBKR and TWS has been restored- data lost.|");
  talk.session_emits({"gap, data lost, epoch 3"});
  talk.time_passes(1s);
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("1|11|900000003|5001|"), "92|900000004|DU1|"));
}

TEST(ReconnectDialogue, DataThatIsSaidToBeKeptHasToShowItself) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.subscribes(quotes(5002));
  talk.time_passes(1s);
  talk.take_sent();
  talk.gateway_sends("4|2|-1|1102|Connectivity between IBKR and TWS has been restored- data maintained.|");
  talk.session_emits({"gap, data kept, epoch 2"});
  talk.session_sends({});
  talk.time_passes(10s);
  talk.gateway_sends("1|6|900000001|1|4.2|15|0");
  talk.session_emits({"reply 1: 1|6|900000001|1|4.2|15|0"});
  talk.time_passes(15s);
  talk.gateway_sends("49|1|1795444200");
  talk.take_sent();
  talk.time_passes(5s);
  EXPECT_THAT(talk.take_sent(), ElementsAre("2|2|900000002", StartsWith("1|11|900000003|5002|")));
}

TEST(ReconnectDialogue, AFarmThatComesBackIsAGapForItsStreamsAndTheSocketStays) {
  Dialogue talk;
  talk.opens();
  talk.gateway_sends("4|2|-1|2103|Market data farm connection is broken:usopt|");
  talk.gateway_sends("4|2|-1|2103|Market data farm connection is broken:usopt|");
  talk.gateway_sends("4|2|-1|2104|Market data farm connection is OK:usfarm|");
  talk.gateway_sends("4|2|-1|2104|Market data farm connection is OK:usopt|");
  talk.session_emits({"gap, farm lost usopt, epoch 2", "notice 2103", "notice 2104", "gap, farm restored usopt, epoch 3"});
  EXPECT_EQ(talk.session().state(), SessionState::ready);
}

TEST(ReconnectDialogue, AFarmThatIsOkOutOfTheBlueMayHaveForgottenItsLines) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.time_passes(1s);
  talk.take_sent();
  talk.gateway_sends("1|6|900000001|1|4.2|15|0");
  talk.gateway_sends("4|2|-1|2104|Market data farm connection is OK:usopt|");
  talk.session_emits({"reply 1: 1|6|900000001|1|4.2|15|0", "notice 2104"});
  talk.time_passes(15s);
  talk.gateway_sends("49|1|1795444200");  // the proof of life; no tick comes
  talk.take_sent();
  talk.time_passes(15s);
  EXPECT_THAT(talk.take_sent(), AllOf(Contains("2|2|900000001"), Contains(StartsWith("1|11|900000002|5001|"))));
}

TEST(ReconnectDialogue, AFrozenPeerIsFoundInTwentySeconds) {
  Dialogue talk;
  talk.opens();
  talk.time_passes(15s);
  talk.session_sends({"49|1"});
  talk.gateway_sends("49|1|1795444200");
  talk.session_emits({});  // nobody asked but the session
  talk.time_passes(15s);
  talk.session_sends({"49|1"});
  talk.time_passes(4999ms);
  talk.session_emits({});
  talk.time_passes(1ms);
  talk.session_emits({"closed, silent"});
  EXPECT_TRUE(talk.session().wants_close());
}

TEST(ReconnectDialogue, BeforeAnOrderTheProofOfLifeIsAskedForOnce) {
  Dialogue talk;
  talk.opens();
  talk.time_passes(3s);
  talk.session().probe_life(talk.now());
  talk.session().probe_life(talk.now());
  talk.settle();
  talk.session_sends({"49|1"});
  talk.session_wants_to_be_woken_in(5s);
  talk.gateway_sends("49|1|1795444200");
  EXPECT_EQ(talk.session().last_frame_at(), talk.now());
}

TEST(ReconnectDialogue, APeerThatDribblesIsNotAlive) {
  Dialogue talk;
  talk.opens();
  std::string frame;
  append_frame(frame, payload_of("4|2|-1|2104|Market data farm connection is OK:usfarm|"));
  for (std::size_t byte = 0; byte < 10; ++byte) {
    talk.gateway_sends_bytes(frame.substr(byte, 1));
    talk.time_passes(1s);
  }
  talk.session_emits({"closed, silent"});
}

TEST(ReconnectDialogue, AnUnreadableOrderFactEndsTheConnectionSoThatTheTruthIsPulled) {
  Dialogue talk;
  talk.opens();
  talk.gateway_sends("3|1|Filled|100");
  talk.session_emits({"closed, protocol error"});
}

TEST(ReconnectDialogue, Error100SlowsTheSessionDown) {
  Dialogue talk;
  talk.opens();
  talk.time_passes(2s);
  talk.gateway_sends("4|2|-1|100|Max rate of messages per second has been exceeded.|");
  talk.session_emits({"throttled", "notice 100"});
  talk.subscribes(quotes(5001));
  ASSERT_TRUE(talk.session().cancel_order({.order_id = 5}, talk.now()));
  talk.settle();
  talk.session_sends({});
  talk.time_passes(1s);
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("4|1|5|")));
  talk.time_passes(1s);
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("1|11|900000001|5001|")));
  talk.session_emits({"no longer throttled"});
  EXPECT_EQ(talk.session().counters().pacing_violations, 1U);
}

TEST(ReconnectDialogue, TheBudgetIsKeptAcrossReconnects) {
  Dialogue talk;
  std::vector<core::TimePoint> times;
  for (int number = 0; number < 30; ++number) talk.subscribes(quotes(5000 + number));
  for (int round = 0; round < 12; ++round) {
    talk.gateway_accepts();
    talk.gateway_sends("178|20261123 09:30:00 EST");
    talk.gateway_sends("15|1|DU1");
    talk.gateway_sends("9|1|1");
    for (int step = 0; step < 40; ++step) {
      times.insert(times.end(), talk.take_sent().size(), talk.now());
      talk.time_passes(5ms);
    }
    times.insert(times.end(), talk.take_sent().size(), talk.now());
    talk.gateway_closes("flapping");
    talk.take_events();
  }
  ASSERT_GT(times.size(), 60U);
  for (std::size_t last = 45; last < times.size(); ++last) EXPECT_GT(times[last] - times[last - 45], 990ms) << "46 in a second";
}

TEST(AccountDialogue, TwoSummariesAreActiveAndTheThirdWaits) {
  Dialogue talk;
  talk.opens();
  for (const auto* tags : {"NetLiquidation", "BuyingPower", "AccruedCash"}) {
    talk.subscribes(RequestAccountSummary{.group = "All", .tags = tags});
  }
  talk.session_sends({"62|1|900000001|All|NetLiquidation", "62|1|900000002|All|BuyingPower"});
  talk.cancels(RequestKey(1));
  talk.time_passes(1s);
  talk.session_sends({"63|1|900000001", "62|1|900000003|All|AccruedCash"});
  talk.gateway_sends("63|1|900000003|DU1|AccruedCash|0|USD");
  talk.gateway_sends("64|1|900000003");
  talk.session_emits({"reply 3: 63|1|900000003|DU1|AccruedCash|0|USD", "reply 3: 64|1|900000003"});
}

TEST(AccountDialogue, APictureForANewcomerIsCompleteAndTheStreamGoesOn) {
  Dialogue talk;
  talk.opens();
  const std::string row = "61|3|DU1|756733|SPY|STK||0||||USD|SPY|SPY|100|600";
  talk.subscribes(RequestPositions{});
  talk.gateway_sends(row);
  talk.asks(RequestPositions{});  // has missed the first row: its own picture follows
  talk.session_sends({"61|1", "61|1"});
  talk.gateway_sends("62|1");
  const auto events = talk.take_events();
  EXPECT_THAT(events, ElementsAre(StartsWith("reply 1: 61|3|DU1|"), "reply 1: 62|1", "reply 2: 62|1"));
  talk.gateway_sends(row);
  talk.gateway_sends("62|1");
  EXPECT_THAT(talk.take_events(),
              ElementsAre(StartsWith("reply 1: 61|"), StartsWith("reply 2: 61|"), "reply 1: 62|1", "reply 2: 62|1", "done 2"));
  talk.cancels(RequestKey(1));
  talk.session_sends({"64|1"});
}

TEST(AccountDialogue, ARefusalWithoutAnIdIsMeantForTheOnlyRequestThatHasNone) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestMarketRule{.market_rule_id = 239});
  talk.session_sends({"91|239"});
  talk.gateway_sends("4|2|-1|322|Error processing request: unknown market rule|");
  talk.session_emits({"failed 1: pacing (322)"});
}

RequestHistoricalData history(std::string bar_size, std::string what = "TRADES") {
  RequestHistoricalData message;
  message.contract.contract_id = 756733;
  message.contract.exchange = "SMART";
  message.bar_size = std::move(bar_size);
  message.duration = "1 D";
  message.what_to_show = std::move(what);
  return message;
}

TEST(HistoryDialogue, AnIdenticalRequestIsDelayedNotRefused) {
  Dialogue talk;
  talk.opens();
  talk.asks(history("5 mins"));
  talk.asks(history("5 mins"));
  EXPECT_THAT(talk.take_sent(), ElementsAre(StartsWith("20|900000001|756733|")));
  talk.gateway_sends("17|900000001|20261122 09:30:00|20261123 09:30:00|1|20261120|1|2|0.5|1.5|100|1.2|10");
  talk.session_emits({"reply 1: 17|900000001|20261122 09:30:00|20261123 09:30:00|1|20261120|1|2|0.5|1.5|100|1.2|10", "done 1"});
  talk.time_passes(14s);
  talk.session_sends({});
  talk.time_passes(2s);
  EXPECT_THAT(talk.take_sent(), ElementsAre("49|1", StartsWith("20|900000002|756733|")));
}

TEST(HistoryDialogue, FromVersion196TheEndIsAMessageOfItsOwn) {
  Dialogue talk;
  talk.opens(196);
  talk.asks(history("1 day"));
  talk.take_sent();
  talk.gateway_sends("17|900000001|1|20261120|1|2|0.5|1.5|100|1.2|10");
  talk.session_emits({"reply 1: 17|900000001|1|20261120|1|2|0.5|1.5|100|1.2|10"});
  talk.gateway_sends("108|900000001|20261122 09:30:00|20261123 09:30:00");
  talk.session_emits({"reply 1: 108|900000001|20261122 09:30:00|20261123 09:30:00", "done 1"});
}

TEST(HistoryDialogue, TheThreeMeaningsOf162) {
  Dialogue talk;
  talk.opens();
  talk.asks(history("1 day", "TRADES"));
  talk.asks(history("1 day", "MIDPOINT"));
  talk.asks(history("1 day", "BID"));
  talk.time_passes(1s);
  talk.take_sent();
  talk.gateway_sends(
      "4|2|900000001|162|Historical Market Data Service error message:HMDS query returned no data: SPY@SMART Trades|");
  talk.session_emits({"notice 162 for request 1", "done 1"});
  talk.gateway_sends("4|2|900000002|162|Historical Market Data Service error message:Historical data request pacing violation|");
  talk.session_emits({"failed 2: pacing (162)"});
  talk.cancels(RequestKey(3));
  talk.session_sends({"25|1|900000003"});
  talk.gateway_sends("4|2|900000003|162|API historical data query cancelled: 900000003|");
  talk.session_emits({});
  talk.asks(history("1 day", "ASK"));
  talk.time_passes(14s);
  talk.session_sends({});  // the complaint is taken seriously
  talk.time_passes(2s);
  EXPECT_THAT(talk.take_sent(), Contains(StartsWith("20|900000004|")));
}

TEST(HistoryDialogue, AHeadTimestampIsCancelledOnceItIsKnown) {
  Dialogue talk;
  talk.opens();
  RequestHeadTimestamp head;
  head.contract.contract_id = 756733;
  head.what_to_show = "TRADES";
  talk.asks(head);
  EXPECT_EQ(talk.take_sent().size(), 1U);
  talk.gateway_sends("88|900000001|1560346200");
  talk.session_emits({"reply 1: 88|900000001|1560346200", "done 1"});
  talk.session_sends({"90|900000001"});
}

TEST(HistoryDialogue, BarsKeptUpToDateAreAStream) {
  Dialogue talk;
  talk.opens();
  auto live = history("5 mins");
  live.keep_up_to_date = true;
  talk.subscribes(live);
  talk.take_sent();
  talk.gateway_sends("17|900000001|20261122 09:30:00|20261123 09:30:00|0");
  talk.gateway_sends("90|900000001|5|20261123 09:35:00|1|1.5|2|0.5|1.2|100");
  EXPECT_EQ(talk.take_events().size(), 2U);
  talk.time_passes(2min);
  talk.take_sent();
  talk.take_events();
}

}  // namespace
}  // namespace legwork::tws
