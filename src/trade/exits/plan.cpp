#include "trade/exits/plan.hpp"

#include <array>
#include <cmath>
#include <initializer_list>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using core::Duration;
using market::Price;
using namespace std::chrono_literals;

/// One thing that must hold, and what to say of which member otherwise.
struct Rule {
  bool holds;
  const char* field;
  const char* message;
};

core::Result<void> all_hold(std::initializer_list<Rule> rules) {
  for (const Rule& rule : rules)
    if (!rule.holds) return core::Error{core::ErrorCode::invalid_argument, rule.message, {"", 0, 0, rule.field}};
  return {};
}

bool within(double value, double low, double high) { return value >= low && value <= high; }  // false for NaN
bool is_time_of_day(Duration at) { return at >= Duration::zero() && at < 24h && at % 1s == Duration::zero(); }

core::Result<void> check_prices(const ExitPlan& plan) {
  const ProfitTarget target = plan.target.value_or(ProfitTarget{});
  const StopLoss stop = plan.stop.value_or(StopLoss{});
  const bool by_price = stop.basis == StopBasis::price;
  const TrailingStop trail = plan.trail.value_or(TrailingStop{});
  return all_hold({
      {target.basis != TargetBasis::percent_of_max || within(target.percent, 1, 100), "target.percent_of_max", "should be 1 … 100"},
      {target.basis != TargetBasis::price || target.price > Price(), "target.price", "should be above 0"},
      {stop.basis != StopBasis::credits || within(stop.amount, 0.1, 20), "stop.credits", "should be 0.1 … 20"},
      {stop.basis != StopBasis::percent_of_debit || within(stop.amount, 1, 100), "stop.percent_of_debit", "should be 1 … 100"},
      {!by_price || stop.price > Price(), "stop.price", "should be above 0"},
      {within(trail.arm_percent, 1, 100), "trail.arm_percent", "should be 1 … 100"},
      {within(trail.give_back_percent, 1, 100), "trail.give_back_percent", "should be 1 … 100"},
      {!plan.cheap_short_max || *plan.cheap_short_max > Price(), "cheap_short_max", "should be above 0"},
      {plan.slippage_max >= Price(), "slippage_max", "should be 0 or more"},
      {plan.urgent_slippage_max >= plan.slippage_max, "urgent_slippage_max", "should not be below slippage_max"},
      {plan.retry_every >= 1s && plan.retry_every <= 1h, "retry_every_s", "should be 1 … 3600 s"},
  });
}

core::Result<void> check_steps(const std::vector<StopStep>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StopStep& step = steps[i];
    const bool ascends =
        i == 0 || (step.reached_percent > steps[i - 1].reached_percent && step.stop_percent > steps[i - 1].stop_percent);
    const auto result = all_hold({
        {within(step.reached_percent, 1, 100), "steps.reached_percent", "should be 1 … 100"},
        {within(step.stop_percent, -1000, 100) && step.stop_percent < step.reached_percent, "steps.stop_percent",
         "should be below reached_percent"},
        {ascends, "steps", "both columns should ascend"},
    });
    if (!result) return result;
  }
  return {};
}

core::Result<void> check_guard(const StopGuard& guard) {
  return all_hold({
      {guard.hits >= 1 && guard.hits <= 100, "guard.hits", "should be 1 … 100"},
      {within(guard.spread_percent_max, 0.1, 100), "guard.spread_percent_max", "should be 0.1 … 100"},
      {guard.quote.confirmed_age_max > 0s && guard.quote.confirmed_age_max <= 60s, "guard.confirmed_age_max_s",
       "should be above 0 and at most 60 s"},
      {guard.quote.skew_max >= 0s && guard.quote.skew_max <= 60s, "guard.skew_max_s", "should be 0 … 60 s"},
      {guard.after_open >= 0s && guard.after_open <= 1h, "guard.after_open_s", "should be 0 … 60 min"},
      {guard.blind_max >= 1s && guard.blind_max <= 24h, "guard.blind_max_s", "should be 1 s … 24 h"},
  });
}

