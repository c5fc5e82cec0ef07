#include "tws/session/router.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/assert.hpp"

namespace legwork::tws {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration snapshot_max = 15s;  // they end within about 11 s
// How many waiting historical requests are looked at when a place is free: enough to get round one busy series.
constexpr int history_look_ahead = 64;

bool is_snapshot(const Request& message) { return std::holds_alternative<RequestMarketData>(message) && ends_by_itself(message); }

}  // namespace

Router::Router(Outbox& outbox, EventQueue& events, std::int32_t first_request_id)
    : outbox_(outbox), events_(events), first_request_id_(first_request_id), next_request_id_(first_request_id) {}

void Router::add(RequestKey key, Request message, bool is_stream, RequestOptions options, core::TimePoint now) {
  auto refusal = local_refusal(message, is_stream);
  if (!refusal.empty()) {
    events_.push(Failed{key, {FailureReason::refused, 0, std::move(refusal)}});
    return;
  }
  if (!is_ready_ && !options.waits_for_connection) {
    events_.push(Failed{key, {FailureReason::not_connected, 0, "no ready session"}});
    return;
  }
  if (std::holds_alternative<RequestMarketDataType>(message)) market_data_type_ = message;
  const auto share_text = kind_of(message).shared ? text_of(message) : std::string{};
  if (join(key, message, is_stream, share_text, now)) return;
  launch(key, std::move(message), is_stream, options, now);
}

/// Adds the owner to a flight that already carries this request, if there is one.
bool Router::join(RequestKey key, const Request& message, bool is_stream, const std::string& share_text, core::TimePoint now) {
  const auto& kind = kind_of(message);
  if (kind.shared) {
    const auto at = by_share_text_.find(share_text);
    if (at == by_share_text_.end()) return false;
    flights_.at(at->second).owners.push_back({key, is_stream});
    by_key_.emplace(key, at->second);
    return true;
  }
  if (kind.group != Group::positions && kind.group != Group::account_data) return false;
  // Answers without ids: one stream for all owners. The newcomer needs a first picture, so the gateway is asked for it once more.
  for (auto& [id, flight] : flights_) {
    if (flight.kind != &kind || flight.stage == Stage::ghost) continue;
    if (!(flight.message == message)) {
      events_.push(
          Failed{key,
                 {FailureReason::refused, 0,
                  "another account's data is subscribed and the gateway serves one at a time; use account updates multi"}});
      return true;
    }
    flight.owners.push_back({key, is_stream, flight.pictures_due});
    by_key_.emplace(key, id);
    if (flight.stage == Stage::out) ask_for_picture(flight, now);
    return true;
  }
  return false;
}

void Router::ask_for_picture(Flight& flight, core::TimePoint now) {
  std::string payload;
  encode(flight.message, server_version_, payload);
  outbox_.post(flight.lane, std::move(payload), {}, now);
  ++flight.pictures_due;
  flight.answer_by = now + flight.silence_max;
  schedule(flight);
}

void Router::launch(RequestKey key, Request message, bool is_stream, const RequestOptions& options, core::TimePoint now) {
  Flight flight;
  flight.id = ++last_flight_;
  flight.kind = &kind_of(message);
  flight.owners.push_back({key, is_stream});
  flight.options = options;
  flight.lane = options.lane.value_or(flight.kind->lane);
  flight.silence_restarts = !is_snapshot(message);
  flight.silence_max = options.deadline.value_or(is_snapshot(message) ? snapshot_max : flight.kind->silence_max);
  flight.ask = history_ask(message);
  if (flight.kind->shared) flight.share_text = text_of(message);
  flight.message = std::move(message);
  const auto id = flight.id;
  by_key_.emplace(key, id);
  if (!flight.share_text.empty()) by_share_text_.emplace(flight.share_text, id);
  auto& placed = flights_.emplace(id, std::move(flight)).first->second;
  to_waiting(placed, now);
  post_waiting(now);
}

/// The flight waits for its turn, and no longer than its owner has patience.
void Router::to_waiting(Flight& flight, core::TimePoint now) {
  flight.stage = Stage::waiting;
  flight.since = now;
  flight.answer_by.reset();
  flight.prove_by.reset();
  flight.is_answered = false;
  flight.pictures_due = 0;
  for (auto& owner : flight.owners) owner.ends_to_skip = 0;
  waiting_of(flight).insert(flight.id);
  schedule(flight);
}

void Router::post_waiting(core::TimePoint now) {
  if (!is_ready_) return;
  const std::vector<FlightId> ids(waiting_.begin(), waiting_.end());
  for (const FlightId id : ids) {
    const auto at = flights_.find(id);
    if (at != flights_.end() && waiting_.contains(id) && may_post(at->second, now)) post(at->second, now);
  }
  post_history(now);
}

void Router::post_history(core::TimePoint now) {
  history_at_.reset();
  const std::vector<FlightId> ids(waiting_history_.begin(), waiting_history_.end());
  int looked_at = 0;
  for (const FlightId id : ids) {
    if (++looked_at > history_look_ahead) break;
    if (!waiting_history_.contains(id)) continue;  // posting one may end another
    auto& flight = flights_.at(id);
    if (flight.not_before && *flight.not_before > now) continue;
    const auto at = ledger_.earliest(*flight.ask, now);
    if (!at) return;  // fifty are open: one that closes brings us back
    if (*at <= now) {
      flight.booking = ledger_.book(*flight.ask, now);
      flight.is_booking_written = false;
      post(flight, now);
    } else if (!history_at_ || *at < *history_at_) {
      history_at_ = at;
    }
  }
}

