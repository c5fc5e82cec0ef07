// The order engine, as dialogues: what happens, and what it does about it.
#include "trade/engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"
#include "trade/order_reference.hpp"

namespace legwork::trade {
using namespace std::chrono_literals;
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(EngineSending, NothingLeavesBeforeItIsOnTheDisk) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  desk.place(bull_put());
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_THAT(desk.answers, IsEmpty()) << "an answer is a promise, and promises are kept on the disk";
  desk.store_all();
  ASSERT_THAT(desk.submitted, SizeIs(1));
  EXPECT_EQ(desk.submitted[0].reference, order_reference("k2m9zq", OrderNumber(1)));
  EXPECT_TRUE(desk.answers.back().accepted);
}

TEST(EngineSending, AnOrderWaitsForAPictureOfTheAccount) {
  Desk desk;
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(1)});
  desk.place(bull_put());
  EXPECT_THAT(desk.answers, IsEmpty()) << "the gate would refuse what is good a moment later";
  desk.take_picture();
  EXPECT_THAT(desk.submitted, SizeIs(1));
  EXPECT_TRUE(desk.answers.back().accepted);
}

TEST(EngineSending, AnOrderWaitsForASignOfLife) {
  Desk desk;
  desk.connect();
  desk.now += seconds(3);
  desk.place(bull_put());
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_EQ(desk.life_asked, 1);
  desk.now += milliseconds(40);
  desk.happens(LifeProved{desk.now});
  EXPECT_THAT(desk.submitted, SizeIs(1));
}

TEST(EngineSending, WithoutASignOfLifeInTimeAnOrderIsRefused) {
  Desk desk;
  desk.connect();
  desk.now += seconds(3);
  desk.place(bull_put());
  desk.passes(seconds(5));
  ASSERT_THAT(desk.answers, SizeIs(1));
  EXPECT_THAT(desk.answers.back().text, HasSubstr("sign of life"));
  desk.happens(LifeProved{desk.now});
  desk.take_picture();
  EXPECT_THAT(desk.submitted, IsEmpty());
}

TEST(EngineSending, WhatCannotLeaveInTimeIsWithdrawnForGood) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  desk.place(bull_put());
  desk.now += seconds(3);  // the disk took its time, and the link was silent meanwhile
  desk.store_all();
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_EQ(desk.phase(OrderNumber(1)), Phase::durable);
  desk.passes(seconds(5));
  EXPECT_EQ(desk.phase(OrderNumber(1)), Phase::not_placed);
  desk.happens(LifeProved{desk.now});
  desk.take_picture();
  EXPECT_THAT(desk.submitted, IsEmpty());
}

TEST(EngineSending, IdsOnlyGrow) {
  Desk desk;
  desk.connect(38103);
  desk.place(bull_put());
  EXPECT_EQ(desk.submitted.back().order_id.value(), 38103);
  desk.happens(LinkLost{"restart"});
  desk.connect(38099);  // the gateway forgot four of them
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  desk.place(bull_put(1));
  EXPECT_EQ(desk.submitted.back().order_id.value(), 38104);
  desk.restart();
  desk.connect(1);
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  desk.place(bull_put(3));
  EXPECT_EQ(desk.submitted.back().order_id.value(), 38105);
}

TEST(EngineSending, TheSameKeyIsTheSameOrder) {
  Desk desk;
  desk.connect();
  desk.place(bull_put(), "one");
  desk.place(bull_put(), "one");
  desk.restart();
  desk.connect();
  desk.place(bull_put(), "one");
  EXPECT_THAT(desk.submitted, SizeIs(1));
  EXPECT_EQ(desk.answers.back().text, "order 1");
}

TEST(EngineSending, AnotherAccountIsNeverServed) {
  Desk desk;
  desk.happens(LinkReady{{"DU2"}, BrokerOrderId(1)});
  EXPECT_EQ(desk.pulled, 0U);
  desk.place(bull_put());
  desk.passes(seconds(5));
  EXPECT_THAT(desk.submitted, IsEmpty());
  ASSERT_FALSE(desk.alerts.empty());
  EXPECT_THAT(desk.alerts.front().text, HasSubstr("DU1"));
  EXPECT_EQ(desk.links_left, 1) << "the next connection may be to the right login";
}