core::Result<void> check_days(const ExitPlan& plan) {
  const ExpiryPlan& expiry = plan.expiry;
  const RollRule roll = plan.roll.value_or(RollRule{});
  return all_hold({
      {!plan.dte || (*plan.dte >= 0 && *plan.dte <= 1000), "dte", "should be 0 … 1000 days"},
      {is_time_of_day(plan.time_of_day), "time_of_day", "should be a time of day"},
      {!plan.clock || is_time_of_day(plan.clock->at), "clock.at", "should be a time of day"},
      {plan.sessions_before_earnings >= 0 && plan.sessions_before_earnings <= 30, "sessions_before_earnings", "should be 0 … 30"},
      {plan.sessions_before_ex_dividend >= 0 && plan.sessions_before_ex_dividend <= 30, "sessions_before_ex_dividend",
       "should be 0 … 30"},
      {expiry.broker_before >= 0s && expiry.broker_before <= 6h, "expiry.broker_before_min", "should be 0 … 6 h"},
      {expiry.close_before > expiry.broker_before && expiry.close_before <= 6h, "expiry.close_before_min",
       "should be more than broker_before_min (our time comes first) and at most 6 h"},
      {expiry.pin_watch >= expiry.close_before && expiry.pin_watch <= 7h, "expiry.pin_watch_min",
       "should be close_before_min or more, at most 7 h"},
      {expiry.pin_min >= Price(), "expiry.pin_min", "should be 0 or more"},
      {within(expiry.pin_move, 0, 10), "expiry.pin_move", "should be 0 … 10"},
      {roll.dte >= 0 && roll.dte <= 1000, "roll.dte", "should be 0 … 1000 days"},
      {!plan.roll || !plan.dte || roll.dte >= *plan.dte, "roll.dte", "should not be below dte, which closes first"},
      {roll.slippage >= Price(), "roll.slippage", "should be 0 or more"},
      {roll.new_dte_min > roll.dte && roll.new_dte_max >= roll.new_dte_min, "roll.new_dte_min",
       "should be above roll.dte, and new_dte_max not below it"},
  });
}

}  // namespace

const market::Contract& HeldVertical::contract() const {
  ASSERT(short_leg.option && long_leg.option, "a vertical of stock");
  return *short_leg.option;
}
Price HeldVertical::width() const {
  const Price difference = contract().strike - long_leg.option->strike;
  return difference < Price() ? -difference : difference;
}
bool HeldVertical::is_credit() const {
  return market::is_credit(market::vertical_of(contract().right, contract().strike, long_leg.option->strike));
}
Price HeldVertical::max_profit() const { return (is_credit() ? Price() : width()) - entry_cost; }
Price HeldVertical::max_loss() const { return (is_credit() ? width() : Price()) + entry_cost; }

ExitPlan default_credit_plan() {
  ExitPlan plan;
  plan.target = ProfitTarget{TargetBasis::percent_of_max, 50, {}, false};
  plan.stop = StopLoss{StopBasis::credits, 2, {}};
  plan.dte = 21;
  plan.sessions_before_earnings = 1;
  plan.cheap_short_max = Price::from_nanos(50'000'000);
  return plan;
}

ExitPlan default_debit_plan() {
  ExitPlan plan = default_credit_plan();
  plan.target->percent = 60;
  plan.stop = StopLoss{StopBasis::percent_of_debit, 50, {}};
  plan.dte = 10;
  return plan;
}

core::Result<void> check(const ExitPlan& plan) {
  for (const auto& result : {check_prices(plan), check_steps(plan.steps), check_guard(plan.guard), check_days(plan)})
    if (!result) return result;
  return {};
}

core::Result<void> check_for(const ExitPlan& plan, const HeldVertical& held) {
  if (auto result = check(plan); !result) return result;
  const bool credit = held.is_credit();
  const bool stops = plan.stop.has_value();
  return all_hold({
      {!stops || !credit || plan.stop->basis != StopBasis::percent_of_debit, "stop.percent_of_debit",
       "this spread was sold; use credits"},
      {!stops || credit || plan.stop->basis != StopBasis::credits, "stop.credits", "this spread was bought; use percent_of_debit"},
      {!plan.target || plan.target->basis != TargetBasis::price || plan.target->price < held.width(), "target.price",
       "is not inside the width"},
      {!stops || plan.stop->basis != StopBasis::price || plan.stop->price < held.width(), "stop.price", "is not inside the width"},
  });
}

std::string_view to_string(TargetBasis basis) { return basis == TargetBasis::price ? "price" : "percent_of_max"; }
std::string_view to_string(StopBasis basis) {
  constexpr std::array<std::string_view, 3> words{"credits", "percent_of_debit", "price"};
  return words.at(static_cast<std::size_t>(basis));
}
std::string_view to_string(ClockDay day) { return day == ClockDay::any_day ? "any_day" : "expiry_day"; }

}  // namespace legwork::trade
