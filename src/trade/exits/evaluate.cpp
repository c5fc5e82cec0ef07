#include "trade/exits/evaluate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "trade/exits/levels.hpp"
#include "trade/exits/mark.hpp"

namespace legwork::trade {
namespace {

using core::TimePoint;

constexpr double noise = 1e-9;  // sums of doubles against levels that are doubles

/// One evaluation: what it was given, what it found on the way.
struct Look {
  const ExitPlan& plan;
  const HeldVertical& held;
  const ExitInputs& in;
  const market::ExchangeCalendar& calendar;
  Mark mark;
  DueTimes due;
  bool warm = false;  // past the first minutes of the session
  std::optional<std::size_t> roll;
  ExitDecision out;

  ExitState& state() { return out.state; }
  void wake(std::optional<TimePoint> at) {
    if (at && *at > in.now) out.wake_at = out.wake_at ? std::min(*out.wake_at, *at) : *at;
  }
  void wake_for_rules(TimePoint end) {
    for (const auto& at : {due.pin_watch, due.expiry, due.clock, due.event, due.roll, due.dte}) wake(at);
    wake(end);
  }
};

bool is_due(const std::optional<TimePoint>& at, TimePoint now) { return at && *at <= now; }

void remember_profit(Look& look) {
  ExitState& state = look.state();
  const auto day = [](TimePoint at) { return market::utc_to_eastern(at).date; };
  if (day(state.counted_at) != day(look.in.now)) state.recent.clear();  // a night between two updates: they are not in a row
  const bool counts = look.mark.usable && look.mark.narrow && look.warm && look.in.updated_at > state.counted_at;
  if (!counts) return;
  state.counted_at = look.in.updated_at;
  state.recent.push_back(profit_at(look.held, look.mark.cost));
  const auto hits = static_cast<std::size_t>(look.plan.guard.hits);
  if (state.recent.size() > hits) state.recent.erase(state.recent.begin(), state.recent.end() - look.plan.guard.hits);
  if (state.recent.size() < hits) return;
  const double confirmed = *std::ranges::min_element(state.recent);
  state.best = state.best ? std::max(*state.best, confirmed) : confirmed;
}

/// The highest of the three stops, if the last N updates all stood at or below it.
std::optional<ExitRule> stop_that_fires(Look& look) {
  const ExitState& state = look.state();
  const std::array<std::pair<ExitRule, std::optional<double>>, 3> stops{
      std::pair{ExitRule::stop, stop_level(look.plan, look.held)},
      std::pair{ExitRule::stepped_stop, state.best ? step_level(look.plan, look.held, *state.best) : std::nullopt},
      std::pair{ExitRule::trailing_stop, state.best ? trail_level(look.plan, look.held, *state.best) : std::nullopt}};
  std::optional<std::pair<ExitRule, double>> highest;
  for (const auto& [rule, level] : stops)
    if (level && (!highest || *level > highest->second)) highest = {rule, *level};
  if (!highest || state.recent.size() < static_cast<std::size_t>(look.plan.guard.hits)) return std::nullopt;
  const double mildest = *std::ranges::max_element(state.recent);
  return mildest <= highest->second + noise ? std::optional(highest->first) : std::nullopt;
}

bool in_pin_band(const Look& look) {
  if (!is_due(look.due.pin_watch, look.in.now) || look.held.contract().delivery != market::Delivery::physical) return false;
  const UnderlyingQuote& underlying = look.in.underlying;
  const core::Duration age = look.in.now - underlying.confirmed_at;
  const auto spot = underlying.mid();
  if (!spot || underlying.quote_class != QuoteClass::live || age > look.plan.guard.quote.confirmed_age_max) return false;
  return std::abs(*spot - look.held.contract().strike.to_double()) <= pin_band(look.plan.expiry, look.in.last_hour_move) + noise;
}

bool roll_fires(Look& look) {
  if (!look.plan.roll || !is_due(look.due.roll, look.in.now)) return false;
  const market::Date today = market::utc_to_eastern(look.in.now).date;
  const auto choice = choose_roll(*look.plan.roll, look.held, look.in.rolls, look.plan.guard.quote, today);
  if (choice) look.roll = choice->candidate;
  if (!choice)
    look.out.alerts.push_back({ExitAlertKind::roll_impossible,
                               fmt::format("a roll is due and none of {} candidates is good enough; {}", look.in.rolls.size(),
                                           look.plan.roll->else_close ? "it is closed instead" : "it waits")});
  return choice.has_value() || look.plan.roll->else_close;
}

bool target_fires(const Look& look) {
  const auto level = target_level(look.plan, look.held);
  return level && look.mark.usable && look.warm && profit_at(look.held, look.mark.cost) >= *level - noise;
}

bool dead_leg_fires(const Look& look) {
  return look.mark.dead_long && look.warm && look.plan.cheap_short_max && *look.in.short_leg.ask <= *look.plan.cheap_short_max;
}

/// The rule of highest priority that fires now, or had fired and stands.
std::optional<ExitRule> rule_that_fires(Look& look) {
  std::optional<ExitRule> first = look.state().latched;
  const auto fires = [&first](ExitRule rule) { first = first ? std::min(*first, rule) : rule; };
  if (in_pin_band(look)) fires(ExitRule::pin);
  if (is_due(look.due.expiry, look.in.now)) fires(ExitRule::expiry);
  if (const auto stop = stop_that_fires(look)) fires(*stop);
  if (is_due(look.due.clock, look.in.now)) fires(ExitRule::clock);
  if (is_due(look.due.event, look.in.now)) fires(ExitRule::event);
  if (roll_fires(look)) fires(ExitRule::roll);
  if (is_due(look.due.dte, look.in.now)) fires(ExitRule::dte);
  if (dead_leg_fires(look)) fires(ExitRule::dead_leg);
  if (target_fires(look)) fires(ExitRule::target);
  if (first && info_of(*first).latches) look.state().latched = first;
  return first;
}

/// An exit that came back unfilled or refused waits a while (NO_SPIN), unless something more urgent has come up.
bool must_wait(Look& look, ExitRule rule) {
  const ExitState& state = look.state();
  if (!state.sent || !state.sent_at || info_of(rule).urgency > info_of(*state.sent).urgency) return false;
  const TimePoint until = *state.sent_at + look.plan.retry_every;
  look.wake(until);
  return look.in.now < until;
}

/// Whether what works must go first, and why nothing is sent; empty: the way is free.
struct Way {
  bool cancel = false;
  std::string_view blocked;
  std::int64_t units = 0;
};
Way way_for(Look& look, ExitRule rule) {
  const ClosingOrders& orders = look.in.orders;
  if (orders.uncertain) return {false, "an order that can close it is in doubt", 0};
  const std::int64_t free = look.held.units - orders.resting_units - orders.exit_units;
  if (orders.resting_units > 0) {
    if (rule == ExitRule::target) return {false, "the target rests at the broker", 0};
    return {true, {}, 0};
  }
  if (orders.exit_units > 0 && look.state().in_flight && info_of(*look.state().in_flight).urgency < info_of(rule).urgency)
    return {true, {}, 0};
  if (free <= 0) return {false, "all of it is being closed", 0};
  if (must_wait(look, rule)) return {false, "it was sent a moment ago", 0};
  return {false, {}, free};
}

void act(Look& look, ExitRule rule) {
  ExitDecision& out = look.out;
  out.rule = rule;
  out.urgency = info_of(rule).urgency;
  out.why = fmt::format("{}: {}", to_string(rule), info_of(rule).fires);
  if (!look.mark.usable) {
    out.why += fmt::format("; waits for a quote: {}", look.mark.fault);
    return;
  }
  const Way way = way_for(look, rule);
  if (way.cancel) {
    out.act = ExitAct::cancel_working;
    return;
  }
  if (!way.blocked.empty()) {
    out.why += fmt::format("; waits: {}", way.blocked);
    return;
  }
  out.units = way.units;
  out.act = look.mark.dead_long ? ExitAct::close_short_leg : ExitAct::close;
  if (rule == ExitRule::roll && look.roll && !look.mark.dead_long) {
    out.act = ExitAct::roll;
    out.candidate = *look.roll;
  }
  if (rule == ExitRule::target) out.limit = target_cost(look.plan, look.held);
  if (rule == ExitRule::dead_leg) out.limit = look.plan.cheap_short_max;
  out.state.in_flight = out.state.sent = rule;
  out.state.sent_at = look.in.now;
}

void watch_blindness(Look& look) {
  ExitState& state = look.state();
  if (look.mark.usable || look.mark.worthless) {
    state.blind_since.reset();
    return;
  }
  if (!state.blind_since) state.blind_since = look.in.now;
  const TimePoint until = *state.blind_since + look.plan.guard.blind_max;
  look.wake(until);
  if (look.in.now < until) return;
  state.recent.clear();  // what was seen so long ago is in a row with nothing
  look.out.alerts.push_back({ExitAlertKind::blind, fmt::format("no usable quote to judge the exits by: {}", look.mark.fault)});
}

bool is_halted(const ExitInputs& in) { return in.underlying.halted || in.short_leg.halted || in.long_leg.halted; }

/// In the session, before the end of trading.
void evaluate_in_session(Look& look, const market::Session& session, TimePoint end) {
  const TimePoint warm_at = session.open + look.plan.guard.after_open;
  look.warm = look.in.now >= warm_at;
  look.wake_for_rules(end);
  look.wake(warm_at);
  look.wake(session.close);
  if (is_halted(look.in)) {
    look.state().recent.clear();
    look.state().blind_since.reset();
    look.out.why = "trading is halted";
    return;
  }
  look.mark = mark_of(look.plan, look.held, look.in);
  watch_blindness(look);
  remember_profit(look);
  if (look.mark.worthless) {
    look.out.why = look.mark.fault;
    return;
  }
  if (const auto rule = rule_that_fires(look)) act(look, *rule);
}

}  // namespace

ExitDecision evaluate(const ExitPlan& plan, const HeldVertical& held, const ExitState& state, const ExitInputs& in,
                      const market::ExchangeCalendar& calendar) {
  ASSERT(check(plan).has_value(), "exits by an unchecked plan");
  Look look{plan, held, in, calendar, {}, due_times(plan, held, in.events, in.now, calendar), false, {}, {}};
  look.out.state = state;
  if (in.orders.exit_units == 0 && !in.orders.uncertain) look.state().in_flight.reset();
  look.out.alerts = alerts(plan, held, {in.short_leg, in.underlying, in.events, in.stock_shares, in.now}, calendar);
  const TimePoint end = trading_end(held.contract(), calendar);
  if (held.units <= 0 || in.now >= end) return look.out;
  if (in.stock_shares != 0) {
    look.out.why = "assigned: waits for a person";
    return look.out;
  }
  const auto session = session_at(in.now, held.contract(), calendar);
  if (session) {
    evaluate_in_session(look, *session, end);
  } else {
    look.state().blind_since.reset();
    look.wake(next_open(in.now, held.contract(), calendar));
  }
  return look.out;
}

double pin_band(const ExpiryPlan& plan, std::optional<double> move) {
  return std::max(plan.pin_min.to_double(), plan.pin_move * std::max(0.0, move.value_or(0.0)));
}

double last_hour_move(double spot, double vol) {
  constexpr double hours_a_year = 365.0 * 24.0;
  return spot * vol * std::sqrt(1.0 / hours_a_year);
}

WalkPlan walk_of(const ExitPlan& plan, const ExitDecision& decision) {
  WalkPlan walk;
  walk.guard = plan.guard.quote;
  switch (decision.urgency) {
    case Urgency::patient:
      if (!decision.limit) break;
      walk.start = WalkStart::custom;
      walk.custom = walk.cost_max = decision.limit;
      walk.slippage_max = plan.slippage_max;
      walk.steps = 0;
      walk.end = WalkEnd::rest;
      return walk;
    case Urgency::urgent:
      walk.start = WalkStart::natural;
      walk.steps = 3;
      walk.step_every = std::chrono::seconds(3);
      walk.slippage_max = plan.urgent_slippage_max;
      return walk;
    case Urgency::ordinary: break;
  }
  walk.slippage_max = plan.slippage_max;
  return walk;
}

std::string_view to_string(ExitAct act) {
  constexpr std::array<std::string_view, 5> words{"nothing", "cancel_working", "close", "close_short_leg", "roll"};
  return words.at(static_cast<std::size_t>(act));
}

}  // namespace legwork::trade