TEST(EngineLife, AnOrderFromPlanToFill) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(OrderWritten{order, false});
  EXPECT_EQ(desk.phase(order), Phase::writing);
  desk.happens(OrderWritten{order, true});
  EXPECT_EQ(desk.phase(order), Phase::sent);
  desk.shown(order, Word::shown, 900, "PendingSubmit");
  EXPECT_EQ(desk.phase(order), Phase::acknowledged);
  desk.shown(order, Word::working, 900, "Submitted");
  EXPECT_EQ(desk.phase(order), Phase::working);
  desk.filled(order, 1, "0001");
  EXPECT_EQ(desk.book().order(order)->units_filled(), 1);
  EXPECT_EQ(desk.phase(order), Phase::working);
  desk.filled(order, 1, "0002");
  EXPECT_EQ(desk.phase(order), Phase::filled);
  EXPECT_THAT(desk.book().live(), IsEmpty());
}

TEST(EngineLife, FillsNeedNoStatus) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(OrderWritten{order, true});
  desk.filled(order, 2);
  EXPECT_EQ(desk.phase(order), Phase::filled);
}

TEST(EngineLife, ASummaryOfAComboMovesNothing) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(ExecutionShown{{BrokerOrderId(1), PermId(900), order_reference("k2m9zq", OrderNumber(1)), true},
                              "DU1",
                              "0001.01.01",
                              ContractId(77),
                              2,
                              price("-1.05"),
                              desk.now,
                              true});
  EXPECT_EQ(desk.book().order(order)->units_filled(), 0);
  EXPECT_NE(desk.phase(order), Phase::filled);
}

TEST(EngineLife, ACorrectionReplaces) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.filled(order, 1, "0001");
  const ContractId leg = desk.book().order(order)->intent.legs()[0].instrument.id;
  const std::int32_t ratio = desk.book().order(order)->intent.legs()[0].ratio;
  desk.happens(ExecutionShown{{BrokerOrderId(1), PermId(), order_reference("k2m9zq", OrderNumber(1)), true},
                              "DU1",
                              "0001.01.02",
                              leg,
                              ratio,
                              price("1.01"),
                              desk.now,
                              false});
  EXPECT_THAT(desk.book().order(order)->fills, SizeIs(2)) << "one per leg, not one more";
  EXPECT_EQ(desk.book().order(order)->fills.at({"0001.01", leg}).price, price("1.01"));
}

TEST(EngineLife, NoCodeEndsAnOrderThatTheBrokerHasShown) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.shown(order, Word::working, 900, "Submitted");
  for (const NoticeKind kind : {NoticeKind::refusal, NoticeKind::cancel_refusal, NoticeKind::cancelled_hint, NoticeKind::notice})
    desk.happens(OrderNotice{{BrokerOrderId(1), PermId(900), "", true}, kind, 201, "Order rejected"});
  EXPECT_EQ(desk.phase(order), Phase::working);
}

TEST(EngineLife, ARefusalIsConfirmedByAPicture) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(OrderWritten{order, true});
  desk.happens(OrderNotice{{BrokerOrderId(1), PermId(), "", true}, NoticeKind::refusal, 201, "Order rejected - reason: margin"});
  EXPECT_EQ(desk.phase(order), Phase::unknown);
  desk.passes(1s);
  EXPECT_EQ(desk.pulled, 2U) << "asked at once, a second after the picture before";
  desk.take_picture();
  EXPECT_EQ(desk.phase(order), Phase::rejected);
  EXPECT_EQ(desk.book().order(order)->last_said, "Order rejected - reason: margin");
}

