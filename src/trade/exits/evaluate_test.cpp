// The rules held by the engine, one by one with worked numbers, and what stands above what.
#include "trade/exits/evaluate.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

using namespace std::chrono_literals;

TEST(Exits, TheTargetClosesAtItsLimit) {
  World world;  // sold for 1.05; half of it: out at 0.525 or less
  EXPECT_EQ(brief(world.then("0.53")), "nothing");
  const ExitDecision decision = world.then("0.525");
  EXPECT_EQ(brief(decision), "close target");
  EXPECT_EQ(decision.limit, price("0.525"));
  EXPECT_EQ(decision.units, 3);
  const WalkPlan walk = walk_of(world.plan, decision);
  EXPECT_EQ(walk.cost_max, price("0.525"));
  EXPECT_EQ(walk.end, WalkEnd::rest);
  EXPECT_TRUE(check(walk).has_value());
}

TEST(Exits, TheTargetOfASpreadThatWasBought) {
  World world;
  world.plan = default_debit_plan();
  world.held = bull_call();
  EXPECT_EQ(brief(world.then("-3.79")), "nothing");
  const ExitDecision decision = world.then("-3.80");
  EXPECT_EQ(brief(decision), "close target");
  EXPECT_EQ(decision.limit, price("-3.8"));
}

TEST(Exits, TheStopNeedsDistinctUpdatesInARow) {
  World world;  // two credits lost: at a cost of 3.15
  EXPECT_EQ(brief(world.then("3.15")), "nothing");
  EXPECT_EQ(brief(world.ask()), "nothing") << "the same update is no second hit";
  EXPECT_EQ(brief(world.then("3.20")), "nothing");
  EXPECT_EQ(brief(world.then("3.14")), "nothing") << "breaks the row";
  EXPECT_EQ(brief(world.then("3.15")), "nothing");
  EXPECT_EQ(brief(world.then("3.30")), "nothing");
  const ExitDecision decision = world.then("3.15");
  EXPECT_EQ(brief(decision), "close stop");
  EXPECT_EQ(decision.urgency, Urgency::urgent);
  EXPECT_FALSE(decision.limit);
  const WalkPlan walk = walk_of(world.plan, decision);
  EXPECT_EQ(walk.start, WalkStart::natural);
  EXPECT_TRUE(check(walk).has_value());
}

TEST(Exits, TheStopOfASpreadThatWasBought) {
  World world;
  world.plan = default_debit_plan();
  world.held = bull_call();  // paid 2.00; half lost at a credit of 1.00
  world.plan.guard.hits = 1;
  EXPECT_EQ(brief(world.then("-1.01")), "nothing");
  EXPECT_EQ(brief(world.then("-1.00")), "close stop");
}

TEST(Exits, AWideOrStaleQuoteDoesNotCountAndDoesNotBreakTheRow) {
  World world;
  world.then("3.20");
  world.then("3.20");
  world.now += 1s;
  world.legs(price("3.60"), price("4.80"), price("1.00"), price("1.04"));  // 1.24 wide of 5: above 20 %
  EXPECT_EQ(brief(world.ask()), "nothing");
  world.now += 1s;
  world.costs("3.20");
  world.closing.confirmed_age = 3s;
  EXPECT_EQ(brief(world.ask()), "nothing");
  world.closing.crossed = true;
  world.closing.confirmed_age = 0s;
  EXPECT_EQ(brief(world.ask()), "nothing");
  EXPECT_EQ(brief(world.then("3.20")), "close stop") << "the third good one";
}

TEST(Exits, NothingCountsInTheFirstMinutesNorOverNight) {
  World world;
  world.at("2026-11-18", "09:30", "3.20");
  world.plan.guard.hits = 2;
  EXPECT_EQ(brief(world.then("3.20")), "nothing");
  EXPECT_EQ(brief(world.then("0.20")), "nothing") << "nor does the target";
  EXPECT_EQ(brief(world.at("2026-11-18", "09:32", "3.20")), "nothing");
  EXPECT_EQ(brief(world.at("2026-11-19", "12:00", "3.20")), "nothing") << "yesterday's hit is not in a row with today's";
  EXPECT_EQ(brief(world.then("3.20")), "close stop");
}

