#include "drill/person.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "drill/machine.hpp"
#include "market/tick_rule.hpp"
#include "trade/quote_board.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
using trade::Effect;
using trade::Intent;
using trade::NetPrice;
using trade::Order;
using trade::OrderLeg;

constexpr core::Duration patience = 3s;  // then the same command again
constexpr std::int64_t tick = market::Price::scale / 20;  // of packages of SPX options

trade::Instrument instrument_of(const simgw::Instrument& listed) {
  return {trade::ContractId(listed.con_id), listed.terms->symbol,
          market::Contract{listed.terms->symbol, listed.terms->trading_class, listed.expiry, listed.strike, listed.right,
                           listed.terms->exercise, listed.terms->settlement, listed.terms->delivery, listed.terms->multiplier}};
}

trade::LegQuote as_told(const simgw::Quote& shown, core::TimePoint now) {
  trade::LegQuote quote;
  quote.bid = shown.bid ? shown.bid : std::optional(market::Price());
  quote.ask = shown.ask;
  quote.bid_size = quote.ask_size = 1;
  quote.changed_at = quote.confirmed_at = now;
  return quote;
}

}  // namespace

std::map<trade::SpreadNumber, std::int64_t> units_free(const trade::Book& book) {
  std::map<trade::SpreadNumber, std::int64_t> free;
  for (const auto& [number, order] : book.orders()) {
    const bool opens = order.intent.effect() == Effect::opens;
    // Of an order that may still fill, all of it is spoken for.
    const std::int64_t closing = may_live(book.phase(order)) ? order.intent.quantity() : order.units_filled();
    free[order.intended.spread] += opens ? order.units_filled() : -closing;
  }
  return free;
}

Person::Person(const simgw::World& world, std::string account, const Mix& mix, const core::Prng& chance, core::TimePoint begin)
    : world_(world),
      account_(std::move(account)),
      mix_(mix),
      chance_(chance),
      habits_(chance.split("habits")),
      steers_(habits_.chance(1, 4)) {
  next_wish_ = later(mix_.orders_per_hour, begin);
  next_kill_ = later(mix_.kills_per_hour, begin);
}

std::string Person::fmt_key(std::uint64_t number) { return fmt::format("key-{}", number); }

core::TimePoint Person::later(double per_hour, core::TimePoint now) { return next_by_chance(chance_, per_hour, now); }

core::TimePoint Person::next_event() const {
  core::TimePoint next = wishes_ ? std::min(next_wish_, next_kill_) : core::TimePoint::max();
  for (const auto& [key, asked] : unanswered_) next = std::min(next, asked.at + patience);
  return next;
}

void Person::on_answer(const trade::Answer& answer, core::TimePoint /*now*/) {
  const auto asked = unanswered_.extract(answer.key);
  if (asked && answer.accepted && answer.order.value() != 0 && std::holds_alternative<trade::PlaceCommand>(asked.mapped().command))
    accepted_.emplace(answer.key, answer.order);
}

trade::Event Person::ask(const std::string& key, trade::Event command, core::TimePoint now) {
  unanswered_.insert_or_assign(key, Asked{command, now});
  return command;
}