TEST(EngineLife, WhatAPictureShowsDoesNotAskForPicturesWithoutEnd) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  const auto everything_is_short_and_refused = [&] {
    desk.shown(order, Word::filled, 900, "Filled");  // of two units, and no execution comes
    desk.happens(OrderNotice{{BrokerOrderId(1), PermId(900), "", true}, NoticeKind::refusal, 201, "Order rejected"});
  };
  const core::TimePoint began = desk.now;
  for (int i = 0; i < 1000; ++i) {
    everything_is_short_and_refused();
    desk.take_picture();
    desk.passes(10ms);
  }
  EXPECT_LE(desk.pulled, 2U + static_cast<std::uint64_t>((desk.now - began) / 1s));
}

/// An execution of the first leg of an order, as a gateway in disorder may tell it.
ExecutionShown execution(const Desk& desk, OrderNumber order, const char* id, std::optional<std::int64_t> quantity) {
  const Order& known = *desk.book().order(order);
  return {{known.order_id, known.perm_id, known.reference, true},
          "DU1",
          id,
          known.intent.legs()[0].instrument.id,
          quantity,
          price("1"),
          desk.now,
          false};
}

TEST(EngineExecutions, WhatCannotBeReadIsToldAndAskedForAgain) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.happens(execution(desk, order, "0001.01", std::nullopt));
  desk.happens(execution(desk, order, "0002.01", 0));
  ExecutionShown of_another = execution(desk, order, "0003.01", 1);
  of_another.contract = ContractId(12345);
  desk.happens(of_another);
  EXPECT_TRUE(desk.book().order(order)->fills.empty());
  for (const char* const id : {"0001.01", "0002.01", "0003.01"})
    EXPECT_TRUE(desk.book().is_raised(std::string("execution:") + id)) << id;
  desk.passes(30s);
  EXPECT_EQ(desk.pulled, 2U);
  desk.happens(execution(desk, order, "0001.01", desk.book().order(order)->intent.legs()[0].ratio));
  EXPECT_THAT(desk.book().order(order)->fills, SizeIs(1));
  EXPECT_FALSE(desk.book().is_raised("execution:0001.01"));
}

TEST(EngineExecutions, ABustedTradeIsUndoneAndTold) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.filled(order, 1, "0001");
  ASSERT_EQ(desk.book().order(order)->units_filled(), 1);
  desk.happens(execution(desk, order, "0001.01.02", 0));
  EXPECT_EQ(desk.book().order(order)->units_filled(), 0);
  EXPECT_TRUE(desk.book().is_raised("busted:0001.01.02"));
}

TEST(EngineExecutions, OddLegsAreToldWhenTwoPicturesShowThem) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(execution(desk, order, "0001.01", desk.book().order(order)->intent.legs()[0].ratio));
  desk.passes(5min);
  desk.take_picture();
  EXPECT_FALSE(desk.book().is_raised("legs:1")) << "the other leg may be on its way";
  desk.passes(5s);
  desk.take_picture();
  EXPECT_TRUE(desk.book().is_raised("legs:1"));
}

TEST(EngineExecutions, AnOrderThatIsFilledHereAndWorksThereIsTold) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.filled(order, 1, "0001");
  for (int picture = 0; picture < 2; ++picture) {
    EXPECT_FALSE(desk.book().is_raised("contradicted:1"));
    desk.passes(5min);
    desk.shown(order, Word::working, 900, "Submitted");
    desk.take_picture();
  }
  EXPECT_TRUE(desk.book().is_raised("contradicted:1"));
  EXPECT_EQ(desk.phase(order), Phase::filled) << "an execution outweighs a status";
}

TEST(EngineLink, TheBrokersReturnIsFoundOutAlthoughNobodySaysSo) {
  Desk desk;
  desk.connect();
  desk.happens(UpstreamChanged{false, "1100"});
  desk.place(bull_put());
  EXPECT_THAT(desk.submitted, IsEmpty());
  desk.passes(30s);
  EXPECT_EQ(desk.upstream_asked, 1);
  desk.passes(30s);
  EXPECT_EQ(desk.upstream_asked, 2);
  desk.happens(UpstreamChanged{true, "the broker answers again"});
  EXPECT_FALSE(desk.book().is_raised("upstream"));
  desk.passes(30s);
  EXPECT_EQ(desk.upstream_asked, 2);
}

