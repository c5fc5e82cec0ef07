#include "trade/walk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace legwork::trade {
namespace {

using market::Price;
using market::Rounding;

core::Error wrong(const char* field, const char* message) {
  return {core::ErrorCode::invalid_argument, message, {"", 0, 0, field}};
}

double bound(const WalkPlan& plan, const WalkState& state, const SpreadQuote& quote) {
  const double slippage = plan.slippage_max.to_double();
  double highest = std::min(quote.natural->to_double(), *quote.mid + slippage);
  highest = std::min(highest, state.mid_at_start.value_or(*quote.mid) + slippage);
  return plan.cost_max ? std::min(highest, plan.cost_max->to_double()) : highest;
}

/// The price of a step by the present quote; nothing when no price of the range is within the bound.
std::optional<Price> cost_of_step(const WalkPlan& plan, const WalkState& state, const WalkInputs& in, std::int32_t step) {
  const double highest = bound(plan, state, in.quote);
  double from = *in.quote.mid;
  if (plan.start == WalkStart::natural) from = in.quote.natural->to_double();
  if (plan.start == WalkStart::custom) from = plan.custom->to_double();
  from = std::min(from, highest);
  const double share = plan.steps == 0 ? 0.0 : static_cast<double>(step) / plan.steps;
  const double wanted = step == plan.steps && plan.steps > 0 ? highest : from + (highest - from) * share;
  const core::Result<Price> rounded = in.ticks.round(wanted, Rounding::down);  // down: who pays never pays more than meant
  if (!rounded) return std::nullopt;
  const Price cost = std::clamp(*rounded, in.range.lowest, in.range.highest);
  constexpr double noise = 1e-9;  // the rounding takes a price within 1e-9 of a tick for that tick
  return cost.to_double() <= highest + noise ? std::optional(cost) : std::nullopt;
}

WalkDecision make(WalkAct act, WalkReason reason, WalkState state, std::optional<core::TimePoint> wake_at = {}) {
  WalkDecision decision;
  decision.act = act;
  decision.reason = reason;
  decision.wake_at = wake_at;
  decision.state = state;
  return decision;
}

WalkDecision give_up(WalkReason reason, WalkState state, const WalkInputs& in) {
  state.stage = WalkStage::ended;
  WalkDecision decision = make(WalkAct::give_up, reason, state);
  decision.cancel_first = in.order == WalkOrder::open;
  return decision;
}

WalkDecision place(const WalkPlan& plan, WalkState state, const WalkInputs& in) {
  if (!allows(in.activity, in.limits, 1, 1)) return give_up(WalkReason::throttled, state, in);
  const auto cost = cost_of_step(plan, state, in, state.step);
  if (!cost) return give_up(WalkReason::no_price, state, in);
  const WalkReason reason = state.stage == WalkStage::idle ? WalkReason::first_price : WalkReason::next_step;
  if (!state.mid_at_start) state.mid_at_start = in.quote.mid;
  state.stage = WalkStage::placed;
  state.stepped_at = in.now;
  state.working = cost;
  WalkDecision decision = make(WalkAct::place, reason, state, in.now + plan.step_every);
  decision.cost = cost;
  return decision;
}

/// An order is open and its time at this price is over.
WalkDecision next_step(const WalkPlan& plan, WalkState state, const WalkInputs& in) {
  const bool retry = state.stage == WalkStage::replacing;  // the cancel did not take; the step is still the one to be made
  if (!retry && state.step >= plan.steps) {
    if (plan.end == WalkEnd::rest) return make(WalkAct::hold, WalkReason::resting, state);
    return give_up(WalkReason::cap_reached, state, in);
  }
  if (!retry) ++state.step;
  state.stepped_at = in.now;
  const auto cost = cost_of_step(plan, state, in, state.step);
  if (!cost) return give_up(WalkReason::no_price, state, in);
  const auto wake_at = in.now + plan.step_every;
  if (!retry && cost == state.working) {
    state.stage = WalkStage::placed;
    return make(WalkAct::hold, WalkReason::same_price, state, wake_at);
  }
  if (!allows(in.activity, in.limits, 2, 1)) return make(WalkAct::hold, WalkReason::throttled, state, wake_at);
  state.stage = WalkStage::replacing;
  WalkDecision decision = make(WalkAct::replace, WalkReason::next_step, state, wake_at);
  decision.cost = cost;
  decision.cancel_first = true;
  return decision;
}

/// A usable quote, units left, nothing in doubt.
WalkDecision go_on(const WalkPlan& plan, const WalkState& state, const WalkInputs& in) {
  if (in.order == WalkOrder::none) {
    // An order that ended although nobody took it back was refused or cancelled elsewhere: asking again would only spin (NO_SPIN).
    if (state.stage == WalkStage::placed) return give_up(WalkReason::ended_elsewhere, state, in);
    return place(plan, state, in);
  }
  const core::TimePoint due = state.stepped_at + plan.step_every;
  if (in.now < due) return make(WalkAct::hold, WalkReason::waiting, state, due);
  return next_step(plan, state, in);
}

}  // namespace

