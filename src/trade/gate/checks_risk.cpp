// What the order can cost: losses, margin, and what the day has cost already.
#include <algorithm>

#include <fmt/format.h>

#include "trade/gate/checks.hpp"

namespace legwork::trade::gate {
namespace {

using market::Money;

OrderVersion version_of(const Intent& intent) { return {intent.quantity(), intent.limit()}; }

std::string text_of(Money loss) { return loss == unbounded_loss ? "without bound" : loss.to_string(); }

std::string above(std::string_view what, Money loss, Money limit) {
  return loss <= limit ? "" : fmt::format("{} {} > {}", what, text_of(loss), limit.to_string());
}

std::string why_too_much(const Proposal& proposal, const OrderPair& pair, const GateContext& context) {
  const Limits& limits = context.limits;
  const Intent& intent = proposal.intent;
  const Money value = full_width_bound(intent, intent.quantity()), own = max_loss(intent, version_of(intent));
  if (auto why = above("the full width", value, limits.order_value_max); !why.empty()) return why;
  if (auto why = above("the order can lose", own, limits.order_loss_max); !why.empty()) return why;
  const auto risks = risks_of(context.held, context.orders);
  const auto with = [&](const RiskScope& scope) { return add_losses(total(risks, scope), own); };
  const std::string& underlying = underlying_of(proposal);
  const market::Date expiry = pair.contract().expiry;
  if (auto why = above(underlying + " can lose", with({underlying, {}}), limits.underlying_loss_max); !why.empty()) return why;
  if (auto why = above("expiry " + market::to_string(expiry) + " can lose", with({{}, expiry}), limits.expiry_loss_max);
      !why.empty())
    return why;
  return above("the account can lose", with({}), limits.account_loss_max);
}

/// A what-if that says nothing, or that an opening frees money, is none.
std::optional<Money> usable_what_if(const WhatIf& what_if, const GateContext& context) {
  if (what_if.state != WhatIfState::answered || !what_if.initial_margin_change) return std::nullopt;
  const bool fresh = what_if.at <= context.now && context.now - what_if.at <= context.limits.what_if_age_max;
  return fresh && *what_if.initial_margin_change > Money() ? what_if.initial_margin_change : std::nullopt;
}

/// Orders of which the broker's figures may not know yet.
Money bound_in_doubt(const GateContext& context) {
  Money sum;
  for (const WorkingOrder& order : context.orders) {
    if (order.certainty == Certainty::working && order.answered) continue;
    Money one = margin_bound(order.intent, order.version);
    if (order.other) one = std::max(one, margin_bound(order.intent, *order.other));
    sum = add_losses(sum, one);
  }
  return sum;
}

std::string why_figures_unusable(const AccountState& account, const GateContext& context) {
  if (!account.available_funds) return "the broker's available funds are not known";
  if (account.at > context.now) return "the account's figures are of the future";
  const core::Duration age = context.now - account.at;
  if (age <= context.limits.account_age_max) return {};
  return fmt::format("the account's figures are {} old, at most {}", seconds_text(age),
                     seconds_text(context.limits.account_age_max));
}

bool opens_one(const WorkingOrder& order) { return order.intent.effect() == Effect::opens; }
bool adds_one(const WorkingOrder& order) { return order.intent.effect() != Effect::closes; }

}  // namespace

Verdict check_loss(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::loss;
  const auto pair = opening_pair(proposal.intent);
  if (!pair) return Verdict::pass(id);
  std::string why = why_too_much(proposal, *pair, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_margin(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::margin;
  if (!adds_risk(proposal)) return Verdict::pass(id);
  if (std::string why = why_figures_unusable(context.account, context); !why.empty()) return Verdict::refuse(id, std::move(why));
  const auto what_if = usable_what_if(proposal.what_if, context);
  const Money own = what_if.value_or(margin_bound(proposal.intent, version_of(proposal.intent))), doubt = bound_in_doubt(context);
  const Money needed = add_losses(add_losses(own, doubt), context.limits.funds_reserve);
  if (needed <= *context.account.available_funds) return Verdict::pass(id);
  return Verdict::refuse(
      id, fmt::format("{} ({}) + {} in doubt + {} reserve > {} available", text_of(own), what_if ? "what-if" : "own bound",
                      text_of(doubt), context.limits.funds_reserve.to_string(), context.account.available_funds->to_string()));
}

Verdict check_day(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::day;
  const Limits& limits = context.limits;
  if (!adds_risk(proposal)) return Verdict::pass(id);
  if (context.account.realised_today <= -limits.daily_loss_max)
    return Verdict::refuse(id, fmt::format("{} realised today; nothing new from -{}", context.account.realised_today.to_string(),
                                           limits.daily_loss_max.to_string()));
  if (context.account.drawdown >= limits.drawdown_max)
    return Verdict::refuse(id, fmt::format("a drawdown of {}; nothing new from {}", context.account.drawdown.to_string(),
                                           limits.drawdown_max.to_string()));
  const std::int64_t trades = context.counters.openings_today + std::ranges::count_if(context.orders, adds_one) + 1;
  if (trades > limits.trades_max_per_day)
    return Verdict::refuse(id, fmt::format("it would be opening {} of the day, at most {}", trades, limits.trades_max_per_day));
  if (proposal.intent.effect() == Effect::rolls) return Verdict::pass(id);  // as many spreads after it as before
  const std::int64_t spreads =
      static_cast<std::int64_t>(context.held.verticals.size()) + std::ranges::count_if(context.orders, opens_one) + 1;
  if (spreads > limits.open_spreads_max)
    return Verdict::refuse(id, fmt::format("it would be open spread {}, at most {}", spreads, limits.open_spreads_max));
  return Verdict::pass(id);
}

}  // namespace legwork::trade::gate
