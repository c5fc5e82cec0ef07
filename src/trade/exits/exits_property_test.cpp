// Random sessions: quotes wander, break and stop; orders are slow, fill in part, and fill while they are being cancelled. Whatever comes:
// no unit is ever closed twice, nothing is sent on bad data, stops only rise, and a resting target never works beside an exit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/prng.hpp"
#include "trade/exits/exit_fixture.hpp"
#include "trade/exits/levels.hpp"
#include "trade/exits/resting.hpp"

namespace legwork::trade::exits_test {
namespace {

using namespace std::chrono_literals;

/// An order at a broker that takes its time: may fill until it is proven gone.
struct Order {
  OrderNumber number;
  bool resting = false;
  std::int64_t units = 0;
  Price cost;
  int busy = 0;  // ticks until its placing or its cancel is proven
  bool cancelling = false;
};

class Session {
 public:
  explicit Session(std::uint64_t seed) : prng_(seed) {
    const auto structure = prng_.below(3);
    if (structure == 1) world_.held = bear_call();
    if (structure == 2) {
      world_.held = bull_call();
      world_.plan = default_debit_plan();
      cost_cents_ = 200;  // received
    }
    world_.plan.guard.after_open = 0s;
    world_.plan.target->rest_at_broker = prng_.chance(1, 2);
    world_.plan.guard.hits = static_cast<std::int32_t>(prng_.between(1, 3));
    world_.plan.retry_every = prng_.between(1, 5) * 1s;
    if (prng_.chance(1, 2)) world_.plan.trail = TrailingStop{20, 15};
    if (prng_.chance(1, 2)) world_.plan.clock = ClockExit{12h + 2min, ClockDay::any_day};
    world_.held.units = opened_ = prng_.between(1, 9);
  }
  void run(int ticks) {
    for (int i = 0; i < ticks && world_.held.units > 0; ++i) {
      tick();
      decide();
      if (::testing::Test::HasFatalFailure()) return;
      broker();
      ASSERT_LE(live_units(), world_.held.units) << "more could be closed than is held";
      ASSERT_LE(closed_, opened_);
    }
  }
  int exits = 0, cancels = 0, targets = 0, full = 0;

 private:
  std::int64_t live_units() const {
    return std::accumulate(orders_.begin(), orders_.end(), std::int64_t{},
                           [](std::int64_t sum, const Order& o) { return sum + o.units; });
  }
  void tick() {
    world_.now += prng_.between(1, 4) * 500ms;
    cost_cents_ = std::clamp<std::int64_t>(cost_cents_ + prng_.between(-25, 26), 1, 480);
    if (!prng_.chance(1, 4))
      world_.costs(Price::from_nanos((world_.held.is_credit() ? cost_cents_ : -cost_cents_) * 10'000'000).to_string());
    world_.quote();
    bad_ = prng_.chance(1, 5);
    if (!bad_) return;
    const auto kind = prng_.below(4);
    if (kind == 0) world_.closing.live = false;
    if (kind == 1) world_.closing.crossed = true;
    if (kind == 2) world_.closing.confirmed_age = 10s;
    if (kind == 3) world_.closing.complete = false;
  }
  void decide() {
    world_.orders = {};
    for (const Order& order : orders_) {
      (order.resting ? world_.orders.resting_units : world_.orders.exit_units) += order.units;
      world_.orders.uncertain |= order.busy > 0;
    }
    const auto best = world_.state.best;
    const ExitDecision decision = world_.ask();
    ASSERT_FALSE(bad_ && decision.act != ExitAct::nothing) << "acted on bad data";
    if (best) ASSERT_GE(*world_.state.best, *best) << "a stop that fell";
    if (decision.act == ExitAct::cancel_working) {
      ++cancels;
      for (Order& order : orders_) cancel(order);
    }
    if (decision.act == ExitAct::close) {
      for (const Order& order : orders_) ASSERT_FALSE(order.resting) << "beside a resting target";
      ++exits;
      add(false, decision.units, {});
    }
    rest(decision);
  }
  void rest(const ExitDecision& decision) {
    std::vector<RestingOrder> targets_now;
    RestingInputs in;
    for (const Order& order : orders_) {
      if (order.resting)
        targets_now.push_back({order.number, order.cost, order.units, true, order.busy > 0});
      else
        in.other_closing_units += order.units;
    }
    in.targets = targets_now;
    in.exit_due = decision.act != ExitAct::nothing;
    const RestingDecision resting = resting_target(world_.plan, world_.held, in, market::TickRule::penny());
    if (resting.act == RestingAct::place) {
      ASSERT_TRUE(orders_.empty()) << "beside another order that closes";
      ++targets;
      add(true, resting.units, *resting.cost);
    }
    for (Order& order : orders_)
      if (std::ranges::find(resting.cancel, order.number) != resting.cancel.end()) cancel(order);
  }
  void add(bool resting, std::int64_t units, Price cost) {
    orders_.push_back({OrderNumber(++numbers_), resting, units, cost, static_cast<int>(prng_.between(0, 3)), false});
  }
  void cancel(Order& order) {
    if (order.cancelling) return;
    order.cancelling = true;
    order.busy = static_cast<int>(prng_.between(1, 5));
  }
  void broker() {
    for (Order& order : orders_) {
      if (order.units > 0 && prng_.chance(1, order.resting ? 40 : 8)) fill(order, prng_.between(1, order.units));
      const bool over = order.busy == 1 && order.cancelling;
      order.busy = std::max(0, order.busy - 1);
      if (over || (!order.resting && prng_.chance(1, 30))) order.units = 0;  // cancelled, or the walk gave up
    }
    std::erase_if(orders_, [](const Order& order) { return order.units == 0; });
  }
  void fill(Order& order, std::int64_t units) {
    order.units -= units;
    world_.held.units -= units;
    closed_ += units;
    full += static_cast<int>(world_.held.units == 0);
  }

