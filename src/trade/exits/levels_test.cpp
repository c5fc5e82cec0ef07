// What the price rules mean in numbers: both sides, percentages and prices; plans and their checks.
#include "trade/exits/levels.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

TEST(ExitLevels, MostThatCanBeMadeAndLost) {
  EXPECT_EQ(bull_put().max_profit(), price("1.05"));
  EXPECT_EQ(bull_put().max_loss(), price("3.95"));
  EXPECT_EQ(bull_call().max_profit(), price("3"));
  EXPECT_EQ(bull_call().max_loss(), price("2"));
  EXPECT_TRUE(bear_call().is_credit());
  EXPECT_FALSE(bull_call().is_credit());
  EXPECT_FALSE(vertical(595, 600, "2").is_credit()) << "a bear put is paid for";
}

TEST(ExitLevels, OfASpreadThatWasSold) {
  const ExitPlan plan = default_credit_plan();
  EXPECT_DOUBLE_EQ(*target_level(plan, bull_put()), 0.525);
  EXPECT_EQ(target_cost(plan, bull_put()), price("0.525")) << "half the credit, not on a tick yet";
  EXPECT_DOUBLE_EQ(*stop_level(plan, bull_put()), -2.10) << "two credits lost: it costs 3.15";
  ExitPlan prices = plan;
  prices.target = ProfitTarget{TargetBasis::price, 0, price("0.30"), false};
  prices.stop = StopLoss{StopBasis::price, 0, price("2.50")};
  EXPECT_DOUBLE_EQ(*target_level(prices, bear_call()), 0.75);
  EXPECT_DOUBLE_EQ(*stop_level(prices, bear_call()), -1.45);
}

TEST(ExitLevels, OfASpreadThatWasBought) {
  const ExitPlan plan = default_debit_plan();
  EXPECT_DOUBLE_EQ(*target_level(plan, bull_call()), 1.80) << "60 % of 3.00";
  EXPECT_EQ(target_cost(plan, bull_call()), price("-3.8")) << "sold for the 2.00 paid and 1.80 more";
  EXPECT_DOUBLE_EQ(*stop_level(plan, bull_call()), -1.0) << "half the debit";
  ExitPlan prices = plan;
  prices.target = ProfitTarget{TargetBasis::price, 0, price("4.50"), false};
  prices.stop = StopLoss{StopBasis::price, 0, price("0.80")};
  EXPECT_DOUBLE_EQ(*target_level(prices, bull_call()), 2.50);
  EXPECT_DOUBLE_EQ(*stop_level(prices, bull_call()), -1.20);
}

TEST(ExitLevels, TrailAndStepsFollowTheBest) {
  ExitPlan plan;
  plan.trail = TrailingStop{30, 20};
  plan.steps = {{25, -50}, {50, 0}, {75, 50}};
  const HeldVertical held = vertical(600, 595, "-1");
  EXPECT_FALSE(trail_level(plan, held, 0.29));
  EXPECT_DOUBLE_EQ(*trail_level(plan, held, 0.30), 0.10);
  EXPECT_DOUBLE_EQ(*trail_level(plan, held, 0.80), 0.60);
  EXPECT_FALSE(step_level(plan, held, 0.24));
  EXPECT_DOUBLE_EQ(*step_level(plan, held, 0.25), -0.50);
  EXPECT_DOUBLE_EQ(*step_level(plan, held, 0.60), 0);
  EXPECT_DOUBLE_EQ(*step_level(plan, held, 0.75), 0.50);
}

TEST(ExitLevels, AnImpossibleEntryHasNoPercentages) {
  const HeldVertical paid_for_a_sale = vertical(600, 595, "0.10");
  EXPECT_FALSE(target_level(default_credit_plan(), paid_for_a_sale));
  EXPECT_FALSE(stop_level(default_credit_plan(), paid_for_a_sale));
  EXPECT_FALSE(target_cost(default_credit_plan(), paid_for_a_sale));
}

TEST(ExitPlan, TheDefaultsAreThoseOfTheFilters) {
  const ExitPlan credit = default_credit_plan();
  EXPECT_EQ(credit.target->percent, 50);
  EXPECT_EQ(credit.stop->amount, 2);
  EXPECT_EQ(credit.guard.hits, 3);
  EXPECT_EQ(credit.dte, 21);
  EXPECT_EQ(credit.sessions_before_earnings, 1);
  const ExitPlan debit = default_debit_plan();
  EXPECT_EQ(debit.target->percent, 60);
  EXPECT_EQ(debit.stop->amount, 50);
  EXPECT_EQ(debit.dte, 10);
  EXPECT_TRUE(check_for(credit, bull_put()).has_value());
  EXPECT_TRUE(check_for(debit, bull_call()).has_value());
}

TEST(ExitPlan, ARuleOfTheOtherSideIsRefused) {
  EXPECT_EQ(check_for(default_credit_plan(), bull_call()).error().where.field, "stop.credits");
  EXPECT_EQ(check_for(default_debit_plan(), bull_put()).error().where.field, "stop.percent_of_debit");
  ExitPlan plan;
  plan.target = ProfitTarget{TargetBasis::price, 0, price("5"), false};
  EXPECT_EQ(check_for(plan, bull_call()).error().where.field, "target.price") << "nobody pays the whole width";
}

TEST(ExitPlan, ReadsBackFromTheJournal) {
  ExitPlan plan = default_credit_plan();
  plan.trail = TrailingStop{30, 20};
  plan.steps = {{25, -50}, {50, 0}};
  plan.clock = ClockExit{std::chrono::hours(15), ClockDay::any_day};
  plan.roll = RollRule{};
  EXPECT_EQ(from_json<ExitPlan>(to_json(plan)).value(), plan);
  ExitState state;
  state.recent = {0.1, -0.25};
  state.best = 0.1;
  state.latched = ExitRule::trailing_stop;
  state.sent_at = eastern("2026-11-18", "12:00");
  EXPECT_EQ(from_json<ExitState>(to_json(state)).value(), state);
}

}  // namespace
}  // namespace legwork::trade::exits_test
