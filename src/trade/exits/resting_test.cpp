#include "trade/exits/resting.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

using market::TickRule;

struct Resting {
  ExitPlan plan = default_credit_plan();
  HeldVertical held = bull_put();
  std::vector<RestingOrder> targets;
  RestingInputs in;
  TickRule ticks = TickRule::penny();

  Resting() { plan.target->rest_at_broker = true; }
  RestingDecision ask() {
    in.targets = targets;
    return resting_target(plan, held, in, ticks);
  }
  void rests(const char* cost, std::int64_t units, bool uncertain = false) {
    targets.push_back({OrderNumber(targets.size() + 1), price(cost), units, true, uncertain});
  }
};

TEST(RestingTarget, IsPlacedForAllThatIsHeld) {
  Resting credit;
  const RestingDecision decision = credit.ask();
  EXPECT_EQ(decision.act, RestingAct::place);
  EXPECT_EQ(decision.cost, price("0.52")) << "0.525 rounded so that it costs less";
  EXPECT_EQ(decision.units, 3);
  Resting debit;
  debit.plan = default_debit_plan();
  debit.plan.target->rest_at_broker = true;
  debit.held = bull_call();
  EXPECT_EQ(debit.ask().cost, price("-3.8"));
  Resting index;
  index.ticks = TickRule::combo("SPXW");
  EXPECT_EQ(index.ask().cost, price("0.5")) << "index packages in nickels";
}

TEST(RestingTarget, IsKeptWhenItFits) {
  Resting world;
  world.rests("0.52", 3);
  EXPECT_EQ(world.ask().act, RestingAct::keep);
}

TEST(RestingTarget, IsCancelledFirstWhenItDoesNotFit) {
  for (const auto& [cost, units, gtc] : {std::tuple{"0.53", 3, true}, {"0.52", 4, true}, {"0.52", 2, true}, {"0.52", 3, false}}) {
    Resting world;
    world.rests(cost, units);
    world.targets[0].gtc = gtc;
    EXPECT_EQ(world.ask().act, RestingAct::cancel) << cost << " " << units;
  }
  Resting twice;
  twice.rests("0.52", 3);
  twice.rests("0.52", 3);
  EXPECT_EQ(twice.ask().cancel.size(), 2U) << "both would fill";
}

TEST(RestingTarget, MakesWayForEveryOtherClose) {
  Resting world;
  world.rests("0.52", 3);
  world.in.exit_due = true;
  EXPECT_EQ(world.ask().act, RestingAct::cancel);
  world.in.exit_due = false;
  world.in.other_closing_units = 1;
  EXPECT_EQ(world.ask().act, RestingAct::cancel);
  world.targets.clear();
  EXPECT_EQ(world.ask().act, RestingAct::none) << "and is not placed beside it";
  world.in.other_closing_units = 0;
  world.in.assigned = true;
  EXPECT_EQ(world.ask().act, RestingAct::none);
  world.in.assigned = false;
  world.in.may_place = false;
  EXPECT_EQ(world.ask().act, RestingAct::none);
}

TEST(RestingTarget, WaitsForProof) {
  Resting world;
  world.rests("0.52", 3, true);
  EXPECT_EQ(world.ask().act, RestingAct::none) << "in doubt: neither kept nor placed again";
  world.in.exit_due = true;
  EXPECT_EQ(world.ask().act, RestingAct::none) << "its cancel is on the way";
}

TEST(RestingTarget, GoesWhenThePlanNoLongerHasIt) {
  Resting world;
  world.rests("0.52", 3);
  world.plan.target->rest_at_broker = false;
  EXPECT_EQ(world.ask().act, RestingAct::cancel);
  world.targets.clear();
  EXPECT_EQ(world.ask().act, RestingAct::none);
  Resting tiny;  // the target of a credit of 0.01 would cost 0.005: no tick of it is above 0
  tiny.held.entry_cost = price("-0.01");
  EXPECT_EQ(tiny.ask().act, RestingAct::none);
}

}  // namespace
}  // namespace legwork::trade::exits_test
