// What the engine does by itself: walks an order towards natural, holds the exits of a spread, and never has two orders that could close
// the same units. Each test is a dialogue of the desk in miniature with quotes that somebody tells.
#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"
#include "trade/quote_fixture.hpp"

namespace legwork::trade {
namespace {

using namespace std::chrono_literals;

struct Steering : testing::Test {
  Steering() { desk.connect(); }

  /// The 600 put around `short_mid`, the 595 put around `long_mid`, each 0.04 wide; alive and confirmed now.
  void quotes(double short_mid, double long_mid) {
    const auto around = [this](double mid) {
      return two_sided(fmt::format("{:.2f}", mid - 0.02), fmt::format("{:.2f}", mid + 0.02), desk.now);
    };
    desk.happens(LifeProved{desk.now});
    desk.happens(QuotesShown{{{ContractId(600), around(short_mid)}, {ContractId(595), around(long_mid)}},
                             {{"SPY", two_sided(640, 640.02, desk.now)}}});
  }
  void quotes_after(core::Duration time, double short_mid, double long_mid) {
    desk.now += time;
    quotes(short_mid, long_mid);
    desk.happens(Tick{});
  }
  /// The proposal as a preview makes it: at the quotes of the moment.
  PlaceCommand placing(const Intent& intent) {
    desk.happens(desk.surroundings_of(intent));
    PlaceCommand place{.command = {fmt::format("walk-{}", ++keys), "person:ann"}, .proposal = desk.propose(intent)};
    place.reason = "by hand";
    place.spread = SpreadNumber(1);
    place.proposal.quote.natural = price(intent.effect() == Effect::opens ? "-1.01" : "1.09");
    place.proposal.quote.far = price(intent.effect() == Effect::opens ? "-1.09" : "1.01");
    place.proposal.quote.mid = intent.effect() == Effect::opens ? -1.05 : 1.05;
    return place;
  }
  static WalkPlan plan() {
    WalkPlan plan;
    plan.steps = 2;
    plan.step_every = 10s;
    plan.slippage_max = price("0.04");
    return plan;
  }
  OrderNumber walk(const WalkPlan& how = plan()) {
    quotes(3.05, 2.00);
    PlaceCommand place = placing(bull_put());
    place.walk = how;
    desk.happens(place);
    return desk.answers.back().order;
  }
  /// Held: 2 units of the bull put, sold for 1.05.
  void hold(const ExitPlan& exits) {
    quotes(3.05, 2.00);
    PlaceCommand place = placing(bull_put());
    place.exits = exits;
    desk.happens(place);
    ASSERT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
    const OrderNumber opened = desk.answers.back().order;
    desk.shown(opened, Word::working, 900, "Submitted");
    for (const auto& [contract, quantity, paid] : {std::tuple{ContractId(600), -2, "3.05"}, std::tuple{ContractId(595), 2, "2.00"}})
      desk.happens(ExecutionShown{{desk.book().order(opened)->order_id, PermId(900), desk.book().order(opened)->reference, true},
                                  "DU1",
                                  fmt::format("00{}.01", contract.value()),
                                  contract,
                                  quantity,
                                  price(paid),
                                  desk.now,
                                  false});
    ASSERT_EQ(desk.phase(opened), Phase::filled);
  }
  bool is_raised(const std::string& alert) const { return desk.book().is_raised(alert); }
  const Submit& last_sent() const { return desk.submitted.back(); }
  market::Price last_cost() const { return last_sent().intent.limit().signed_cost(); }