TEST(EngineKill, ReachesEveryIncarnationOfAnOrder) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put(1));
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(OrderShown{
      {BrokerOrderId(41), PermId(901), desk.book().order(order)->reference, true}, "DU1", Word::working, "Submitted", ""});
  EXPECT_TRUE(desk.book().is_raised("double:901"));
  desk.happens(KillCommand{{"kill", "person:ann"}, true, "a test"});
  ASSERT_THAT(desk.cancelled, SizeIs(2));
  EXPECT_EQ(desk.cancelled[0].order_id, BrokerOrderId(1));
  EXPECT_EQ(desk.cancelled[1].order_id, BrokerOrderId(41));
}

TEST(EngineDoubt, SilenceIsNotAnAnswer) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(OrderWritten{order, true});
  desk.passes(seconds(10));
  EXPECT_EQ(desk.phase(order), Phase::unknown);
  desk.take_picture();
  EXPECT_EQ(desk.phase(order), Phase::unknown) << "one picture proves nothing";
  EXPECT_THAT(desk.submitted, SizeIs(1)) << "and it is never sent again";
  desk.passes(seconds(30));
  desk.take_picture();
  EXPECT_EQ(desk.phase(order), Phase::not_placed);
}

TEST(EngineDoubt, AnUnwholePictureProvesNothing) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(LinkLost{"reset"});
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(2)});
  const std::uint64_t before = desk.book().hash();
  desk.happens(PictureTaken{desk.pulled, false, "completed orders timed out"});
  EXPECT_FALSE(desk.engine().is_reconciled());
  EXPECT_EQ(desk.book().order(order)->facts.absences.size(), 0U);
  EXPECT_NE(desk.book().hash(), before) << "only the alert is new";
  EXPECT_TRUE(desk.book().is_raised("picture"));
  desk.passes(seconds(2));
  desk.take_picture();
  EXPECT_FALSE(desk.book().is_raised("picture"));
}

TEST(EngineDoubt, ALateOrderReopensWhatAbsenceHadClosed) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(LinkLost{"reset"});
  desk.connect(2);
  desk.passes(seconds(30));
  desk.take_picture();
  ASSERT_EQ(desk.phase(order), Phase::not_placed);
  desk.shown(order, Word::working, 900, "Submitted");  // "maintain and resubmit orders when connection is restored"
  EXPECT_EQ(desk.phase(order), Phase::working);
  EXPECT_TRUE(desk.book().is_raised("reopened:1"));
}

TEST(EngineDoubt, AnOrderShownAfterThePictureWasAskedForIsNotAbsentFromIt) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(OrderWritten{order, true});
  desk.happens(UpstreamChanged{true, "1102"});
  desk.now += milliseconds(5);
  desk.shown(order, Word::working, 900, "Submitted");
  desk.take_picture();
  EXPECT_TRUE(desk.book().order(order)->facts.absences.empty());
}

TEST(EngineDoubt, TheSameOrderTwiceAtTheBrokerIsToldAtOnce) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.shown(order, Word::working, 900, "Submitted");
  desk.shown(order, Word::working, 901, "Submitted");
  EXPECT_TRUE(desk.book().is_raised("double:901"));
  desk.shown(order, Word::cancelled, 901, "Cancelled");
  EXPECT_FALSE(desk.book().is_raised("double:901"));
  EXPECT_EQ(desk.phase(order), Phase::working) << "the end of one is not the end of the other";
}

TEST(EngineDoubt, AnIdThatWasGivenOutTwiceIsNotOurOrder) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(OrderShown{{BrokerOrderId(1), PermId(555), "somebody", true}, "DU1", Word::cancelled, "Cancelled", "SELL 1 IBM"});
  EXPECT_EQ(desk.phase(order), Phase::working);
  EXPECT_TRUE(desk.book().foreign().contains(PermId(555)));
}

