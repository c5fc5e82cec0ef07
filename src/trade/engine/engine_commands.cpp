// The engine and commands: placing, cancelling, the kill latch; and what must be true at the moment an order leaves.
#include <algorithm>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {
namespace {

/// Why this plan is not one for the spread that the order opens; empty: it is.
std::string why_no_exits(const Intent& intent, const ExitPlan& plan) {
  if (intent.shape() != Shape::vertical || intent.effect() != Effect::opens)
    return "exits belong to an order that opens a vertical";
  const bool first_is_short = intent.legs()[0].ratio < 0;
  const auto valid =
      check_for(plan, {intent.legs()[first_is_short ? 0 : 1].instrument, intent.legs()[first_is_short ? 1 : 0].instrument,
                       intent.quantity(), intent.limit().signed_cost()});
  return valid ? "" : "exits: " + core::to_string(valid.error());
}

}  // namespace

bool Engine::is_repeated(const Command& command) {
  const records::CommandTaken* const before = book_.command(command.key);
  if (before != nullptr) after_stored(Answer{command.key, true, before->answer, {}});
  return before != nullptr;
}

void Engine::take(const Command& command, std::string what, std::string answer, OrderNumber order) {
  keep(records::CommandTaken{command.key, command.actor, std::move(what), answer});
  after_stored(Answer{command.key, true, std::move(answer), order});
}

void Engine::refuse(const Command& command, std::string why) {
  keep(records::Decided{command.actor, command.key, "refused", why, std::nullopt});
  actions_.emplace_back(Answer{command.key, false, std::move(why), {}});
}

/// What no gate is asked about.
std::string Engine::why_not_at_all(const PlaceCommand& place) const {
  const Intent& intent = place.proposal.intent;
  if (intent.account() != options_.account)
    return fmt::format("the order names account {}, this engine serves {}", intent.account(), options_.account);
  if (book_.id_floor().value() >= order_id_end) return "order ids are used up; reset the API order ids in the gateway's settings";
  if (store_refused_at_) return "records cannot be kept at present; nothing may leave that is not on the disk";
  if (place.walk) {
    if (!can_walk(intent)) return "only option spreads and legs of them can be walked";
    if (const auto valid = check(*place.walk); !valid) return "walk: " + core::to_string(valid.error());
  }
  return place.exits ? why_no_exits(intent, *place.exits) : "";
}

/// On a link that is just coming up, or has been silent for a moment, the gate would refuse what is good a second later.
bool Engine::must_wait() const { return is_linked() && (!reconciled_ || now_ - last_life_ > options_.life_age_max); }

void Engine::on(const PlaceCommand& event) {
  if (is_repeated(event.command)) return;
  if (std::ranges::any_of(undecided_, [&](const Waiting& one) { return one.place.command.key == event.command.key; })) return;
  if (std::string why = why_not_at_all(event); !why.empty()) return refuse(event.command, std::move(why));
  if (!must_wait()) return decide(event);
  if (undecided_.size() >= options_.undecided_max)
    return refuse(event.command, fmt::format("{} orders wait for the link already; try again when it is there", undecided_.size()));
  undecided_.push_back({event, now_});
  if (now_ - last_life_ > options_.life_age_max) actions_.emplace_back(ProveLife{});
}