  core::Prng prng_;
  World world_;
  std::vector<Order> orders_;
  std::int64_t cost_cents_ = 105, opened_ = 0, closed_ = 0;
  std::uint64_t numbers_ = 0;
  bool bad_ = false;
};

TEST(ExitsProperty, NoUnitIsClosedTwice) {
  int exits = 0, cancels = 0, targets = 0, full = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Session session(seed);
    session.run(300);
    ASSERT_FALSE(::testing::Test::HasFatalFailure()) << "seed " << seed;
    exits += session.exits;
    cancels += session.cancels;
    targets += session.targets;
    full += session.full;
  }
  EXPECT_GT(exits, 300) << "the sessions above do reach what is claimed of them";
  EXPECT_GT(cancels, 100);
  EXPECT_GT(targets, 150);
  EXPECT_GT(full, 300);
}

// The rule of the stop, written a second time from the whole history of quotes.
TEST(ExitsProperty, TheStopFiresWhenAHistoryOfQuotesSaysSo) {
  core::Prng prng(99);
  int fired = 0;
  for (int run = 0; run < 500; ++run) {
    World world;
    world.plan = {};
    world.plan.stop = StopLoss{StopBasis::credits, 1, {}};
    world.plan.trail = TrailingStop{30, 20};
    world.plan.guard.hits = static_cast<std::int32_t>(prng.between(1, 4));
    world.held.entry_cost = price("-1");
    const auto hits = static_cast<std::size_t>(world.plan.guard.hits);
    std::vector<std::int64_t> profits;  // in cents
    std::int64_t cost = 100, peak = -1000;
    for (int i = 0; i < 60; ++i) {
      cost = std::clamp<std::int64_t>(cost + prng.between(-20, 20), 1, 400);
      const ExitDecision decision = world.then(Price::from_nanos(cost * 10'000'000).to_string());
      profits.push_back(100 - cost);
      std::int64_t lowest = 1000, highest = -1000;
      for (std::size_t k = profits.size() < hits ? 0 : profits.size() - hits; k < profits.size(); ++k) {
        lowest = std::min(lowest, profits[k]);
        highest = std::max(highest, profits[k]);
      }
      if (profits.size() >= hits) peak = std::max(peak, lowest);
      const std::int64_t level = peak >= 30 ? std::max<std::int64_t>(peak - 20, -100) : -100;
      const bool expected = profits.size() >= hits && highest <= level;
      ASSERT_EQ(decision.act == ExitAct::close, expected) << "run " << run << ", quote " << i;
      if (!expected) continue;
      ++fired;
      break;
    }
  }
  EXPECT_GT(fired, 200);
}

}  // namespace
}  // namespace legwork::trade::exits_test