TEST(Exits, ATrailingStopFollowsWhatIsConfirmed) {
  World world;
  world.plan = {};
  world.plan.trail = TrailingStop{30, 20};
  world.plan.guard.hits = 2;
  world.held.entry_cost = price("-1");
  world.then("0.60");  // a profit of 0.40, once
  EXPECT_FALSE(world.state.best);
  world.then("0.10");  // 0.90, a single quote: only 0.40 is confirmed
  EXPECT_DOUBLE_EQ(*world.state.best, 0.40);
  world.then("0.30");  // 0.70 confirmed; the stop stands at 0.50
  EXPECT_DOUBLE_EQ(*world.state.best, 0.70);
  EXPECT_EQ(brief(world.then("0.51")), "nothing") << "0.49, once";
  EXPECT_EQ(brief(world.then("0.50")), "close trailing_stop");
}

TEST(Exits, TheHighestStopCounts) {
  World world;
  world.plan.guard.hits = 1;
  world.plan.target.reset();
  world.held.entry_cost = price("-1");
  world.plan.steps = {{25, -50}, {50, 10}};
  EXPECT_EQ(brief(world.then("1.60")), "nothing") << "a loss of 0.60, the stop still at 2.00";
  world.then("0.75");
  EXPECT_EQ(brief(world.then("1.49")), "nothing");
  world.then("0.50");
  EXPECT_EQ(brief(world.then("0.90")), "close stepped_stop") << "0.10 of profit is left";
}

TEST(Exits, AFiredStopStandsWhileTheWayIsCleared) {
  World world;
  world.plan.guard.hits = 1;
  world.orders.resting_units = 3;
  EXPECT_EQ(brief(world.then("3.20")), "cancel_working stop");
  world.orders = {3, 0, true};
  EXPECT_EQ(brief(world.then("1.00")), "nothing stop") << "the cancel is not proven";
  world.orders = {};
  EXPECT_EQ(brief(world.then("1.00")), "close stop") << "whatever the quote does meanwhile";
}

TEST(Exits, ARestingTargetIsItsOwnExit) {
  World world;
  world.orders.resting_units = 3;
  EXPECT_EQ(brief(world.then("0.40")), "nothing target");
}

TEST(Exits, TheMoreUrgentReplacesTheLessAndNeverTheOtherWay) {
  World world;
  world.plan.guard.hits = 1;
  EXPECT_EQ(brief(world.then("0.50")), "close target");
  world.orders.exit_units = 3;
  EXPECT_EQ(brief(world.then("0.50")), "nothing target");
  EXPECT_EQ(brief(world.then("3.20")), "cancel_working stop");
  world.orders.exit_units = 0;
  EXPECT_EQ(brief(world.then("3.20")), "close stop") << "at once, although the target was sent a moment ago";
  world.orders.exit_units = 3;
  EXPECT_EQ(brief(world.then("0.50")), "nothing stop") << "it stands";
}

TEST(Exits, OnlyWhatIsNotBeingClosedIsClosed) {
  World world;
  world.plan.guard.hits = 1;
  EXPECT_EQ(world.then("3.20").units, 3);
  world.orders.exit_units = 3;
  world.held.units = 5;  // two more of the opening order filled
  world.now += 30s;
  EXPECT_EQ(world.then("3.20").units, 2);
  World by_hand;
  by_hand.orders.exit_units = 1;
  EXPECT_EQ(by_hand.then("0.50").units, 2);
}

TEST(Exits, AnExitThatCameBackIsNotSentAgainAtOnce) {
  World world;
  EXPECT_EQ(brief(world.then("0.50")), "close target");
  const ExitDecision waits = world.then("0.50");  // refused: nothing works any more
  EXPECT_EQ(brief(waits), "nothing target");
  EXPECT_EQ(waits.wake_at, world.now + 29s);
  world.now += 28s;
  EXPECT_EQ(brief(world.then("0.50")), "close target");
}

