#include "trade/preview.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "trade/preview_parts.hpp"

namespace legwork::trade {
namespace {

using core::Result;
using market::Money;
using market::Price;

constexpr std::int64_t units_max = 1'000'000;  // so that every product of it stays far inside 64 bits

/// What a leg is taken to trade at when its fees are worked out: the middle; of a leg with one side only, that side.
Price price_for_fees(const OrderLeg& leg, const PreviewInputs& in, Price otherwise) {
  const LegQuote* quote = in.quotes.leg(leg.instrument.id);
  if (quote == nullptr) return otherwise;
  const auto usable = [](std::optional<Price> side) { return side && *side >= Price() ? side : std::nullopt; };
  const auto bid = usable(quote->bid), ask = usable(quote->ask);
  if (bid && ask) return Price::from_nanos((bid->nanos() / 2 + ask->nanos() / 2) / 1000 * 1000);
  return ask ? *ask : bid.value_or(otherwise);
}

std::vector<Price> prices_of(std::span<const OrderLeg> legs, const PreviewInputs& in, Price otherwise) {
  std::vector<Price> prices;
  for (const OrderLeg& leg : legs) prices.push_back(price_for_fees(leg, in, otherwise));
  return prices;
}

FeeTerms terms_of(const PreviewInputs& in) {
  return {market::utc_to_eastern(in.now).date, in.settings.plan, in.contracts_this_month, in.shares_this_month};
}

/// An exercise is the end of an option, everything else an order.
Result<FeeBreakdown> entry_fees(const Intent& intent, std::span<const Price> prices, const PreviewInputs& in) {
  if (intent.shape() == Shape::exercise)
    return in.fees.of_end(FeeEvent::exercise, {intent.legs().front().instrument, intent.quantity(), Price()}, terms_of(in));
  return fees_of(in.fees, intent.legs(), intent.quantity(), prices, terms_of(in));
}

/// The order that would end what this one opens; no legs: it opens nothing, or what it opens is held to expiry.
std::vector<OrderLeg> exit_of(const Intent& intent, const PreviewInputs& in) {
  std::vector<OrderLeg> legs;
  if (in.settings.held_to_expiry) return legs;
  for (const OrderLeg& leg : intent.legs())
    if (!leg.closes) legs.push_back({leg.instrument, -leg.ratio, true});
  return legs;
}

double slippage_of(std::span<const OrderLeg> exit, std::int64_t units, const PreviewInputs& in) {
  const SpreadQuote quote = quote_spread(exit, in.quotes, in.now);
  if (!quote.natural || !quote.far) return 0;
  const double shares = static_cast<double>(exit.front().instrument.multiplier()) * static_cast<double>(units);
  return in.settings.slippage_exit * std::abs(quote.natural->to_double() - quote.far->to_double()) * shares;
}

/// The exit is charged at the prices and rates of today: nobody knows later ones. Nothing: no rates for the day. That must not stand in
/// the way of an order that closes.
std::optional<Cost> cost_of(const Intent& intent, const PreviewInputs& in) {
  const Price otherwise = intent.limit().amount();
  auto entry = entry_fees(intent, prices_of(intent.legs(), in, otherwise), in);
  if (!entry) return std::nullopt;
  Cost cost{*std::move(entry), {}, {}, 0};
  if (const std::vector<OrderLeg> exit = exit_of(intent, in); !exit.empty()) {
    auto fees = fees_of(in.fees, exit, intent.quantity(), prices_of(exit, in, otherwise), terms_of(in));
    if (!fees) return std::nullopt;
    cost.exit = *std::move(fees);
    cost.slippage_usd = slippage_of(exit, intent.quantity(), in);
  }
  cost.fees = cost.entry.total;
  cost.fees += cost.exit.total;
  return cost;
}

std::vector<TicketLeg> legs_of(const Intent& intent, const PreviewInputs& in) {
  std::vector<TicketLeg> legs;
  for (const OrderLeg& leg : intent.legs()) {
    TicketLeg shown{leg, std::nullopt, {}, {}};
    if (const LegQuote* quote = in.quotes.leg(leg.instrument.id)) {
      shown.quote = *quote;
      shown.quote_age = in.now - quote->changed_at;
      shown.confirmed_age = in.now - quote->confirmed_at;
    }
    legs.push_back(std::move(shown));
  }
  return legs;
}

/// At the limit, or for the stock that an exercise delivers; without costs. Errors: of Money::of.
Result<Money> cash_of(const Intent& intent) {
  const Instrument& first = intent.legs().front().instrument;
  Price cost = intent.limit().signed_cost();
  if (intent.shape() == Shape::exercise && first.option->delivery == market::Delivery::physical)
    cost = first.option->right == core::Right::call ? first.option->strike : -first.option->strike;
  return Money::of(cost, first.multiplier(), market::Quantity(intent.quantity()));
}

std::optional<int> dte_of(const Intent& intent, core::TimePoint now) {
  std::optional<int> nearest;
  const market::Date today = market::utc_to_eastern(now).date;
  for (const OrderLeg& leg : intent.legs())
    if (leg.instrument.option && (!leg.closes || intent.effect() == Effect::closes)) {
      const int days = market::days_between(today, leg.instrument.option->expiry);
      nearest = nearest ? std::min(*nearest, days) : days;
    }
  return nearest;
}

/// No ticket outlives the session in which its prices were made, nor the day until which its order is good.
core::TimePoint valid_until(const Intent& intent, const PreviewInputs& in) {
  core::TimePoint until = in.now + in.settings.ticket_life;
  if (intent.tif().kind == TimeInForce::Kind::gtd) until = std::min(until, intent.tif().until);
  for (const OrderLeg& leg : intent.legs())
    if (leg.instrument.option)
      if (const auto session = session_at(in.now, *leg.instrument.option, in.calendar)) until = std::min(until, session->close);
  return until;
}

/// Everything that needs the vertical which the order opens. Errors: of Money::of.
Result<void> add_outcome(Ticket& ticket, const HeldVertical& vertical, const PreviewInputs& in) {
  const auto before = previewing::outcome_of(vertical, Money());
  if (!before) return before.error();
  ticket.before_fees = *before;
  if (ticket.cost) {
    const auto after = previewing::outcome_of(vertical, ticket.cost->fees.expected);
    if (!after) return after.error();
    ticket.after_fees = *after;
  }
  ticket.odds = previewing::odds_of(vertical, in.model, *ticket.before_fees, ticket.after_fees);
  if (ticket.cost)
    ticket.expected_value =
        previewing::expected_value_of(vertical, in.model, ticket.cost->fees.expected.to_double() + ticket.cost->slippage_usd);
  return {};
}

}  // namespace

std::string_view to_string(WhatIfState state) {
  constexpr std::array<std::string_view, 6> names{"not_asked", "waiting", "answered", "refused", "unset", "late"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(LifeEventKind kind) {
  constexpr std::array<std::string_view, 4> names{"earnings", "ex_dividend", "half_day", "expiry"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(TicketWarningKind kind) {
  constexpr std::array<std::string_view, 13> names{"bad_quote",
                                                   "beyond_natural",
                                                   "conflict",
                                                   "short_in_the_money",
                                                   "early_exercise_dividend",
                                                   "early_exercise_put",
                                                   "assignment_of_fund",
                                                   "earnings_inside",
                                                   "expires_today",
                                                   "no_model",
                                                   "fees_unknown",
                                                   "fees_differ",
                                                   "no_profit_after_fees"};
  return names.at(static_cast<std::size_t>(kind));
}

bool Ticket::warns_of(TicketWarningKind kind) const {
  return std::ranges::find(warnings, kind, &TicketWarning::kind) != warnings.end();
}

std::string pop_text(const Odds& odds, int dte) {
  return fmt::format("PoP {:.0f}% ({}, {} d)", 100 * odds.pop, pricing::to_string(odds.method), dte);
}

Result<Ticket> preview(const Intent& intent, const PreviewInputs& in) {
  if (intent.quantity() > units_max)
    return core::Error{core::ErrorCode::too_large, fmt::format("{} units; at most {}", intent.quantity(), units_max), {}};
  const auto cash = cash_of(intent);
  if (!cash) return cash.error();
  Ticket ticket(intent);
  ticket.made_at = in.now;
  ticket.valid_until = valid_until(intent, in);
  ticket.legs = legs_of(intent, in);
  ticket.quote = quote_spread(intent.legs(), in.quotes, in.now);
  ticket.fault = fault_of(ticket.quote, in.settings.guard);
  ticket.cash = *cash;
  ticket.cost = cost_of(intent, in);
  ticket.dte = dte_of(intent, in.now);
  const auto vertical = previewing::opened_vertical(intent, in);
  if (vertical)
    if (const auto added = add_outcome(ticket, *vertical, in); !added) return added.error();
  ticket.margin = previewing::margin_of(intent, vertical, ticket, in);
  ticket.conflicts = previewing::conflicts_of(intent, in.held);
  ticket.events = previewing::events_of(intent, in);
  ticket.warnings = previewing::warnings_of(ticket, vertical, in);
  return ticket;
}

}  // namespace legwork::trade
