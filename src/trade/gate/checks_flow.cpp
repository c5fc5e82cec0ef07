// How many and how often: duplicates, throttle, working orders, messages, crossing oneself; and what is known of the bytes and trades
// before this order.
#include <algorithm>

#include <fmt/format.h>

#include "trade/gate/checks.hpp"

namespace legwork::trade::gate {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t broker_side_max_orders = 19;  // IBKR, "Order Limits": fewer than 20 per contract and side

bool is_repeated(const Proposal& proposal, const RecentOrder& other, const GateContext& context) {
  return other.ticket != proposal.ticket && other.intent.quantity() == proposal.intent.quantity() &&
         other.intent.effect() == proposal.intent.effect() && has_same_legs(other.intent, proposal.intent) &&
         other.at >= context.now - context.limits.duplicate_window;
}

/// On the broker's side of one contract, by the busiest leg.
std::int64_t orders_beside(const Intent& intent, const GateContext& context) {
  std::int64_t most = 0;
  for (const OrderLeg& leg : intent.legs()) {
    const auto is_beside = [&](const OrderLeg& other) {
      return other.instrument == leg.instrument && (other.ratio > 0) == (leg.ratio > 0);
    };
    const auto count = std::ranges::count_if(
        context.orders, [&](const WorkingOrder& order) { return std::ranges::any_of(order.intent.legs(), is_beside); });
    most = std::max<std::int64_t>(most, count);
  }
  return most;
}

/// Waiting for the broker's first word. Of those in doubt only new risk waits: an order that a lost session left behind would keep a
/// new one, whose first answer can only come by an order, from closing anything.
std::int64_t unanswered(const Proposal& proposal, const GateContext& context) {
  return std::ranges::count_if(context.orders, [&](const WorkingOrder& order) {
    const bool waits = adds_risk(proposal) ? order.certainty != Certainty::quarantined : order.certainty == Certainty::working;
    return waits && !order.answered;
  });
}

std::string why_wait_for_answers(const Proposal& proposal, const GateContext& context) {
  const std::int64_t waiting = unanswered(proposal, context) + 1;
  if (!context.link.answered_once)
    return waiting <= 1 ? "" : fmt::format("{} orders wait for this session's first answer", waiting - 1);
  if (!adds_risk(proposal) || waiting <= context.limits.unacked_max_orders) return {};
  return fmt::format("it would be {} orders without an answer, at most {}", waiting, context.limits.unacked_max_orders);
}

std::string why_too_busy(const GateContext& context) {
  const Limits& limits = context.limits;
  const Counters& counters = context.counters;
  const std::int64_t actions = counters.actions_today + 1;
  const Wide per_trade = static_cast<Wide>(limits.actions_per_trade_max) * (static_cast<Wide>(counters.trades_today) + 1);
  if (actions > limits.actions_free_per_day && actions > per_trade)
    return fmt::format("{} actions for {} trades today, at most {} a trade", actions, counters.trades_today,
                       limits.actions_per_trade_max);
  const std::int64_t orders = counters.option_orders_this_month + 1;
  if (orders > static_cast<Wide>(limits.month_average_max_orders) * counters.sessions_this_month)
    return fmt::format("{} option orders in {} sessions of the month, at most {} a day", orders, counters.sessions_this_month,
                       limits.month_average_max_orders);
  return {};
}

/// Both are bought at their costs: they meet when together they pay at least 0.
bool would_meet(const NetPrice& a, const NetPrice& b) {
  return static_cast<Wide>(a.signed_cost().nanos()) + b.signed_cost().nanos() >= 0;
}

}  // namespace

Verdict check_duplicate(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::duplicate;
  if (!proposal.signal.empty()) {
    const auto used = context.signals_used.find(proposal.signal);
    if (used != context.signals_used.end() && used->second != proposal.ticket)
      return Verdict::refuse(id, fmt::format("signal '{}' was used by ticket {}", proposal.signal, used->second.value()));
  }
  if (!adds_risk(proposal) && proposal.origin == Origin::exit_rule) return Verdict::pass(id);
  for (const RecentOrder& other : context.recent)
    if (is_repeated(proposal, other, context))
      return Verdict::refuse(id, fmt::format("ticket {} placed the same within {}", other.ticket.value(),
                                             seconds_text(context.limits.duplicate_window)));
  return Verdict::pass(id);
}