void Engine::decide_waiting() {
  std::vector<Waiting> later;
  for (Waiting& one : std::exchange(undecided_, {})) {
    if (!must_wait() || now_ - one.since >= options_.send_deadline)
      decide(one.place);
    else
      later.push_back(std::move(one));
  }
  undecided_.insert(undecided_.begin(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
}

/// An order that names no spread opens a new one, or closes the oldest that is held in these legs.
SpreadNumber Engine::spread_of(const PlaceCommand& place) const {
  const Intent& intent = place.proposal.intent;
  if (place.spread != SpreadNumber()) return place.spread;
  if (intent.effect() == Effect::opens) return std::max(book_.next_spread(), ledger_.next_spread());
  const auto is_closed_by = [&](const LedgerSpread& spread) {
    return spread.units_open > 0 && std::ranges::all_of(intent.legs(), [&](const OrderLeg& leg) {
             if (intent.effect() == Effect::rolls && !leg.closes) return true;
             const auto held = spread.holdings.find(leg.instrument.id);
             return held != spread.holdings.end() && held->second.quantity * leg.ratio < 0;
           });
  };
  for (const auto& [number, spread] : ledger_.spreads())
    if (is_closed_by(spread)) return number;
  return {};
}

void Engine::note_verdicts(const std::string& actor, const Proposal& proposal, const std::vector<Verdict>& verdicts) {
  const bool passed = all_passed(verdicts);
  keep(records::Decided{actor, "gate", passed ? "passed" : "refused", passed ? to_string(proposal.intent) : refusals(verdicts),
                        proposal.ticket});
}

OrderNumber Engine::intend(records::Intended intended, const Proposal& proposal) {
  const OrderNumber number = book_.next_order();
  intended.order = number;
  intended.order_id = book_.id_floor();
  intended.intent = records::write(proposal.intent);
  intended.natural_at_send = proposal.quote.natural;
  intended.mid_at_send = proposal.quote.mid;
  keep(std::move(intended));
  const Order& order = *book_.order(number);
  after_stored(Submit{number, order.order_id, order.reference, order.intended.oca_group, proposal.intent, {}});
  return number;
}

Engine::Placing Engine::place_judged(const PlaceCommand& place, const Proposal& proposal, const records::Intended& intended) {
  if (place.walk)
    return begin_walk({.ticket = {},
                       .plan = *place.walk,
                       .intent = {},
                       .origin = proposal.origin,
                       .approved = proposal.approved,
                       .spread = intended.spread,
                       .rolled_into = intended.rolled_into,
                       .actor = intended.actor,
                       .reason = intended.reason,
                       .pop = intended.pop,
                       .expected_value = intended.expected_value,
                       .signal = intended.signal},
                      proposal);
  const std::vector<Verdict> verdicts = judge(proposal);
  note_verdicts(intended.actor, proposal, verdicts);
  if (!all_passed(verdicts)) return {{}, refusals(verdicts)};
  return {intend(intended, proposal), {}};
}

void Engine::decide(const PlaceCommand& place) {
  Proposal proposal = place.proposal;
  if (proposal.ticket == TicketNumber()) proposal.ticket = book_.next_ticket();
  reduces_risk_ = proposal.intent.effect() == Effect::closes;
  records::Intended intended;
  intended.ticket = proposal.ticket;
  intended.spread = spread_of(place);
  if (place.rolled_into)
    intended.rolled_into =
        *place.rolled_into == SpreadNumber() ? std::max(book_.next_spread(), ledger_.next_spread()) : *place.rolled_into;
  intended.oca_group = place.oca_group;
  intended.actor = place.command.actor;
  intended.reason = place.reason;
  intended.pop = place.pop;
  intended.expected_value = place.expected_value;
  if (!proposal.signal.empty()) intended.signal = proposal.signal;
  const Placing placed = place_judged(place, proposal, intended);
  if (!placed.why_not.empty()) {
    actions_.emplace_back(Answer{place.command.key, false, placed.why_not, {}});
    return;
  }
  if (place.exits) keep(records::ExitsSet{intended.spread, place.exits, intended.actor, "with its order"});
  take(place.command, "place", fmt::format("order {}", placed.order.value()), placed.order);
}

bool Engine::may_send(const Submit& submit) const {
  const bool opens = submit.intent.effect() == Effect::opens;
  if (!is_linked() || !reconciled_ || store_refused_at_) return false;
  if (opens && (book_.is_killed() || book_.mode() != records::Mode::normal)) return false;
  return now_ - last_life_ <= options_.life_age_max;
}

void Engine::send_or_wait(const Submit& submit) {
  const Order* const order = book_.order(submit.order);
  if (!may_live(book_.phase(*order))) return;  // withdrawn meanwhile
  waiting_.push_back(submit);
  waiting_since_[submit.order] = now_;
  send_waiting();
}

void Engine::send_waiting() {
  bool needs_life = false;
  for (const Submit& submit : std::vector(waiting_)) {
    if (!may_send(submit)) {
      needs_life |= is_linked();
      continue;
    }
    std::erase_if(waiting_, [&](const Submit& one) { return one.order == submit.order; });
    waiting_since_.erase(submit.order);
    unanswered_[submit.order] = now_;
    Submit leaving = submit;
    leaving.leave_by = last_life_ + options_.life_age_max;
    actions_.emplace_back(std::move(leaving));
  }
  if (needs_life && now_ - last_life_ > options_.life_age_max) actions_.emplace_back(ProveLife{});
}

/// It has not been handed to the link: that is our own proof.
void Engine::withdraw(OrderNumber order, const std::string& why) {
  std::erase_if(waiting_, [&](const Submit& one) { return one.order == order; });
  waiting_since_.erase(order);
  std::erase_if(held_, [&](const Held& held) {
    const auto* const submit = std::get_if<Submit>(&held.action);
    return submit != nullptr && submit->order == order;
  });
  learn(order, Fact::unsent, why);
}

void Engine::want_cancel(const Order& order, const std::string& actor, const std::string& reason) {
  const OrderNumber number = order.intended.order;
  reduces_risk_ = true;
  keep(records::CancelWanted{number, actor, reason});
  const bool held = std::ranges::any_of(held_, [&](const Held& one) {
    const auto* const submit = std::get_if<Submit>(&one.action);
    return submit != nullptr && submit->order == number;
  });
  if (held || waiting_since_.contains(number)) return withdraw(number, reason);
  if (!linked_ || !cancels_out_.insert(number).second) return;  // after the next picture; a second one on this link changes nothing
  const CancelOrder cancel{number, order.order_id};
  if (store_refused_at_)
    actions_.emplace_back(
        cancel);  // a cancel that is forgotten in a crash is wanted again; one that waits for a broken disk is not
  else
    after_stored(cancel);
}

void Engine::cancel_doubles(std::optional<OrderNumber> of) {
  for (const auto& [perm_id, twin] : doubles_)
    if (linked_ && (!of || *of == twin.order)) after_stored(CancelOrder{twin.order, twin.order_id});
}

void Engine::cancel_what_is_wanted() {
  for (const Order* const order : book_.live())
    if (order->cancel_wanted && cancels_out_.insert(order->intended.order).second)
      after_stored(CancelOrder{order->intended.order, order->order_id});
}

void Engine::on(const CancelCommand& event) {
  if (is_repeated(event.command)) return;
  const Order* const order = book_.order(event.order);
  if (order == nullptr) return refuse(event.command, fmt::format("there is no order {}", event.order.value()));
  const Phase phase = book_.phase(*order);
  const bool has_double = std::ranges::any_of(doubles_, [&](const auto& one) { return one.second.order == event.order; });
  if (is_terminal(phase) && !has_double)
    return refuse(event.command, fmt::format("order {} is {}", event.order.value(), to_string(phase)));
  end_walk(order->intended.ticket, "its order was taken back by " + event.command.actor);
  if (!is_terminal(phase)) want_cancel(*order, event.command.actor, event.reason);
  cancel_doubles(event.order);
  take(event.command, "cancel", fmt::format("cancel of order {} is on its way", event.order.value()), event.order);
}

void Engine::drop_undecided(const std::string& why) {
  for (const Waiting& one : std::exchange(undecided_, {})) refuse(one.place.command, why);
}

void Engine::on(const CancelAllCommand& event) {
  if (is_repeated(event.command)) return;
  drop_undecided("withdrawn with all others: " + event.reason);
  end_walks("withdrawn with all others: " + event.reason);
  const std::vector<const Order*> live = book_.live();
  for (const Order* const order : live) want_cancel(*order, event.command.actor, event.reason);
  cancel_doubles({});
  take(event.command, "cancel_all", fmt::format("{} cancels are on their way", live.size()), {});
}

/// The latch is durable before the first cancel leaves: after_stored() sees to that, and a restart finds it set.
void Engine::on(const KillCommand& event) {
  if (is_repeated(event.command)) return;
  reduces_risk_ = event.set;
  if (event.set) drop_undecided("withdrawn by a kill: " + event.reason);
  keep(records::KillLatch{event.set, event.command.actor, event.reason});
  if (event.set) end_walks("kill: " + event.reason);
  const std::vector<const Order*> live = event.set ? book_.live() : std::vector<const Order*>{};
  for (const Order* const order : live) want_cancel(*order, event.command.actor, "kill: " + event.reason);
  if (event.set) cancel_doubles({});
  take(event.command, event.set ? "kill" : "release",
       event.set ? fmt::format("killed; {} orders are being cancelled", live.size()) : std::string("released"), {});
}

void Engine::on(const ModeCommand& event) {
  if (is_repeated(event.command)) return;
  reduces_risk_ = event.mode > book_.mode();
  keep(records::ModeSet{book_.mode(), event.mode, event.command.actor, event.reason});
  if (event.mode == records::Mode::normal) alert("throttle", false, "a person set the mode to normal");
  take(event.command, "mode", fmt::format("mode {}", to_string(event.mode)), {});
}

void Engine::on(const AcceptPositionCommand& event) {
  if (is_repeated(event.command)) return;
  const auto at = disagreed_.find(event.contract);
  const std::int64_t difference = at == disagreed_.end() ? 0 : at->second;
  if (difference == 0) return refuse(event.command, fmt::format("contract {} is held as our records say", event.contract.value()));
  if (difference != event.difference)
    return refuse(event.command, fmt::format("the broker holds {} more of contract {} by now, not {}; look again", difference,
                                             event.contract.value(), event.difference));
  keep(records::Adjusted{options_.account, event.contract, difference, event.command.actor, event.reason});
  disagreed_.erase(event.contract);
  alert(fmt::format("position:{}", event.contract.value()), false, "a person said that the broker is right");
  take(event.command, "accept_position",
       fmt::format("{} of contract {} are taken into our records", difference, event.contract.value()), {});
}

/// The id is used up on the disk first: an order that a later run places must not carry the id of a question.
void Engine::on(const WhatIfCommand& event) {
  const BrokerOrderId id = book_.id_floor();
  std::string why_not;
  if (!is_linked()) why_not = "there is no link to the broker";
  if (event.intent.shape() == Shape::exercise) why_not = "the broker answers no what-if of an exercise";
  if (id.value() >= order_id_end) why_not = "order ids are used up; reset the API order ids in the gateway's settings";
  if (store_refused_at_) why_not = "records cannot be kept at present";
  if (!why_not.empty()) {
    actions_.emplace_back(WhatIfAnswer{event.key, {WhatIfState::not_asked, {}, {}, std::move(why_not), now_}});
    return;
  }
  keep(records::IdFloor{BrokerOrderId(id.value() + 1)});
  after_stored(AskWhatIf{event.key, id, event.intent});
}

void Engine::on(const WhatIfShown& event) { actions_.emplace_back(WhatIfAnswer{event.key, event.what_if}); }

}  // namespace legwork::trade