TEST(EngineLink, FactsCountWhateverTheLinkSays) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.happens(UpstreamChanged{false, "1100"});
  desk.filled(order, 2);
  EXPECT_EQ(desk.phase(order), Phase::filled);
}

TEST(EngineLink, BothWaysBackFromAGapArePulled) {
  Desk desk;
  desk.connect();
  const std::uint64_t pulls = desk.pulled;
  desk.happens(UpstreamChanged{false, "1100"});
  EXPECT_FALSE(desk.engine().is_reconciled());
  desk.happens(UpstreamChanged{true, "1102"});
  EXPECT_EQ(desk.pulled, pulls + 1);
  EXPECT_FALSE(desk.engine().is_reconciled());
  desk.take_picture();
  EXPECT_TRUE(desk.engine().is_reconciled());
}

TEST(EngineLink, OneAlertPerEpisode) {
  Desk desk;
  desk.connect();
  for (int i = 0; i < 833; ++i) desk.happens(UpstreamChanged{false, "1100"});
  EXPECT_EQ(std::ranges::count_if(desk.alerts, [](const Notify& n) { return n.alert == "upstream" && n.raised; }), 1);
}

TEST(EngineCancel, ACancelIsNoEnd) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(CancelCommand{{"c", "person:ann"}, order, "changed my mind"});
  ASSERT_THAT(desk.cancelled, SizeIs(1));
  desk.happens(CancelWritten{order});
  EXPECT_EQ(desk.phase(order), Phase::cancelling);
  desk.filled(order, 2);  // it crossed on the way
  EXPECT_EQ(desk.phase(order), Phase::filled);
  desk.shown(order, Word::cancelled, 900, "Cancelled");
  EXPECT_EQ(desk.phase(order), Phase::filled) << "the fill wins";
}

TEST(EngineCancel, ACancelThatCannotLeaveLeavesAfterTheGap) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());
  desk.shown(order, Word::working, 900, "Submitted");
  desk.happens(LinkLost{"reset"});
  desk.happens(CancelCommand{{"c", "person:ann"}, order, ""});
  EXPECT_THAT(desk.cancelled, IsEmpty());
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(2)});
  desk.shown(order, Word::working, 900, "Submitted");
  desk.take_picture();
  EXPECT_THAT(desk.cancelled, SizeIs(1));
  desk.take_picture();
  EXPECT_THAT(desk.cancelled, SizeIs(1)) << "once per link: a refused request is not repeated without a changed cause";
}

TEST(EngineCancel, WhatHasNotLeftIsWithdrawn) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  desk.place(bull_put());
  desk.happens(CancelCommand{{"c", "person:ann"}, OrderNumber(1), ""});
  desk.store_all();
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_THAT(desk.cancelled, IsEmpty());
  EXPECT_EQ(desk.phase(OrderNumber(1)), Phase::not_placed);
}

TEST(EngineCancel, AllMeansWhatIsNotDecidedYetToo) {
  Desk desk;
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(1)});
  desk.place(bull_put());
  desk.happens(CancelAllCommand{{"c", "person:ann"}, "lunch"});
  desk.take_picture();
  EXPECT_THAT(desk.submitted, IsEmpty());
  EXPECT_THAT(desk.answers, testing::Contains(testing::Field(&Answer::accepted, false)));
}

TEST(EngineKill, TheLatchIsDurableBeforeTheFirstCancel) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  const Intent intent = bull_put();
  desk.place(intent);
  desk.store_all();
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  desk.happens(KillCommand{{"k", "person:ann"}, true, "enough"});
  EXPECT_THAT(desk.cancelled, IsEmpty());
  desk.store_all();
  EXPECT_THAT(desk.cancelled, SizeIs(1));
}