  Desk desk;
  int keys = 0;
};

TEST_F(Steering, AWalkStartsAtMidAndStepsTowardsNaturalOneOrderAtATime) {
  const OrderNumber first = walk();
  ASSERT_EQ(desk.submitted.size(), 1U) << desk.answers.back().text;
  EXPECT_EQ(last_cost(), price("-1.05"));
  desk.shown(first, Word::working, 900, "Submitted");
  quotes_after(5s, 3.05, 2.00);
  EXPECT_TRUE(desk.cancelled.empty()) << "its time at this price is not over";
  quotes_after(6s, 3.05, 2.00);
  ASSERT_EQ(desk.cancelled.size(), 1U) << "a combo is never modified: the order goes first";
  EXPECT_EQ(desk.submitted.size(), 1U) << "and the next waits for the proof";
  desk.shown(first, Word::cancelled, 900, "Cancelled");
  ASSERT_EQ(desk.submitted.size(), 2U);
  EXPECT_EQ(last_cost(), price("-1.03"));
  EXPECT_EQ(desk.book().order(last_sent().order)->intended.ticket, desk.book().order(first)->intended.ticket);
}

TEST_F(Steering, APartialFillLeavesTheRestToTheNextStep) {
  const OrderNumber first = walk();
  desk.shown(first, Word::working, 900, "Submitted");
  desk.filled(first, 1);
  quotes_after(11s, 3.05, 2.00);
  desk.shown(first, Word::cancelled, 900, "Cancelled");
  ASSERT_EQ(desk.submitted.size(), 2U);
  EXPECT_EQ(last_sent().intent.quantity(), 1);
}

TEST_F(Steering, AWalkThatHasComeToItsCapTakesTheOrderBackAndEnds) {
  OrderNumber order = walk();
  for (const int step : {1, 2}) {
    desk.shown(order, Word::working, 900 + step, "Submitted");
    quotes_after(11s, 3.05, 2.00);
    desk.shown(order, Word::cancelled, 900 + step, "Cancelled");
    order = last_sent().order;
  }
  EXPECT_EQ(last_cost(), price("-1.01")) << "mid less the slippage that is allowed";
  desk.shown(order, Word::working, 910, "Submitted");
  quotes_after(11s, 3.05, 2.00);
  EXPECT_EQ(desk.cancelled.size(), 3U);
  EXPECT_TRUE(desk.book().walks().empty());
  desk.shown(order, Word::cancelled, 910, "Cancelled");
  quotes_after(60s, 3.05, 2.00);
  EXPECT_EQ(desk.submitted.size(), 3U);
}

TEST_F(Steering, AWalkDoesNotMoveOnQuotesThatAreOldAndGivesUpBlind) {
  const OrderNumber first = walk();
  desk.shown(first, Word::working, 900, "Submitted");
  desk.now += 20s;
  desk.happens(LifeProved{desk.now});
  desk.happens(Tick{});
  EXPECT_TRUE(desk.cancelled.empty()) << "widening on stale data";
  desk.now += 61s;
  desk.happens(LifeProved{desk.now});
  desk.happens(Tick{});
  ASSERT_EQ(desk.cancelled.size(), 1U);
  EXPECT_TRUE(desk.book().walks().empty());
}

TEST_F(Steering, NoNextStepWhileTheOrderBeforeIsInDoubt) {
  const OrderNumber first = walk();
  desk.shown(first, Word::working, 900, "Submitted");
  quotes_after(11s, 3.05, 2.00);
  ASSERT_EQ(desk.cancelled.size(), 1U);
  desk.happens(LinkLost{"reset"});
  desk.connect(100);
  quotes_after(11s, 3.05, 2.00);
  EXPECT_EQ(desk.submitted.size(), 1U) << "the picture did not show it, once: it may live";
}

TEST_F(Steering, TakingTheOrderBackEndsItsWalk) {
  const OrderNumber first = walk();
  desk.shown(first, Word::working, 900, "Submitted");
  desk.happens(CancelCommand{{"c1", "person:ann"}, first, "changed my mind"});
  desk.shown(first, Word::cancelled, 900, "Cancelled");
  quotes_after(11s, 3.05, 2.00);
  EXPECT_EQ(desk.submitted.size(), 1U);
}

TEST_F(Steering, AnOpeningWalkEndsWithTheRunThatBeganItAndItsOrderIsTakenBack) {
  const OrderNumber first = walk();
  desk.shown(first, Word::working, 900, "Submitted");
  desk.restart();
  EXPECT_TRUE(desk.book().walks().empty());
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(100)});
  desk.shown(first, Word::working, 900, "Submitted");
  desk.take_picture();
  ASSERT_EQ(desk.cancelled.size(), 1U);
  EXPECT_EQ(desk.cancelled.back().order, first);
}

TEST_F(Steering, AWalkThatTheGateRefusesAtItsFirstPriceLeavesNoTrace) {
  quotes(3.05, 2.00);
  PlaceCommand place = placing(bull_put(1000));
  place.walk = plan();
  desk.happens(place);
  EXPECT_FALSE(desk.answers.back().accepted);
  EXPECT_TRUE(desk.book().walks().empty());
  EXPECT_TRUE(desk.book().orders().empty());
}

TEST_F(Steering, AStopFiresAfterThreeUpdatesInARowAndClosesFromNatural) {
  ExitPlan exits;
  exits.stop = StopLoss{};  // a loss of 2 credits: out at 3.15
  hold(exits);
  quotes_after(3min, 3.05, 2.00);
  for (int update = 0; update < 2; ++update) quotes_after(2s, 6.00, 2.80);
  EXPECT_EQ(desk.submitted.size(), 1U) << "two updates are not three";
  quotes_after(2s, 6.00, 2.80);
  ASSERT_EQ(desk.submitted.size(), 2U) << "refused: " << (desk.alerts.empty() ? "" : desk.alerts.back().text);
  EXPECT_EQ(last_sent().intent.effect(), Effect::closes);
  EXPECT_EQ(last_sent().intent.quantity(), 2);
  EXPECT_EQ(last_cost(), price("3.24")) << "natural: urgent";
  EXPECT_EQ(desk.book().order(last_sent().order)->intended.actor, "exit:stop");
  desk.shown(last_sent().order, Word::working, 901, "Submitted");
  quotes_after(1s, 6.00, 2.80);
  EXPECT_EQ(desk.submitted.size(), 2U) << "all of it is being closed";
}