bool Router::may_post(const Flight& flight, core::TimePoint now) const {
  if (flight.not_before && *flight.not_before > now) return false;
  const auto group = flight.kind->group;
  return group == Group::none || std::ssize(active_[static_cast<std::size_t>(group)]) < active_max(group);
}

void Router::post(Flight& flight, core::TimePoint now) {
  waiting_of(flight).erase(flight.id);
  if (set_request_id(flight.message, next_request_id_)) flight.wire_id = next_request_id_;
  std::string payload;
  encode(flight.message, server_version_, payload);
  auto refusal = wire_refusal(flight.message, server_version_, payload.size());
  if (next_request_id_ == std::numeric_limits<std::int32_t>::max()) refusal = "request ids are used up; start anew";
  if (!refusal.empty()) {
    flight.wire_id = 0;
    fail(flight, {FailureReason::refused, 0, std::move(refusal)}, now);
    return;
  }
  if (flight.wire_id != 0) by_wire_id_.emplace(next_request_id_++, flight.id);
  if (flight.kind->group != Group::none) active_[static_cast<std::size_t>(flight.kind->group)].push_back(flight.id);
  flight.ticket = outbox_.post(flight.lane, std::move(payload), {.kind = Sender::Kind::flight, .id = flight.id}, now);
  flight.stage = Stage::posted;
  flight.not_before.reset();
  flight.pictures_due = 1;
  schedule(flight);
}

void Router::post_cancel(const Flight& flight, core::TimePoint now) {
  const auto message = cancel_of(flight.message, flight.wire_id);
  if (!message) return;
  std::string payload;
  encode(*message, server_version_, payload);
  // In the lane of what it ends, so that it goes before the next of its kind and frees a line for it.
  outbox_.post(flight.lane, std::move(payload), {}, now);
}

void Router::cancel(RequestKey key, core::TimePoint now) {
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return;
  auto& flight = flights_.at(at->second);
  by_key_.erase(at);
  std::erase_if(flight.owners, [&](const Flight::Owner& owner) { return owner.key == key; });
  if (!flight.owners.empty()) return;
  give_up(flight, now);
  post_waiting(now);
}

/// Nobody wants it any more. What went out is cancelled at the gateway.
void Router::give_up(Flight& flight, core::TimePoint now) {
  const bool was_out = flight.stage == Stage::out || (flight.stage == Stage::posted && !outbox_.withdraw(flight.ticket));
  if (was_out) post_cancel(flight, now);
  if (was_out && flight.booking != 0 && !flight.is_booking_written) {
    ledger_.written(flight.booking, now);  // it is in the buffer and will be
    flight.is_booking_written = true;
  }
  // An end marker without an id would be taken for the next one's: that one waits until this is over.
  const bool is_keyless = flight.kind->group != Group::none && flight.kind->group != Group::account_summary;
  const bool answers_may_follow = was_out && is_keyless && flight.pictures_due > 0;
  if (!answers_may_follow) {
    release(flight);
    return;
  }
  if (!flight.share_text.empty()) by_share_text_.erase(flight.share_text);
  flight.stage = Stage::ghost;
  flight.prove_by.reset();
  flight.answer_by = now + flight.silence_max;
  schedule(flight);
}

/// Takes the flight out of everything; the reference is dead afterwards.
void Router::release(Flight& flight) {
  const auto id = flight.id;
  if (flight.due) agenda_.erase({*flight.due, id});
  for (const auto& owner : flight.owners) by_key_.erase(owner.key);
  waiting_of(flight).erase(id);
  if (flight.wire_id != 0) by_wire_id_.erase(flight.wire_id);
  if (flight.kind->group != Group::none) std::erase(active_[static_cast<std::size_t>(flight.kind->group)], id);
  const auto shared = by_share_text_.find(flight.share_text);
  if (shared != by_share_text_.end() && shared->second == id) by_share_text_.erase(shared);
  if (flight.booking != 0) {
    if (flight.is_booking_written) {
      ledger_.close(flight.booking);
    } else {
      ledger_.withdraw(flight.booking);
    }
  }
  flights_.erase(id);
}

void Router::departed(FlightId id, bool is_whole, core::TimePoint now) {
  const auto at = flights_.find(id);
  if (at == flights_.end()) return;
  auto& flight = at->second;
  if (!is_whole) {
    if (flight.stage == Stage::posted) flight.stage = Stage::out;
    if (flight.silence_max > core::Duration::zero()) flight.answer_by = now + flight.silence_max;
    schedule(flight);
    return;
  }
  if (flight.booking != 0 && !flight.is_booking_written) {
    ledger_.written(flight.booking, now);
    flight.is_booking_written = true;
  }
  if (flight.kind->shape == Shape::silent) {
    end_of_rows(flight, now);
  } else if (flight.ask) {
    post_history(now);  // the windows count from now
  }
}

}  // namespace legwork::tws
