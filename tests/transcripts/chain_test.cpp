// Finding an option chain and watching it: look-ups, streams, snapshots, and what the gateway may say instead of an answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::StartsWith;

Contract spy() {
  Contract contract;
  contract.symbol = "SPY";
  contract.security_type = "STK";
  contract.exchange = "SMART";
  contract.currency = "USD";
  return contract;
}

Contract option(int contract_id) {
  Contract contract;
  contract.contract_id = contract_id;
  contract.exchange = "SMART";
  return contract;
}

RequestMarketData quotes(int contract_id) {
  RequestMarketData message;
  message.contract = option(contract_id);
  message.generic_ticks = "100,101";
  return message;
}

TEST(ChainDialogue, ParametersThenContractsThenQuotes) {
  Dialogue talk;
  talk.opens();

  talk.asks(RequestOptionParameters{.under_symbol = "SPY", .under_security_type = "STK", .under_contract_id = 756733});
  talk.session_sends({"78|900000001|SPY||STK|756733"});
  talk.gateway_sends("75|900000001|SMART|756733|SPY|100|2|20261218|20270115|3|600|605|610");
  talk.gateway_sends("75|900000001|CBOE|756733|SPY|100|1|20261218|1|600");
  talk.session_emits({"reply 1: 75|900000001|SMART|756733|SPY|100|2|20261218|20270115|3|600|605|610",
                      "reply 1: 75|900000001|CBOE|756733|SPY|100|1|20261218|1|600"});
  talk.gateway_sends("76|900000001");
  talk.session_emits({"done 1"});

  talk.subscribes(quotes(5001));
  talk.session_sends({"1|11|900000002|5001||||0|||SMART|||||0|100,101|0|0|"});
  talk.gateway_sends("81|900000002|0.01|9c0001|3");
  talk.gateway_sends("1|6|900000002|1|4.2|15|0");
  talk.session_emits({"reply 2: 81|900000002|0.01|9c0001|3", "reply 2: 1|6|900000002|1|4.2|15|0"});

  talk.cancels(RequestKey(2));
  talk.session_sends({"2|2|900000002"});
  talk.gateway_sends("1|6|900000002|1|4.25|15|0");  // was on its way
  talk.gateway_sends("4|2|900000002|300|Can't find EId with tickerId:900000002|");
  talk.session_emits({});
  EXPECT_EQ(talk.session().counters().late_answers, 2U);
}

TEST(ChainDialogue, EqualLookUpsShareOneMessage) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestContractData{.contract = spy()});
  talk.asks(RequestContractData{.contract = spy()});
  talk.asks(RequestContractData{.contract = option(1)});
  EXPECT_EQ(talk.take_sent().size(), 2U);
  talk.gateway_sends("52|1|900000001");
  talk.session_emits({"done 1", "done 2"});
  talk.asks(RequestContractData{.contract = spy()});  // the first is over: this one is asked anew
  EXPECT_EQ(talk.take_sent().size(), 1U);
  talk.gateway_sends("4|2|900000003|200|No security definition has been found for the request|");
  talk.session_emits({"failed 4: refused (200)"});
}

TEST(ChainDialogue, OneOwnerOfASharedLookUpMayLeave) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestContractData{.contract = spy()});
  talk.asks(RequestContractData{.contract = spy()});
  talk.cancels(RequestKey(1));
  talk.gateway_sends("52|1|900000001");
  talk.session_emits({"done 2"});
  talk.take_sent();
}

TEST(ChainDialogue, ContractDataOfABagIsRefusedHereBecauseTheGatewayMayNeverAnswer) {
  Dialogue talk;
  talk.opens();
  auto bag = spy();
  bag.security_type = "BAG";
  talk.asks(RequestContractData{.contract = bag});
  talk.session_emits({"failed 1: refused"});
  talk.session_sends({});
}

TEST(ChainDialogue, ARequestWithoutAnAnswerEndsAtItsDeadlineAndALateAnswerIsNobodys) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestContractData{.contract = spy()}, {.deadline = 4s});
  talk.take_sent();
  talk.session_wants_to_be_woken_in(4s);
  talk.time_passes(4s);
  talk.session_emits({"failed 1: no reply"});
  talk.gateway_sends("52|1|900000001");
  talk.session_emits({});
  EXPECT_EQ(talk.session().counters().late_answers, 1U);
}

TEST(ChainDialogue, EveryRowOfALongListStartsTheDeadlineAnew) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestOptionParameters{.under_symbol = "SPY", .under_security_type = "STK", .under_contract_id = 756733});
  talk.take_sent();
  for (int row = 0; row < 10; ++row) {
    talk.time_passes(10s);
    talk.gateway_sends("75|900000001|CBOE|756733|SPY|100|1|20261218|1|600");
  }
  EXPECT_EQ(talk.take_events().size(), 10U);
  talk.time_passes(10s);
  talk.take_sent();
  talk.gateway_sends("76|900000001");
  talk.session_emits({"done 1"});
}

TEST(ChainDialogue, ASnapshotEndsWithItsMarkerOrAfterFifteenSeconds) {
  Dialogue talk;
  talk.opens();
  auto snapshot = quotes(5001);
  snapshot.generic_ticks.clear();
  snapshot.snapshot = true;
  talk.asks(snapshot);
  talk.asks(snapshot);
  EXPECT_EQ(talk.take_sent().size(), 2U);
  talk.gateway_sends("2|6|900000001|0|15");
  talk.gateway_sends("57|1|900000001");
  talk.session_emits({"reply 1: 2|6|900000001|0|15", "done 1"});
  for (int second = 0; second < 14; ++second) {
    talk.time_passes(1s);
    talk.gateway_sends("2|6|900000002|0|15");  // ticks do not prolong it
  }
  talk.take_events();
  talk.time_passes(1s);
  talk.session_emits({"failed 2: no reply"});
  talk.session_sends({"2|2|900000002"});
}

