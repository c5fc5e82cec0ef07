// The engine and its walks: a decision that is placed one order after the other, each at the price that is right then, never two at once.
// What a walk is stands in walk.hpp; here its orders are placed, taken back and counted. A walk that opens ends with the run that began
// it: what a crash interrupted is a person's to begin again. One that closes goes on.
#include <algorithm>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {
namespace {

constexpr const char* walk_actor = "walk";

market::TickRule ticks_of(const Intent& intent) {
  const market::Contract& option = *intent.legs().front().instrument.option;
  return intent.legs().size() == 1 ? market::TickRule::single_leg(option.trading_class)
                                   : market::TickRule::combo(option.trading_class);
}

/// Of one leg alone: anything that is paid, or received.
CostRange single_range(Side side, market::Price tick) {
  const market::Price most = market::Price::from_nanos(100'000 * market::Price::scale);
  return side == Side::debit ? CostRange{tick, most} : CostRange{-most, -tick};
}

CostRange range_of(const Intent& intent, const market::TickRule& ticks) {
  const market::Price tick = ticks.increment_at({});
  switch (intent.shape()) {
    case Shape::vertical: return cost_range(intent.limit().side(), intent.width(), tick);
    case Shape::roll: return roll_cost_range(intent.width(), tick);
    case Shape::close_leg:
    case Shape::stock:
    case Shape::exercise: break;
  }
  return single_range(intent.limit().side(), tick);
}

/// An exit is never kept from its first price by what was done before; its actions are counted all the same.
ActivityLimits limits_of(Origin origin) {
  constexpr std::int64_t none = 1'000'000'000;
  return origin == Origin::exit_rule ? ActivityLimits{none, none} : ActivityLimits{};
}

}  // namespace

bool can_walk(const Intent& intent) { return intent.shape() != Shape::stock && intent.shape() != Shape::exercise; }

OrderActivity Engine::order_activity() const {
  const Counters counters = activity_.counters(now_, limits_, *options_.calendar);
  return {counters.actions_today, counters.trades_today, counters.option_orders_this_month, counters.sessions_this_month};
}

/// The first price is found and judged before anything is kept: a walk that cannot begin leaves no trace but the decision.
Engine::Placing Engine::begin_walk(records::WalkBegun begun, Proposal proposal) {
  const Intent whole = proposal.intent;
  const market::TickRule ticks = ticks_of(whole);
  const WalkInputs in{proposal.quote,
                      ticks,
                      range_of(whole, ticks),
                      WalkOrder::none,
                      whole.quantity(),
                      order_activity(),
                      limits_of(proposal.origin),
                      now_};
  const WalkDecision first = trade::decide(begun.plan, {}, in);
  if (first.act != WalkAct::place) return {{}, fmt::format("the walk cannot begin: {}", to_string(first.reason))};
  auto intent = whole.at(NetPrice::from_cost(*first.cost));
  if (!intent) return {{}, core::to_string(intent.error())};
  proposal.intent = *std::move(intent);
  const std::vector<Verdict> verdicts = judge(proposal);
  note_verdicts(begun.actor, proposal, verdicts);
  if (!all_passed(verdicts)) return {{}, refusals(verdicts)};
  begun.ticket = proposal.ticket;
  begun.intent = records::write(whole);
  begun.origin = proposal.origin;
  begun.approved = proposal.approved;
  if (!proposal.signal.empty()) begun.signal = proposal.signal;
  const records::WalkBegun kept = begun;
  keep(std::move(begun));
  keep(records::Walked{kept.ticket, first.state, std::string(to_string(first.reason))});
  if (first.wake_at) walk_due_[kept.ticket] = *first.wake_at;
  return {place_step(kept, proposal), {}};
}

/// An order of the walk, judged already.
OrderNumber Engine::place_step(const records::WalkBegun& begun, const Proposal& proposal) {
  records::Intended intended;
  intended.ticket = begun.ticket;
  intended.spread = begun.spread;
  intended.rolled_into = begun.rolled_into;
  intended.actor = begun.actor;
  intended.reason = begun.reason;
  intended.pop = begun.pop;
  intended.expected_value = begun.expected_value;
  intended.signal = begun.signal;
  return intend(std::move(intended), proposal);
}

/// What the orders of the walk leave to be decided.
WalkOrder Engine::walk_order(const Walk& walk) const {
  WalkOrder found = WalkOrder::none;
  for (const OrderNumber number : walk.orders) {
    const Order& order = *book_.order(number);
    const Phase phase = book_.phase(order);
    if (!may_live(phase)) continue;
    if (found != WalkOrder::none || phase != Phase::working || order.cancel_wanted) return WalkOrder::uncertain;
    found = WalkOrder::open;
  }
  return found;
}

std::int64_t Engine::units_left(const Walk& walk) const {
  std::int64_t left = walk.intent.quantity();
  for (const OrderNumber number : walk.orders) left -= book_.order(number)->units_filled();
  return left;
}

void Engine::steer_walk(TicketNumber ticket) {
  const Walk& walk = book_.walks().at(ticket);
  const records::WalkBegun& begun = walk.begun;
  const SpreadQuote quote = quote_spread(walk.intent.legs(), quotes_, now_);
  const market::TickRule ticks = ticks_of(walk.intent);
  const WalkInputs in{
      quote, ticks, range_of(walk.intent, ticks), walk_order(walk), units_left(walk), order_activity(), limits_of(begun.origin),
      now_};
  const WalkDecision decision = trade::decide(begun.plan, walk.state, in);
  if (decision.wake_at)
    walk_due_[ticket] = *decision.wake_at;
  else
    walk_due_.erase(ticket);
  if (decision.act == WalkAct::place) return step_walk(walk, decision, quote);
  const std::string why{to_string(decision.reason)};
  const std::vector<OrderNumber> orders = walk.orders;  // an ended walk is forgotten
  keep(records::Walked{ticket, decision.state, why});
  if (decision.cancel_first) cancel_orders(orders, why);
}

/// Nothing of the walk may live: the next price, through the gate like the first.
void Engine::step_walk(const Walk& walk, const WalkDecision& decision, const SpreadQuote& quote) {
  const records::WalkBegun begun = walk.begun;
  const auto end = [&](const std::string& why) {
    WalkState state = decision.state;
    state.stage = WalkStage::ended;
    keep(records::Walked{begun.ticket, state, why});
    walk_due_.erase(begun.ticket);
  };
  auto intent = walk.intent.at(NetPrice::from_cost(*decision.cost));
  if (intent) intent = intent->of(units_left(walk));
  if (!intent) return end(core::to_string(intent.error()));
  Proposal proposal(*std::move(intent));
  proposal.ticket = begun.ticket;
  proposal.origin = begun.origin;
  proposal.approved = begun.approved;
  proposal.actor = begun.actor;
  proposal.signal = begun.signal.value_or("");
  proposal.quote = quote;
  proposal.quoted_at = now_;
  const std::vector<Verdict> verdicts = judge(proposal);
  note_verdicts(begun.actor, proposal, verdicts);
  if (!all_passed(verdicts)) return end("the risk gate refused its next step: " + refusals(verdicts));
  reduces_risk_ |= proposal.intent.effect() == Effect::closes;
  keep(records::Walked{begun.ticket, decision.state, std::string(to_string(decision.reason))});
  place_step(begun, proposal);
}

/// Its orders stay as they are; nobody takes a further step.
void Engine::end_walk(TicketNumber ticket, const std::string& why) {
  const auto walk = book_.walks().find(ticket);
  if (walk == book_.walks().end()) return;
  WalkState state = walk->second.state;
  state.stage = WalkStage::ended;
  keep(records::Walked{ticket, state, why});
  walk_due_.erase(ticket);
}

void Engine::end_walks(const std::string& why) {
  for (const auto& [ticket, walk] : std::map(book_.walks())) end_walk(ticket, why);
}

/// Of an earlier run: it is not known how long it was away.
void Engine::end_opening_walks() {
  const std::string why = "the program was started again";
  for (const auto& [ticket, walk] : std::map(book_.walks())) {
    if (walk.intent.effect() == Effect::closes) continue;
    end_walk(ticket, why);
    if (walk.begun.plan.end == WalkEnd::cancel) cancel_orders(walk.orders, why);
  }
}

void Engine::cancel_orders(const std::vector<OrderNumber>& orders, const std::string& why) {
  for (const OrderNumber number : orders) {
    const Order& order = *book_.order(number);
    if (may_live(book_.phase(order))) want_cancel(order, walk_actor, why);
  }
}

}  // namespace legwork::trade
