#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/ledger/fold.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using market::Price;
using What = HistoryLine::What;

/// Which spread an execution of this order belongs to: of a roll, what closes the old one and what opens the new one.
bool is_of(const OrderOnFile& order, ContractId contract, SpreadNumber spread) {
  const auto leg = std::ranges::find(order.intent.legs(), contract, [](const OrderLeg& one) { return one.instrument.id; });
  const bool opens_next =
      order.intended.rolled_into && leg != order.intent.legs().end() && order.intent.effect() == Effect::rolls && !leg->closes;
  return spread == (opens_next ? *order.intended.rolled_into : order.intended.spread);
}

bool is_entry(const OrderOnFile& order, SpreadNumber spread) {
  if (order.intent.effect() == Effect::rolls) return order.intended.rolled_into == spread;
  return order.intent.effect() == Effect::opens;
}

What what_of(records::EndCause cause) {
  switch (cause) {
    case records::EndCause::assigned: return What::assigned;
    case records::EndCause::exercised: return What::exercised;
    case records::EndCause::expired: return What::expired;
    case records::EndCause::cash_settled: return What::cash_settled;
    case records::EndCause::closed_outside: return What::closed_outside;
  }
  ASSERT(false, "EndCause {} has no line", static_cast<int>(cause));
  return {};
}

}  // namespace

void SpreadFold::add_break(BreakKind kind, OrderNumber order, ContractId contract, core::TimePoint since, std::string text) {
  spread_.breaks.push_back({kind, spread_.account, spread_.number, order, contract, 0, 0, since, std::move(text)});
}

void SpreadFold::add_fee(const BookedFill& fill) {
  const std::optional<Money> fee = fills_.fee(fill);
  if (fee)
    spread_.fees = spread_.fees + *fee;
  else
    ++spread_.fees_pending;
}

void SpreadFold::read_entry(const OrderOnFile& order) {
  const records::Intended& intended = order.intended;
  if (spread_.legs.empty()) {
    for (const OrderLeg& leg : order.intent.legs())
      if (is_of(order, leg.instrument.id, spread_.number)) spread_.legs.push_back(leg);
    spread_.actor = intended.actor;
    spread_.pop = intended.pop;
    spread_.expected_value = intended.expected_value;
  }
  if (tickets_.insert(intended.ticket).second) spread_.units_intended += order.intent.quantity();
}

void SpreadFold::read_order(const OrderOnFile& order) {
  const records::Intended& intended = order.intended;
  if (spread_.account.empty()) spread_.account = order.intent.account();
  if (spread_.underlying.empty()) spread_.underlying = order.intent.legs().front().instrument.underlying;
  const bool entry = is_entry(order, spread_.number);
  (entry ? spread_.entry_orders : spread_.exit_orders).push_back(intended.order);
  if (entry) read_entry(order);
  bool any = false;
  for (const BookedFill* one : fills_.of_order(intended.order)) {
    const Fill& fill = one->fill;
    if (fill.summary) continue;  // repeats the legs, and what the legs were charged
    any = true;
    if (!is_of(order, fill.contract, spread_.number)) continue;
    lines_.push_back({fill.at,
                      entry ? What::entry : What::exit,
                      fill.contract,
                      fill.quantity,
                      fill.price,
                      {},
                      to_string(fill.id),
                      intended.order});
    add_fee(*one);
    if (one->contested || one->two_orders)
      add_break(BreakKind::contested, intended.order, fill.contract, fill.at,
                fmt::format("execution {} was told in two ways", to_string(fill.id)));
    if (!one->account.empty() && one->account != order.intent.account())
      add_break(BreakKind::wrong_account, intended.order, fill.contract, fill.at,
                fmt::format("execution {} is of account {}", to_string(fill.id), one->account));
  }
  if (any && order.intent.effect() == Effect::rolls && intended.rolled_into) {
    std::vector<SpreadNumber>& chain = entry ? spread_.rolled_from : spread_.rolled_into;
    const SpreadNumber other = entry ? intended.spread : *intended.rolled_into;
    if (std::ranges::find(chain, other) == chain.end()) chain.push_back(other);
  }
  if (spread_.number == intended.spread) check_balance(order);
}

/// Of a roll, once: in the spread that it closes.
void SpreadFold::check_balance(const OrderOnFile& order) {
  const LegBalance balance = fills_.balance(order.intended.order, order.intent.legs());
  if (balance.is_balanced()) return;
  const std::string summary = balance.summary_units ? fmt::format(", the summary {}", *balance.summary_units) : "";
  add_break(balance.foreign_leg ? BreakKind::foreign_leg : BreakKind::leg_imbalance, order.intended.order, {}, balance.last_at,
            fmt::format("the legs of order {} say {} to {} units{}{}", order.intended.order.value(), balance.units_least,
                        balance.units_most, summary, balance.foreign_leg ? ", and one of its executions is in none of them" : ""));
  spread_.breaks.back().broker = balance.units_most;
  spread_.breaks.back().explained = balance.units_least;
}

void SpreadFold::read_fact(const records::LegEnded& fact) {
  if (spread_.account.empty()) spread_.account = fact.account;
  const What what = what_of(fact.cause);
  const Price price = fact.stock ? Price() : fact.price;  // of a delivery the money is in the shares
  lines_.push_back({fact.at, what, fact.contract, fact.quantity, price, {}, fact.fact, {}});
  if (!fact.stock) return;
  lines_.push_back({fact.at, what, fact.stock->contract, fact.shares, fact.price, {}, fact.fact, {}});
}

void SpreadFold::read_fact(const records::SpreadAdopted& fact) {
  if (spread_.account.empty()) spread_.account = fact.account;
  if (spread_.actor.empty()) spread_.actor = fact.actor;
  if (spread_.underlying.empty()) spread_.underlying = fact.legs.front().instrument.underlying;
  const bool first = spread_.legs.empty();
  for (const records::SpreadAdopted::Leg& leg : fact.legs) {
    const ContractId contract = leg.instrument.contract;
    lines_.push_back({fact.at, What::adopted, contract, leg.ratio * fact.units, leg.price, {}, fact.fact, {}});
    const Instrument* const known = instrument(contract);
    if (first && known != nullptr) spread_.legs.push_back({*known, leg.ratio, false});
  }
  spread_.units_intended += fact.units;
  spread_.fees = spread_.fees + fact.fees;
}

void SpreadFold::read_fact(const records::LegRemapped& fact) {
  if (spread_.account.empty()) spread_.account = fact.account;
  lines_.push_back({fact.at, What::remapped, fact.contract, fact.quantity, {}, {}, fact.fact, {}});
  remaps_.emplace(fact.fact, &fact);
}

void SpreadFold::read_attributed(const BookedFill& one) {
  const Fill& fill = one.fill;
  if (one.order != OrderNumber{}) {
    add_break(BreakKind::attributed_twice, one.order, fill.contract, fill.at,
              fmt::format("execution {} is of order {} already", to_string(fill.id), one.order.value()));
    return;
  }
  if (fill.summary) return;
  lines_.push_back({fill.at, What::attributed, fill.contract, fill.quantity, fill.price, {}, to_string(fill.id), {}});
  add_fee(one);
}

}  // namespace legwork::trade