std::optional<trade::Event> Person::next_command(const trade::Engine& engine, core::TimePoint now) {
  for (auto& [key, asked] : unanswered_)
    if (now - asked.at >= patience) {
      asked.at = now;
      return asked.command;
    }
  const bool release = killed_ && (!wishes_ || now >= next_kill_);
  if (release || (wishes_ && now >= next_kill_)) {
    killed_ = !killed_;
    next_kill_ = killed_ ? now + std::chrono::seconds(chance_.between(10, 300)) : later(mix_.kills_per_hour, now);
    const std::string key = new_key();
    return ask(key, trade::KillCommand{{key, "person:ann"}, killed_, "a drill"}, now);
  }
  if (again_) return std::exchange(again_, std::nullopt);
  if (!wishes_ || now < next_wish_) return std::nullopt;
  next_wish_ = later(mix_.orders_per_hour, now);
  auto command = steers_ && habits_.chance(1, 6) ? steer(engine, now) : std::nullopt;
  if (!command) command = wish(engine, now);
  if (steers_ && command)
    if (auto* const place = std::get_if<trade::PlaceCommand>(&*command)) {
      add_steering(*place, now);
      unanswered_.at(place->command.key).command = *command;
    }
  if (command && chance_.chance(1, 6))  // looks first what margin it would take
    if (const auto* const place = std::get_if<trade::PlaceCommand>(&*command)) {
      again_ = command;
      return trade::WhatIfCommand{"what-if " + place->command.key, place->proposal.intent};
    }
  if (command && chance_.chance(1, 8)) again_ = command;  // a key that bounces, a page that sends twice
  return command;
}

std::optional<trade::Event> Person::wish(const trade::Engine& engine, core::TimePoint now) {
  // Somebody looks at what the desk cannot explain, and nothing is opened until they have.
  if (!engine.position_differences().empty() && chance_.chance(1, 2)) {
    const auto [contract, difference] = *engine.position_differences().begin();
    const std::string key = new_key();
    explained_.insert(contract);
    return ask(key, trade::AcceptPositionCommand{{key, "person:ann"}, contract, difference, "looked at it in TWS"}, now);
  }
  const std::uint64_t what = chance_.below(10);
  if (what < 3)
    if (auto command = close(engine, now)) return command;
  if (what < 5)
    if (auto command = cancel(engine, now)) return command;
  return open(engine, now);
}

/// From sure to hopeless; a person sees the quotes that the exchange shows.
std::optional<market::Price> Person::choose_cost(const std::vector<OrderLeg>& legs, market::Price low, market::Price high) {
  double natural = 0, far = 0;
  for (const OrderLeg& leg : legs) {
    const simgw::Instrument* const listed = world_.find(static_cast<std::int32_t>(leg.instrument.id.value()));
    if (listed == nullptr) return std::nullopt;
    const simgw::Quote quote = world_.quote(*listed);
    if (!quote.ask) return std::nullopt;
    const double bid = quote.bid ? quote.bid->to_double() : 0, ask = quote.ask->to_double();
    natural += leg.ratio > 0 ? ask * leg.ratio : bid * leg.ratio;
    far += leg.ratio > 0 ? bid * leg.ratio : ask * leg.ratio;
  }
  const double eagerness = static_cast<double>(chance_.between(-3, 12)) / 10;  // beyond 1: pays more than it would have to
  const double cost = far + (natural - far) * eagerness;
  return std::clamp(market::Price::from_nanos(std::llround(cost * 20) * tick), low, high);
}

