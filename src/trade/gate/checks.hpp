// The controls one by one, for judge() and for their tests. Each takes the whole of what is known and gives its one verdict.
#pragma once

#include "trade/gate/gate.hpp"

namespace legwork::trade::gate {

Verdict check_mode_switch(const Proposal& proposal, const GateContext& context);
Verdict check_armed(const Proposal& proposal, const GateContext& context);
Verdict check_kill_latch(const Proposal& proposal, const GateContext& context);
Verdict check_session(const Proposal& proposal, const GateContext& context);
Verdict check_life(const Proposal& proposal, const GateContext& context);
Verdict check_instrument(const Proposal& proposal, const GateContext& context);
Verdict check_structure(const Proposal& proposal, const GateContext& context);
Verdict check_size(const Proposal& proposal, const GateContext& context);
Verdict check_loss(const Proposal& proposal, const GateContext& context);
Verdict check_price(const Proposal& proposal, const GateContext& context);
Verdict check_collar(const Proposal& proposal, const GateContext& context);
Verdict check_data_quality(const Proposal& proposal, const GateContext& context);
Verdict check_margin(const Proposal& proposal, const GateContext& context);
Verdict check_duplicate(const Proposal& proposal, const GateContext& context);
Verdict check_throttle(const Proposal& proposal, const GateContext& context);
Verdict check_working_orders(const Proposal& proposal, const GateContext& context);
Verdict check_messages(const Proposal& proposal, const GateContext& context);
Verdict check_day(const Proposal& proposal, const GateContext& context);
Verdict check_self_cross(const Proposal& proposal, const GateContext& context);
Verdict check_reduce_only(const Proposal& proposal, const GateContext& context);
Verdict check_restricted(const Proposal& proposal, const GateContext& context);
/// Of the link; the bytes themselves are judged by compare_encoded() when they are made.
Verdict check_sent_bytes(const Proposal& proposal, const GateContext& context);
/// Of the trades before; this one's is judged by post_trade().
Verdict check_post_trade(const Proposal& proposal, const GateContext& context);
Verdict check_limits_file(const Proposal& proposal, const GateContext& context);
Verdict check_kill_progress(const Proposal& proposal, const GateContext& context);

/// What only closes is judged more leniently; whether it does close is control reduce_only's to prove.
inline bool adds_risk(const Proposal& proposal) { return proposal.intent.effect() != Effect::closes; }
inline bool is_automatic(const Proposal& proposal) {
  return proposal.origin == Origin::exit_rule || (proposal.origin == Origin::playbook && !proposal.approved);
}
inline const std::string& underlying_of(const Proposal& proposal) { return proposal.intent.legs().front().instrument.underlying; }

/// `a` is the unit of the order as it is; the other side of a trade with itself has the same legs with opposite ratios.
bool has_same_legs(const Intent& a, const Intent& b);
bool has_opposite_legs(const Intent& a, const Intent& b);
bool holds(const std::vector<std::string>& names, const std::string& name);
std::string seconds_text(core::Duration time);

}  // namespace legwork::trade::gate