TEST_F(Steering, AStopThatLatchedGoesOnAfterARestart) {
  ExitPlan exits;
  exits.stop = StopLoss{};
  hold(exits);
  quotes_after(3min, 3.05, 2.00);
  for (int update = 0; update < 3; ++update) quotes_after(2s, 6.00, 2.80);
  ASSERT_EQ(desk.submitted.size(), 2U);
  const OrderNumber out = last_sent().order;
  desk.shown(out, Word::working, 901, "Submitted");
  desk.restart();
  EXPECT_EQ(desk.book().walks().size(), 1U) << "one that closes goes on";
  desk.happens(LinkReady{{"DU1"}, BrokerOrderId(100)});
  desk.shown(out, Word::working, 901, "Submitted");
  desk.happens(PositionShown{"DU1", ContractId(600), "", -2});
  desk.happens(PositionShown{"DU1", ContractId(595), "", 2});
  desk.take_picture();
  desk.happens(desk.surroundings_of(bull_put()));
  quotes_after(4s, 6.10, 2.80);
  ASSERT_EQ(desk.cancelled.size(), 1U) << "natural has moved: its next step";
  desk.shown(out, Word::cancelled, 901, "Cancelled");
  ASSERT_EQ(desk.submitted.size(), 3U);
  EXPECT_EQ(last_sent().intent.effect(), Effect::closes);
}

TEST_F(Steering, ATargetRestsAtTheBrokerAndGoesBeforeAStop) {
  ExitPlan exits;
  exits.target = ProfitTarget{.percent = 50, .rest_at_broker = true};
  exits.stop = StopLoss{};
  hold(exits);
  quotes_after(3min, 3.05, 2.00);
  ASSERT_EQ(desk.submitted.size(), 2U);
  const OrderNumber target = last_sent().order;
  EXPECT_EQ(last_cost(), price("0.52")) << "half of 1.05, on a tick of the safe side";
  EXPECT_EQ(last_sent().intent.tif(), TimeInForce::gtc());
  desk.shown(target, Word::working, 901, "Submitted");
  for (int update = 0; update < 3; ++update) quotes_after(2s, 6.00, 2.80);
  ASSERT_EQ(desk.cancelled.size(), 1U) << "both could fill";
  EXPECT_EQ(desk.submitted.size(), 2U) << "the stop waits for the proof";
  desk.shown(target, Word::cancelled, 901, "Cancelled");
  quotes_after(1s, 6.00, 2.80);
  ASSERT_EQ(desk.submitted.size(), 3U);
  EXPECT_EQ(desk.book().order(last_sent().order)->intended.actor, "exit:stop");
}

TEST_F(Steering, AnEntryThatStillWorksIsTakenBackBeforeItsExit) {
  ExitPlan exits;
  exits.clock = ClockExit{11h + 30min, ClockDay::any_day};
  quotes(3.05, 2.00);
  PlaceCommand place = placing(bull_put());
  place.exits = exits;
  desk.happens(place);
  const OrderNumber opened = desk.answers.back().order;
  desk.shown(opened, Word::working, 900, "Submitted");
  desk.filled(opened, 1);
  quotes_after(31min, 3.05, 2.00);
  ASSERT_EQ(desk.cancelled.size(), 1U);
  EXPECT_EQ(desk.cancelled.back().order, opened);
  EXPECT_GT(desk.engine().deadline(), desk.now) << "it waits for the proof and does not spin";
  desk.shown(opened, Word::cancelled, 900, "Cancelled");
  quotes_after(1s, 3.05, 2.00);
  ASSERT_EQ(desk.submitted.size(), 2U) << "refused: " << (desk.alerts.empty() ? "" : desk.alerts.back().text);
  EXPECT_EQ(last_sent().intent.quantity(), 1);
}