TEST(Exits, TheDeadLegBecomesACloseOfTheShortOne) {
  World world;
  world.legs(price("0.03"), price("0.05"), std::nullopt, price("0.05"));
  ExitDecision decision = world.ask();
  EXPECT_EQ(brief(decision), "close_short_leg dead_leg") << "0.05 is cheap enough";
  EXPECT_EQ(decision.limit, price("0.05"));
  World target;
  target.now += 1s;
  target.legs(price("0.40"), price("0.50"), price("0"), price("0.05"));  // a bid of 0 is no bid
  decision = target.ask();
  EXPECT_EQ(brief(decision), "close_short_leg target") << "a mid of 0.45 for the short alone";
  World stopped;
  stopped.plan.guard.hits = 1;
  stopped.now += 1s;
  stopped.legs(price("3.10"), price("3.30"), std::nullopt, price("0.05"));
  EXPECT_EQ(brief(stopped.ask()), "close_short_leg stop");
  World silent;
  silent.legs(price("0.03"), price("0.05"), std::nullopt, price("0.05"));
  silent.long_leg.confirmed_at -= 3s;
  EXPECT_EQ(brief(silent.ask()), "nothing") << "a silent line does not say that nobody bids";
}

TEST(Exits, ABoughtSpreadWithoutABidIsLeftAlone) {
  World world;
  world.plan = default_debit_plan();
  world.plan.guard.hits = 1;
  world.held = bull_call();
  world.now += 1s;
  world.legs(price("0.01"), price("0.02"), std::nullopt, price("0.05"));
  const ExitDecision decision = world.ask();
  EXPECT_EQ(brief(decision), "nothing");
  EXPECT_NE(decision.why.find("worthless"), std::string::npos);
}

TEST(Exits, DaysClockAndEvents) {
  World days;
  EXPECT_EQ(brief(days.at("2026-11-27", "12:59")), "nothing");
  EXPECT_EQ(days.ask().wake_at, eastern("2026-11-27", "13:00")) << "21 days before: a half day, 13:15 less a quarter of an hour";
  EXPECT_EQ(brief(days.at("2026-11-27", "13:00")), "close dte");
  World late;
  EXPECT_EQ(brief(late.at("2026-12-02", "09:30")), "close dte") << "the engine was off on the day: at the next chance";
  World clock;
  clock.plan = {};
  clock.plan.clock = ClockExit{15h + 45min, ClockDay::any_day};
  EXPECT_EQ(brief(clock.at("2026-11-18", "15:44")), "nothing");
  EXPECT_EQ(brief(clock.at("2026-11-18", "15:45")), "close clock");
  World event;
  event.events = {{EventKind::earnings, date("2026-11-20"), EventTime::before_open, {}}};
  EXPECT_EQ(brief(event.at("2026-11-19", "14:59")), "nothing");
  EXPECT_EQ(brief(event.at("2026-11-19", "15:00")), "close event");
}

TEST(Exits, TheLastDay) {
  World world;
  world.plan.dte.reset();
  EXPECT_EQ(brief(world.at("2026-12-18", "14:59")), "nothing");
  EXPECT_EQ(brief(world.at("2026-12-18", "15:00")), "close expiry");
  World over;
  over.plan.dte.reset();
  EXPECT_EQ(brief(over.at("2026-12-18", "16:00")), "nothing") << "settled, though SPY prints until 16:15";
  World am;
  Terms terms;
  terms.trading_class = "SPX";
  terms.settlement = market::Settlement::am;
  terms.delivery = market::Delivery::cash;
  am.held = vertical(6000, 5995, "-1.05", terms);
  am.plan.dte.reset();
  EXPECT_EQ(brief(am.at("2026-12-17", "15:14")), "nothing");
  EXPECT_EQ(brief(am.at("2026-12-17", "15:15")), "close expiry") << "the Thursday before";
  am.state = {};
  EXPECT_EQ(brief(am.at("2026-12-18", "12:00")), "nothing");
  World half;
  terms = {};
  terms.expiry = "2026-11-27";
  half.held = vertical(600, 595, "-1.05", terms);
  half.plan.dte.reset();
  EXPECT_EQ(brief(half.at("2026-11-27", "11:59")), "nothing");
  EXPECT_EQ(brief(half.at("2026-11-27", "12:00")), "close expiry");
}

