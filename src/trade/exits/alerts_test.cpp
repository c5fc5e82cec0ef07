#include "trade/exits/alerts.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

/// A short 600 call at a spot of 610, with a dividend of 1.80 on Thursday 2026-12-17.
struct CallWorld : World {
  CallWorld() {
    held = bear_call();
    spot(610);
    events = {{EventKind::ex_dividend, date("2026-12-17"), EventTime::unknown, price("1.8")}};
    short_bid("11.70");
  }
  void short_bid(const char* bid) {
    short_leg.bid = price(bid);
    short_leg.ask = price(bid) + price("0.10");
  }
  std::vector<ExitAlert> on(const char* day) {
    now = eastern(day, "12:00");
    return alerts(plan, held, {short_leg, underlying, events, stock_shares, now}, calendar());
  }
};

TEST(ExitAlerts, ACallWithLessExtrinsicThanTheDividend) {
  CallWorld world;  // bid 11.70 − 10.00 in the money = 1.70 < 1.80
  EXPECT_FALSE(alerted(world.on("2026-12-11"), ExitAlertKind::call_assignment)) << "four sessions before";
  EXPECT_TRUE(alerted(world.on("2026-12-14"), ExitAlertKind::call_assignment)) << "three";
  const auto three = world.on("2026-12-14");
  EXPECT_EQ(world.on("2026-12-15"), three) << "two: nothing new to tell";
  EXPECT_NE(world.on("2026-12-16"), three) << "one: told again";
  EXPECT_NE(world.on("2026-12-17"), world.on("2026-12-16")) << "the day itself";
  EXPECT_FALSE(alerted(world.on("2026-12-18"), ExitAlertKind::ex_dividend)) << "over";
  world.short_bid("11.80");
  EXPECT_FALSE(alerted(world.on("2026-12-16"), ExitAlertKind::call_assignment)) << "1.80 is not less than 1.80";
  EXPECT_TRUE(alerted(world.on("2026-12-16"), ExitAlertKind::ex_dividend));
  world.short_leg.bid.reset();
  EXPECT_TRUE(alerted(world.on("2026-12-16"), ExitAlertKind::call_assignment)) << "no bid: no extrinsic to count on";
}

TEST(ExitAlerts, ADividendMattersToAmericanCallsInTheMoney) {
  CallWorld out_of_the_money;
  out_of_the_money.spot(599);
  EXPECT_FALSE(alerted(out_of_the_money.on("2026-12-16"), ExitAlertKind::call_assignment));
  CallWorld european;
  european.held.short_leg.option->exercise = market::ExerciseStyle::european;
  EXPECT_FALSE(alerted(european.on("2026-12-16"), ExitAlertKind::call_assignment));
  CallWorld put;
  put.held = bull_put();
  EXPECT_FALSE(alerted(put.on("2026-12-16"), ExitAlertKind::ex_dividend));
}

TEST(ExitAlerts, APutWithNextToNoExtrinsic) {
  World world;
  world.spot(580);  // the short 600 put is 20 in the money
  const auto told = [&](const char* bid, const char* ask) {
    world.short_leg.bid = price(bid);
    world.short_leg.ask = price(ask);
    return alerted(world.ask().alerts, ExitAlertKind::put_assignment);
  };
  EXPECT_TRUE(told("20.04", "20.05")) << "0.04 < 0.05";
  EXPECT_FALSE(told("20.05", "20.06")) << "0.05 is not below 0.05";
  EXPECT_TRUE(told("20.10", "20.30")) << "0.10 is below its spread of 0.20";
  EXPECT_FALSE(told("20.30", "20.40"));
  world.spot(601);
  EXPECT_FALSE(told("0.01", "0.02")) << "out of the money";
}

TEST(ExitAlerts, AssignedHaltedUncoveredOutOfReach) {
  World world;
  world.stock_shares = 300;
  EXPECT_TRUE(alerted(world.ask().alerts, ExitAlertKind::assigned));
  world.stock_shares = 0;
  world.underlying.halted = true;
  EXPECT_TRUE(alerted(world.ask().alerts, ExitAlertKind::halted));
  world.underlying.halted = false;
  world.spot(597);  // short 600 put in the money, long 595 out of it
  EXPECT_FALSE(alerted(world.at("2026-12-18", "13:59").alerts, ExitAlertKind::uncovered_overnight));
  EXPECT_TRUE(alerted(world.at("2026-12-18", "14:00").alerts, ExitAlertKind::uncovered_overnight));
  world.spot(594);
  EXPECT_FALSE(alerted(world.at("2026-12-18", "14:00").alerts, ExitAlertKind::uncovered_overnight));
  world.held.entry_cost = price("-2.10");  // two credits are 4.20, and 2.90 is the most to lose
  EXPECT_TRUE(alerted(world.ask().alerts, ExitAlertKind::stop_out_of_reach));
  world.plan.stop->amount = 1;
  EXPECT_FALSE(alerted(world.ask().alerts, ExitAlertKind::stop_out_of_reach));
}

}  // namespace
}  // namespace legwork::trade::exits_test