TEST(ChainDialogue, AnnouncedDataStillComesAndRefusedDataDoesNot) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.subscribes(quotes(5002));
  talk.take_sent();
  talk.gateway_sends("4|2|900000001|10167|Requested market data is not subscribed. Displaying delayed market data.|");
  talk.gateway_sends("58|1|900000001|3");
  talk.gateway_sends("1|6|900000001|66|4.2|15|0");
  talk.session_emits({"notice 10167 for request 1", "reply 1: 58|1|900000001|3", "reply 1: 1|6|900000001|66|4.2|15|0"});
  talk.gateway_sends("4|2|900000002|354|Requested market data is not subscribed.|");
  talk.session_emits({"failed 2: permission (354)"});
  talk.cancels(RequestKey(2));
  talk.session_sends({});  // the gateway knows that it is over
}

TEST(ChainDialogue, ASnapshotThatOnlyGotAPermissionNoticeFailsForThatReason) {
  Dialogue talk;
  talk.opens();
  auto snapshot = quotes(5001);
  snapshot.snapshot = true;
  talk.asks(snapshot);
  talk.take_sent();
  talk.gateway_sends("4|2|900000001|10089|Requested market data requires additional subscription for API.|");
  talk.session_emits({"notice 10089 for request 1"});
  talk.time_passes(15s);
  talk.session_emits({"failed 1: permission (10089)"});
  talk.session_sends({"49|1", "2|2|900000001"});  // it asked whether the gateway lives, too
}

TEST(ChainDialogue, AStreamTheGatewayDropsIsAskedForAgainAFewTimes) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.take_sent();
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto id = std::to_string(900000001 + attempt);
    talk.gateway_sends("4|2|" + id + "|10182|Failed to request live updates (disconnected).|");
    talk.session_emits({"notice 10182 for request 1"});
    talk.session_sends({});
    talk.time_passes(std::chrono::seconds(1 << attempt));
    EXPECT_THAT(talk.take_sent(), Contains(StartsWith("1|11|" + std::to_string(900000002 + attempt) + "|")));
  }
  talk.gateway_sends("4|2|900000006|10182|Failed to request live updates (disconnected).|");
  talk.session_emits({"failed 1: refused (10182)"});
}

TEST(ChainDialogue, MoreLinesThanTheAccountHasIsPacingAndIsNotTriedAgain) {
  Dialogue talk;
  talk.opens();
  talk.subscribes(quotes(5001));
  talk.take_sent();
  talk.gateway_sends("4|2|900000001|101|Max number of tickers has been reached.|");
  talk.session_emits({"failed 1: pacing (101)"});
  talk.time_passes(10s);
  talk.session_sends({});
}

TEST(ChainDialogue, AMisuseOfRequestAndSubscribeIsToldAtOnce) {
  Dialogue talk;
  talk.opens();
  talk.asks(quotes(5001));
  talk.subscribes(RequestContractData{.contract = spy()});
  talk.asks(PlaceOrder{});
  talk.session_emits({"failed 1: refused", "failed 2: refused", "failed 3: refused"});
}

TEST(ChainDialogue, AMessageThatCannotBeReadFailsItsRequestOnlyAndTheNextIsInStep) {
  Dialogue talk;
  talk.opens();
  talk.asks(RequestOptionParameters{.under_symbol = "SPY", .under_security_type = "STK", .under_contract_id = 756733});
  talk.subscribes(quotes(5001));
  talk.take_sent();
  talk.gateway_sends("75|900000001|CBOE|756733|SPY|100|7|20261218");
  talk.session_emits({"notice 0", "failed 1: malformed"});
  talk.gateway_sends("1|6|900000002|1|4.2");
  talk.session_emits({"notice 0"});
  talk.gateway_sends("1|6|900000002|1|4.2|15|0");
  talk.session_emits({"reply 2: 1|6|900000002|1|4.2|15|0"});
  EXPECT_EQ(talk.session().counters().malformed_messages, 2U);
}

TEST(ChainDialogue, AStreamOfUnreadableMessagesIsLeft) {
  Dialogue talk;
  talk.opens();
  for (int count = 0; count < 3; ++count) talk.gateway_sends("1|6|x");
  talk.session_emits({"notice 0", "notice 0", "notice 0"});
  talk.gateway_sends("1|6|x");
  talk.session_emits({"closed, protocol error"});
}

TEST(ChainDialogue, UnknownMessagesAndSurplusFieldsAreKeptAndCounted) {
  Dialogue talk;
  talk.opens();
  talk.gateway_sends("86|900000001|2026-11-23 19:45:00.0|DJ-N|DJ-N$1|text");
  talk.session_emits({"unkeyed: 86|900000001|2026-11-23 19:45:00.0|DJ-N|DJ-N$1|text"});
  talk.subscribes(quotes(5001));
  talk.take_sent();
  talk.gateway_sends("1|6|900000001|1|4.2|15|0|new|fields");
  talk.session_emits({"reply 1: 1|6|900000001|1|4.2|15|0"});
  EXPECT_EQ(talk.session().counters().unknown_messages, 1U);
  EXPECT_EQ(talk.session().counters().surplus_fields, 2U);
}

}  // namespace
}  // namespace legwork::tws