Verdict check_throttle(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::throttle;
  const Limits& limits = context.limits;
  const Counters& counters = context.counters;
  if (!adds_risk(proposal)) {
    if (!is_automatic(proposal) || counters.close_rejections < limits.close_rejections_max_orders) return Verdict::pass(id);
    return Verdict::refuse(id, fmt::format("{} closing orders were rejected, at most {}; a person's may go on",
                                           counters.close_rejections, limits.close_rejections_max_orders));
  }
  if (!counters.tripped.empty()) return Verdict::refuse(id, fmt::format("stopped until a person enables it: {}", counters.tripped));
  if (counters.rejections >= limits.rejections_max_orders)
    return Verdict::refuse(
        id, fmt::format("{} rejections in the window; it stops at {}", counters.rejections, limits.rejections_max_orders));
  if (counters.automatic_trades >= limits.executions_max_trades)
    return Verdict::refuse(id, fmt::format("{} automatic trades in the window; it stops at {}", counters.automatic_trades,
                                           limits.executions_max_trades));
  return Verdict::pass(id);
}

Verdict check_working_orders(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::working_orders;
  const Limits& limits = context.limits;
  const auto of_ticket = std::ranges::find(context.orders, proposal.ticket, &WorkingOrder::ticket);
  if (of_ticket != context.orders.end())
    return Verdict::refuse(
        id, fmt::format("order {} of this ticket may live ({})", of_ticket->order.value(), to_string(of_ticket->certainty)));
  if (std::string why = why_wait_for_answers(proposal, context); !why.empty()) return Verdict::refuse(id, std::move(why));
  const std::int64_t beside = orders_beside(proposal.intent, context) + 1;
  const std::int64_t beside_max = adds_risk(proposal) ? limits.contract_side_max_orders : broker_side_max_orders;
  if (beside > beside_max)
    return Verdict::refuse(id, fmt::format("it would be order {} on one side of a contract, at most {}", beside, beside_max));
  const auto all = static_cast<std::int64_t>(context.orders.size()) + 1;
  if (adds_risk(proposal) && all > limits.account_max_orders)
    return Verdict::refuse(id, fmt::format("it would be order {} of the account, at most {}", all, limits.account_max_orders));
  return Verdict::pass(id);
}

Verdict check_messages(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::messages;
  const Limits& limits = context.limits;
  const std::int64_t kept = limits.cancel_reserve_messages + (adds_risk(proposal) ? limits.close_reserve_messages : 0);
  if (context.counters.messages_last_second >= limits.messages_max_per_s - kept)
    return Verdict::refuse(id,
                           fmt::format("{} messages in the last second; it may use {} of {}", context.counters.messages_last_second,
                                       limits.messages_max_per_s - kept, limits.messages_max_per_s));
  std::string why = adds_risk(proposal) ? why_too_busy(context) : "";
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_self_cross(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::self_cross;
  if (proposal.intent.shape() == Shape::exercise) return Verdict::pass(id);
  for (const WorkingOrder& order : context.orders) {
    if (order.intent.shape() == Shape::exercise || !has_opposite_legs(order.intent, proposal.intent)) continue;
    const NetPrice limit = proposal.intent.limit();
    if (would_meet(limit, order.version.limit) || (order.other && would_meet(limit, order.other->limit)))
      return Verdict::refuse(id, fmt::format("at {} it would trade with own order {}", to_string(limit), order.order.value()));
  }
  return Verdict::pass(id);
}

Verdict check_sent_bytes(const Proposal& /*proposal*/, const GateContext& context) {
  constexpr auto id = ControlId::sent_bytes;
  if (context.link.misread) return Verdict::refuse(id, "this link misread a request; nothing more leaves on it");
  return {id, true, "judged at send"};
}

Verdict check_post_trade(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::post_trade;
  const std::string& underlying = underlying_of(proposal);
  if (adds_risk(proposal))
    for (const OpenBreak& open : context.breaks)
      if (open.underlying.empty() || open.underlying == underlying)
        return Verdict::refuse(id, fmt::format("not explained: {}", open.what));
  return {id, true, "judged after it"};
}

}  // namespace legwork::trade::gate
