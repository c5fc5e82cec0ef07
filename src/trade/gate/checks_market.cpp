// What the market says of the order: quotes that may be leaned on, and a price near them, near the model and near what was asked before.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "market/tick_rule.hpp"
#include "trade/exits/quote_guard.hpp"
#include "trade/gate/checks.hpp"

namespace legwork::trade::gate {
namespace {

using core::Duration;
using market::Price;
__extension__ using Wide = __int128;

/// As old as it is now, not as it was when the proposal was made.
QuoteFault fault_now(const Proposal& proposal, const GateContext& context) {
  if (proposal.quoted_at < core::TimePoint{} || proposal.quoted_at > context.now) return QuoteFault::old;
  const Duration since = context.now - proposal.quoted_at;
  SpreadQuote quote = proposal.quote;
  quote.confirmed_age = quote.confirmed_age > Duration::max() - since ? Duration::max() : quote.confirmed_age + since;
  if (proposal.quote.confirmed_age < Duration::zero()) return QuoteFault::old;  // a clock that stepped back; time does not heal it
  return fault_of(quote, {context.limits.quote_age_max, context.limits.leg_skew_max});
}

Price increment(const Intent& intent) {
  Price coarsest;
  for (const OrderLeg& leg : intent.legs()) {
    const bool combo = intent.legs().size() > 1;
    const auto rule = !leg.instrument.option ? market::TickRule::penny()
                      : combo                ? market::TickRule::combo(leg.instrument.option->trading_class)
                                             : market::TickRule::single_leg(leg.instrument.option->trading_class);
    coarsest = std::max(coarsest, rule.increment_at(intent.limit().amount()));
  }
  return coarsest;
}

/// Nanos per share that a price may be worse by: so much of the base, and never less than the floor.
Wide allowance(const Intent& intent, Price base, std::int64_t bps, std::int64_t floor_ticks) {
  return std::max(static_cast<Wide>(base.nanos()) * bps / 10'000, static_cast<Wide>(increment(intent).nanos()) * floor_ticks);
}

/// Half ticks are exact in nanos. Nothing: no price.
std::optional<Price> price_of(double value) {
  constexpr double most = 1e9;
  if (!std::isfinite(value) || std::abs(value) >= most) return std::nullopt;
  return Price::from_nanos(std::llround(value * static_cast<double>(Price::scale)));
}

Price base_of(const Intent& intent, Price reference) {
  if (intent.legs().size() > 1) return intent.width();
  return std::max(reference, -reference);
}

std::string why_worse(const Intent& intent, Price reference, std::int64_t bps, std::string_view than, std::int64_t floor_ticks) {
  const Wide worse = static_cast<Wide>(intent.limit().signed_cost().nanos()) - reference.nanos();
  const Wide allowed = allowance(intent, base_of(intent, reference), bps, floor_ticks);
  if (worse <= allowed) return {};
  constexpr auto scale = static_cast<double>(Price::scale);
  return fmt::format("{:.4f} worse than {} {:.4f}, at most {:.4f}", static_cast<double>(worse) / scale, than, reference.to_double(),
                     static_cast<double>(allowed) / scale);
}

std::string why_off_mid(const Proposal& proposal, const GateContext& context) {
  const bool closes = !adds_risk(proposal);
  const bool usable = fault_now(proposal, context) == QuoteFault::none;
  const auto mid = usable ? price_of(*proposal.quote.mid) : std::nullopt;
  if (!mid) return closes ? "" : "there is no usable mid to compare with";
  const Limits& limits = context.limits;
  return why_worse(proposal.intent, *mid, closes ? limits.collar_close_bps : limits.collar_mid_bps, "mid",
                   limits.collar_floor_ticks);
}

std::string why_off_model(const Proposal& proposal, const GateContext& context) {
  if (!proposal.model_value) return context.limits.model_required ? "the model has no value for it" : "";
  const auto value = price_of(*proposal.model_value);
  if (!value) return "the model's value is no price";
  return why_worse(proposal.intent, *value, context.limits.collar_model_bps, "the model's", context.limits.collar_floor_ticks);
}

std::string why_drifted(const Proposal& proposal, const GateContext& context) {
  std::optional<Price> best;
  for (const RecentOrder& order : context.recent) {
    if (order.intent.effect() != proposal.intent.effect() || !has_same_legs(order.intent, proposal.intent)) continue;
    if (order.at < context.now - context.limits.drift_window) continue;
    const Price cost = order.intent.limit().signed_cost();
    best = best ? std::min(*best, cost) : cost;
  }
  return best ? why_worse(proposal.intent, *best, context.limits.drift_max_bps, "its best price lately,", 0) : "";
}

}  // namespace

Verdict check_collar(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::collar;
  if (proposal.intent.shape() == Shape::exercise) return Verdict::pass(id);
  std::string why = why_off_mid(proposal, context);
  if (why.empty() && adds_risk(proposal)) why = why_off_model(proposal, context);
  if (why.empty() && adds_risk(proposal)) why = why_drifted(proposal, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_data_quality(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::data_quality;
  if (proposal.intent.shape() == Shape::exercise) return Verdict::pass(id);
  if (!adds_risk(proposal) && proposal.priced_from != PricedFrom::quotes) return Verdict::pass(id);
  const QuoteFault fault = fault_now(proposal, context);
  return fault == QuoteFault::none ? Verdict::pass(id) : Verdict::refuse(id, fmt::format("quotes: {}", to_string(fault)));
}

}  // namespace legwork::trade::gate
