#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tws/session/router.hpp"

namespace legwork::tws {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration patience_default = 15min;
constexpr core::Duration patience_of_history = 12h;

core::Duration patience_of(const Flight& flight) {
  return flight.options.patience.value_or(flight.ask ? patience_of_history : patience_default);
}

bool unwritten(const Flight& flight) { return flight.stage == Flight::Stage::waiting || flight.stage == Flight::Stage::posted; }

/// Streams that speak of themselves while the market is open, so that silence may mean that they are dead.
bool ticks(const Flight& flight) { return flight.kind->id == RequestMarketData::id || flight.kind->id == RequestRealTimeBars::id; }

std::string seconds_text(core::Duration duration) { return fmt::format("{:g} s", std::chrono::duration<double>(duration).count()); }

}  // namespace

/// Enters the earliest of the flight's moments into the agenda.
void Router::schedule(Flight& flight) {
  std::optional<core::TimePoint> due;
  const auto at = [&](std::optional<core::TimePoint> moment) {
    if (moment && (!due || *moment < *due)) due = moment;
  };
  at(flight.answer_by);
  at(flight.prove_by);
  if (unwritten(flight)) at(flight.not_before);
  if (unwritten(flight) && !flight.wants_stream()) at(flight.since + patience_of(flight));
  if (due == flight.due) return;
  if (flight.due) agenda_.erase({*flight.due, flight.id});
  if (due) agenda_.insert({*due, flight.id});
  flight.due = due;
}

void Router::on_time(core::TimePoint now) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    auto& flight = flights_.at(agenda_.begin()->second);
    on_due(flight, now);
  }
  if (is_ready_ && history_at_ && *history_at_ <= now) post_history(now);
}

/// One of the flight's moments has come. Each branch moves that moment or ends the flight.
void Router::on_due(Flight& flight, core::TimePoint now) {
  const auto passed = [&](std::optional<core::TimePoint> moment) { return moment && *moment <= now; };
  if (passed(flight.not_before)) {
    flight.not_before.reset();
    schedule(flight);
    post_waiting(now);
  } else if (passed(flight.prove_by)) {
    flight.prove_by.reset();
    post_cancel(flight, now);
    ask_again_now(flight, now);
    post_waiting(now);
  } else if (flight.stage == Stage::ghost) {
    release(flight);
    post_waiting(now);
  } else if (passed(flight.answer_by)) {
    flight.answer_by.reset();
    on_silence(flight, now);
  } else if (unwritten(flight) && now - flight.since >= patience_of(flight)) {
    const auto reason = is_ready_ ? FailureReason::pacing : FailureReason::not_connected;
    fail(flight, {reason, 0, "could not be sent within " + seconds_text(patience_of(flight))}, now);
  } else {
    schedule(flight);
  }
}

void Router::on_silence(Flight& flight, core::TimePoint now) {
  if (flight.kind->shape == Shape::quiet) {
    end_of_rows(flight, now);
    return;
  }
  if (flight.permission_notice) {
    const auto failure = *flight.permission_notice;
    post_cancel(flight, now);
    fail(flight, failure, now);
    return;
  }
  const Failure failure{FailureReason::no_reply, 0, "no answer within " + seconds_text(flight.silence_max)};
  if (flight.is_answered && flight.wants_stream()) {
    // The stream lives; it is the picture for a newcomer that did not come.
    flight.pictures_due = 0;
    fail_owners(flight, failure, false);
    schedule(flight);
    return;
  }
  fail(flight, failure, now);
}

std::optional<core::TimePoint> Router::deadline() const {
  std::optional<core::TimePoint> at = is_ready_ ? history_at_ : std::nullopt;
  if (!agenda_.empty() && (!at || agenda_.begin()->first < *at)) at = agenda_.begin()->first;
  return at;
}

void Router::on_ready(int server_version, core::TimePoint now) {
  server_version_ = server_version;
  is_ready_ = true;
  const bool waits = std::any_of(waiting_.begin(), waiting_.end(), [&](FlightId id) {
    return std::holds_alternative<RequestMarketDataType>(flights_.at(id).message);
  });
  if (market_data_type_ && !waits) {
    std::string payload;
    encode(*market_data_type_, server_version_, payload);
    outbox_.post(Lane::market_data, std::move(payload), {}, now);
  }
  post_waiting(now);
}

/// The connection went. Streams and what has not been written wait for the next; what is out can never be answered.
void Router::on_lost(core::TimePoint now) {
  is_ready_ = false;
  by_wire_id_.clear();
  for (auto& active : active_) active.clear();
  std::vector<FlightId> ids;
  ids.reserve(flights_.size());
  for (const auto& [id, flight] : flights_) ids.push_back(id);
  for (const FlightId id : ids) {
    auto& flight = flights_.at(id);
    const bool was_out = flight.stage == Stage::out;
    flight.wire_id = 0;
    if (flight.booking != 0 && !flight.is_booking_written) ledger_.withdraw(flight.booking);
    flight.booking = 0;
    if (flight.stage == Stage::ghost) {
      release(flight);
    } else if (flight.wants_stream() || (!was_out && flight.options.waits_for_connection)) {
      const auto since = flight.stage == Stage::out ? now : flight.since;
      to_waiting(flight, since);
    } else {
      const auto reason = was_out ? FailureReason::restarting : FailureReason::not_connected;
      const Failure failure{reason, 0,
                            was_out ? "the connection went before the answer" : "the connection went before it was sent"};
      for (const auto& owner : flight.owners) events_.push(Failed{owner.key, failure});
      release(flight);
    }
  }
  ledger_.close_all();
  history_at_.reset();
}

void Router::ask_again_now(Flight& flight, core::TimePoint now) {
  by_wire_id_.erase(flight.wire_id);
  flight.wire_id = 0;
  if (flight.kind->group != Group::none) std::erase(active_[static_cast<std::size_t>(flight.kind->group)], flight.id);
  if (flight.booking != 0 && !flight.is_booking_written) ledger_.written(flight.booking, now);  // half out: it will be
  ledger_.close(flight.booking);
  flight.booking = 0;
  to_waiting(flight, now);
}

void Router::ask_again_for_streams(core::TimePoint now) {
  for (auto& [id, flight] : flights_) {
    if (flight.stage == Stage::out && flight.wants_stream()) ask_again_now(flight, now);
  }
  post_waiting(now);
}

void Router::verify_streams(core::TimePoint now) {
  for (auto& [id, flight] : flights_) {
    if (flight.stage != Stage::out || !flight.wants_stream() || !ticks(flight)) continue;
    flight.prove_by = now + proof_max;
    schedule(flight);
  }
}

void Router::ask_again_later(Flight& flight, const ErrorMessage& error, core::TimePoint now) {
  if (!flight.wants_stream() || now - flight.asked_again_at > asked_again_window) flight.asked_again = 0;
  if (!flight.wants_stream() || flight.asked_again == asked_again_max) {
    fail(flight, {FailureReason::refused, error.code, error.text}, now);
    return;
  }
  notice(flight, error);
  ask_again_now(flight, now);
  flight.not_before = now + std::chrono::seconds(1 << flight.asked_again);
  if (flight.asked_again++ == 0) flight.asked_again_at = now;
  schedule(flight);
}

}  // namespace legwork::tws
