// The price walk: worked steps on both sides, what stops it, and a property test against bounds computed a second time in the test.
#include "trade/walk.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/prng.hpp"
#include "trade/order_types.hpp"

namespace legwork::trade {
namespace {

using namespace std::chrono_literals;
using market::Price;
using market::TickRule;

Price price(const char* text) { return Price::parse(text).value(); }
const core::TimePoint start_time = core::TimePoint(core::Duration(24h * 20'000));

SpreadQuote quote(const char* far, const char* natural) {
  SpreadQuote quote;
  quote.natural = price(natural);
  quote.far = price(far);
  quote.mid = (quote.natural->to_double() + quote.far->to_double()) / 2;
  quote.size = 10;
  quote.complete = quote.live = true;
  return quote;
}

/// One walk with its world: the quote, the order, the clock.
struct World {
  WalkPlan plan;
  SpreadQuote spread = quote("0.40", "0.60");
  TickRule ticks = TickRule::penny();
  CostRange range = cost_range(Side::debit, price("5"), price("0.01"));
  WalkOrder order = WalkOrder::none;
  std::int64_t units_left = 2;
  OrderActivity activity;
  ActivityLimits limits;
  core::TimePoint now = start_time;
  WalkState state;

  WalkDecision ask() {
    WalkDecision decision = decide(plan, state, {spread, ticks, range, order, units_left, activity, limits, now});
    state = decision.state;
    return decision;
  }
  /// Places, and at each step lets the cancel be proven; the prices that were asked for, in words.
  std::string prices(int rounds) {
    std::string text;
    for (int i = 0; i < rounds; ++i) {
      WalkDecision decision = ask();
      if (decision.act == WalkAct::replace) {
        order = WalkOrder::none;
        decision = ask();
      }
      if (decision.act == WalkAct::place) {
        text += decision.cost->to_string() + " ";
        order = WalkOrder::open;
      }
      if (decision.act == WalkAct::give_up) return text + std::string(to_string(decision.reason));
      now += plan.step_every;
    }
    return text;
  }
};

TEST(Walk, ADebitComesUpFromMidToTheCap) {
  World world;  // mid 0.50, natural 0.60; the cap of 0.05 ends it at 0.55, one cent in each of 5 steps
  EXPECT_EQ(world.prices(9), "0.5 0.51 0.52 0.53 0.54 0.55 the last step did not fill");
}

TEST(Walk, ACreditComesDownByTheSameSteps) {
  World world;  // sold for 1.10 at mid: a cost of -1.10; natural is a credit of 1.00
  world.spread = quote("-1.20", "-1.00");
  world.range = cost_range(Side::credit, price("5"), price("0.01"));
  EXPECT_EQ(world.prices(9), "-1.1 -1.09 -1.08 -1.07 -1.06 -1.05 the last step did not fill");
}

TEST(Walk, ACreditFloorAndADebitCapEndItEarlier) {
  World world;
  world.plan.cost_max = price("0.52");
  EXPECT_EQ(world.prices(9), "0.5 0.51 0.52 the last step did not fill")
      << "0.504, 0.508, 0.512 …: a step of the same price is no action";
  World credit;
  credit.spread = quote("-1.20", "-1.00");
  credit.range = cost_range(Side::credit, price("5"), price("0.01"));
  credit.plan.cost_max = price("-1.08");
  EXPECT_EQ(credit.prices(9), "-1.1 -1.09 -1.08 the last step did not fill");
  World hopeless;
  hopeless.plan.cost_max = price("0.30");
  EXPECT_EQ(hopeless.prices(2), "0.3 ") << "below mid: works there and waits";
}

TEST(Walk, StartsAtNaturalOrAtAPriceOfOnesOwn) {
  World natural;
  natural.plan.start = WalkStart::natural;
  natural.plan.slippage_max = price("0.20");
  EXPECT_EQ(natural.prices(9), "0.6 the last step did not fill") << "never beyond natural";
  World capped;
  capped.plan.start = WalkStart::natural;
  EXPECT_EQ(capped.prices(1), "0.55 ") << "the cap holds for the start, too";
  World custom;
  custom.plan.start = WalkStart::custom;
  custom.plan.custom = price("0.45");
  custom.plan.steps = 2;
  EXPECT_EQ(custom.prices(9), "0.45 0.5 0.55 the last step did not fill");
}

TEST(Walk, IndexPackagesAreInNickelsRoundedToTheSafeSide) {
  World world;
  world.ticks = TickRule::combo("SPXW");
  world.spread = quote("2.10", "2.64");  // mid 2.37; cap 2.47
  world.plan.slippage_max = price("0.10");
  world.range = cost_range(Side::debit, price("10"), price("0.05"));
  EXPECT_EQ(world.prices(9), "2.35 2.4 2.45 the last step did not fill");
}

TEST(Walk, HalfATickIsRoundedToTheSafeSide) {
  World debit;
  debit.spread = quote("0.40", "0.61");  // mid 0.505
  EXPECT_EQ(debit.prices(1), "0.5 ") << "pays less";
  World credit;
  credit.spread = quote("-1.21", "-1.00");  // mid -1.105
  credit.range = cost_range(Side::credit, price("5"), price("0.01"));
  EXPECT_EQ(credit.prices(1), "-1.11 ") << "receives more";
}

TEST(Walk, TheQuoteIsReadAgainAtEachStepAndBothMidsHold) {
  World world;
  EXPECT_EQ(world.prices(1), "0.5 ");
  world.spread = quote("0.60", "0.80");  // mid 0.70: the market ran away; the cap against the first mid stays 0.55
  EXPECT_EQ(world.prices(1), "0.55 ");
  world.spread = quote("0.30", "0.50");  // mid 0.40: it came back; 0.40 + 2/5 of 0.05
  EXPECT_EQ(world.prices(1), "0.42 ");
}

TEST(Walk, ReplacesOnlyOnceTheCancelIsProven) {
  World world;
  EXPECT_EQ(world.ask().act, WalkAct::place);
  world.order = WalkOrder::open;
  world.now += 9s;
  WalkDecision decision = world.ask();
  EXPECT_EQ(decision.reason, WalkReason::waiting);
  EXPECT_EQ(decision.wake_at, start_time + 10s);
  world.now += 1s;
  decision = world.ask();
  EXPECT_EQ(decision.act, WalkAct::replace);
  EXPECT_TRUE(decision.cancel_first);
  world.order = WalkOrder::uncertain;
  world.now += 1h;
  EXPECT_EQ(world.ask().reason, WalkReason::in_doubt) << "however long it takes";
  world.order = WalkOrder::open;
  EXPECT_EQ(world.ask().act, WalkAct::replace) << "the cancel was refused: once more, the same step";
  EXPECT_EQ(world.state.step, 1);
  world.order = WalkOrder::none;
  decision = world.ask();
  EXPECT_EQ(decision.act, WalkAct::place);
  EXPECT_EQ(decision.cost, price("0.51"));
}

TEST(Walk, AFillDuringTheCancelEndsIt) {
  World world;
  world.prices(1);
  world.ask();
  world.order = WalkOrder::none;
  world.units_left = 0;
  EXPECT_EQ(world.ask().act, WalkAct::done);
  world.units_left = 1;
  EXPECT_EQ(world.ask().reason, WalkReason::already_ended);
}

TEST(Walk, AnOrderThatEndedElsewhereIsNotSentAgain) {
  World world;
  world.prices(1);
  world.order = WalkOrder::none;
  const WalkDecision decision = world.ask();
  EXPECT_EQ(decision.act, WalkAct::give_up);
  EXPECT_EQ(decision.reason, WalkReason::ended_elsewhere);
}

TEST(Walk, HoldsOnEveryKindOfBadQuoteAndGivesUpWhenBlind) {
  const auto spoil = [](int kind, SpreadQuote& spread) {
    if (kind == 0) spread.live = false;
    if (kind == 1) spread.complete = false;
    if (kind == 2) spread.crossed = true;
    if (kind == 3) spread.confirmed_age = 2001ms;
    if (kind == 4) spread.skew = 2001ms;
    if (kind == 5) spread.natural.reset();
    if (kind == 6) spread.mid = std::nan("");
    if (kind == 7) std::swap(spread.natural, spread.far);
    if (kind == 8) spread.confirmed_age = -1ms;
  };
  for (int kind = 0; kind < 9; ++kind) {
    World world;
    world.prices(1);
    spoil(kind, world.spread);
    EXPECT_EQ(world.ask().reason, WalkReason::bad_quote) << kind;
    const auto blind_at = world.now + world.plan.blind_max;
    EXPECT_EQ(world.ask().wake_at, blind_at) << kind;
    world.now = blind_at;
    const WalkDecision decision = world.ask();
    EXPECT_EQ(decision.reason, WalkReason::blind) << kind;
    EXPECT_TRUE(decision.cancel_first) << kind << ": the order that works is taken back";
  }
  World edge;
  edge.spread.confirmed_age = edge.spread.skew = 2s;
  EXPECT_EQ(edge.ask().act, WalkAct::place) << "exactly two seconds is young enough";
}

TEST(Walk, AGoodQuoteEndsTheBlindness) {
  World world;
  world.spread.live = false;
  world.ask();
  world.now += 59s;
  world.spread.live = true;
  EXPECT_EQ(world.ask().act, WalkAct::place);
  EXPECT_FALSE(world.state.blind_since);
}

TEST(Walk, ActionsAreCounted) {
  // (actions + 1) / (executed + 1) <= 20: with one execution, 40 actions are the most.
  EXPECT_TRUE(allows({39, 1, 0, 1}, {}, 1, 1));
  EXPECT_FALSE(allows({40, 1, 0, 1}, {}, 1, 1));
  EXPECT_TRUE(allows({0, 0, 779, 2}, {}, 1, 1)) << "390 a day on average: 780 in two sessions";
  EXPECT_FALSE(allows({0, 0, 780, 2}, {}, 1, 1));
  World fresh;
  fresh.activity.actions_today = 20;
  EXPECT_EQ(fresh.ask().reason, WalkReason::throttled);
  World walking;
  walking.prices(1);
  walking.activity.actions_today = 19;  // a replacement is two
  const WalkDecision decision = walking.ask();
  EXPECT_EQ(decision.act, WalkAct::hold);
  EXPECT_EQ(decision.reason, WalkReason::throttled);
  EXPECT_EQ(walking.prices(9), "the last step did not fill") << "and it still ends";
}

TEST(Walk, MayRestAtTheEnd) {
  World world;
  world.plan.steps = 0;
  world.plan.end = WalkEnd::rest;
  EXPECT_EQ(world.prices(5), "0.5 ");
  EXPECT_EQ(world.ask().reason, WalkReason::resting);
}

TEST(Walk, StaysInsideWhatAnIntentAccepts) {
  World nearly_worthless;
  nearly_worthless.spread = quote("-0.02", "0.01");  // mid below 0: the least that can be paid is a tick
  EXPECT_EQ(nearly_worthless.prices(1), "0.01 ");
  World none;
  none.spread = quote("-0.09", "-0.03");
  EXPECT_EQ(none.ask().reason, WalkReason::no_price) << "natural is a credit, and the order can only pay";
  const CostRange credit = cost_range(Side::credit, price("5"), price("0.05"));
  EXPECT_EQ(credit.lowest, price("-4.95"));
  EXPECT_EQ(credit.highest, price("-0.05"));
  const CostRange roll = roll_cost_range(price("5"), price("0.01"));
  EXPECT_EQ(roll.lowest, price("-4.99"));
  EXPECT_EQ(roll.highest, price("4.99"));
}

TEST(Walk, APlanIsChecked) {
  const auto field = [](auto change) {
    WalkPlan plan;
    change(plan);
    const auto result = check(plan);
    return result ? std::string("accepted") : result.error().where.field;
  };
  EXPECT_EQ(field([](WalkPlan&) {}), "accepted");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.custom = price("1"); }), "custom");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.start = WalkStart::custom; }), "custom");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.steps = -1; }), "steps");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.step_every = 999ms; }), "step_every");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.slippage_max = price("-0.01"); }), "slippage_max");
  EXPECT_EQ(field([](WalkPlan& plan) { plan.blind_max = 0s; }), "blind_max");
}

