#include "desk/preview_desk.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "market/tick_rule.hpp"

namespace legwork::desk {
namespace {

using market::Price;
using trade::Effect;
using trade::NetPrice;

std::vector<trade::Instrument> legs_of(const VerticalContracts& contracts) { return {contracts.short_leg, contracts.long_leg}; }

/// As an order has them: opening sells the short leg, closing buys it back.
std::array<trade::OrderLeg, 2> order_legs(const VerticalContracts& contracts, Effect effect) {
  const int sign = effect == Effect::opens ? 1 : -1;
  return {trade::OrderLeg{contracts.short_leg, -sign, effect == Effect::closes},
          trade::OrderLeg{contracts.long_leg, sign, effect == Effect::closes}};
}

std::string key_of(trade::TicketNumber number) { return fmt::format("ticket {}", number.value()); }

/// Never worse than `cost`, for mid; natural is made of prices that stand, so it is never better.
NetPrice on_increment(Price cost, const std::string& trading_class, market::Rounding rounding) {
  return NetPrice::from_cost(market::TickRule::combo(trading_class).round(cost, rounding));
}

core::Error no_price(const std::string& why) {
  return {core::ErrorCode::io,
          "there is no price to ask at: " + why + "; name one with --limit, or wait for the market",
          {"", 0, 0, "limit"}};
}

}  // namespace

trade::Side side_of(const market::VerticalId& vertical, Effect effect) {
  const bool credit = is_credit(market::vertical_of(vertical.right, vertical.short_strike, vertical.long_strike));
  return credit == (effect == Effect::opens) ? trade::Side::credit : trade::Side::debit;
}

void PreviewDesk::preview(const SpreadWish& wish, trade::TicketNumber number, core::TimePoint now, Done done) {
  if (open_.size() >= options_.open_max)
    return done(core::Error{
        core::ErrorCode::too_large, fmt::format("{} previews are on their way; wait for one of them", open_.size()), {}});
  if (tickets_.size() >= options_.open_max) drop(tickets_.begin()->first, now);  // the oldest: its lines are needed
  open_.push_back({.wish = wish,
                   .number = number,
                   .done = std::move(done),
                   .stage_until = now + options_.contracts_deadline,
                   .contracts = {},
                   .failed = {},
                   .intent = {},
                   .what_if = {}});
  parts_.finder.find(wish.vertical, now, [this, number](core::Result<VerticalContracts> found) {
    const auto open = std::ranges::find(open_, number, &Open::number);
    if (open == open_.end()) return;  // given up meanwhile
    if (found)
      open->contracts = *std::move(found);
    else
      open->failed = found.error();
  });
  advance(now);
}

/// A step may end with a callback that asks for the next preview.
void PreviewDesk::advance(core::TimePoint now) {
  if (std::exchange(is_advancing_, true)) return;
  for (auto open = open_.begin(); open != open_.end();) {
    if (advance(*open, now))
      open = open_.erase(open);
    else
      ++open;
  }
  is_advancing_ = false;
}

bool PreviewDesk::advance(Open& open, core::TimePoint now) {
  const bool is_late = now >= open.stage_until;
  if (!open.contracts && !open.failed && is_late)
    open.failed = core::Error{core::ErrorCode::io, "the broker did not say what these contracts are in time", {}};
  if (open.failed) {
    fail(open, *open.failed, now);
    return true;
  }
  if (open.stage == Stage::contracts && open.contracts) {
    if (auto watched = parts_.feed.watch(legs_of(*open.contracts), open.contracts->underlying, now); !watched) {
      fail(open, watched.error(), now);
      return true;
    }
    open.is_watched = true;
    open.stage = Stage::quotes;
    open.stage_until = now + options_.quotes_deadline;
  }
  if (open.stage == Stage::quotes && (have_quotes(open) || now >= open.stage_until)) {
    auto intent = intent_of(open, now);
    if (!intent) {
      fail(open, intent.error(), now);
      return true;
    }
    open.intent = *std::move(intent);
    open.stage = Stage::what_if;
    open.stage_until = now + options_.what_if_deadline;
    open.what_if.state = open.wish.wants_what_if ? trade::WhatIfState::waiting : trade::WhatIfState::not_asked;
    open.what_if.at = now;
    if (open.wish.wants_what_if) parts_.ask_what_if({key_of(open.number), *open.intent});
  }
  if (open.stage != Stage::what_if) return false;
  const bool is_waiting = open.what_if.state == trade::WhatIfState::waiting;
  if (is_waiting && now < open.stage_until) return false;
  if (is_waiting) open.what_if.state = trade::WhatIfState::late;
  finish(open, now);
  return true;
}

void PreviewDesk::fail(Open& open, const core::Error& error, core::TimePoint now) {
  if (open.is_watched) release(*open.contracts, now);
  open.done(error);
}

/// Both sides of both legs, and of what they are on: its ticks confirm the legs that stand still.
bool PreviewDesk::have_quotes(const Open& open) const {
  const auto has_both = [&](const trade::Instrument& leg) {
    const trade::LegQuote* const quote = parts_.feed.leg(leg.id);
    return quote != nullptr && quote->bid && quote->ask;
  };
  const auto* const spot = parts_.feed.underlying(open.contracts->underlying.instrument.underlying);
  return has_both(open.contracts->short_leg) && has_both(open.contracts->long_leg) && spot != nullptr && spot->mid();
}

core::Result<trade::Intent> PreviewDesk::intent_of(const Open& open, core::TimePoint now) const {
  const SpreadWish& wish = open.wish;
  const VerticalContracts& contracts = *open.contracts;
  const auto legs = order_legs(contracts, wish.effect);
  NetPrice limit =
      side_of(wish.vertical, wish.effect) == trade::Side::credit ? NetPrice::credit(wish.limit) : NetPrice::debit(wish.limit);
  if (wish.pricing != Pricing::custom) {
    const trade::SpreadQuote quote = quote_spread(legs, parts_.feed, now);
    std::string why = parts_.feed.trouble(contracts.short_leg.id);
    if (why.empty()) why = parts_.feed.trouble(contracts.long_leg.id);
    if (why.empty()) why = "the legs have no two-sided quotes";
    const std::string& name = wish.vertical.trading_class;
    if (wish.pricing == Pricing::mid) {
      if (!quote.mid) return no_price(why);
      const auto cost = market::TickRule::combo(name).round(*quote.mid, market::Rounding::down);
      if (!cost) return cost.error();
      limit = NetPrice::from_cost(*cost);
    } else {
      if (!quote.natural) return no_price(why);
      limit = on_increment(*quote.natural, name, market::Rounding::up);
    }
  }
  const bool opens = wish.effect == Effect::opens;
  return trade::Intent::vertical(parts_.account, wish.effect, opens ? contracts.short_leg : contracts.long_leg,
                                 opens ? contracts.long_leg : contracts.short_leg, wish.quantity, limit, wish.tif);
}

void PreviewDesk::finish(Open& open, core::TimePoint now) {
  const std::vector<trade::HeldLeg> held = parts_.held();
  trade::PreviewInputs inputs{.quotes = parts_.feed,
                              .now = now,
                              .fees = trade::FeeTable::built_in(),
                              .model = market_model(*open.contracts, parts_.feed, now),
                              .held = held,
                              .events = {},
                              .what_if = open.what_if,
                              .settings = options_.settings};
  auto ticket = trade::preview(*open.intent, inputs);
  if (!ticket) return fail(open, ticket.error(), now);
  const auto [place, is_new] =
      tickets_.insert_or_assign(open.number, DeskTicket{open.number, open.wish, *open.contracts, *std::move(ticket), open.what_if});
  place->second.ticket.verdicts = parts_.judge(proposal(place->second, now));
  open.done(&place->second);
}

void PreviewDesk::on_what_if(const trade::WhatIfAnswer& answer, core::TimePoint now) {
  for (Open& open : open_)
    if (key_of(open.number) == answer.key && open.stage == Stage::what_if) open.what_if = answer.what_if;
  advance(now);
}

void PreviewDesk::on_time(core::TimePoint now) {
  advance(now);
  for (auto at = tickets_.begin(); at != tickets_.end();) {
    if (now < at->second.ticket.valid_until) {
      ++at;
      continue;
    }
    release(at->second.contracts, now);
    at = tickets_.erase(at);
  }
}

std::optional<core::TimePoint> PreviewDesk::deadline() const {
  std::optional<core::TimePoint> next;
  const auto at = [&next](core::TimePoint time) { next = next ? std::min(*next, time) : time; };
  for (const Open& open : open_) at(open.stage_until);
  for (const auto& [number, ticket] : tickets_) at(ticket.ticket.valid_until);
  return next;
}

const DeskTicket* PreviewDesk::ticket(trade::TicketNumber number) const {
  const auto at = tickets_.find(number);
  return at == tickets_.end() ? nullptr : &at->second;
}

void PreviewDesk::drop(trade::TicketNumber number, core::TimePoint now) {
  const auto ticket = tickets_.extract(number);
  if (ticket) release(ticket.mapped().contracts, now);
}

void PreviewDesk::release(const VerticalContracts& contracts, core::TimePoint now) {
  parts_.feed.release(legs_of(contracts), contracts.underlying, now);
}

trade::SpreadQuote PreviewDesk::quote_now(const DeskTicket& ticket, core::TimePoint now) const {
  return quote_spread(ticket.ticket.intent.legs(), parts_.feed, now);
}

trade::Proposal PreviewDesk::proposal(const DeskTicket& ticket, core::TimePoint now) const {
  trade::Proposal proposal(ticket.ticket.intent);
  proposal.ticket = ticket.number;
  proposal.priced_from = ticket.wish.pricing == Pricing::custom ? trade::PricedFrom::typed : trade::PricedFrom::quotes;
  proposal.quote = quote_now(ticket, now);
  proposal.quoted_at = now;
  proposal.what_if = ticket.what_if;
  return proposal;
}

}  // namespace legwork::desk
