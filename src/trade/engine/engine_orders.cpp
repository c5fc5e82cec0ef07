// The engine and the broker's facts about orders: whose they are, what they say, what they leave open.
#include <algorithm>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {
namespace {

Fact fact_of(Word word) {
  switch (word) {
    case Word::working: return Fact::working;
    case Word::cancelled: return Fact::ended_cancelled;
    case Word::filled: return Fact::ended_filled;
    case Word::shown:
    case Word::other: return Fact::acknowledged;
  }
  return Fact::acknowledged;
}

std::string about(const Order& order) {
  return fmt::format("order {} ({})", order.intended.order.value(), to_string(order.intent));
}

}  // namespace

/// The permanent id decides once it is known; then our reference; the order id only for what bears neither, since gateways have
/// given out the ids of lost orders again (38103 → 38099) and every event then seemed to belong to two orders.
const Order* Engine::order_of(const OrderIds& ids) const {
  if (ids.perm_id.value() != 0)
    if (const Order* const order = book_.order_of_perm(ids.perm_id)) return order;
  if (ids.others) return nullptr;  // another copy of this program, or somebody who copied the reference
  if (!ids.reference.empty()) return book_.order_of_reference(ids.reference);
  if (!ids.ours) return nullptr;
  const Order* const order = book_.order_of_id(ids.order_id);
  if (order == nullptr) return nullptr;
  const bool another = ids.perm_id.value() != 0 && order->perm_id.value() != 0 && ids.perm_id != order->perm_id;
  // An order that was proven never to have been taken is not tied to a new permanent id by a bare number, which one damaged message
  // can bear: its own openOrder has the reference.
  const bool is_bare = ids.reference.empty() && ids.perm_id.value() != 0 && order->perm_id.value() == 0;
  return another || (is_bare && is_terminal(book_.phase(*order))) ? nullptr : order;
}

void Engine::note_ids(const Order& order, const OrderIds& ids, Fact fact, const std::string& said) {
  const OrderNumber number = order.intended.order;
  const Phase before = book_.phase(order);
  const bool first_perm = ids.perm_id.value() != 0 && order.perm_id.value() == 0;
  unanswered_.erase(number);
  answered_once_ = true;
  shown_at_[number] = now_;
  if (picture_) picture_->shown.insert(number);
  keep(records::Learned{number, fact, now_, first_perm ? std::optional(ids.perm_id) : std::nullopt, std::nullopt, std::nullopt,
                        said});
  const Phase after = book_.phase(order);
  if (is_terminal(before) && may_live(after))
    alert(fmt::format("reopened:{}", number.value()), true,
          fmt::format("{} had been taken for {} and lives: {}", about(order), to_string(before), said));
  if (after != Phase::unknown) alert(fmt::format("unknown:{}", number.value()), false, "its fate is known");
}

void Engine::on(const OrderShown& event) {
  const Order* const order = order_of(event.ids);
  if (order == nullptr) {
    if (event.ids.perm_id.value() == 0) return;
    if (event.ids.ours) plan_picture({});  // by its number it could be ours: the picture has its reference
    keep(records::ForeignSeen{event.ids.perm_id, event.account, event.description, event.said});
    const Order* const named = event.ids.reference.empty() ? nullptr : book_.order_of_reference(event.ids.reference);
    const bool ended = event.word == Word::cancelled || event.word == Word::filled;
    if (named != nullptr)
      alert(fmt::format("double:{}", event.ids.perm_id.value()), !ended, [&] {
        return fmt::format(
            "the reference of {} is at the broker on an order of another client, permanent id {}: a second copy may run",
            about(*named), event.ids.perm_id.value());
      });
    return;
  }
  if (event.ids.perm_id.value() != 0 && order->perm_id.value() != 0 && event.ids.perm_id != order->perm_id) {
    // The gateway resubmitted, or a change while the upstream was away left the old and the new one: both can fill.
    keep(records::ForeignSeen{event.ids.perm_id, event.account, event.description, event.said});
    const bool ended = event.word == Word::cancelled || event.word == Word::filled;
    if (ended)
      doubles_.erase(event.ids.perm_id);
    else if (event.ids.ours)
      doubles_.insert_or_assign(event.ids.perm_id, Double{order->intended.order, event.ids.order_id});
    alert(fmt::format("double:{}", event.ids.perm_id.value()), !ended,
          fmt::format("{} is at the broker twice: permanent ids {} and {}", about(*order), order->perm_id.value(),
                      event.ids.perm_id.value()));
    return;
  }
  note_ids(*order, event.ids, fact_of(event.word), event.said);
  if (picture_ && event.word == Word::working) picture_->working.insert(order->intended.order);
  if (picture_ && event.word != Word::working && event.word != Word::shown) picture_->working.erase(order->intended.order);
  // Its executions are missing, or the broker made it smaller: a picture tells, unless one is being taken already.
  if (event.word == Word::filled && order->units_filled() < order->intent.quantity() && !picture_) plan_picture({});
}

