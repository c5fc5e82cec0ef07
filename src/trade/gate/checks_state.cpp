// What this program and its link are in: switch, arming, kill, session, life, limits.
#include <algorithm>

#include <fmt/format.h>

#include "trade/exits/schedule.hpp"
#include "trade/gate/checks.hpp"

namespace legwork::trade::gate {
namespace {

/// The new vertical and a net debit cost no more than the full width of the one that ends.
bool is_smaller_roll(const Intent& intent) {
  const auto begun = opening_pair(intent), ended = closing_pair(intent);
  return begun && ended && begun->width() + std::max(intent.limit().signed_cost(), market::Price()) <= ended->width();
}

std::string guard_of_session(const OrderPair& pair, const GateContext& context) {
  const auto session = session_at(context.now, pair.contract(), *context.calendar);
  if (!session) return fmt::format("{} does not trade now", pair.contract().trading_class);
  const core::Duration since_open = context.now - session->open, to_close = session->close - context.now;
  if (since_open < context.limits.open_guard)
    return fmt::format("{} after the open, within {}", seconds_text(since_open), seconds_text(context.limits.open_guard));
  if (to_close < context.limits.close_guard)
    return fmt::format("{} before the close, within {}", seconds_text(to_close), seconds_text(context.limits.close_guard));
  return {};
}

/// What forbids new risk but no exit; empty: nothing.
std::string why_no_new_risk(const Proposal& proposal, const GateContext& context) {
  if (!context.link.reconciled) return "the orders are not reconciled with the broker yet";
  if (!context.link.clock_sane) return "the clock is off";
  for (const GuardWindow& window : context.guard_windows)
    if (window.from <= context.now && context.now < window.until) return fmt::format("inside the guard window '{}'", window.why);
  const auto pair = opening_pair(proposal.intent);
  return pair ? guard_of_session(*pair, context) : "";
}

}  // namespace

Verdict check_mode_switch(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::mode_switch;
  if (context.mode == records::Mode::normal) return Verdict::pass(id);
  if (context.mode == records::Mode::halted) {
    if (proposal.origin == Origin::playbook) return Verdict::refuse(id, "halted: playbooks send nothing");
    if (adds_risk(proposal)) return Verdict::refuse(id, "halted: only what closes may be sent");
    return Verdict::pass(id);
  }
  if (proposal.intent.effect() == Effect::opens) return Verdict::refuse(id, "reducing only: nothing is opened");
  if (proposal.intent.effect() == Effect::rolls && !is_smaller_roll(proposal.intent))
    return Verdict::refuse(id, "reducing only: the roll risks more than the spread that it ends");
  return Verdict::pass(id);
}

Verdict check_armed(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::armed;
  const Arming& arming = context.arming;
  if (!arming.armed) return Verdict::refuse(id, "no account is armed");
  if (proposal.intent.account() != arming.account)
    return Verdict::refuse(id, fmt::format("the order names account {}, armed is {}", proposal.intent.account(), arming.account));
  if (!holds(arming.link_accounts, arming.account))
    return Verdict::refuse(id, fmt::format("the link does not serve account {}", arming.account));
  if (arming.live != arming.link_live)
    return Verdict::refuse(
        id, fmt::format("armed for {}, the link is {}", arming.live ? "live" : "paper", arming.link_live ? "live" : "paper"));
  if (proposal.origin == Origin::playbook && !arming.automation && !proposal.approved)
    return Verdict::refuse(id, "automation is off and nobody approved this order");
  return Verdict::pass(id);
}

Verdict check_kill_latch(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::kill_latch;
  return context.killed && adds_risk(proposal) ? Verdict::refuse(id, "the kill latch is set; a person releases it")
                                               : Verdict::pass(id);
}

Verdict check_session(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::session;
  if (!context.link.ready) return Verdict::refuse(id, "the link is not ready");
  if (!context.link.upstream_up) return Verdict::refuse(id, "the gateway has lost the broker");
  if (!context.link.keeps_records) return Verdict::refuse(id, "records cannot be kept, and nothing leaves that is not on the disk");
  if (!adds_risk(proposal)) return Verdict::pass(id);
  std::string why = why_no_new_risk(proposal, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_life(const Proposal& /*proposal*/, const GateContext& context) {
  constexpr auto id = ControlId::life;
  const core::Duration age = context.now - context.link.last_life;
  if (age >= core::Duration::zero() && age <= context.limits.life_age_max) return Verdict::pass(id);
  return Verdict::refuse(
      id, fmt::format("the last sign of life is {} old, at most {}", seconds_text(age), seconds_text(context.limits.life_age_max)));
}

Verdict check_limits_file(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::limits_file;
  if (!adds_risk(proposal)) return Verdict::pass(id);
  if (!context.limits_fault.empty()) return Verdict::refuse(id, context.limits_fault);
  const auto valid = validate(context.limits);
  return valid ? Verdict::pass(id) : Verdict::refuse(id, core::to_string(valid.error()));
}

Verdict check_kill_progress(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::kill_progress;
  if (!adds_risk(proposal)) return Verdict::pass(id);
  if (context.kill_asked) return Verdict::refuse(id, "a kill was asked for and is not on the disk yet");
  if (context.kill_unproven == 0) return Verdict::pass(id);
  return Verdict::refuse(id, fmt::format("the end of {} orders of the last kill is not proven", context.kill_unproven));
}

}  // namespace legwork::trade::gate
