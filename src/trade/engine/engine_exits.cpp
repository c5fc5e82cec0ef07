// The engine and its exits: the plan of each held spread, judged at every change of its quotes. When and how to leave is decided by
// exits/evaluate.hpp and exits/resting.hpp; here that is followed, through the gate, one closing order at a time: an entry that still
// works is taken back first, and the target that rests at the broker and an exit of ours can never both fill.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"
#include "trade/exits/evaluate.hpp"

namespace legwork::trade {
namespace {

const LegQuote no_leg{};
const UnderlyingQuote no_underlying{};

/// The whole units of it; nothing: it is no vertical any more, or nothing is held.
std::optional<HeldVertical> held_vertical(const LedgerSpread& spread) {
  if (spread.units_open <= 0 || spread.legs.size() != 2) return std::nullopt;
  const bool first_is_short = spread.legs[0].ratio < 0;
  const Instrument &short_leg = spread.legs[first_is_short ? 0 : 1].instrument,
                   &long_leg = spread.legs[first_is_short ? 1 : 0].instrument;
  if (!short_leg.is_option() || !long_leg.is_option()) return std::nullopt;
  return HeldVertical{short_leg, long_leg, spread.units_open, spread.entry_cost.value_or(market::Price())};
}

std::int64_t shares_of(const LedgerSpread& spread) {
  std::int64_t shares = 0;
  for (const auto& [contract, holding] : spread.holdings)
    if (holding.instrument && !holding.instrument->is_option()) shares += holding.quantity;
  return shares;
}

/// What is worth a record: `best` only by the cent, since it moves with every quote.
ExitState durable_part(const ExitState& state) {
  ExitState kept;
  kept.latched = state.latched;
  kept.in_flight = state.in_flight;
  kept.sent = state.sent;
  kept.sent_at = state.sent_at;
  if (state.best) kept.best = std::floor(*state.best * 100) / 100;
  return kept;
}

std::vector<OrderLeg> closing_legs(const HeldVertical& held) { return {{held.short_leg, 1, true}, {held.long_leg, -1, true}}; }

core::Result<Intent> closing_intent(const std::string& account, const HeldVertical& held, std::int64_t units, market::Price cost,
                                    TimeInForce tif) {
  return Intent::vertical(account, Effect::closes, held.long_leg, held.short_leg, units, NetPrice::from_cost(cost), tif);
}

/// Any price that such an order may have: a walk finds its own.
market::Price some_cost(const HeldVertical& held) {
  const market::Price tick = market::TickRule::combo(held.contract().trading_class).increment_at({});
  return held.is_credit() ? tick : -tick;
}

std::string alert_name(std::string_view kind, SpreadNumber spread) { return fmt::format("exit-{}:{}", kind, spread.value()); }

constexpr std::array exit_alert_kinds{ExitAlertKind::call_assignment,
                                      ExitAlertKind::put_assignment,
                                      ExitAlertKind::ex_dividend,
                                      ExitAlertKind::assigned,
                                      ExitAlertKind::halted,
                                      ExitAlertKind::blind,
                                      ExitAlertKind::stop_out_of_reach,
                                      ExitAlertKind::uncovered_overnight,
                                      ExitAlertKind::roll_impossible};

}  // namespace

/// Orders that can still open, or close, the spread.
Engine::SpreadOrders Engine::orders_of(SpreadNumber spread) const {
  SpreadOrders found;
  for (const Order* const order : book_.live()) {
    if (order->intended.spread != spread) continue;
    if (order->intent.effect() == Effect::opens) {
      found.opening.push_back(order->intended.order);
      continue;
    }
    const std::int64_t left = order->intent.quantity() - order->units_filled();
    const bool uncertain = book_.phase(*order) != Phase::working || order->cancel_wanted;
    found.closing.push_back(order->intended.order);
    found.counted.uncertain |= uncertain;
    if (order->intended.actor == resting_actor) {
      found.counted.resting_units += left;
      found.resting.push_back(
          {order->intended.order, order->intent.limit().signed_cost(), left, order->intent.tif() == TimeInForce::gtc(), uncertain});
    } else {
      found.counted.exit_units += left;
    }
  }
  // Between two steps of a walk nothing works, and the next is on its way.
  for (const auto& [ticket, walk] : book_.walks()) {
    if (walk.begun.spread != spread) continue;
    const bool has_order = walk_order(walk) != WalkOrder::none;
    if (walk.intent.effect() == Effect::opens)
      found.opening_walks.push_back(ticket);
    else if (found.closing_walks.push_back(ticket); !has_order)
      found.counted.exit_units += std::max<std::int64_t>(units_left(walk), 0);
  }
  return found;
}

const Engine::ExitView& Engine::view_of(SpreadNumber number) {
  ExitView& view = exit_views_[number];
  if (view.of == ledger_changes_) return view;
  const auto spread = ledger_.spread(number);
  view = {ledger_changes_, spread ? held_vertical(*spread) : std::nullopt, spread ? shares_of(*spread) : 0};
  return view;
}

ExitDecision Engine::evaluate_exits(SpreadNumber number, const ExitView& view, const SpreadOrders& orders) const {
  const HeldVertical& held = *view.held;
  const std::string& symbol = held.short_leg.underlying;
  const auto leg = [&](ContractId id) -> const LegQuote& {
    const LegQuote* const quote = quotes_.leg(id);
    return quote == nullptr ? no_leg : *quote;
  };
  const UnderlyingQuote* const underlying = quotes_.underlying(symbol);
  std::vector<ExitEvent> events;
  for (const UnderlyingEvent& one : surroundings_.events)
    if (one.underlying == symbol) events.push_back(one.event);
  const SpreadQuote closing = quote_spread(closing_legs(held), quotes_, now_);
  const LegQuote &short_leg = leg(held.short_leg.id), &long_leg = leg(held.long_leg.id);
  const auto rolls = roll_candidates(number, held);
  const ExitInputs inputs{closing,
                          short_leg,
                          long_leg,
                          underlying == nullptr ? no_underlying : *underlying,
                          std::max(short_leg.changed_at, long_leg.changed_at),
                          orders.counted,
                          view.shares,
                          events,
                          rolls,
                          std::nullopt,
                          now_};
  return evaluate(book_.exits().at(number).plan, held, exit_states_.at(number), inputs, *options_.calendar);
}

void Engine::tell_exit_alerts(SpreadNumber number, const std::vector<ExitAlert>& told) {
  for (const ExitAlertKind kind : exit_alert_kinds) {
    const auto one = std::ranges::find(told, kind, &ExitAlert::kind);
    alert(alert_name(to_string(kind), number), one != told.end(),
          [&] { return one == told.end() ? std::string("it is over") : fmt::format("spread {}: {}", number.value(), one->text); });
  }
}

void Engine::wake_exits(SpreadNumber number, core::TimePoint at) {
  const auto [due, is_first] = exit_due_.try_emplace(number, at);
  due->second = std::min(due->second, at);
}

void Engine::steer_exits(SpreadNumber number) {
  const HeldExits& exits = book_.exits().at(number);
  const ExitView view = view_of(number);
  if (!view.held) {
    exit_due_.erase(number);
    if (exit_states_.erase(number) == 0) return;
    tell_exit_alerts(number, {});
    for (const char* const kind : {"refused", "target-refused"}) alert(alert_name(kind, number), false, "nothing is held");
    return;
  }
  exit_states_.try_emplace(number, exits.state);
  const SpreadOrders orders = orders_of(number);
  const ExitPlan plan = exits.plan;
  const ExitDecision decision = evaluate_exits(number, view, orders);
  const bool acts = decision.act != ExitAct::nothing;
  exit_due_.erase(number);
  if (acts && (!orders.opening.empty() || !orders.opening_walks.empty())) {
    // More of it could still be opened: that goes first, and its end asks again.
    for (const TicketNumber ticket : orders.opening_walks) end_walk(ticket, decision.why);
    wake_exits(number, now_ + plan.retry_every);
    return cancel_orders(orders.opening, decision.why);
  }
  exit_states_[number] = decision.state;
  if (decision.wake_at) wake_exits(number, *decision.wake_at);
  // A line that falls silent is no event: look when its last word is too old to be leaned on.
  const core::Duration left =
      plan.guard.quote.confirmed_age_max - quote_spread(closing_legs(*view.held), quotes_, now_).confirmed_age;
  if (left >= core::Duration::zero()) wake_exits(number, now_ + left + std::chrono::milliseconds(1));
  keep(records::ExitNoted{number, durable_part(decision.state), acts ? decision.why : ""});
  tell_exit_alerts(number, decision.alerts);
  if (acts) return follow(number, plan, *view.held, decision, orders);
  rest_target(number, plan, view, orders, decision.rule && decision.rule != ExitRule::target);
}

void Engine::follow(SpreadNumber number, const ExitPlan& plan, const HeldVertical& held, const ExitDecision& decision,
                    const SpreadOrders& orders) {
  switch (decision.act) {
    case ExitAct::nothing: return;
    case ExitAct::cancel_working:
      for (const TicketNumber ticket : orders.closing_walks) end_walk(ticket, decision.why);
      return cancel_orders(orders.closing, decision.why);
    case ExitAct::close:
      return send_exit(number, plan, decision,
                       closing_intent(options_.account, held, decision.units, some_cost(held), TimeInForce::day()));
    case ExitAct::close_short_leg:
      return send_exit(
          number, plan, decision,
          Intent::close_leg(options_.account, held.short_leg, decision.units,
                            NetPrice::debit(market::TickRule::single_leg(held.contract().trading_class).increment_at({})),
                            TimeInForce::day()));
    case ExitAct::roll: {
      const RollCandidate into = roll_candidates(number, held).at(decision.candidate);
      return send_exit(
          number, plan, decision,
          Intent::roll(options_.account, {held.long_leg, held.short_leg}, {into.short_leg, into.long_leg}, decision.units,
                       NetPrice::credit(market::Price::from_nanos(market::Price::scale / 20)), TimeInForce::day()));
    }
  }
}

void Engine::send_exit(SpreadNumber number, const ExitPlan& plan, const ExitDecision& decision,
                       const core::Result<Intent>& intent) {
  const std::string refused = alert_name("refused", number);
  if (!intent) return alert(refused, true, core::to_string(intent.error()));
  reduces_risk_ |= intent->effect() == Effect::closes;
  Proposal proposal(*intent);
  proposal.ticket = book_.next_ticket();
  proposal.origin = Origin::exit_rule;
  proposal.actor = fmt::format("exit:{}", to_string(*decision.rule));
  proposal.priced_from = decision.limit ? PricedFrom::entry : PricedFrom::quotes;
  proposal.quote = quote_spread(intent->legs(), quotes_, now_);
  proposal.quoted_at = now_;
  records::WalkBegun begun;
  begun.plan = walk_of(plan, decision);
  begun.spread = number;
  if (intent->effect() == Effect::rolls) begun.rolled_into = std::max(book_.next_spread(), ledger_.next_spread());
  begun.actor = proposal.actor;
  begun.reason = decision.why;
  const Placing placed = begin_walk(std::move(begun), std::move(proposal));
  alert(refused, !placed.why_not.empty(),
        [&] { return placed.why_not.empty() ? std::string("it was sent") : fmt::format("{}: {}", decision.why, placed.why_not); });
}

/// What should rest at the broker beside our own exits.
void Engine::rest_target(SpreadNumber number, const ExitPlan& plan, const ExitView& view, const SpreadOrders& orders,
                         bool exit_due) {
  const market::TickRule ticks = market::TickRule::combo(view.held->contract().trading_class);
  const bool may_open_more = !orders.opening.empty() || !orders.opening_walks.empty();  // then its units are not final
  const RestingInputs inputs{orders.resting, orders.counted.exit_units, exit_due, view.shares != 0, !may_open_more};
  const RestingDecision decision = resting_target(plan, *view.held, inputs, ticks);
  if (decision.act == RestingAct::cancel) return cancel_orders(decision.cancel, std::string(decision.why));
  if (decision.act != RestingAct::place) return;
  core::TimePoint& tried = resting_tried_[number];
  const core::TimePoint again = tried + plan.retry_every;
  if (now_ < again) return wake_exits(number, again);
  tried = now_;
  wake_exits(number, now_ + plan.retry_every);
  place_target(number, *view.held, decision);
}

void Engine::place_target(SpreadNumber number, const HeldVertical& held, const RestingDecision& decision) {
  const std::string refused = alert_name("target-refused", number);
  const auto intent = closing_intent(options_.account, held, decision.units, *decision.cost, TimeInForce::gtc());
  if (!intent) return alert(refused, true, core::to_string(intent.error()));
  Proposal proposal(*intent);
  proposal.ticket = book_.next_ticket();
  proposal.origin = Origin::exit_rule;
  proposal.actor = resting_actor;
  proposal.priced_from = PricedFrom::entry;
  proposal.quote = quote_spread(intent->legs(), quotes_, now_);
  proposal.quoted_at = now_;
  const std::vector<Verdict> verdicts = judge(proposal);
  note_verdicts(proposal.actor, proposal, verdicts);
  const bool passed = all_passed(verdicts);
  alert(refused, !passed,
        [&] { return passed ? std::string("it rests") : "the target cannot rest at the broker: " + refusals(verdicts); });
  if (!passed) return;
  reduces_risk_ = true;
  records::Intended intended;
  intended.ticket = proposal.ticket;
  intended.spread = number;
  intended.actor = proposal.actor;
  intended.reason = decision.why;
  intend(std::move(intended), proposal);
}

std::vector<RollCandidate> Engine::roll_candidates(SpreadNumber number, const HeldVertical& held) const {
  std::vector<RollCandidate> candidates;
  const auto offered = rolls_offered_.find(number);
  if (offered == rolls_offered_.end()) return candidates;
  for (const RollsOffered::Target& target : offered->second) {
    std::vector<OrderLeg> legs = closing_legs(held);
    legs.push_back({target.short_leg, -1, false});
    legs.push_back({target.long_leg, 1, false});
    candidates.push_back({target.short_leg, target.long_leg, quote_spread(legs, quotes_, now_)});
  }
  return candidates;
}

bool Engine::sees(SpreadNumber spread) const {
  const auto exits = book_.exits().find(spread);
  const auto view = exit_views_.find(spread);
  if (exits == book_.exits().end() || view == exit_views_.end() || !view->second.held) return true;
  const auto is_alive = [&](const Instrument& leg) {
    const LegQuote* const quote = quotes_.leg(leg.id);
    return quote != nullptr && now_ - quote->confirmed_at <= exits->second.plan.guard.quote.confirmed_age_max;
  };
  return is_alive(view->second.held->short_leg) && is_alive(view->second.held->long_leg);
}

std::vector<Engine::WatchedVertical> Engine::watched() const {
  std::vector<WatchedVertical> wanted;
  for (const auto& [number, exits] : book_.exits()) {
    const auto view = exit_views_.find(number);
    if (view == exit_views_.end() || !view->second.held) continue;
    wanted.push_back({view->second.held->short_leg, view->second.held->long_leg});
    const auto offered = rolls_offered_.find(number);
    if (offered != rolls_offered_.end())
      for (const RollsOffered::Target& target : offered->second) wanted.push_back({target.short_leg, target.long_leg});
  }
  for (const auto& [ticket, walk] : book_.walks())
    if (walk.intent.shape() == Shape::vertical) {
      const OrderLeg &first = walk.intent.legs()[0], &second = walk.intent.legs()[1];
      wanted.push_back(first.ratio < 0 ? WatchedVertical{first.instrument, second.instrument}
                                       : WatchedVertical{second.instrument, first.instrument});
    }
  return wanted;
}

void Engine::on(const ExitsCommand& event) {
  if (is_repeated(event.command)) return;
  const auto spread = ledger_.spread(event.spread);
  if (!spread) return refuse(event.command, fmt::format("there is no spread {}", event.spread.value()));
  const auto held = held_vertical(*spread);
  if (event.plan) {
    if (const auto valid = held ? check_for(*event.plan, *held) : check(*event.plan); !valid)
      return refuse(event.command, core::to_string(valid.error()));
  }
  const SpreadOrders orders = orders_of(event.spread);
  exit_states_.erase(event.spread);
  exit_due_.erase(event.spread);
  keep(records::ExitsSet{event.spread, event.plan, event.command.actor, event.reason});
  if (!event.plan) {
    std::vector<OrderNumber> ours;
    for (const OrderNumber order : orders.closing)
      if (book_.order(order)->intended.actor.starts_with("exit:")) ours.push_back(order);
    for (const TicketNumber ticket : orders.closing_walks)
      if (book_.walks().at(ticket).begun.origin == Origin::exit_rule) end_walk(ticket, event.reason);
    cancel_orders(ours, event.reason);
    tell_exit_alerts(event.spread, {});
  }
  must_steer_ = true;
  take(event.command, "exits", event.plan ? "its exits are held" : "no exits are held", {});
}

void Engine::on(const RollsOffered& event) {
  rolls_offered_.insert_or_assign(event.spread, event.targets);
  must_steer_ = true;
}

void Engine::on(const QuotesShown& event) {
  for (const auto& [id, quote] : event.legs) quotes_.show(id, quote);
  for (const auto& [symbol, quote] : event.underlyings) quotes_.show(symbol, quote);
  must_steer_ = true;
}

/// Once per step, when something changed that a walk or an exit looks at.
void Engine::steer() {
  if (!std::exchange(must_steer_, false)) return;
  if (book_.walks().empty() && book_.exits().empty()) return;
  if (!can_steer()) return;  // nothing could leave; the next picture steers again
  if (now_ - last_life_ > options_.life_age_max) {
    must_steer_ = true;
    if (now_ - life_asked_at_ < steer_retry) return;
    life_asked_at_ = now_;
    actions_.emplace_back(ProveLife{});
    return;
  }
  std::vector<TicketNumber> tickets;
  for (const auto& [ticket, walk] : book_.walks()) tickets.push_back(ticket);
  for (const TicketNumber ticket : tickets)
    if (book_.walks().contains(ticket)) steer_walk(ticket);
  std::vector<SpreadNumber> spreads;
  for (const auto& [spread, exits] : book_.exits()) spreads.push_back(spread);
  for (const SpreadNumber spread : spreads) steer_exits(spread);
  must_steer_ = false;
}

}  // namespace legwork::trade
