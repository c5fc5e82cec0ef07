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
  if (order.is_unbalanced())
    violations.add("LEG_BALANCE", now, fmt::format("{}: its legs are not the same whole number of units", about(order, phase)));
}

}  // namespace

void audit_orders(const trade::Engine& engine, const simgw::Broker& truth, const std::string& account, core::TimePoint now,
                  Violations& violations) {
  const trade::Book& book = engine.book();
  const auto real = by_reference(truth);
  for (const auto& [number, order] : book.orders()) {
    if (order.intent.account() != account) continue;
    const Phase phase = book.phase(order);
    const auto at = real.find(order.reference);
    if (at != real.end()) {
      std::int64_t filled = 0;
      for (const simgw::SimOrder* const one : at->second) {
        filled += one->filled;
        const bool is_it = order.perm_id.value() == 0 || one->perm_id == order.perm_id.value();
        if (is_it)
          compare(order, phase, *one, now, violations);
        else if (one->live() && !book.is_raised(fmt::format("double:{}", one->perm_id)))  // the broker's or another's doing
          violations.add("NO_DUP_ORDER", now,
                         fmt::format("{}: also there as {} and nobody was told", about(order, phase), one->perm_id));
      }
      if (order.units_filled() != filled)
        violations.add(
            "FILL_WINS", now,
            fmt::format("{}: {} units filled here, {} at the broker", about(order, phase), order.units_filled(), filled));
      if (filled > order.intent.quantity() && !book.is_raised(fmt::format("overfilled:{}", number.value())))
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
      violations.add("POS_EQ_EXEC", now,
                     fmt::format("contract {}: the broker holds {} more than our book", contract.value(), difference));
    if (difference == 0 && told)
      violations.add("ALERT", now, fmt::format("contract {}: a break is told and there is none", contract.value()));
  }
}

void audit_replay(const trade::Engine& engine, journal::Store& store, core::TimePoint now, Violations& violations) {
  trade::Book once, twice;
  bool behind = false;
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
    behind = record.sequence < engine.last_sequence();
    return true;
  });
  if (!replayed) violations.add("AUDIT", now, replayed.error().message);
  if (!behind && once.hash() != engine.book().hash()) violations.add("REPLAY_EQ", now, "the replayed book is not the live one");
  if (once.hash() != twice.hash()) violations.add("IDEMPOTENT", now, "facts that came twice made another book");
}

}  // namespace legwork::drill
