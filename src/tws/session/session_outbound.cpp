#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tws/session/session_state.hpp"

namespace legwork::tws {

std::string_view Session::output(core::TimePoint now) {
  auto& state = *state_;
  state.clock = now;
  if (state.phase == SessionState::disconnected) return {};
  const auto bytes = state.outbox.output(now);
  for (const auto& late : state.outbox.take_late()) state.desk.stranded(late);
  state.note_throttling(now);
  return bytes;
}

void Session::written(std::size_t bytes, core::TimePoint now) {
  auto& state = *state_;
  state.clock = now;
  if (state.phase == SessionState::disconnected) return;  // of a connection that is over
  state.counters.bytes_out += bytes;
  for (const auto& departure : state.outbox.written(bytes, now)) {
    if (departure.is_whole) ++state.counters.frames_out;
    if (departure.sender.kind == Sender::Kind::flight) state.router.departed(departure.sender.id, departure.is_whole, now);
    state.desk.departed(departure, now);
  }
}

void Session::State::start_api(core::TimePoint now) {
  std::string payload;
  encode(Request(StartApi{.client_id = options.client_id, .optional_capabilities = options.optional_capabilities}), server_version,
         payload);
  outbox.post(Lane::order, std::move(payload), {}, now);
}

void Session::State::probe(core::TimePoint now) {
  std::string payload;
  encode(Request(RequestCurrentTime{}), server_version, payload);
  outbox.post(Lane::order, std::move(payload), {}, now);
  life.on_probe(now);
}

void Session::State::note_throttling(core::TimePoint now) {
  const auto& pacer = outbox.pacer();
  const auto waiting = pacer.waiting();
  // More than leaves in half a second is being held back; it ends when nothing waits.
  const bool on = is_throttled ? waiting > 0 || pacer.holds(now) : static_cast<double>(waiting) > pacer.rate() / 2;
  if (on == is_throttled) return;
  is_throttled = on;
  events.push(Throttled{.on = on, .queued = waiting, .rate = pacer.rate()});
}

void Session::State::close(CloseCause cause, std::string text, core::TimePoint now, std::string redirect) {
  phase = SessionState::disconnected;
  wants_close = true;
  events.push(Closed{.cause = cause, .text = std::move(text), .redirect = std::move(redirect)});
  for (const auto& stranded : outbox.drop()) desk.stranded(stranded);
  desk.on_lost();
  router.on_lost(now);
  if (is_throttled) {
    is_throttled = false;
    events.push(Throttled{.on = false, .queued = 0, .rate = outbox.pacer().rate()});
  }
}

std::string Session::State::handshake_hint() const {
  if (!has_heard) {
    return "the gateway accepted and then said nothing: a dialog may be open in it, its address list may not trust us, or 32 "
           "clients "
           "are connected";
  }
  if (phase == SessionState::handshaking) return "no server version came";
  if (!has_id) return "no nextValidId came: the API is enabled by half; restart the gateway";
  return "the gateway named no account: is somebody logged in?";
}

std::optional<core::TimePoint> Session::State::deadline() const {
  std::optional<core::TimePoint> at = router.deadline();
  const auto earlier = [&](std::optional<core::TimePoint> other) {
    if (other && (!at || *other < *at)) at = other;
  };
  if (phase == SessionState::disconnected) return at;
  earlier(desk.deadline());
  earlier(phase == SessionState::ready ? life.deadline() : connected_at + options.handshake_deadline);
  earlier(outbox.deadline(clock));
  return at;
}

}  // namespace legwork::tws
