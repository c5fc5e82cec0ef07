// The engine and the risk gate: what the gate is told, from the book, the ledger, what was done lately and what the host sees.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {
namespace {

constexpr std::string_view loosened_key = "limits";

/// Alerts that say that what is held, or what may fill, is not what we think.
constexpr std::array break_alerts{"legs:", "contradicted:", "overfilled:", "double:", "execution:"};

Certainty certainty_of(Phase phase) { return phase == Phase::unknown ? Certainty::unknown : Certainty::working; }

market::Price per_share(market::Money cost, std::int64_t shares) {
  if (shares == 0) return {};
  const std::int64_t micros = cost.micros() / shares;
  return market::Price::from_nanos((micros < 0 ? -micros : micros) * (market::Price::scale / market::Money::scale));
}

/// The whole units of a spread as a vertical, and what is held of it beside those.
void add_held(const LedgerSpread& spread, HeldBook& held) {
  std::map<ContractId, std::int64_t> loose;
  for (const auto& [contract, holding] : spread.holdings) loose[contract] = holding.quantity;
  if (spread.units_open > 0 && spread.legs.size() == 2) {
    const bool first_is_short = spread.legs[0].ratio < 0;
    held.verticals.push_back({spread.legs[first_is_short ? 0 : 1].instrument, spread.legs[first_is_short ? 1 : 0].instrument,
                              spread.units_open, spread.entry_cost.value_or(market::Price())});
    for (const OrderLeg& leg : spread.legs) loose[leg.instrument.id] -= spread.units_open * leg.ratio;
  }
  for (const auto& [contract, quantity] : loose) {
    const Holding& holding = spread.holdings.at(contract);
    if (quantity != 0 && holding.instrument)
      held.legs.push_back(
          {*holding.instrument, quantity, per_share(holding.cost, holding.quantity * holding.instrument->multiplier())});
  }
}

HeldBook held_book(const Ledger& ledger, const std::string& account) {
  HeldBook held;
  for (const auto& [number, spread] : ledger.spreads()) add_held(spread, held);
  // Held by the records and in no spread: of unknown cost, and of what nobody has described, of unknown nature too.
  auto beside = ledger.positions(account);
  for (const auto& [contract, quantity] : ledger.explained(account)) beside[contract] -= quantity;
  for (const auto& [contract, quantity] : beside) {
    const auto known = ledger.instruments().find(contract);
    if (quantity != 0 && known != ledger.instruments().end()) held.legs.push_back({known->second, quantity, {}});
  }
  return held;
}

market::Money realised(const Ledger& ledger) {
  market::Money sum;
  for (const auto& [number, spread] : ledger.spreads()) sum = sum + spread.net();
  return sum;
}

}  // namespace

std::vector<Verdict> Engine::judge(const Proposal& proposal) const { return trade::judge(proposal, gate_context()); }

void Engine::on(const SurroundingsShown& event) { surroundings_ = event.surroundings; }

void Engine::begin_day(core::TimePoint at) {
  const market::Date date = market::utc_to_eastern(at).date;
  if (date <= today_) return;
  today_ = date;
  realised_before_today_ = realised(ledger_);
}

/// What is in force goes on until a person confirms what loosens it, whatever the file says.
void Engine::set_limits() {
  limits_ = options_.limits;
  limits_fault_ = options_.limits_fault;
  if (!book_.limits().empty()) {
    const auto before = parse_limits(book_.limits(), "journal");
    const auto changed = before ? change_limits(*before, options_.limits, options_.limits_token) : before;
    if (before && !changed) {
      limits_ = *before;
      limits_fault_ = core::to_string(changed.error());
    }
  }
  alert(std::string(loosened_key), !limits_fault_.empty(),
        [&] { return limits_fault_.empty() ? std::string("the limits of the file are in force") : limits_fault_; });
  if (limits_fault_.empty()) keep(records::LimitsSet{to_toml(limits_), "engine", "at start"});
}

GateContext Engine::gate_context() const {
  GateContext context;
  context.now = now_;
  context.calendar = options_.calendar;
  context.limits = limits_;
  context.limits_fault = limits_fault_;
  context.mode = book_.mode();
  context.killed = book_.is_killed();
  context.kill_unproven = book_.kill_unproven();
  context.arming = {true, options_.account, options_.live, surroundings_.link_live, link_accounts_, options_.automation};
  context.link.ready = linked_;
  context.link.upstream_up = upstream_up_;
  context.link.reconciled = reconciled_;
  context.link.clock_sane = surroundings_.clock_sane;
  context.link.keeps_records = !store_refused_at_;
  context.link.misread = surroundings_.misread;
  context.link.answered_once = answered_once_;
  context.link.last_life = last_life_;
  context.guard_windows = surroundings_.guard_windows;
  context.dividends = surroundings_.dividends;
  context.verified = surroundings_.verified;
  context.halted = surroundings_.halted;
  context.held = held_book(ledger_, options_.account);
  context.orders = working_orders();
  context.recent = activity_.recent(now_, limits_);
  context.signals_used = activity_.signals_used();
  context.account = account_state();
  context.counters = activity_.counters(now_, limits_, *options_.calendar);
  context.counters.messages_last_second = surroundings_.messages_last_second;
  if (book_.is_raised("throttle")) context.counters.tripped = "too many orders went wrong";
  context.breaks = open_breaks();
  return context;
}

std::vector<WorkingOrder> Engine::working_orders() const {
  std::vector<WorkingOrder> orders;
  for (const Order* const order : book_.live())
    orders.push_back({order->intended.order,
                      order->intended.ticket,
                      order->intent,
                      certainty_of(book_.phase(*order)),
                      order->facts.acknowledged,
                      {order->intent.quantity() - order->units_filled(), order->intent.limit()},
                      std::nullopt});
  return orders;
}

std::vector<OpenBreak> Engine::open_breaks() const {
  std::vector<OpenBreak> breaks;
  const std::string positions = "position:";
  for (const auto& [contract, instrument] : ledger_.instruments())
    if (book_.is_raised(positions + std::to_string(contract.value())))
      breaks.push_back({instrument.underlying, to_string(instrument) + ": the broker holds another quantity than our records"});
  for (const std::string& alert : book_.raised()) {
    const bool is_known = std::ranges::any_of(
        ledger_.instruments(), [&](const auto& one) { return positions + std::to_string(one.first.value()) == alert; });
    if (alert.starts_with(positions) && !is_known) breaks.push_back({"", alert});  // of what, nobody has said: it may be anything
  }
  for (const std::string& alert : book_.raised())
    if (std::ranges::any_of(break_alerts, [&](const char* name) { return alert.starts_with(name); })) breaks.push_back({"", alert});
  return breaks;
}

AccountState Engine::account_state() const {
  AccountState state;
  state.available_funds = surroundings_.available_funds;
  state.at = surroundings_.funds_at;
  state.drawdown = surroundings_.drawdown;
  state.realised_today = realised(ledger_) - realised_before_today_;
  return state;
}

}  // namespace legwork::trade
