#include "drill/audit.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tws/messages/order_messages.hpp"

namespace legwork::drill {
namespace {

using trade::Order;
using trade::Phase;

std::string about(const Order& order, Phase phase) {
  return fmt::format("{} ({}, {})", order.reference, to_string(phase), to_string(order.intent));
}

/// Broker's orders by our reference; the same reference twice is told.
std::map<std::string, std::vector<const simgw::SimOrder*>> by_reference(const simgw::Broker& truth) {
  std::map<std::string, std::vector<const simgw::SimOrder*>> found;
  const auto note = [&](const simgw::SimOrder* order) {
    if (order->wire) found[order->wire->order.order_ref].push_back(order);
  };
  for (const simgw::SimOrder* const order : truth.open_orders()) note(order);
  for (const simgw::SimOrder* const order : truth.completed_orders()) note(order);
  return found;
}

void compare(const Order& order, Phase phase, const simgw::SimOrder& real, core::TimePoint now, Violations& violations) {
  if (real.live() && !may_live(phase))
    violations.add("TERMINAL_PROOF", now,
                   fmt::format("{}: ended here, {} at the broker", about(order, phase), to_string(real.status)));
  if (is_final(real.status) && may_live(phase))
    violations.add("NO_LOST_ORDER", now,
                   fmt::format("{}: lives here, {} at the broker", about(order, phase), to_string(real.status)));
}

std::string fills_of(const Order& order) {
  std::string text;
  for (const auto& [key, fill] : order.fills)
    text += fmt::format(" {} of {} at {} ({}),", fill.quantity, fill.contract.value(), fill.price.to_string(), to_string(fill.id));
  return text;
}

/// Every fill of the book was told on the wire as it stands there.
void check_fills(const Order& order, const Heard& heard, core::TimePoint now, Violations& violations) {
  for (const auto& [key, fill] : order.fills)
    if (!fill.summary && !heard.told(to_string(fill.id), {fill.contract.value(), fill.quantity, fill.price.nanos()}))
      violations.add("VALUE_EXACT", now,
                     fmt::format("{}: execution {} of {} at {} was never told", order.reference, to_string(fill.id), fill.quantity,
                                 fill.price.to_string()));
}

/// A cancel of ours that left, a code or a lost connection ends nothing.
void check_end(const Order& order, const Heard& heard, core::TimePoint now, Violations& violations) {
  if (order.facts.end != trade::OrderFacts::End::cancelled) return;
  if (heard.told_cancelled(order.reference, order.perm_id.value(), order.order_id.value())) return;
  violations.add("TERMINAL_PROOF", now, fmt::format("{}: counts as cancelled and nobody said so", order.reference));
}

/// People were told that something about this order's executions or positions is not as it seems.
/// `explained`: contracts that a person was shown and said are as the broker has them.
bool is_told(const trade::Book& book, const Order& order, const std::set<trade::ContractId>& explained) {
  const auto number = order.intended.order.value();
  return book.is_raised(fmt::format("overfilled:{}", number)) || book.is_raised(fmt::format("legs:{}", number)) ||
         book.is_raised(fmt::format("contradicted:{}", number)) ||
         std::ranges::any_of(order.fills, [&](const auto& one) { return book.is_raised("busted:" + to_string(one.second.id)); }) ||
         std::ranges::any_of(order.intent.legs(), [&](const trade::OrderLeg& leg) {
           return explained.contains(leg.instrument.id) || book.is_raised(fmt::format("position:{}", leg.instrument.id.value()));
         });
}

}  // namespace

bool has_invented_fills(const trade::Order& order, const simgw::Broker& truth) {
  return std::ranges::any_of(order.fills, [&](const auto& one) {
    const trade::Fill& fill = one.second;
    return !fill.summary && std::ranges::none_of(truth.executions(), [&](const simgw::Execution& real) {
      return real.exec_id == to_string(fill.id) && real.con_id == fill.contract.value() && real.quantity == std::abs(fill.quantity);
    });
  });
}

void audit_orders(const trade::Engine& engine, const simgw::Broker& truth, const Heard& heard, const Audited& of,
                  core::TimePoint now, Violations& violations) {
  const std::string& account = of.account;
  const std::set<trade::ContractId>& explained = of.explained;
  const trade::Book& book = engine.book();
  const auto real = by_reference(truth);
  for (const auto& [number, order] : book.orders()) {
    if (order.intent.account() != account) continue;
    const Phase phase = book.phase(order);
    check_end(order, heard, now, violations);
    const auto at = real.find(order.reference);
    if (at != real.end()) {
      std::int64_t filled = 0;
      for (const simgw::SimOrder* const one : at->second) {
        filled += one->filled;
        const bool is_it = order.perm_id.value() == 0 || one->perm_id == order.perm_id.value();
        const bool visible = book.is_raised(fmt::format("contradicted:{}", number.value())) ||
                             (has_invented_fills(order, truth) && is_told(book, order, explained));
        if (is_it && !visible) compare(order, phase, *one, now, violations);
        if (!is_it && one->live() && !book.is_raised(fmt::format("double:{}", one->perm_id)))  // the broker's or another's doing
          violations.add("NO_DUP_ORDER", now,
                         fmt::format("{}: also there as {} and nobody was told", about(order, phase), one->perm_id));
      }
      check_fills(order, heard, now, violations);
      const bool invented = has_invented_fills(order, truth);
      const bool told = is_told(book, order, explained);
      if (order.units_filled() != filled && !(invented && told))
        violations.add(
            "FILL_WINS", now,
            fmt::format("{}: {} units filled here, {} at the broker", about(order, phase), order.units_filled(), filled));
      if (order.is_unbalanced() && !(invented && told))
        violations.add("LEG_BALANCE", now,
                       fmt::format("{}: its legs are not the same whole number of units:{}", about(order, phase), fills_of(order)));
      if (filled > order.intent.quantity() && !told)
        violations.add("ALERT", now, fmt::format("{}: {} units filled and nobody was told", about(order, phase), filled));
      continue;
    }
    if (may_live(phase) && phase != Phase::unknown)
      violations.add("NO_LOST_ORDER", now, fmt::format("{}: lives here and is unknown to the broker", about(order, phase)));
    if (phase == Phase::unknown && !book.is_raised(fmt::format("unknown:{}", number.value())))
      violations.add("ALERT", now, fmt::format("{}: unknown and nobody was told", about(order, phase)));
    if (order.units_filled() != 0)
      violations.add("VALUE_EXACT", now, fmt::format("{}: filled here and unknown to the broker", about(order, phase)));
  }
  for (const auto& [reference, orders] : real)
    if (reference.starts_with("LW") && book.order_of_reference(reference) == nullptr)
      violations.add("NO_LOST_ORDER", now, fmt::format("{} is at the broker and not in the book", reference));
}

void audit_positions(const trade::Engine& engine, const simgw::Broker& truth, const std::string& account, core::TimePoint now,
                     Violations& violations) {
  const auto ours = engine.book().positions();
  std::map<trade::ContractId, std::int64_t> differences;
  if (const simgw::Account* const real = truth.account(account))
    for (const auto& [contract, position] : real->positions()) differences[trade::ContractId(contract)] = position.quantity;
  for (const auto& [contract, quantity] : ours) differences[contract] -= quantity;
  for (const auto& [contract, difference] : differences) {
    const bool told = engine.book().is_raised(fmt::format("position:{}", contract.value()));
    if (difference != 0 && !told)
      violations.add("BREAK_VISIBLE", now,
                     fmt::format("contract {}: the broker holds {} more than our book", contract.value(), difference));
    if (difference == 0 && told)
      violations.add("ALERT", now, fmt::format("contract {}: a break is told and there is none", contract.value()));
  }
}

void audit_replay(const trade::Engine& engine, journal::Store& store, core::TimePoint now, Violations& violations) {
  trade::Book once, twice;
  bool behind = false;
  std::map<trade::ContractId, std::int64_t> held;
  std::map<trade::FillKey, trade::Fill> newest;
  const auto replayed = store.replay([&](const trade::Record& record, const journal::Hash& /*hash*/) {
    const auto read = trade::from_record(record);
    if (!read || !once.apply(*read) || !twice.apply(*read)) {
      violations.add("REPLAY_EQ", now, fmt::format("record {} does not replay: {}", record.sequence, record.body));
      return false;
    }
    const bool is_fact = std::holds_alternative<trade::records::Learned>(*read) ||
                         std::holds_alternative<trade::records::Executed>(*read) ||
                         std::holds_alternative<trade::records::Charged>(*read);
    if (is_fact && !twice.apply(*read)) violations.add("IDEMPOTENT", now, fmt::format("record {} twice", record.sequence));
    if (const auto* const opening = std::get_if<trade::records::OpeningBalance>(&*read))
      for (const auto& one : opening->holdings) held[one.contract] += one.quantity;
    if (const auto* const adjusted = std::get_if<trade::records::Adjusted>(&*read)) held[adjusted->contract] += adjusted->quantity;
    if (const auto fact = trade::ledger_fact(*read))
      for (const trade::PositionChange& change : trade::position_changes(*fact)) held[change.contract] += change.quantity;
    if (const auto* const executed = std::get_if<trade::records::Executed>(&*read); executed != nullptr && !executed->summary) {
      trade::Fill& fill = newest[key_of(executed->fill())];
      if (fill.contract.value() == 0 || fill.id.version < executed->fill().id.version) fill = executed->fill();
    }
    behind = record.sequence < engine.last_sequence();
    return true;
  });
  if (!replayed) violations.add("AUDIT", now, replayed.error().message);
  for (const auto& [key, fill] : newest) held[fill.contract] += fill.quantity;
  std::erase_if(held, [](const auto& one) { return one.second == 0; });
  if (!behind && held != engine.book().positions())
    violations.add("POS_EQ_EXEC", now, "positions are not the opening balance, the newest executions and the adjustments");
  if (!behind && once.hash() != engine.book().hash()) violations.add("REPLAY_EQ", now, "the replayed book is not the live one");
  if (once.hash() != twice.hash()) violations.add("IDEMPOTENT", now, "facts that came twice made another book");
}

}  // namespace legwork::drill