std::optional<trade::Event> Person::open(const trade::Engine& /*engine*/, core::TimePoint now) {
  const auto classes = world_.options_of("SPX");
  if (classes.empty()) return std::nullopt;
  const auto& listed = classes[static_cast<std::size_t>(chance_.below(classes.size()))];
  const auto& expiries = listed.expiries;
  if (expiries.empty()) return std::nullopt;
  const auto& expiry = expiries[static_cast<std::size_t>(chance_.below(std::min<std::size_t>(expiries.size(), 6)))];
  const double spot = world_.quote(*world_.find("SPX", simgw::SecurityKind::index)).last.value_or(market::Price()).to_double();
  const auto above = std::ranges::find_if(expiry.strikes, [&](const auto& strike) { return strike.strike.to_double() > spot; });
  const std::int64_t middle = above - expiry.strikes.begin(), count = std::ssize(expiry.strikes);
  const std::int64_t a = middle + chance_.between(-6, 5), b = a + chance_.between(1, 3);
  if (a < 0 || b >= count) return std::nullopt;
  const auto pick = [&](std::int64_t i, bool call) {
    const auto& strike = expiry.strikes[static_cast<std::size_t>(i)];
    return call ? strike.call : strike.put;
  };
  const bool call = chance_.chance(1, 2), sells_lower = chance_.chance(1, 2);
  const simgw::Instrument *lower = pick(a, call), *upper = pick(b, call);
  if (lower == nullptr || upper == nullptr || expiry.last_trade_day < market::utc_to_eastern(now).date) return std::nullopt;
  const trade::Instrument sold = instrument_of(sells_lower ? *lower : *upper),
                          bought = instrument_of(sells_lower ? *upper : *lower);
  const market::Price most = market::Price::from_nanos((upper->strike - lower->strike).nanos() - tick);
  const bool credit = call == sells_lower;
  const auto cost = credit ? choose_cost({{sold, -1}, {bought, 1}}, -most, market::Price::from_nanos(-tick))
                           : choose_cost({{sold, -1}, {bought, 1}}, market::Price::from_nanos(tick), most);
  if (!cost) return std::nullopt;
  const auto tif = chance_.chance(1, 6) ? trade::TimeInForce::gtc() : trade::TimeInForce::day();
  auto intent = Intent::vertical(account_, Effect::opens, sold, bought, chance_.between(1, 5), NetPrice::from_cost(*cost), tif);
  if (!intent) return std::nullopt;
  ++placed_;
  const std::string key = new_key();
  const trade::SpreadNumber spread(++spreads_);
  return ask(key,
             trade::PlaceCommand{{key, "person:ann"},
                                 propose(*intent, trade::TicketNumber(++tickets_), now),
                                 spread,
                                 std::nullopt,
                                 "",
                                 "a drill",
                                 std::nullopt,
                                 std::nullopt},
             now);
}

/// At the quotes that the exchange shows at this moment: what a desk with all its lines up would see.
trade::Proposal Person::propose(const Intent& intent, trade::TicketNumber ticket, core::TimePoint now) const {
  trade::Proposal proposal(intent);
  proposal.ticket = ticket;
  proposal.actor = "person:ann";
  proposal.quoted_at = now;
  trade::QuoteBoard quotes;
  for (const OrderLeg& leg : intent.legs())
    if (const simgw::Instrument* const listed = world_.find(static_cast<std::int32_t>(leg.instrument.id.value())))
      quotes.show(leg.instrument.id, as_told(world_.quote(*listed), now));
  proposal.quote = quote_spread(intent.legs(), quotes, now);
  return proposal;
}

std::optional<trade::Event> Person::close(const trade::Engine& engine, core::TimePoint now) {
  std::vector<const Order*> held;
  auto free = units_free(engine.book());
  // A wish under way counts: its order is not in the book yet.
  for (const auto& [key, asked] : unanswered_)
    if (const auto* const place = std::get_if<trade::PlaceCommand>(&asked.command);
        place != nullptr && place->proposal.intent.effect() != Effect::opens)
      free[place->spread] -= place->proposal.intent.quantity();
  for (const auto& [number, order] : engine.book().orders())
    if (order.intent.effect() == Effect::opens && free[order.intended.spread] > 0) held.push_back(&order);
  if (held.empty()) return std::nullopt;
  const Order& opened = *held[static_cast<std::size_t>(chance_.below(held.size()))];
  const OrderLeg& first = opened.intent.legs()[0];
  const OrderLeg& second = opened.intent.legs()[1];
  const trade::Instrument& sold = first.ratio > 0 ? first.instrument : second.instrument;
  const trade::Instrument& bought = first.ratio > 0 ? second.instrument : first.instrument;
  const market::Price most = market::Price::from_nanos(opened.intent.width().nanos() - tick);
  const bool credit = opened.intent.limit().side() == trade::Side::debit;
  const auto cost = credit ? choose_cost({{sold, -1}, {bought, 1}}, -most, market::Price::from_nanos(-tick))
                           : choose_cost({{sold, -1}, {bought, 1}}, market::Price::from_nanos(tick), most);
  if (!cost) return std::nullopt;
  auto intent = Intent::vertical(account_, Effect::closes, sold, bought, chance_.between(1, free[opened.intended.spread]),
                                 NetPrice::from_cost(*cost), trade::TimeInForce::day());
  if (!intent) return std::nullopt;
  ++placed_;
  const std::string key = new_key();
  return ask(key,
             trade::PlaceCommand{{key, "person:ann"},
                                 propose(*intent, trade::TicketNumber(++tickets_), now),
                                 opened.intended.spread,
                                 std::nullopt,
                                 "",
                                 "a drill",
                                 std::nullopt,
                                 std::nullopt},
             now);
}

