#include "tws/session/request_kind.hpp"

#include <gtest/gtest.h>

#include "tws/session/flight.hpp"
#include "tws/session/protocol_costs.hpp"

namespace legwork::tws {
namespace {

template <std::size_t... Index>
void check_all(std::index_sequence<Index...>) {
  const auto check = [](const Request& message) {
    const auto& kind = kind_of(message);
    if (std::holds_alternative<RawMessage>(message)) {
      EXPECT_EQ(kind.id, 0);
      return;
    }
    EXPECT_EQ(kind.id, id_of(message)) << "no row for " << name_of(message);
    EXPECT_EQ(kind.name, name_of(message));
    EXPECT_EQ(cancel_of(message, 7).has_value(), kind.cancel_id != 0) << name_of(message);
    if (const auto cancel = cancel_of(message, 7)) EXPECT_EQ(id_of(*cancel), kind.cancel_id);
    const bool is_answered = kind.shape == Shape::single || kind.shape == Shape::list;
    if (is_answered) {
      EXPECT_NE(kind.end_id, 0) << name_of(message);
      EXPECT_GT(kind.silence_max.count(), 0) << name_of(message) << " could wait for ever";
    }
  };
  (check(Request(std::variant_alternative_t<Index, Request::Alternatives>{})), ...);
}

TEST(RequestKind, EveryRequestOfTheWireHasARowWithADeadlineAndItsOwnCancel) {
  check_all(std::make_index_sequence<std::variant_size_v<Request::Alternatives>>{});
}

TEST(RequestKind, OnlyCancelsAndOrdersAndTheirPullsUseTheReservedLanes) {
  EXPECT_EQ(kind_of(CancelOrder::id).lane, Lane::cancel);
  EXPECT_EQ(kind_of(GlobalCancel::id).lane, Lane::cancel);
  EXPECT_EQ(kind_of(PlaceOrder::id).lane, Lane::order);
  EXPECT_EQ(kind_of(RequestMarketData::id).lane, Lane::market_data);
  EXPECT_EQ(kind_of(RequestHistoricalData::id).lane, Lane::history);
  EXPECT_EQ(kind_of(RequestContractData::id).lane, Lane::background);
  EXPECT_EQ(kind_of(4711).lane, Lane::background) << "an id without a row";
}

TEST(ProtocolCosts, ARowForEachRequestAndNoneForMessagesThatOnlyEndAnother) {
  const auto text = protocol_costs_markdown();
  EXPECT_NE(text.find("| market data | reqMktData (1) | 1, to end it 1 (2) |"), std::string::npos);
  EXPECT_NE(text.find("| history | reqHeadTimestamp (87) | 1, then 1 (90) | 88 | 60 s | history windows |"), std::string::npos);
  EXPECT_NE(text.find("| background | reqAccountSummary (62) | 1, to end it 1 (63) |"), std::string::npos);
  EXPECT_NE(text.find("2 at a time"), std::string::npos);
  EXPECT_EQ(text.find("cancelMktData"), std::string::npos);
}

TEST(HistoryAsk, SmallBarsBidAskAndIdentity) {
  RequestHistoricalData data;
  data.contract.contract_id = 1;
  data.bar_size = "30 secs";
  data.what_to_show = "BID_ASK";
  const auto ask = history_ask(data);
  ASSERT_TRUE(ask);
  EXPECT_TRUE(ask->small_bars);
  EXPECT_EQ(ask->weight, 2);
  auto other = data;
  other.request_id = 99;
  EXPECT_EQ(history_ask(other), ask) << "the id makes no difference";
  other.duration = "2 D";
  EXPECT_NE(history_ask(other)->identity, ask->identity);
  EXPECT_EQ(history_ask(other)->series, ask->series);
  other.bar_size = "1 min";
  EXPECT_FALSE(history_ask(other)->small_bars);
  EXPECT_TRUE(history_ask(RequestHeadTimestamp{})->small_bars);
  EXPECT_FALSE(history_ask(RequestMarketData{}));
}

}  // namespace
}  // namespace legwork::tws
