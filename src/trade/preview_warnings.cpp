// What stands against an order: margin, held legs on the other side, events inside its life, and everything a person should have read
// before saying yes. Rules: verticals.md §1 and §4.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "trade/exits/alerts.hpp"
#include "trade/preview_parts.hpp"

namespace legwork::trade::previewing {
namespace {

using core::Right;
using market::Date;
using market::Money;
using market::Price;
using Kind = TicketWarningKind;

std::string said(const WhatIf& answer) { return answer.said.empty() ? "without a reason" : answer.said; }

double seconds(core::Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// An answer without a number is no answer; one that is too old is none any more.
WhatIfState state_of(const WhatIf& what_if, const PreviewInputs& in) {
  if (what_if.state == WhatIfState::answered) {
    if (!what_if.initial_margin_change) return WhatIfState::unset;
    return in.now - what_if.at > in.settings.what_if_life ? WhatIfState::late : WhatIfState::answered;
  }
  if (what_if.state == WhatIfState::waiting && in.now - what_if.at > in.settings.what_if_life) return WhatIfState::late;
  return what_if.state;
}

std::string label_of(WhatIfState state, const WhatIf& what_if, core::TimePoint now) {
  switch (state) {
    case WhatIfState::not_asked: return "own bound; the broker was not asked";
    case WhatIfState::waiting: return "own bound; the broker has not answered yet";
    case WhatIfState::answered: return fmt::format("the broker's what-if of {:.0f} s ago", seconds(now - what_if.at));
    case WhatIfState::refused: return fmt::format("own bound; the broker refused: {}", said(what_if));
    case WhatIfState::unset: return "own bound; the broker answered without a number";
    case WhatIfState::late: return "own bound; the broker's answer is missing or too old";
  }
  return "own bound";
}

/// A holder of the other leg exercises when what is left of time value is worth less to him than what he gets for exercising now.
struct ShortLeg {
  const market::Contract& option;
  double intrinsic, extrinsic, width;  // per share; the last: of its own bid and ask
};
std::optional<ShortLeg> exercisable(const HeldVertical& vertical, const PreviewInputs& in, std::optional<double> spot) {
  const market::Contract& option = vertical.contract();
  const LegQuote* quote = in.quotes.leg(vertical.short_leg.id);
  if (option.exercise != market::ExerciseStyle::american || quote == nullptr || !spot) return std::nullopt;
  const double strike = option.strike.to_double();
  const double intrinsic = option.right == Right::call ? *spot - strike : strike - *spot;
  if (intrinsic <= 0) return std::nullopt;
  const double width = quote->bid && quote->ask ? (*quote->ask - *quote->bid).to_double() : 0;
  return ShortLeg{option, intrinsic, bid_extrinsic(option, *quote, *spot), width};
}

std::optional<double> spot_of(const HeldVertical& vertical, const PreviewInputs& in) {
  const UnderlyingQuote* quote = in.quotes.underlying(vertical.short_leg.underlying);
  return quote == nullptr ? std::nullopt : quote->mid();
}

using Warnings = std::vector<TicketWarning>;

void warn_of_prices(Warnings& out, const Ticket& ticket) {
  if (ticket.intent.shape() == Shape::exercise) return;
  if (ticket.fault != QuoteFault::none) out.push_back({Kind::bad_quote, fmt::format("the quote is {}", to_string(ticket.fault))});
  const Price limit = ticket.intent.limit().signed_cost();
  if (ticket.quote.natural && limit > *ticket.quote.natural)
    out.push_back({Kind::beyond_natural,
                   fmt::format("{} gives away more than the {} that the other side asks", to_string(ticket.intent.limit()),
                               to_string(NetPrice::from_cost(*ticket.quote.natural)))});
}

void warn_of_costs(Warnings& out, const Ticket& ticket, const PreviewInputs& in) {
  if (!ticket.cost) {
    out.push_back({Kind::fees_unknown, "no rates are known for this day: what it costs is not in any number here"});
    return;
  }
  const auto commission = in.what_if.state == WhatIfState::answered ? in.what_if.commission : std::nullopt;
  if (commission) {
    const FeeCheck check = check_fees(ticket.cost->entry, *commission, Money::from_micros(10'000));
    if (!check.within_tolerance)
      out.push_back({Kind::fees_differ, fmt::format("the broker expects {} in fees, this ticket {}", commission->to_string(),
                                                    check.expected.to_string())});
  }
  if (ticket.after_fees && ticket.after_fees->max_profit <= Money())
    out.push_back({Kind::no_profit_after_fees, fmt::format("fees of {} leave no profit", ticket.cost->fees.expected.to_string())});
}

void warn_of_exercise(Warnings& out, const HeldVertical& vertical, const PreviewInputs& in, std::optional<double> spot) {
  const auto leg = exercisable(vertical, in, spot);
  if (!leg) return;
  if (leg->option.right == Right::put && (leg->extrinsic < 0.05 || leg->extrinsic < leg->width))
    out.push_back({Kind::early_exercise_put,
                   fmt::format("the short put is {:.2f} in the money with {:.2f} of time value: it may be exercised any day",
                               leg->intrinsic, leg->extrinsic)});
  if (leg->option.right == Right::put) return;
  const Date today = market::utc_to_eastern(in.now).date;
  for (const ExitEvent& event : in.events)
    if (event.kind == EventKind::ex_dividend && event.date > today && event.date <= leg->option.expiry &&
        event.dividend.to_double() > leg->extrinsic)
      out.push_back(
          {Kind::early_exercise_dividend,
           fmt::format(
               "the dividend of {} on {} is more than the short call's time value, {:.2f}: it may be exercised the day before",
               event.dividend.to_string(), market::to_string(event.date), leg->extrinsic)});
}

void warn_of_vertical(Warnings& out, const Ticket& ticket, const HeldVertical& vertical, const PreviewInputs& in) {
  const market::Contract& option = vertical.contract();
  const auto spot = spot_of(vertical, in);
  const double strike = option.strike.to_double();
  if (spot && vertical.is_credit() && (option.right == Right::put ? *spot < strike : *spot > strike))
    out.push_back(
        {Kind::short_in_the_money, fmt::format("the short strike {} is in the money at {:.2f}", option.strike.to_string(), *spot)});
  warn_of_exercise(out, vertical, in, spot);
  if (in.settings.eu_resident && in.underlying_is_fund && option.delivery == market::Delivery::physical)
    out.push_back(
        {Kind::assignment_of_fund, fmt::format("an assignment delivers {}, a US fund that residents of the EU may not buy; XSP and "
                                               "SPX settle in cash",
                                               vertical.short_leg.underlying)});
  if (ticket.dte && *ticket.dte <= 0)
    out.push_back({Kind::expires_today, "it expires today: gamma, pin and assignment risk until the close"});
  if (!ticket.expected_value && ticket.cost)
    out.push_back(
        {Kind::no_model, "no smile and no volatility: the probability is what the price implies, and there is no expected value"});
}

}  // namespace

Margin margin_of(const Intent& intent, const std::optional<HeldVertical>& vertical, const Ticket& ticket, const PreviewInputs& in) {
  Margin margin;
  margin.what_if_state = state_of(in.what_if, in);
  margin.label = label_of(margin.what_if_state, in.what_if, in.now);
  if (vertical && vertical->is_credit())
    margin.own_bound = ticket.before_fees->max_profit + ticket.before_fees->max_loss;  // the full width
  if (!vertical && intent.effect() == Effect::rolls) {
    // The halves' prices are not known; the new width bounds it all the same.
    const auto bound =
        Money::of(intent.width(), intent.legs().front().instrument.multiplier(), market::Quantity(intent.quantity()));
    if (bound) margin.own_bound = *bound;
  }
  if (margin.what_if_state == WhatIfState::answered) margin.what_if = in.what_if.initial_margin_change;
  margin.required = margin.what_if.value_or(margin.own_bound);
  const Money costs = ticket.cost ? ticket.cost->entry.total.expected : Money();
  margin.buying_power_effect = margin.required + ticket.cash + costs;
  return margin;
}

std::vector<Conflict> conflicts_of(const Intent& intent, std::span<const HeldLeg> held) {
  std::vector<Conflict> conflicts;
  for (const OrderLeg& leg : intent.legs()) {
    if (leg.closes) continue;
    for (const HeldLeg& other : held)
      if (other.contract == leg.instrument.id && other.quantity != 0 && (other.quantity < 0) == (leg.ratio > 0))
        conflicts.push_back({other.contract, other.quantity,
                             fmt::format("{} {} would close what is held of it, {}", leg.ratio > 0 ? "buying" : "selling",
                                         to_string(leg.instrument), other.quantity)});
  }
  return conflicts;
}

std::vector<LifeEvent> events_of(const Intent& intent, const PreviewInputs& in) {
  std::vector<LifeEvent> events;
  const Date today = market::utc_to_eastern(in.now).date;
  std::optional<Date> last;
  for (const OrderLeg& leg : intent.legs()) {
    if (!leg.instrument.option || (leg.closes && intent.effect() != Effect::closes)) continue;
    const market::Contract& option = *leg.instrument.option;
    if (last == option.expiry) continue;
    last = option.expiry;
    const auto session = in.calendar.session(last_session(option, in.calendar));
    const bool half = session && session->half_day;
    events.push_back({LifeEventKind::expiry, option.expiry,
                      fmt::format("expires {}, {}", market::to_string(option.expiry),
                                  option.settlement == market::Settlement::am ? "settled at the open" : "settled at the close")});
    if (half) events.push_back({LifeEventKind::half_day, session->date, "its last session closes early"});
  }
  for (const ExitEvent& event : in.events)
    if (last && event.date >= today && event.date <= *last)
      events.push_back(
          event.kind == EventKind::earnings
              ? LifeEvent{LifeEventKind::earnings, event.date, fmt::format("earnings on {}", market::to_string(event.date))}
              : LifeEvent{LifeEventKind::ex_dividend, event.date,
                          fmt::format("ex-dividend {} on {}", event.dividend.to_string(), market::to_string(event.date))});
  std::ranges::sort(events, [](const LifeEvent& a, const LifeEvent& b) {
    return std::tuple(market::days(a.date), a.kind, a.text) < std::tuple(market::days(b.date), b.kind, b.text);
  });
  return events;
}

std::vector<TicketWarning> warnings_of(const Ticket& ticket, const std::optional<HeldVertical>& vertical, const PreviewInputs& in) {
  Warnings out;
  warn_of_prices(out, ticket);
  for (const Conflict& conflict : ticket.conflicts) out.push_back({Kind::conflict, conflict.text});
  if (vertical) warn_of_vertical(out, ticket, *vertical, in);
  if (ticket.intent.effect() != Effect::closes)
    for (const LifeEvent& event : ticket.events)
      if (event.kind == LifeEventKind::earnings) out.push_back({Kind::earnings_inside, event.text});
  warn_of_costs(out, ticket, in);
  return out;
}

}  // namespace legwork::trade::previewing
