// What the broker says, as the engine hears it.
#include "desk/ib_broker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"

namespace legwork::desk {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using trade::NoticeKind;
using trade::Word;

constexpr std::int32_t client_id = 7;

struct Broker : testing::Test {
  tws::Session session{tws::SessionOptions{}};
  IbBroker broker{session, "DU1", client_id};
  core::TimePoint now = core::TimePoint(std::chrono::hours(500'000));
  IbBroker::Events events;

  void hears(const tws::Event& event) { broker.on(event, now, events); }
  void hears(tws::Response message) { hears(tws::Event(tws::Unkeyed{std::move(message)})); }
  /// What a session without a connection says to what was asked of it.
  void drain() {
    while (auto event = session.next_event()) hears(*event);
  }
  template <class T>
  const T& last() const {
    return std::get<T>(events.back());
  }
};

tws::OpenOrder open_order(std::int32_t client, std::int32_t order_id, std::int64_t perm_id, const char* status) {
  tws::OpenOrder message;
  message.order_id = order_id;
  message.order.client_id = client;
  message.order.perm_id = perm_id;
  message.order.order_ref = "LWk2m9zq-1-00";
  message.order.account = "DU1";
  message.state.status = status;
  return message;
}

TEST(IbBrokerWords, OnlyFinalWordsAreFinal) {
  EXPECT_EQ(word_of("Submitted"), Word::working);
  EXPECT_EQ(word_of("ApiCancelled"), Word::cancelled);
  EXPECT_EQ(word_of("Filled"), Word::filled);
  for (const char* status : {"Inactive", "PendingCancel", "PendingSubmit", "filled", "", "SomethingNew"})
    EXPECT_EQ(word_of(status), Word::other) << status;
}

TEST(IbBrokerWords, NoUnknownCodeIsARefusal) {
  EXPECT_EQ(notice_kind(201), NoticeKind::refusal);
  EXPECT_EQ(notice_kind(202), NoticeKind::cancelled_hint);
  EXPECT_EQ(notice_kind(10147), NoticeKind::cancel_refusal);
  EXPECT_EQ(notice_kind(133), NoticeKind::doubtful);
  for (const int code : {0, 399, 404, 1100, 2109, 2148, 10349, 19'999}) EXPECT_EQ(notice_kind(code), NoticeKind::notice) << code;
}

TEST_F(Broker, AnOrderIsOursByItsClientAndItsNumber) {
  hears(open_order(client_id, 17, 900, "Submitted"));
  const trade::OrderIds ours = last<trade::OrderShown>().ids;
  EXPECT_TRUE(ours.ours);
  EXPECT_EQ(ours.order_id, trade::BrokerOrderId(17));
  EXPECT_EQ(ours.perm_id, trade::PermId(900));
  hears(open_order(98, 17, 901, "Submitted"));
  const trade::OrderIds others = last<trade::OrderShown>().ids;
  EXPECT_FALSE(others.ours);
  EXPECT_TRUE(others.others) << "the same number and reference under another client";
  EXPECT_EQ(others.order_id, trade::BrokerOrderId());
  hears(open_order(client_id, 2'147'483'647, 0, "Submitted"));
  EXPECT_FALSE(last<trade::OrderShown>().ids.ours) << "a number that says nothing";
}

TEST_F(Broker, AnExecutionThatCannotBeReadHasNoQuantity) {
  tws::ExecutionDetails message;
  message.execution.account = "DU1";
  message.execution.execution_id = "0001.01.01";
  message.execution.side = "BOT";
  message.execution.shares = tws::Decimal(2);
  message.execution.price = 1.05;
  hears(message);
  EXPECT_EQ(last<trade::ExecutionShown>().quantity, 2);
  message.execution.side = "SLD";
  hears(message);
  EXPECT_EQ(last<trade::ExecutionShown>().quantity, -2);
  for (const char* side : {"", "BUY", "bot"}) {
    message.execution.side = side;
    hears(message);
    EXPECT_EQ(last<trade::ExecutionShown>().quantity, std::nullopt) << side;
  }
  const std::size_t before = events.size();
  message.execution.account = "DU2";
  hears(message);
  EXPECT_EQ(events.size(), before) << "another account's";
}

TEST_F(Broker, ACommissionThatIsStillToComeIsNone) {
  tws::CommissionReport message;
  message.execution_id = "0001.01.01";
  message.currency = "USD";
  message.commission = -1;
  hears(message);
  EXPECT_EQ(last<trade::ChargeShown>().commission, std::nullopt);
  message.commission = 1.25;
  hears(message);
  EXPECT_EQ(last<trade::ChargeShown>().commission, market::Money::from_micros(1'250'000));
}

TEST_F(Broker, APictureWithOnePartMissingIsWorthless) {
  broker.perform(trade::Pull{3}, now);
  drain();
  ASSERT_THAT(events, SizeIs(1)) << "told once, whatever else fails";
  EXPECT_EQ(last<trade::PictureTaken>().picture, 3U);
  EXPECT_FALSE(last<trade::PictureTaken>().whole);
}

TEST_F(Broker, AnOrderThatTheSessionWillNotTakeIsProvenUnsent) {
  broker.perform(trade::Submit{trade::OrderNumber(1), trade::BrokerOrderId(17), "LWk2m9zq-1-00", "", trade::bull_put(), now}, now,
                 events);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(last<trade::OrderUnsent>().order, trade::OrderNumber(1));
}

TEST_F(Broker, AWhatIfWithoutALinkIsAnsweredAtOnce) {
  broker.perform(trade::AskWhatIf{"ticket 1", trade::BrokerOrderId(17), trade::bull_put()}, now, events);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(last<trade::WhatIfShown>().what_if.state, trade::WhatIfState::not_asked);
}

TEST_F(Broker, NoticesOfNoOrderAreNotTheEngines) {
  hears(tws::Event(tws::Notice{std::nullopt, 2104, "farm", "", {}}));
  hears(tws::Event(tws::Notice{17, 0, "our own words", "", {}}));
  EXPECT_THAT(events, IsEmpty());
  hears(tws::Event(tws::Notice{17, 201, "margin\x1b[2J", "", {}}));
  EXPECT_EQ(last<trade::OrderNotice>().kind, NoticeKind::refusal);
  EXPECT_EQ(last<trade::OrderNotice>().text.find('\x1b'), std::string::npos) << "nothing that a terminal would obey";
}

}  // namespace
}  // namespace legwork::desk
