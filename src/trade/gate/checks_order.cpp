// What the order is: instrument, structure, size, price, reduce-only, and underlyings that are closed to new risk.
#include <algorithm>

#include <fmt/format.h>

#include "market/tick_rule.hpp"
#include "trade/exits/schedule.hpp"
#include "trade/gate/checks.hpp"
#include "trade/gate/holdings.hpp"

namespace legwork::trade::gate {
namespace {

using market::Price;

bool lists(const std::vector<std::string>& names, const std::string& name) { return holds(names, "*") || holds(names, name); }

/// Empty: every option of the order still trades.
std::string why_not_traded(const Intent& intent, const GateContext& context) {
  for (const OrderLeg& leg : intent.legs())
    if (leg.instrument.option && context.now >= trading_end(*leg.instrument.option, *context.calendar))
      return fmt::format("{} no longer trades", to_string(leg.instrument));
  return {};
}

/// Early exercise of a short American call is due the evening before the ex-date.
std::string why_not_before_dividend(const OrderPair& pair, market::Date today, const GateContext& context) {
  const market::Contract& option = pair.contract();
  if (option.right != core::Right::call || option.exercise != market::ExerciseStyle::american) return {};
  for (const Dividend& dividend : context.dividends) {
    if (dividend.underlying != option.underlying || dividend.ex_date <= today || dividend.ex_date > option.expiry) continue;
    const int days = market::days_between(today, dividend.ex_date);
    if (days < context.limits.ex_dividend_min_days)
      return fmt::format("{} goes ex-dividend in {} days, at least {} for a short call", dividend.underlying, days,
                         context.limits.ex_dividend_min_days);
  }
  return {};
}

std::string why_not_now(const OrderPair& pair, const GateContext& context) {
  const Limits& limits = context.limits;
  const market::Contract& option = pair.contract();
  const market::Date today = market::utc_to_eastern(context.now).date;
  const int days = market::days_between(today, option.expiry);
  if (days < limits.dte_min_days || days > limits.dte_max_days)
    return fmt::format("{} days to expiry, not between {} and {}", days, limits.dte_min_days, limits.dte_max_days);
  const core::Duration left = trading_end(option, *context.calendar) - context.now;
  if (left < limits.expiry_day_stop)
    return fmt::format("it trades for {} more, at least {}", seconds_text(left), seconds_text(limits.expiry_day_stop));
  return why_not_before_dividend(pair, today, context);
}

std::string why_not_opened(const Proposal& proposal, const OrderPair& pair, const GateContext& context) {
  const std::string& underlying = underlying_of(proposal);
  if (!lists(context.limits.underlyings_allowed, underlying)) return fmt::format("{} is not on the list", underlying);
  for (const OrderLeg* const leg : {pair.sold, pair.bought})
    if (is_adjusted(*leg->instrument.option)) return fmt::format("{} is adjusted", to_string(leg->instrument));
  const auto is_stock = [&](const LooseLeg& leg) {
    return !leg.instrument.is_option() && leg.quantity != 0 && leg.instrument.underlying == underlying;
  };
  if (std::ranges::any_of(context.held.legs, is_stock)) return fmt::format("an assignment left stock of {}", underlying);
  return why_not_now(pair, context);
}

std::string why_not_against_held(const Intent& intent, const GateContext& context) {
  for (const OrderLeg& leg : intent.legs()) {
    if (leg.closes) continue;
    const Held held = held_of(context.held, leg.instrument.id);
    if ((leg.ratio > 0 ? held.sold : held.bought) > 0)
      return fmt::format("opening {} would close what is held of it", to_string(leg.instrument));
  }
  return {};
}

std::string why_not_alone(const Intent& intent, const GateContext& context) {
  const OrderLeg& leg = intent.legs().front();
  const int direction = taken_from(intent.shape(), leg);
  const Held held = held_of(context.held, leg.instrument.id);
  if ((direction > 0 ? held.bought : held.sold) == 0)
    return fmt::format("no {} {} is held", direction > 0 ? "long" : "short", to_string(leg.instrument));
  if (direction < 0) return {};  // buying back what is short protects
  const std::int64_t free = free_to_sell(context.held, context.orders, leg.instrument);
  if (intent.quantity() <= free) return {};
  return fmt::format("{} of {} would go from under what is short; {} are free", intent.quantity(), to_string(leg.instrument),
                     std::max<std::int64_t>(free, 0));
}

std::string why_not_held(const Intent& intent, const GateContext& context) {
  if (intent.effect() == Effect::opens) return {};
  const auto pair = closing_pair(intent);
  if (!pair) return why_not_alone(intent, context);
  if (held_units(context.held, pair->bought->instrument.id, pair->sold->instrument.id) > 0) return {};
  return fmt::format("no vertical short {}, long {} is held", to_string(pair->bought->instrument),
                     to_string(pair->sold->instrument));
}

/// Of a roll between classes the price must suit both.
bool is_on_increment(const Intent& intent) {
  const Price limit = intent.limit().amount();
  if (intent.shape() == Shape::stock) return market::TickRule::penny().is_valid(limit);
  const bool combo = intent.legs().size() > 1;
  return std::ranges::all_of(intent.legs(), [&](const OrderLeg& leg) {
    const std::string& name = leg.instrument.option->trading_class;
    return (combo ? market::TickRule::combo(name) : market::TickRule::single_leg(name)).is_valid(limit);
  });
}

std::string why_too_many(std::int64_t wanted, std::int64_t held, std::int64_t taken, std::string_view what) {
  if (wanted <= held - taken) return {};
  return fmt::format("{} of {} to close; {} held, {} already being closed", wanted, what, held, taken);
}

/// By its legs, since a leg may be taken by other shapes of order too.
std::string why_more_than_contracts(const Intent& intent, const GateContext& context) {
  for (const OrderLeg& leg : intent.legs()) {
    if (!leg.closes) continue;
    const ContractId id = leg.instrument.id;
    const int direction = taken_from(intent.shape(), leg);
    const Held held = held_of(context.held, id);
    auto why = why_too_many(intent.quantity(), direction > 0 ? held.bought : held.sold, being_taken(context.orders, id, direction),
                            to_string(leg.instrument));
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace

Verdict check_instrument(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::instrument;
  std::string why = why_not_traded(proposal.intent, context);
  const auto pair = opening_pair(proposal.intent);
  if (why.empty() && pair) why = why_not_opened(proposal, *pair, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_structure(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::structure;
  const Intent& intent = proposal.intent;
  for (const OrderLeg& leg : intent.legs()) {
    if (!context.verified.contains(leg.instrument.id))
      return Verdict::refuse(id, fmt::format("the broker has not confirmed contract {}", leg.instrument.id.value()));
    if (leg.ratio != 1 && leg.ratio != -1) return Verdict::refuse(id, fmt::format("a ratio of {}", leg.ratio));
  }
  std::string why = why_not_against_held(intent, context);
  if (why.empty()) why = why_not_held(intent, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_size(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::size;
  const Limits& limits = context.limits;
  const std::int64_t units = proposal.intent.quantity();
  if (!adds_risk(proposal) || (units >= limits.quantity_min_units && units <= limits.quantity_max_units)) return Verdict::pass(id);
  return Verdict::refuse(
      id, fmt::format("{} units, not between {} and {}", units, limits.quantity_min_units, limits.quantity_max_units));
}

Verdict check_price(const Proposal& proposal, const GateContext& /*context*/) {
  constexpr auto id = ControlId::price;
  const Intent& intent = proposal.intent;
  if (intent.shape() == Shape::exercise) return Verdict::pass(id);
  const Price limit = intent.limit().amount();
  if (!is_on_increment(intent)) return Verdict::refuse(id, fmt::format("{} is off the price increment", limit.to_string()));
  const bool may_be_zero = intent.shape() == Shape::roll;  // even: closing costs what opening brings
  if (limit <= Price() && !may_be_zero) return Verdict::refuse(id, fmt::format("{} is not above 0", limit.to_string()));
  if (intent.legs().size() > 1 && limit >= intent.width())
    return Verdict::refuse(id, fmt::format("{} is not below the width, {}", limit.to_string(), intent.width().to_string()));
  return Verdict::pass(id);
}

Verdict check_reduce_only(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::reduce_only;
  const Intent& intent = proposal.intent;
  if (intent.effect() == Effect::opens) return Verdict::pass(id);
  std::string why;
  if (const auto pair = closing_pair(intent)) {
    const ContractId short_leg = pair->bought->instrument.id, long_leg = pair->sold->instrument.id;
    why = why_too_many(intent.quantity(), held_units(context.held, short_leg, long_leg),
                       being_ended(context.orders, short_leg, long_leg), "the vertical");
  }
  if (why.empty()) why = why_more_than_contracts(intent, context);
  return why.empty() ? Verdict::pass(id) : Verdict::refuse(id, std::move(why));
}

Verdict check_restricted(const Proposal& proposal, const GateContext& context) {
  constexpr auto id = ControlId::restricted;
  const std::string& underlying = underlying_of(proposal);
  if (!adds_risk(proposal)) return Verdict::pass(id);
  if (lists(context.limits.underlyings_restricted, underlying))
    return Verdict::refuse(id, fmt::format("{} is restricted", underlying));
  if (holds(context.halted, underlying)) return Verdict::refuse(id, fmt::format("{} is halted", underlying));
  return Verdict::pass(id);
}

}  // namespace legwork::trade::gate
