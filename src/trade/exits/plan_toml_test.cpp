#include "trade/exits/plan_toml.hpp"

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

using namespace std::chrono_literals;

TEST(ExitPlanToml, SaysWhatItMeans) {
  const ExitPlan plan = parse_exit_plan(R"(
dte = 21
time_of_day = "14:30"
cheap_short_max = "0.05"
[target]
percent_of_max = 50
rest_at_broker = true
[stop]
credits = 2.5
[guard]
hits = 4
blind_max_s = 90
[[steps]]
reached_percent = 50
stop_percent = 0
[clock]
at = "15:45"
[expiry]
close_before_min = 90
pin_min = "0.75"
)",
                                        "exits.toml")
                            .value();
  EXPECT_EQ(plan.dte, 21);
  EXPECT_EQ(plan.time_of_day, 14h + 30min);
  EXPECT_EQ(plan.cheap_short_max, price("0.05"));
  EXPECT_TRUE(plan.target->rest_at_broker);
  EXPECT_EQ(plan.stop->amount, 2.5);
  EXPECT_EQ(plan.guard.hits, 4);
  EXPECT_EQ(plan.guard.blind_max, 90s);
  EXPECT_EQ(plan.steps.size(), 1U);
  EXPECT_EQ(plan.clock->at, 15h + 45min);
  EXPECT_EQ(plan.clock->day, ClockDay::expiry_day);
  EXPECT_EQ(plan.expiry.close_before, 90min);
  EXPECT_EQ(plan.expiry.pin_min, price("0.75"));
  EXPECT_FALSE(plan.trail);
  EXPECT_FALSE(plan.roll) << "what is not written is not there";
}

TEST(ExitPlanToml, WhatIsWrongIsNamed) {
  struct Case {
    const char* text;
    const char* where;
  };
  for (const Case& one : {
           Case{"dte = -1", "x.toml:1:7: dte: should be 0 … 1000 days"},
           Case{"\n[target]\npercent_of_max = 101", "x.toml:3:18: target.percent_of_max: should be 1 … 100"},
           Case{"[target]\n", "x.toml:1:1: target.percent_of_max: say either percent_of_max or price"},
           Case{"[stop]\ncredits = 2\nprice = \"3\"", "x.toml:1:1: stop.credits: say one of credits, percent_of_debit, price"},
           Case{"[stop]\ncredit = 2", "x.toml:1:1: stop.credits: say one of credits, percent_of_debit, price"},
           Case{"[guard]\nhit = 2",
                "x.toml:2:7: guard.hit: is not a key here; known are hits, spread_percent_max, confirmed_age_max_s, "
                "skew_max_s, after_open_s, blind_max_s"},
           Case{"[guard]\nhits = 2.5", "x.toml:2:8: guard.hits: should be a whole number"},
           Case{"[guard]\nspread_percent_max = nan", "x.toml:2:22: guard.spread_percent_max: should be 0.1 … 100"},
           Case{"cheap_short_max = 0.05", "x.toml:1:19: cheap_short_max: should be a price as text, such as \"0.05\""},
           Case{"time_of_day = \"25:00\"", "x.toml:1:15: time_of_day: '25:00' is no time of day; write it as 15:45 (US Eastern)"},
           Case{"[clock]\nat = \"15:00\"\nday = \"monday\"", R"(x.toml:1:1: clock.day: should be "expiry_day" or "any_day")"},
           Case{"[expiry]\nclose_before_min = 30",
                "x.toml:2:20: expiry.close_before_min: should be more than broker_before_min (our time comes first) and at most 6 "
                "h"},
           Case{"steps = 3", "x.toml:1:9: steps: should be a list of tables"},
           Case{"[[steps]]\nreached_percent = 50\nstop_percent = 60",
                "x.toml:1:1: steps.stop_percent: should be below reached_percent"},
           Case{"dte = 30\n[roll]\ndte = 21", "x.toml:3:7: roll.dte: should not be below dte, which closes first"},
       }) {
    const auto read = parse_exit_plan(one.text, "x.toml");
    ASSERT_FALSE(read.has_value()) << one.text;
    EXPECT_EQ(to_string(read.error()), one.where) << one.text;
  }
  EXPECT_EQ(parse_exit_plan("dte = ", "x.toml").error().where.line, 1U);
}

/// A plan with every rule there or not, by chance.
ExitPlan random_plan(core::Prng& prng) {
  ExitPlan plan;
  const auto cents = [&](std::int64_t low, std::int64_t high) { return Price::from_nanos(prng.between(low, high) * 10'000'000); };
  if (prng.chance(1, 2))
    plan.target = ProfitTarget{TargetBasis::percent_of_max, static_cast<double>(prng.between(1, 100)), {}, true};
  else if (prng.chance(1, 2))
    plan.target = ProfitTarget{TargetBasis::price, 50, cents(1, 499), false};
  if (prng.chance(1, 2))
    plan.stop = StopLoss{StopBasis::credits, 0.1 * static_cast<double>(prng.between(1, 50)), {}};
  else if (prng.chance(1, 2))
    plan.stop = StopLoss{StopBasis::price, 2, cents(1, 499)};
  else if (prng.chance(1, 2))
    plan.stop = StopLoss{StopBasis::percent_of_debit, static_cast<double>(prng.between(1, 100)), {}};
  if (prng.chance(1, 2)) plan.trail = TrailingStop{12.5, 7.25};
  if (prng.chance(1, 2)) plan.steps = {{25, -50}, {50.5, 0}};
  plan.guard.hits = static_cast<std::int32_t>(prng.between(1, 9));
  plan.guard.after_open = prng.between(0, 300) * 1s;
  if (prng.chance(1, 2)) plan.dte = static_cast<std::int32_t>(prng.between(0, 21));
  plan.time_of_day = prng.between(0, 86'399) * 1s;
  if (prng.chance(1, 2))
    plan.clock = ClockExit{prng.between(0, 86'399) * 1s, prng.chance(1, 2) ? ClockDay::any_day : ClockDay::expiry_day};
  plan.sessions_before_earnings = static_cast<std::int32_t>(prng.between(0, 5));
  plan.expiry.close = prng.chance(1, 2);
  if (prng.chance(1, 2)) plan.cheap_short_max = cents(1, 10);
  if (prng.chance(1, 2)) plan.roll = RollRule{25, cents(-20, 50), cents(0, 10), 30, 45, true, false};
  return plan;
}

TEST(ExitPlanToml, ReadsBackWhatItWrote) {
  core::Prng prng(7);
  for (int i = 0; i < 500; ++i) {
    const ExitPlan plan = random_plan(prng);
    const auto read = parse_exit_plan(to_toml(plan), "written");
    ASSERT_TRUE(read.has_value()) << to_string(read.error()) << "\n" << to_toml(plan);
    ASSERT_EQ(*read, plan) << to_toml(plan);
  }
  for (const ExitPlan& plan : {default_credit_plan(), default_debit_plan()})
    EXPECT_EQ(parse_exit_plan(to_toml(plan), "").value(), plan);
}

}  // namespace
}  // namespace legwork::trade::exits_test