void Engine::on(const OrderNotice& event) {
  const Order* const order = order_of(event.ids);
  if (order == nullptr) return;
  const OrderNumber number = order->intended.order;
  const bool refused = event.kind == NoticeKind::refusal && !order->facts.acknowledged;
  if (refused) unanswered_.erase(number);
  learn(number, refused ? Fact::refused : Fact::noticed, event.text, event.code);
  // A code is a reason to look, never an end: the next picture decides.
  if (event.kind != NoticeKind::notice) plan_picture({});
}

void Engine::on(const ExecutionShown& event) {
  const auto id = ExecutionId::parse(event.execution);
  const Order* const order = order_of(event.ids);
  const OrderNumber number = order == nullptr ? OrderNumber{} : order->intended.order;
  const bool is_ours = order == nullptr || event.summary || std::ranges::any_of(order->intent.legs(), [&](const OrderLeg& leg) {
                         return leg.instrument.id == event.contract;
                       });
  // Nothing traded is a correction's to say: a trade that was busted.
  const bool can_be_kept = id && is_ours && event.quantity && (*event.quantity != 0 || id->version > 1);
  alert(fmt::format("execution:{}", event.execution), !can_be_kept, [&] {
    return can_be_kept ? std::string("it was told again and is kept")
                       : fmt::format("execution '{}' of contract {} came in a form that cannot be kept; it is asked for again",
                                     event.execution, event.contract.value());
  });
  if (!can_be_kept) return plan_picture(options_.absence_apart);
  const Phase before = order == nullptr ? Phase::planned : book_.phase(*order);
  keep(records::Executed{number, event.account, event.execution, event.contract, *event.quantity, event.price, event.traded_at,
                         event.ids.perm_id, event.summary});
  if (*event.quantity == 0)
    alert(fmt::format("busted:{}", event.execution), true, [&] {
      return fmt::format("execution {} of {} was undone by the broker", event.execution,
                         order == nullptr ? std::string("an order that is not ours") : about(*order));
    });
  if (order == nullptr) return;
  unanswered_.erase(number);
  shown_at_[number] = now_;
  if (picture_) picture_->shown.insert(number);
  if (before == Phase::rejected || before == Phase::not_placed)
    alert(fmt::format("reopened:{}", number.value()), true,
          fmt::format("{} had been taken for {} and was executed", about(*order), to_string(before)));
  alert(fmt::format("overfilled:{}", number.value()), order->units_filled() > order->intent.quantity(),
        [&] { return fmt::format("{} has more executions than it has units", about(*order)); });
}

void Engine::on(const ChargeShown& event) {
  if (!event.commission || !ExecutionId::parse(event.execution)) return;  // pending: it comes again
  keep(records::Charged{event.execution, *event.commission, event.currency});
}

// Our own writer.

void Engine::on(const OrderWritten& event) { learn(event.order, event.whole ? Fact::bytes_all : Fact::bytes_some); }

void Engine::on(const OrderUnsent& event) {
  unanswered_.erase(event.order);
  learn(event.order, Fact::unsent, event.why);
}

void Engine::on(const OrderInDoubt& event) {
  unanswered_.erase(event.order);
  learn(event.order, Fact::doubted, event.why);
  plan_picture({});
}

void Engine::on(const CancelWritten& event) { learn(event.order, Fact::cancel_sent); }

}  // namespace legwork::trade
