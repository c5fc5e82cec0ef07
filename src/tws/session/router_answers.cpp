#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "tws/session/router.hpp"

namespace legwork::tws {

namespace {

/// The response that ends this request. Below server version 196 historical data is its own end.
std::int32_t end_id(const Flight& flight, int server_version) {
  if (flight.kind->id == RequestHistoricalData::id && server_version < 196) return HistoricalData::id;
  return flight.kind->end_id;
}

/// Whether the answer itself is worth a reply: end markers that carry nothing but an id are not.
bool has_content(const Flight& flight, const Response& message) {
  return flight.kind->shape == Shape::single || std::holds_alternative<HistoricalData>(message) ||
         std::holds_alternative<HistoricalDataEnd>(message);
}

/// The group whose rows and end markers these are.
Group group_of(const Response& message) {
  switch (id_of(message)) {
    case OrderStatus::id:
    case OpenOrder::id:
    case OpenOrderEnd::id: return Group::open_orders;
    case CompletedOrder::id:
    case CompletedOrdersEnd::id: return Group::completed_orders;
    case Position::id:
    case PositionEnd::id: return Group::positions;
    case AccountValue::id:
    case PortfolioValue::id:
    case AccountUpdateTime::id:
    case AccountDownloadEnd::id: return Group::account_data;
    case MarketRule::id: return Group::market_rule;
    case NextValidId::id: return Group::ids;
    case ManagedAccounts::id: return Group::managed_accounts;
    case CurrentTime::id: return Group::current_time;
    case CurrentTimeMillis::id: return Group::current_time_millis;
    default: return Group::none;
  }
}

/// Answers that say nothing when nobody asked.
bool is_mere_answer(const Response& message) {
  switch (id_of(message)) {
    case OpenOrderEnd::id:
    case CompletedOrdersEnd::id:
    case PositionEnd::id:
    case AccountDownloadEnd::id:
    case CurrentTime::id:
    case CurrentTimeMillis::id:
    case NextValidId::id:
    case ManagedAccounts::id: return true;
    default: return false;
  }
}

}  // namespace

Flight* Router::flight_of(std::int32_t wire_id) {
  const auto at = by_wire_id_.find(wire_id);
  return at == by_wire_id_.end() ? nullptr : &flights_.at(at->second);
}

Flight* Router::active_in(Group group) {
  const auto& active = active_[static_cast<std::size_t>(group)];
  return group == Group::none || active.empty() ? nullptr : &flights_.at(active.front());
}

void Router::on_response(Response&& message, core::TimePoint now) {
  const auto wire_id = std::holds_alternative<RawMessage>(message) ? std::nullopt : request_id_of(message);
  if (!wire_id) {
    deliver_keyless(std::move(message), now);
    return;
  }
  if (auto* flight = flight_of(*wire_id)) {
    deliver(*flight, std::move(message), now);
    return;
  }
  // An execution is a fact, whoever asked for it (-1: nobody). Anything else of an id that is over belongs to nobody.
  if (std::holds_alternative<ExecutionDetails>(message)) {
    events_.push(Unkeyed{std::move(message)});
  } else {
    ++late_answers_;
  }
}

void Router::deliver_keyless(Response&& message, core::TimePoint now) {
  const auto group = group_of(message);
  auto* flight = active_in(group);
  if (flight != nullptr && flight->stage == Stage::posted) flight = nullptr;  // not asked yet: this is not its answer
  // A live order event and a row of an open-orders answer look the same: it is both.
  const bool is_order_fact = std::holds_alternative<OpenOrder>(message) || std::holds_alternative<OrderStatus>(message);
  if (is_order_fact) {
    if (flight != nullptr) deliver(*flight, Response(message), now);
    events_.push(Unkeyed{std::move(message)});
  } else if (flight != nullptr) {
    deliver(*flight, std::move(message), now);
  } else if (!is_mere_answer(message)) {
    events_.push(Unkeyed{std::move(message)});
  }
}

void Router::deliver(Flight& flight, Response&& message, core::TimePoint now) {
  const auto id = id_of(message);
  const bool is_end =
      id == end_id(flight, server_version_) || (flight.kind->id == RequestMarketData::id && id == TickSnapshotEnd::id);
  if (!flight.is_answered && !flight.share_text.empty()) by_share_text_.erase(flight.share_text);
  flight.is_answered = true;
  const bool must_reschedule = flight.prove_by.has_value() || flight.answer_by.has_value();
  flight.prove_by.reset();
  if (flight.answer_by && flight.silence_restarts) {
    const bool waits_for_more = is_end ? flight.pictures_due > 1 : end_id(flight, server_version_) != 0;
    flight.answer_by = waits_for_more ? std::optional(now + flight.silence_max) : std::nullopt;
  }
  if (must_reschedule) schedule(flight);
  if (!is_end) {
    reply(flight, std::move(message));
    return;
  }
  if (has_content(flight, message) || flight.wants_stream()) reply(flight, std::move(message));
  end_of_rows(flight, now);
}

void Router::reply(Flight& flight, Response&& message) {
  if (flight.owners.empty()) return;
  for (std::size_t one = 0; one + 1 < flight.owners.size(); ++one) events_.push(Reply{flight.owners[one].key, message, epoch_});
  events_.push(Reply{flight.owners.back().key, std::move(message), epoch_});
}

/// Done for all who wanted the rows only; over, when nobody wants the stream that may follow.
void Router::end_of_rows(Flight& flight, core::TimePoint now) {
  flight.pictures_due = std::max(0, flight.pictures_due - 1);
  for (auto& owner : flight.owners) {
    if (owner.wants_stream || owner.ends_to_skip > 0) continue;
    events_.push(Done{owner.key});
    by_key_.erase(owner.key);
  }
  std::erase_if(flight.owners, [](const Flight::Owner& owner) { return !owner.wants_stream && owner.ends_to_skip == 0; });
  for (auto& owner : flight.owners) owner.ends_to_skip = std::max(0, owner.ends_to_skip - 1);
  if (!flight.owners.empty()) return;
  const bool gateway_goes_on = flight.kind->shape == Shape::stream && flight.kind->id != RequestMarketData::id;
  if ((gateway_goes_on || flight.kind->cancel_after_end) && flight.stage == Stage::out) post_cancel(flight, now);
  release(flight);
  post_waiting(now);
}

void Router::fail_owners(Flight& flight, const Failure& failure, bool streams_too) {
  const auto fails = [&](const Flight::Owner& owner) { return streams_too || !owner.wants_stream; };
  for (const auto& owner : flight.owners) {
    if (!fails(owner)) continue;
    events_.push(Failed{owner.key, failure});
    by_key_.erase(owner.key);
  }
  std::erase_if(flight.owners, fails);
}

void Router::fail(Flight& flight, const Failure& failure, core::TimePoint now) {
  fail_owners(flight, failure, true);
  if (failure.reason == FailureReason::no_reply || failure.reason == FailureReason::malformed || failure.code == 0) {
    give_up(flight, now);
  } else {
    release(flight);  // the gateway itself said that it is over
  }
  post_waiting(now);
}

void Router::notice(const Flight& flight, const ErrorMessage& error) {
  for (const auto& owner : flight.owners) {
    events_.push(Notice{.order_id = std::nullopt,
                        .code = error.code,
                        .text = error.text,
                        .advanced_reject = error.advanced_reject_json,
                        .key = owner.key});
  }
}

bool Router::on_error(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now) {
  auto* flight = flight_of(error.request_id);
  if (flight == nullptr) {
    if (!owns(error.request_id)) return false;
    ++late_answers_;  // 300, 366, 162 "cancelled" … after our own cancel or after the end
    return true;
  }
  switch (meaning.effect) {
    case CodeEffect::asks_again: ask_again_later(*flight, error, now); break;
    case CodeEffect::by_text: history_error(*flight, error, now); break;
    case CodeEffect::fails:
    case CodeEffect::misread:
    case CodeEffect::pacing_violation: fail(*flight, {meaning.reason, error.code, error.text}, now); break;
    default:
      if (meaning.reason == FailureReason::permission) {
        flight->permission_notice = Failure{meaning.reason, error.code, error.text};
      }
      notice(*flight, error);
      break;
  }
  return true;
}

bool Router::on_error_without_id(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now) {
  if (error.code < 320 || error.code > 323) return false;
  Flight* only = nullptr;
  for (auto& [id, flight] : flights_) {
    if (flight.stage != Stage::out || flight.kind->group == Group::none || flight.wire_id != 0 || flight.wants_stream()) continue;
    if (only != nullptr) return false;
    only = &flight;
  }
  if (only == nullptr) return false;
  fail(*only, {meaning.reason, error.code, error.text}, now);
  return true;
}

void Router::history_error(Flight& flight, const ErrorMessage& error, core::TimePoint now) {
  switch (history_refusal(error.text)) {
    case HistoryRefusal::no_data:
      notice(flight, error);  // an answer: there are no bars
      if (flight.wants_stream()) return;
      end_of_rows(flight, now);
      return;
    case HistoryRefusal::pacing:
      ledger_.violation(now);
      fail(flight, {FailureReason::pacing, error.code, error.text}, now);
      return;
    case HistoryRefusal::cancelled: fail(flight, {FailureReason::cancelled, error.code, error.text}, now); return;
    case HistoryRefusal::other: fail(flight, {FailureReason::refused, error.code, error.text}, now); return;
  }
}

void Router::on_malformed(const Response& part, const std::string& text, core::TimePoint now) {
  const auto wire_id = std::holds_alternative<RawMessage>(part) ? std::nullopt : request_id_of(part);
  auto* flight = wire_id ? flight_of(*wire_id) : nullptr;
  // One bad tick does not end a stream; a list with a row missing would look complete.
  if (flight == nullptr || flight->wants_stream()) return;
  fail(*flight, {FailureReason::malformed, 0, text}, now);
}

}  // namespace legwork::tws