core::Result<void> check(const WalkPlan& plan) {
  if (plan.custom.has_value() != (plan.start == WalkStart::custom))
    return wrong("custom", "is the price of a custom start, and of no other");
  if (plan.steps < 0 || plan.steps > 100) return wrong("steps", "should be 0 … 100");
  if (plan.step_every < std::chrono::seconds(1)) return wrong("step_every", "should be at least a second");
  if (plan.step_every > std::chrono::hours(24)) return wrong("step_every", "should be at most a day");
  if (plan.slippage_max < Price()) return wrong("slippage_max", "should be 0 or more");
  if (plan.guard.confirmed_age_max <= core::Duration::zero()) return wrong("guard.confirmed_age_max", "should be above 0");
  if (plan.guard.skew_max < core::Duration::zero()) return wrong("guard.skew_max", "should be 0 or more");
  if (plan.blind_max <= core::Duration::zero()) return wrong("blind_max", "should be above 0");
  return {};
}

bool allows(const OrderActivity& activity, const ActivityLimits& limits, std::int64_t actions, std::int64_t orders) {
  return activity.actions_today + actions <= limits.efficiency_max * (activity.executed_today + 1) &&
         activity.option_orders_this_month + orders <= limits.option_orders_a_day_max * activity.sessions_this_month;
}

CostRange cost_range(Side side, Price width, Price tick) {
  return side == Side::debit ? CostRange{tick, width - tick} : CostRange{tick - width, -tick};
}
CostRange roll_cost_range(Price width, Price tick) { return {tick - width, width - tick}; }

WalkDecision decide(const WalkPlan& plan, const WalkState& before, const WalkInputs& in) {
  ASSERT(check(plan).has_value(), "a walk by an unchecked plan");
  ASSERT(in.range.lowest <= in.range.highest, "a walk between {} and {}", in.range.lowest.to_string(),
         in.range.highest.to_string());
  WalkState state = before;
  if (state.stage == WalkStage::ended) return make(WalkAct::hold, WalkReason::already_ended, state);
  if (in.units_left <= 0) {
    state.stage = WalkStage::ended;
    return make(WalkAct::done, WalkReason::filled, state);
  }
  if (in.order == WalkOrder::uncertain) return make(WalkAct::hold, WalkReason::in_doubt, state);
  if (fault_of(in.quote, plan.guard) == QuoteFault::none) {
    state.blind_since.reset();
    return go_on(plan, state, in);
  }
  if (!state.blind_since) state.blind_since = in.now;
  const core::TimePoint until = *state.blind_since + plan.blind_max;
  if (in.now >= until) return give_up(WalkReason::blind, state, in);
  return make(WalkAct::hold, WalkReason::bad_quote, state, until);
}

std::string_view to_string(WalkStart start) {
  constexpr std::array<std::string_view, 3> words{"mid", "natural", "custom"};
  return words.at(static_cast<std::size_t>(start));
}
std::string_view to_string(WalkEnd end) { return end == WalkEnd::cancel ? "cancel" : "rest"; }
std::string_view to_string(WalkStage stage) {
  constexpr std::array<std::string_view, 4> words{"idle", "placed", "replacing", "ended"};
  return words.at(static_cast<std::size_t>(stage));
}
std::string_view to_string(WalkAct act) {
  constexpr std::array<std::string_view, 5> words{"hold", "place", "replace", "give up", "done"};
  return words.at(static_cast<std::size_t>(act));
}
std::string_view to_string(WalkReason reason) {
  constexpr std::array<std::string_view, 14> words{"the first price",
                                                   "the next step",
                                                   "the step's time is not over",
                                                   "the next step is at the same price",
                                                   "the quote may not be leaned on",
                                                   "the order before is in doubt",
                                                   "the limits on order actions are reached",
                                                   "the last price is left working",
                                                   "filled",
                                                   "the last step did not fill",
                                                   "no usable quote for too long",
                                                   "the order ended without our asking",
                                                   "no allowed price within the cap",
                                                   "the walk is over"};
  return words.at(static_cast<std::size_t>(reason));
}

}  // namespace legwork::trade