TEST(EngineKill, NothingOpensUntilAPersonReleasesIt) {
  Desk desk;
  desk.connect();
  desk.filled(desk.place(bull_put()), 2);
  desk.happens(KillCommand{{"k", "person:ann"}, true, "enough"});
  desk.restart();
  desk.connect();
  desk.place(bull_put());
  EXPECT_FALSE(desk.answers.back().accepted);
  EXPECT_THAT(desk.answers.back().text, HasSubstr("kill"));
  desk.place(close_bull_put());
  EXPECT_TRUE(desk.answers.back().accepted) << "what reduces risk stays possible";
  desk.happens(KillCommand{{"r", "person:ann"}, false, "looked into"});
  desk.shown(OrderNumber(2), Word::cancelled, 901, "Cancelled");
  desk.place(bull_put(1));
  EXPECT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
}

TEST(EngineCrash, WhateverMayHaveLeftIsInDoubtAndNotSentAgain) {
  Desk desk;
  desk.connect();
  const OrderNumber order = desk.place(bull_put());  // submitted; the process dies before it hears more
  desk.restart();
  EXPECT_EQ(desk.phase(order), Phase::unknown);
  desk.connect(2);
  EXPECT_THAT(desk.submitted, SizeIs(1));
  EXPECT_TRUE(desk.book().is_raised("unknown:1"));
  desk.shown(order, Word::working, 900, "Submitted");
  EXPECT_EQ(desk.phase(order), Phase::working);
  EXPECT_FALSE(desk.book().is_raised("unknown:1"));
}