TEST(Walk, PlanAndStateReadBackFromTheJournal) {
  World world;
  world.plan.cost_max = price("-1.05");
  world.prices(2);
  EXPECT_EQ(from_json<WalkPlan>(to_json(world.plan)).value(), world.plan);
  EXPECT_EQ(from_json<WalkState>(to_json(world.state)).value(), world.state);
}

// In whole cents, without the code under test: the most that a price may be.
std::int64_t most_cents(const WalkPlan& plan, double first_mid, const SpreadQuote& spread) {
  const auto cents = [](double dollars) { return static_cast<std::int64_t>(std::floor(dollars * 100 + 1e-6)); };
  std::int64_t most = cents(spread.natural->to_double());
  for (const double mid : {first_mid, *spread.mid}) most = std::min(most, cents(mid + plan.slippage_max.to_double()));
  return plan.cost_max ? std::min(most, cents(plan.cost_max->to_double())) : most;
}

TEST(Walk, NeverPastItsBoundsNorOnBadData) {
  core::Prng prng(41);
  int placed = 0;
  for (int run = 0; run < 3000; ++run) {
    World world;
    world.plan.steps = static_cast<std::int32_t>(prng.between(0, 8));
    world.plan.slippage_max = Price::from_nanos(prng.between(0, 30) * 10'000'000);
    if (prng.chance(1, 3)) world.plan.cost_max = Price::from_nanos(prng.between(1, 499) * 10'000'000);
    double first_mid = 0;
    int orders = 0;
    std::int64_t far = prng.between(2, 300);
    for (int i = 0; i < 40; ++i) {
      far = std::max<std::int64_t>(1, far + prng.between(-5, 5));
      world.spread = quote(Price::from_nanos(far * 10'000'000).to_string().c_str(),
                           Price::from_nanos((far + prng.between(0, 40)) * 10'000'000).to_string().c_str());
      const bool bad = prng.chance(1, 4);
      if (bad) (prng.chance(1, 2) ? world.spread.crossed = true : world.spread.live = false);
      const bool fresh = !world.state.mid_at_start;
      const WalkDecision decision = world.ask();
      ASSERT_FALSE(bad && (decision.act == WalkAct::place || decision.act == WalkAct::replace));
      if (decision.act == WalkAct::place) {
        ASSERT_EQ(world.order, WalkOrder::none) << "never a second order beside one that lives";
        if (fresh) first_mid = *world.spread.mid;
        ASSERT_LE(decision.cost->nanos(), most_cents(world.plan, first_mid, world.spread) * 10'000'000);
        ASSERT_LE(++orders, world.plan.steps + 1);
        world.order = WalkOrder::open;
        ++placed;
      }
      if (decision.act == WalkAct::replace)
        world.order = prng.chance(1, 2) ? WalkOrder::uncertain : WalkOrder::none;
      else if (world.order == WalkOrder::uncertain)
        world.order = WalkOrder::none;
      if (decision.act == WalkAct::give_up) break;
      world.now += core::Duration(1s) * prng.between(0, 12);
    }
  }
  EXPECT_GT(placed, 5000) << "the paths above do place orders";
}

TEST(OrderTypes, TheTableSaysWhatIsOfferedAndWhyTheRestIsNot) {
  const std::string text = order_types_markdown();
  EXPECT_NE(text.find("| price walk | yes |"), std::string::npos);
  EXPECT_NE(text.find("| market | no | a spread has no market of its own"), std::string::npos);
  for (std::size_t i = 0; i < order_types().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(order_types()[i].type), i) << "in the order of the enum";
    EXPECT_FALSE(order_types()[i].meaning.empty());
  }
}

}  // namespace
}  // namespace legwork::trade
