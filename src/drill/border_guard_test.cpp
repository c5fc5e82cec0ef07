// Everything the guard knows to be wrong is shown to it once, as bytes.
#include "drill/border_guard.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "desk/ib_order.hpp"
#include "trade/engine/engine_fixture.hpp"
#include "trade/order_reference.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using trade::bull_put;

constexpr int version = 200;

std::string framed(std::string_view payload) {
  std::string frame;
  tws::append_frame(frame, payload);
  return frame;
}

/// A border with one order decided, passed by the gate, and on the disk.
struct Border : testing::Test {
  Violations violations;
  Heard heard;
  BorderGuard guard{violations, heard, "DU1", 7};
  core::TimePoint now = core::TimePoint(std::chrono::hours(500'000));
  std::uint64_t sequence = 0;

  Border() {
    guard.on_connection();
    durable(trade::records::Started{"k2m9zq", "DU1", false, 7, "test"});
    say(std::string("API\0", 4) + framed("v178..200"));
    decide(1);
  }
  void durable(const trade::AnyRecord& record) {
    trade::Record kept = trade::to_record(record, now);
    kept.sequence = ++sequence;
    guard.on_durable({kept}, now);
  }
  void decide(std::uint64_t order, bool passed = true) {
    durable(trade::records::Decided{"person:ann", "gate", passed ? "passed" : "refused", "", trade::TicketNumber(order)});
    trade::records::Intended intended;
    intended.order = trade::OrderNumber(order);
    intended.ticket = trade::TicketNumber(order);
    intended.order_id = trade::BrokerOrderId(static_cast<std::int32_t>(100 + order));
    intended.intent = trade::records::write(bull_put());
    durable(intended);
  }
  void say(const std::string& bytes, core::Duration silence = 100ms) { guard.on_bytes_out(bytes, version, now - silence, now); }
  void send(const tws::Request& message, core::Duration silence = 100ms) {
    std::string payload;
    tws::encode(message, version, payload);
    say(framed(payload), silence);
  }
  /// The order as it should leave, after `change`.
  void place(std::uint64_t order = 1, const std::function<void(tws::PlaceOrder&)>& change = {}, core::Duration silence = 100ms) {
    tws::PlaceOrder message = desk::to_wire(trade::Submit{trade::OrderNumber(order),
                                                          trade::BrokerOrderId(static_cast<std::int32_t>(100 + order)),
                                                          trade::order_reference("k2m9zq", trade::OrderNumber(order)),
                                                          "",
                                                          bull_put(),
                                                          {}});
    if (change) change(message);
    send(message, silence);
  }
  std::vector<std::string> broken() const {
    std::vector<std::string> names;
    for (const Violation& one : violations.kept()) names.emplace_back(one.invariant);
    return names;
  }
};

TEST_F(Border, AnOrderAsItWasDecidedPasses) {
  place();
  EXPECT_THAT(broken(), IsEmpty()) << violations.kept().front().what;
  EXPECT_EQ(guard.orders_sent(), 1U);
}

TEST_F(Border, AnOrderThatNobodyDecided) {
  place(2);
  EXPECT_THAT(broken(), ElementsAre("NO_LOST_ORDER"));
}

TEST_F(Border, TheSameOrderTwice) {
  place();
  place();
  EXPECT_THAT(broken(), testing::Contains("NO_DUP_ORDER"));
}

TEST_F(Border, AnIdThatWentBack) {
  decide(2);
  place(2);
  place(1);
  EXPECT_THAT(broken(), ElementsAre("ID_MONOTONE"));
}

TEST_F(Border, AnotherAccount) {
  place(1, [](tws::PlaceOrder& message) { message.order.account = "U999"; });
  EXPECT_THAT(broken(), testing::Contains("ACCOUNT_GUARD"));
}

TEST_F(Border, WithoutASignOfLife) {
  place(1, {}, 2001ms);
  EXPECT_THAT(broken(), ElementsAre("NOT_READY_NO_SEND"));
}

TEST_F(Border, WithoutTheGate) {
  decide(2, false);
  place(2);
  EXPECT_THAT(broken(), ElementsAre("GATE_ALWAYS"));
}

TEST_F(Border, AfterTheKill) {
  durable(trade::records::KillLatch{true, "person:ann", "enough"});
  place();
  EXPECT_THAT(broken(), ElementsAre("KILL"));
}

TEST_F(Border, AnotherPriceOrSizeThanWasDecided) {
  place(1, [](tws::PlaceOrder& message) { message.order.limit_price = 1.05; });  // a debit where a credit was meant
  EXPECT_FALSE(violations.empty());
  decide(2);
  const auto before = violations.count();
  place(2, [](tws::PlaceOrder& message) { message.order.total_quantity = tws::Decimal(20); });
  EXPECT_GT(violations.count(), before);
}

TEST_F(Border, AGlobalCancelAndAnotherClient) {
  send(tws::GlobalCancel{});
  send(tws::StartApi{8, ""});
  EXPECT_THAT(broken(), ElementsAre("NO_LOST_ORDER", "NO_LOST_ORDER"));
}

TEST_F(Border, AQuestionThatCouldChangeAnOrder) {
  place();
  place(1, [](tws::PlaceOrder& message) { message.order.what_if = true; });
  EXPECT_THAT(broken(), ElementsAre("NO_SIDE_EFFECT", "NO_SIDE_EFFECT"));  // the id is an order's, and so is the reference
}

TEST_F(Border, MoreMessagesThanTheBrokerAllows) {
  for (int i = 0; i < 46; ++i) send(tws::RequestCurrentTime{});
  EXPECT_THAT(broken(), testing::Contains("RATE"));
}

TEST_F(Border, AnInformingCodeChangesNoOrder) {
  durable(trade::records::Learned{trade::OrderNumber(1), trade::Fact::refused, now, {}, {}, 10349, "preset"});
  EXPECT_THAT(broken(), ElementsAre("NO_SIDE_EFFECT"));
}

TEST_F(Border, AbsentOnlyWhenAllListsHaveEnded) {
  durable(trade::records::Learned{trade::OrderNumber(1), trade::Fact::absent, now, {}, {}, {}, {}});
  EXPECT_THAT(broken(), ElementsAre("UNKNOWN_NOT_EMPTY"));
}

}  // namespace
}  // namespace legwork::drill
