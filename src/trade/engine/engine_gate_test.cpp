// The engine asks the gate about every order, tells it what it knows, and keeps what it said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"

namespace legwork::trade {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

int decisions(const Desk& desk, const std::string& decision) {
  int count = 0;
  for (const Record& record : desk.store())
    count += record.kind == records::Decided::kind && record.body.find("\"" + decision + "\"") != std::string::npos ? 1 : 0;
  return count;
}

TEST(EngineGate, ARefusalIsOnTheDiskAndNothingLeaves) {
  Desk desk;
  desk.connect();
  desk.place(bull_put(11));  // quantity_max_units is 10
  EXPECT_FALSE(desk.answers.back().accepted);
  EXPECT_THAT(desk.answers.back().text, HasSubstr("size: 11 units"));
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_THAT(desk.book().orders(), IsEmpty());
  EXPECT_EQ(decisions(desk, "refused"), 1);
  desk.place(bull_put(1));
  EXPECT_EQ(decisions(desk, "passed"), 1);
  EXPECT_THAT(desk.submitted, SizeIs(1));
}

TEST(EngineGate, ClosesOnlyWhatTheLedgerHolds) {
  Desk desk;
  desk.connect();
  desk.place(close_bull_put(1));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("is held"));
  desk.filled(desk.place(bull_put(2)), 2);
  const OrderNumber closing = desk.place(close_bull_put(2));
  ASSERT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
  EXPECT_EQ(desk.book().order(closing)->intended.spread, SpreadNumber(1)) << "an order that names no spread closes the one it fits";
  desk.shown(closing, Word::working, 901, "Submitted");
  desk.place(close_bull_put(1, "0.60"));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("already being closed"));
  desk.filled(closing, 2, "0002");
  desk.place(close_bull_put(1, "0.70"));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("is held"));
}

TEST(EngineGate, WhatIsHeldAndWhatWorksCountsAgainstTheLimits) {
  Desk desk;
  desk.connect();
  desk.filled(desk.place(bull_put(5)), 5);  // for nothing, so that it can lose 500 each; the underlying may lose 5,000
  desk.place(bull_put(4, "1.10"));
  ASSERT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
  desk.shown(OrderNumber(2), Word::working, 901, "Submitted");
  desk.place(bull_put(3, "1.15"));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("loss: SPY can lose"));
}

TEST(EngineGate, SoManyRefusalsStopItUntilAPersonSaysGoOn) {
  Desk desk;
  desk.connect();
  for (int i = 1; i <= 3; ++i) {
    const OrderNumber order = desk.place(bull_put(i));
    ASSERT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
    desk.happens(OrderNotice{{desk.book().order(order)->order_id, PermId(), "", true}, NoticeKind::refusal, 201, "margin"});
    desk.happens(OrderUnsent{order, "refused"});
  }
  desk.passes(seconds(400));  // beyond the window: it stays stopped all the same
  desk.happens(LifeProved{desk.now});
  desk.place(bull_put(4));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("throttle: stopped until a person enables it"));
  desk.happens(ModeCommand{{"go", "person:ann"}, records::Mode::normal, "looked into"});
  desk.place(bull_put(4));
  EXPECT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
}

TEST(EngineGate, LooserLimitsWantAConfirmation) {
  Desk desk;
  std::vector<Record> journal = desk.store();
  EngineOptions wider = Desk::options();
  wider.limits.quantity_max_units = 50;
  const auto start = [&journal](const EngineOptions& options) {
    Engine engine(options);
    for (const Record& record : journal) engine.replay(record).value();
    const Actions actions = engine.start(core::TimePoint(seconds(1'800'000'000))).value();
    return std::pair(engine.limits().quantity_max_units, engine.limits_fault());
  };
  const auto [unconfirmed, fault] = start(wider);
  EXPECT_EQ(unconfirmed, 10);
  EXPECT_THAT(fault, HasSubstr("quantity_max_units"));
  wider.limits_token = plan_change(Desk::options().limits, wider.limits).token;
  EXPECT_EQ(start(wider), std::pair(std::int64_t{50}, std::string()));
  EngineOptions tighter = Desk::options();
  tighter.limits.quantity_max_units = 5;
  EXPECT_EQ(start(tighter), std::pair(std::int64_t{5}, std::string())) << "what tightens needs nobody";
}

TEST(EngineGate, NothingNewWhileAKillIsNotProven) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(KillCommand{{"k", "person:ann"}, true, "enough"});
  desk.happens(KillCommand{{"r", "person:ann"}, false, "too soon"});
  desk.place(bull_put(2));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("kill_progress: the end of 1 orders"));
  desk.shown(order, Word::cancelled, 900, "Cancelled");
  desk.place(bull_put(2));
  EXPECT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
}

TEST(EnginePositions, APersonSaysThatTheBrokerIsRight) {
  Desk desk;
  desk.connect();
  const auto show = [&] {
    desk.passes(minutes(6));
    desk.happens(LifeProved{desk.now});
    desk.happens(PositionShown{"DU1", ContractId(595), "3 SPY put", 3});
    desk.take_picture();
  };
  show();
  show();
  EXPECT_TRUE(desk.book().is_raised("position:595"));
  desk.place(bull_put(1));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("not explained"));
  desk.happens(AcceptPositionCommand{{"a", "person:ann"}, ContractId(595), 2, "bought by hand"});
  EXPECT_FALSE(desk.answers.back().accepted) << "it was 3";
  desk.happens(AcceptPositionCommand{{"b", "person:ann"}, ContractId(595), 3, "bought by hand"});
  EXPECT_TRUE(desk.answers.back().accepted);
  EXPECT_EQ(desk.book().positions().at(ContractId(595)), 3);
  EXPECT_FALSE(desk.book().is_raised("position:595"));
  show();
  EXPECT_FALSE(desk.book().is_raised("position:595"));
}

}  // namespace
}  // namespace legwork::trade
