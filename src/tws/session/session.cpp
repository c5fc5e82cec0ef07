#include "tws/session/session.hpp"

#include <utility>

#include "core/assert.hpp"
#include "tws/session/session_state.hpp"

namespace legwork::tws {

Session::State::State(SessionOptions wanted)
    : options(std::move(wanted)),
      outbox(options.messages_per_second_max),
      router(outbox, events, options.first_request_id),
      desk(outbox, events, options.first_request_id),
      life(options.life_probe_after, options.life_probe_deadline, options.frame_deadline) {
  ASSERT(options.min_version <= options.max_version && supported(options.min_version) && supported(options.max_version),
         "versions {}..{} are not those that can be read", options.min_version, options.max_version);
  ASSERT(options.first_request_id > 0, "request ids are positive");
}

Session::Session(SessionOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::on_connected(core::TimePoint now) {
  auto& state = *state_;
  ASSERT(state.phase == SessionState::disconnected, "connected twice");
  state.clock = state.connected_at = now;
  state.phase = SessionState::handshaking;
  state.wants_close = false;
  state.framer = Framer{};
  state.upstream.reset();
  state.life.start(now);
  state.server_version = 0;
  state.has_heard = state.has_id = false;
  state.connection_time.clear();
  state.accounts.clear();
  state.malformed_at.clear();
  state.outbox.put_first(hello(state.options.min_version, state.options.max_version, state.options.connect_options));
}

void Session::on_closed(std::string_view why, core::TimePoint now) {
  auto& state = *state_;
  state.clock = now;
  if (state.phase == SessionState::disconnected) return;
  const bool is_early = state.phase != SessionState::ready;
  auto text = std::string(why);
  if (is_early) text += (text.empty() ? "" : "; ") + state.handshake_hint();
  state.close(CloseCause::peer_closed, std::move(text), now);
}

void Session::disconnect(core::TimePoint now) {
  state_->clock = now;
  if (state_->phase != SessionState::disconnected) state_->close(CloseCause::requested, {}, now);
}

void Session::on_time(core::TimePoint now) {
  auto& state = *state_;
  state.clock = now;
  state.router.on_time(now);
  if (state.phase == SessionState::disconnected) return;
  state.desk.on_time(now);
  if (state.phase != SessionState::ready) {
    if (now - state.connected_at >= state.options.handshake_deadline) {
      state.close(CloseCause::handshake_timeout, state.handshake_hint(), now);
    }
  } else if (state.life.dead(now)) {
    state.close(CloseCause::silent, "no frame since a probe: the peer is frozen or the way to it is broken", now);
  } else if (state.life.stuck(now)) {
    state.close(CloseCause::silent, "a frame was begun and not finished", now);
  } else if (state.life.probe_due(now)) {
    state.probe(now);
  }
}

void Session::probe_life(core::TimePoint now) {
  state_->clock = now;
  if (state_->phase == SessionState::ready && !state_->life.probing()) state_->probe(now);
}

std::optional<core::TimePoint> Session::deadline() const { return state_->deadline(); }

std::optional<Event> Session::next_event() { return state_->events.pop(); }

bool Session::wants_close() const { return state_->wants_close; }

RequestKey Session::request(Request message, core::TimePoint now, RequestOptions options) {
  state_->clock = now;
  const auto key = state_->next_key();
  state_->router.add(key, std::move(message), false, options, now);
  return key;
}

RequestKey Session::subscribe(Request message, core::TimePoint now, RequestOptions options) {
  state_->clock = now;
  const auto key = state_->next_key();
  state_->router.add(key, std::move(message), true, options, now);
  return key;
}

void Session::cancel(RequestKey key, core::TimePoint now) {
  state_->clock = now;
  state_->router.cancel(key, now);
  state_->desk.forget(key);
}

core::Result<std::int32_t> Session::take_order_id() { return state_->desk.take_order_id(); }

core::Result<RequestKey> Session::place_order(PlaceOrder message, core::TimePoint now, const OrderSending& sending) {
  state_->clock = now;
  const auto key = state_->next_key();
  if (auto placed = state_->desk.place(key, message, now, sending); !placed) return std::move(placed).error();
  return key;
}

core::Result<void> Session::cancel_order(CancelOrder message, core::TimePoint now) {
  state_->clock = now;
  return state_->desk.cancel(message, now);
}

SessionState Session::state() const { return state_->phase; }

int Session::server_version() const { return state_->server_version; }

std::uint32_t Session::epoch() const { return state_->epoch; }

std::optional<core::TimePoint> Session::last_frame_at() const { return state_->life.last_frame_at(); }

const SessionCounters& Session::counters() const {
  state_->counters.late_answers = state_->router.late_answers() + state_->desk.late_answers();
  return state_->counters;
}

std::size_t Session::queued() const { return state_->outbox.pacer().waiting(); }
int Session::messages_last_second(core::TimePoint now) const { return state_->outbox.pacer().last_second(now); }

}  // namespace legwork::tws