TEST_F(Steering, WithoutQuotesInASessionPeopleAreToldOnce) {
  ExitPlan exits;
  exits.stop = StopLoss{};
  hold(exits);
  for (int minute = 0; minute < 7; ++minute) {
    desk.now += 1min;
    desk.happens(LifeProved{desk.now});
    desk.happens(Tick{});
  }
  EXPECT_TRUE(is_raised("exit-blind:1"));
  EXPECT_EQ(std::ranges::count(desk.alerts, std::string("exit-blind:1"), &Notify::alert), 1);
  quotes_after(1s, 3.05, 2.00);
  EXPECT_FALSE(is_raised("exit-blind:1"));
}

TEST_F(Steering, ExitsCanBeChangedAndTakenAwayAndAPlanOfTheOtherSideIsRefused) {
  hold({});
  ExitPlan debit = default_debit_plan();
  desk.happens(ExitsCommand{{"x1", "person:ann"}, SpreadNumber(1), debit, "wrong"});
  EXPECT_FALSE(desk.answers.back().accepted);
  ExitPlan out;
  out.clock = ClockExit{11h, ClockDay::any_day};
  desk.happens(ExitsCommand{{"x2", "person:ann"}, SpreadNumber(1), out, "out now"});
  EXPECT_TRUE(desk.answers.back().accepted) << desk.answers.back().text;
  quotes_after(3s, 3.05, 2.00);
  ASSERT_EQ(desk.submitted.size(), 2U) << "refused: " << (desk.alerts.empty() ? "" : desk.alerts.back().text);
  desk.shown(last_sent().order, Word::working, 901, "Submitted");
  desk.happens(ExitsCommand{{"x3", "person:ann"}, SpreadNumber(1), std::nullopt, "by hand from here"});
  ASSERT_EQ(desk.cancelled.size(), 1U);
  desk.shown(last_sent().order, Word::cancelled, 901, "Cancelled");
  quotes_after(60s, 3.05, 2.00);
  EXPECT_EQ(desk.submitted.size(), 2U);
}

TEST_F(Steering, AKillEndsWalksAndAnExitThatClosesMayGoOn) {
  ExitPlan exits;
  exits.clock = ClockExit{11h + 1min, ClockDay::any_day};
  hold(exits);
  desk.happens(KillCommand{{"k1", "person:ann"}, true, "enough"});
  quotes_after(2min, 3.05, 2.00);
  ASSERT_EQ(desk.submitted.size(), 2U) << "what only closes passes the latch";
  EXPECT_EQ(last_sent().intent.effect(), Effect::closes);
}

TEST_F(Steering, ARollIsOneFourLegOrderThatBringsItsCredit) {
  ExitPlan exits;
  exits.roll = RollRule{};
  exits.roll->dte = 28;
  exits.roll->else_close = false;
  exits.time_of_day = 11h + 1min;
  hold(exits);
  const auto next_month = [](std::int64_t strike) {
    Instrument leg = option(strike, static_cast<int>(strike));
    leg.option->expiry = market::Date(std::chrono::year(2027), std::chrono::January, std::chrono::day(15));
    return leg;
  };
  desk.happens(RollsOffered{SpreadNumber(1), {{next_month(590), next_month(585)}}});
  const auto wanted = desk.engine().watched();
  EXPECT_TRUE(std::ranges::any_of(wanted, [](const auto& one) { return one.short_leg.id == ContractId(590); }));
  auto seen = desk.surroundings_of(bull_put());
  for (const std::int64_t id : {585, 590}) seen.surroundings.verified.insert(ContractId(id));
  desk.happens(seen);
  desk.now += 2min;
  desk.happens(QuotesShown{
      {{ContractId(590), two_sided("5.00", "5.04", desk.now)}, {ContractId(585), two_sided("3.00", "3.04", desk.now)}}, {}});
  quotes(3.05, 2.00);
  ASSERT_EQ(desk.submitted.size(), 2U) << "refused: " << (desk.alerts.empty() ? "" : desk.alerts.back().text);
  EXPECT_EQ(last_sent().intent.shape(), Shape::roll);
  EXPECT_EQ(last_sent().intent.legs().size(), 4U);
  EXPECT_LT(last_cost(), market::Price());
}

TEST_F(Steering, ReplayOfWalksAndExitsIsTheLiveBook) {
  ExitPlan exits;
  exits.target = ProfitTarget{.percent = 50, .rest_at_broker = true};
  exits.trail = TrailingStop{};
  hold(exits);
  quotes_after(3min, 3.05, 2.00);
  for (int update = 0; update < 4; ++update) quotes_after(2s, 2.60, 2.00);
  Book replayed;
  for (const Record& record : desk.store()) ASSERT_TRUE(replayed.apply(from_record(record).value()).has_value());
  EXPECT_EQ(replayed.hash(), desk.book().hash());
  EXPECT_EQ(replayed.exits().size(), 1U);
}

}  // namespace
}  // namespace legwork::trade