void Person::add_steering(trade::PlaceCommand& place, core::TimePoint now) {
  const trade::Intent& intent = place.proposal.intent;
  if (habits_.chance(1, 2)) {
    trade::WalkPlan walk;
    walk.steps = static_cast<std::int32_t>(habits_.between(0, 4));
    walk.step_every = std::chrono::seconds(habits_.between(2, 20));
    walk.slippage_max = market::Price::from_nanos(habits_.between(0, 20) * tick);
    walk.end = habits_.chance(1, 3) ? trade::WalkEnd::rest : trade::WalkEnd::cancel;
    place.walk = walk;
  }
  if (intent.effect() == Effect::opens && habits_.chance(2, 3)) place.exits = exits(now);
}

/// Some that fire soon, some that never do.
trade::ExitPlan Person::exits(core::TimePoint now) {
  trade::ExitPlan plan;
  plan.retry_every = std::chrono::seconds(habits_.between(10, 60));
  plan.urgent_slippage_max = market::Price::from_nanos(habits_.between(1, 40) * tick);
  if (habits_.chance(1, 2))
    plan.target = trade::ProfitTarget{
        .percent = static_cast<double>(habits_.between(2, 60)), .price = {}, .rest_at_broker = habits_.chance(1, 2)};
  if (habits_.chance(1, 2)) plan.trail = trade::TrailingStop{5, 3};
  if (habits_.chance(1, 2)) {
    const auto at = market::utc_to_eastern(now + std::chrono::minutes(habits_.between(1, 120))).time;
    plan.clock = trade::ClockExit{std::chrono::seconds(at.seconds), trade::ClockDay::any_day};
  }
  return plan;
}

/// Exits that change, and the modes that stop new risk: what is held must be closed in all of them.
std::optional<trade::Event> Person::steer(const trade::Engine& engine, core::TimePoint now) {
  const std::string key = new_key();
  const auto& spreads = engine.book().exits();
  if (!spreads.empty() && habits_.chance(1, 2)) {
    auto at = spreads.begin();
    std::advance(at, habits_.below(spreads.size()));
    auto plan = habits_.chance(1, 4) ? std::nullopt : std::optional(exits(now));
    return ask(key, trade::ExitsCommand{{key, "person:ann"}, at->first, std::move(plan), "a drill"}, now);
  }
  using trade::records::Mode;
  mode_ = mode_ != Mode::normal || !wishes_ ? Mode::normal : habits_.chance(1, 2) ? Mode::reducing_only : Mode::halted;
  return ask(key, trade::ModeCommand{{key, "person:ann"}, mode_, "a drill"}, now);
}

std::optional<trade::Event> Person::cancel(const trade::Engine& engine, core::TimePoint now) {
  const auto live = engine.book().live();
  if (live.empty()) return std::nullopt;
  const std::string key = new_key();
  const trade::OrderNumber order = live[static_cast<std::size_t>(chance_.below(live.size()))]->intended.order;
  return ask(key, trade::CancelCommand{{key, "person:ann"}, order, "a drill"}, now);
}

}  // namespace legwork::drill