TEST(Exits, ThePinBand) {
  EXPECT_DOUBLE_EQ(pin_band({}, std::nullopt), 0.50);
  EXPECT_DOUBLE_EQ(pin_band({}, 1.6), 0.50) << "a quarter is 0.40";
  EXPECT_DOUBLE_EQ(pin_band({}, 4.0), 1.00);
  EXPECT_NEAR(last_hour_move(600, 0.20), 1.28212, 1e-5) << "600 × 0.20 / √8760";
  World world;
  world.plan.dte.reset();
  world.last_hour_move = 4.0;
  world.spot(601.02);
  EXPECT_EQ(brief(world.at("2026-12-18", "14:10")), "nothing");
  world.spot(601.00);
  EXPECT_EQ(brief(world.at("2026-12-18", "13:59")), "nothing") << "two hours before the end, not sooner";
  EXPECT_EQ(brief(world.at("2026-12-18", "14:10")), "close pin");
  world.orders.exit_units = 3;
  world.spot(640);
  EXPECT_EQ(brief(world.then("1.05")), "nothing pin") << "the decision stands";
  World cash;
  cash.plan.dte.reset();
  cash.held.short_leg.option->delivery = market::Delivery::cash;
  cash.spot(600);
  EXPECT_EQ(brief(cash.at("2026-12-18", "14:10")), "nothing") << "cash settlement pins nobody";
}

TEST(Exits, ARollOrTheCloseInItsPlace) {
  World world;
  world.plan.dte.reset();
  world.plan.roll = RollRule{};
  world.plan.roll->credit_min = price("0.20");
  Terms terms;
  terms.expiry = "2027-01-15";
  SpreadQuote quote = world.closing;
  quote.natural = price("-0.30");
  quote.far = price("-0.50");
  quote.mid = -0.40;
  world.rolls = {{option(610, terms), option(600, terms), quote}, {option(600, terms), option(595, terms), quote}};
  EXPECT_EQ(brief(world.at("2026-11-25", "15:00")), "nothing");
  const ExitDecision decision = world.at("2026-11-27", "13:00");
  EXPECT_EQ(brief(decision), "roll roll");
  EXPECT_EQ(decision.candidate, 1U) << "the first is wider";
  World none = world;
  none.state = {};
  none.rolls.clear();
  const ExitDecision closes = none.at("2026-11-27", "13:00");
  EXPECT_EQ(brief(closes), "close roll");
  EXPECT_TRUE(alerted(closes.alerts, ExitAlertKind::roll_impossible));
  none.state = {};
  none.plan.roll->else_close = false;
  EXPECT_EQ(brief(none.at("2026-11-27", "13:00")), "nothing");
}

TEST(Exits, PausesInAHaltOffHoursAndAfterAnAssignment) {
  World world;
  world.plan.guard.hits = 2;
  world.then("3.20");
  world.underlying.halted = true;
  EXPECT_EQ(brief(world.then("3.20")), "nothing");
  world.underlying.halted = false;
  EXPECT_EQ(brief(world.then("3.20")), "nothing") << "a row does not go through a halt";
  EXPECT_EQ(brief(world.then("3.20")), "close stop");
  World night;
  EXPECT_EQ(brief(night.at("2026-11-18", "18:00", "0.10")), "nothing");
  EXPECT_EQ(night.ask().wake_at, eastern("2026-11-19", "09:30"));
  World assigned;
  assigned.stock_shares = 100;
  EXPECT_EQ(brief(assigned.then("0.10")), "nothing");
}

TEST(Exits, BlindForTooLongIsAnAlert) {
  World world;
  world.closing.live = false;
  EXPECT_FALSE(alerted(world.ask().alerts, ExitAlertKind::blind));
  EXPECT_EQ(world.ask().wake_at, world.now + 5min);
  world.now += 5min;
  EXPECT_TRUE(alerted(world.ask().alerts, ExitAlertKind::blind));
  EXPECT_FALSE(alerted(world.then("1.00").alerts, ExitAlertKind::blind));
}

TEST(Exits, APriorityIsTheOrderOfTheTable) {
  World world;  // the last day, a stop and the clock at once
  world.plan.guard.hits = 1;
  world.plan.clock = ClockExit{12h, ClockDay::any_day};
  world.plan.dte = 40;
  EXPECT_EQ(brief(world.then("3.20")), "close stop");
  World days;
  days.plan.clock = ClockExit{12h, ClockDay::any_day};
  days.plan.dte = 40;
  EXPECT_EQ(brief(days.then("0.10")), "close clock") << "before the days and the target";
  for (std::size_t i = 0; i < exit_rules().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(exit_rules()[i].rule), i);
  EXPECT_NE(exit_rules_markdown().find("| 1 | pin |"), std::string::npos);
  EXPECT_NE(exit_rules_markdown().find("| 11 | target |"), std::string::npos);
}

}  // namespace
}  // namespace legwork::trade::exits_test