TEST(EngineCrash, ReplayGivesTheSameBook) {
  Desk desk;
  desk.connect();
  const OrderNumber first = desk.place(bull_put());
  desk.shown(first, Word::working, 900, "Submitted");
  desk.filled(first, 1);
  desk.happens(ChargeShown{"0001.01.01", market::Money::from_micros(-120'000), "USD"});
  const OrderNumber second = desk.place(bull_put(1, "0.95"));
  desk.happens(OrderNotice{{BrokerOrderId(2), PermId(), "", true}, NoticeKind::refusal, 201, "margin"});
  desk.happens(CancelAllCommand{{"all", "person:ann"}, "lunch"});
  desk.passes(1s);
  desk.take_picture();
  EXPECT_EQ(desk.phase(second), Phase::rejected);

  Engine again(Desk::options());
  for (const Record& record : desk.store()) ASSERT_TRUE(again.replay(record).has_value());
  EXPECT_EQ(again.book().hash(), desk.book().hash());
}

TEST(EngineCrash, AJournalOfAnotherAccountIsRefused) {
  Desk desk;
  EngineOptions other = Desk::options();
  other.account = "DU2";
  Engine engine(other);
  for (const Record& record : desk.store()) ASSERT_TRUE(engine.replay(record).has_value());
  const auto started = engine.start(desk.now);
  ASSERT_FALSE(started.has_value());
  EXPECT_THAT(started.error().message, HasSubstr("DU1"));
}

TEST(EngineStore, ARefusedStoreStopsNewOrdersAndKeepsFacts) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  desk.place(bull_put(1), "a");
  desk.store_all();
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  desk.place(bull_put(2), "b");
  desk.refuse_store(true);
  EXPECT_EQ(desk.phase(OrderNumber(2)), Phase::not_placed);
  desk.place(bull_put(1), "c");
  EXPECT_FALSE(desk.answers.back().accepted);
  desk.filled(OrderNumber(1), 1);
  EXPECT_EQ(desk.phase(OrderNumber(1)), Phase::filled);
  const std::size_t submitted = desk.submitted.size();
  desk.passes(seconds(1));  // offers everything again
  desk.store_all();
  EXPECT_EQ(desk.submitted.size(), submitted) << "an order that waited for the disk is not sent as if nothing had been";
  Engine again(Desk::options());
  for (const Record& record : desk.store()) again.replay(record).value();
  EXPECT_EQ(again.book().hash(), desk.book().hash());
}

TEST(EngineStore, CancelsLeaveWithoutADisk) {
  Desk desk(false);
  desk.connect();
  desk.store_all();
  desk.place(bull_put(1), "a");
  desk.store_all();
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  desk.refuse_store(false);
  desk.happens(CancelCommand{{"c", "person:ann"}, OrderNumber(1), ""});
  EXPECT_THAT(desk.cancelled, SizeIs(1));
}

TEST(EngineWhatIf, UsesUpAnIdOnTheDiskBeforeItIsAsked) {
  Desk desk(false);
  desk.connect(40);
  desk.store_all();
  desk.happens(WhatIfCommand{"preview-1", bull_put(1)});
  EXPECT_THAT(desk.asked, SizeIs(0)) << "a run after a crash must not give the id to an order";
  desk.store_all();
  ASSERT_THAT(desk.asked, SizeIs(1));
  EXPECT_EQ(desk.asked.back().order_id, BrokerOrderId(40));
  desk.place(bull_put(1));
  desk.store_all();
  EXPECT_EQ(desk.submitted.back().order_id, BrokerOrderId(41));
  desk.happens(WhatIfShown{"preview-1", {WhatIfState::late, {}, {}, "no answer", desk.now}});
  ASSERT_THAT(desk.what_ifs, SizeIs(1));
  EXPECT_EQ(desk.what_ifs.back().what_if.state, WhatIfState::late);
  EXPECT_THAT(desk.book().orders(), SizeIs(1)) << "a question is no order";
}

TEST(EngineWhatIf, WithoutALinkOrADiskNothingIsAsked) {
  Desk desk(false);
  desk.happens(WhatIfCommand{"early", bull_put(1)});
  ASSERT_THAT(desk.what_ifs, SizeIs(1));
  EXPECT_EQ(desk.what_ifs.back().what_if.state, WhatIfState::not_asked);
  desk.connect();
  desk.store_all();
  desk.happens(WhatIfCommand{"unlucky", bull_put(1)});
  desk.refuse_store(false);
  EXPECT_THAT(desk.asked, SizeIs(0));
  ASSERT_THAT(desk.what_ifs, SizeIs(2));
  EXPECT_EQ(desk.what_ifs.back().key, "unlucky");
}

TEST(EngineNumbers, TicketsAndSpreadsThatNobodyNumberedGetTheNext) {
  Desk desk;
  desk.connect();
  const Command command{"a", "person:ann"};
  desk.happens(desk.surroundings_of(bull_put(1)));
  Proposal proposal = desk.propose(bull_put(1));
  proposal.ticket = TicketNumber(7);
  desk.happens(PlaceCommand{command, proposal, SpreadNumber(), {}, "", "", {}, {}});
  desk.shown(OrderNumber(1), Word::working, 900, "Submitted");
  proposal = desk.propose(bull_put(2));
  proposal.ticket = TicketNumber();
  desk.happens(PlaceCommand{{"b", "person:ann"}, proposal, SpreadNumber(), {}, "", "", {}, {}});
  EXPECT_EQ(desk.book().order(OrderNumber(1))->intended.spread, SpreadNumber(1));
  EXPECT_EQ(desk.book().order(OrderNumber(2))->intended.spread, SpreadNumber(2));
  EXPECT_EQ(desk.book().order(OrderNumber(2))->intended.ticket, TicketNumber(8));
}

TEST(Engine, MoreCommandsThanCanWaitForTheLinkAreRefused) {
  Desk desk;
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(1)});  // the picture is still to come
  for (std::size_t i = 0; i < Desk::options().undecided_max; ++i) desk.place(bull_put());
  EXPECT_TRUE(desk.answers.empty());
  desk.place(bull_put());
  ASSERT_EQ(desk.answers.size(), 1U);
  EXPECT_FALSE(desk.answers.back().accepted);
  EXPECT_EQ(desk.engine().waiting(), Desk::options().undecided_max);
}

}  // namespace
}  // namespace legwork::trade
