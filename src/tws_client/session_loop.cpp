#include "tws_client/session_loop.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

namespace legwork::tws_client {
using namespace boost::asio::experimental::awaitable_operators;
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
/// A deadline that has passed and does not move is looked at again after this, and not at once for ever.
constexpr std::chrono::milliseconds patience_min{10};

}  // namespace

SessionLoop::SessionLoop(const io::Executor& executor, io::Clock& clock, io::Connector& connector, SessionLoopOptions options,
                         tws::Session& session, SessionSink sink)
    : clock_(clock),
      connector_(connector),
      options_(std::move(options)),
      session_(session),
      sink_(std::move(sink)),
      plan_(options_.plan, core::Prng(options_.seed)),
      writable_(executor),
      timing_(executor),
      stopped_(executor) {}

io::Task<void> SessionLoop::run() {
  try {
    co_await (stay_connected() || keep_time());
  } catch (...) {  // cancelled: by one exception, or by one of each of the two
    transport_.reset();
    session_.on_closed("run() was cancelled", clock_.now());
    turn();
    throw;
  }
}

void SessionLoop::stop() {
  is_stopping_ = true;
  leave(clock_.now());
  stopped_.notify();
}

void SessionLoop::leave(core::TimePoint now) {
  session_.disconnect(now);
  turn();
  if (transport_) transport_->close();
}

io::Task<bool> SessionLoop::wait_until(core::TimePoint when) {
  while (!is_stopping_ && clock_.now() < when) co_await (stopped_.wait() || clock_.sleep_until(when));
  co_return !is_stopping_;
}

io::Task<void> SessionLoop::stay_connected() {
  while (!is_stopping_) {
    const auto attempt_at = plan_.attempt_at(clock_.now());
    if (attempt_at > clock_.now()) sink_.on_link(NextAttempt{attempt_at});
    if (!co_await wait_until(attempt_at)) co_return;
    const auto target = plan_.target();
    const auto deadline = clock_.now() + options_.connect_deadline;
    auto connected = co_await connector_.connect(target, deadline);
    if (is_stopping_) co_return;
    if (!connected) {
      plan_.on_unreachable(clock_.now());
      sink_.on_link(Unreachable{target, connected.error().message});
      continue;
    }
    transport_ = std::move(*connected);
    co_await converse();
    transport_.reset();
  }
}

/// From connected to closed.
io::Task<void> SessionLoop::converse() {
  session_.on_connected(clock_.now());
  turn();
  co_await (read() || write());
  transport_->close();
  session_.on_closed("the connection ended", clock_.now());
  turn();
}

io::Task<void> SessionLoop::read() {
  std::string buffer(read_bytes, '\0');
  while (!session_.wants_close()) {
    const auto got = co_await transport_->read_some(buffer);
    if (session_.wants_close()) co_return;
    if (!got || *got == 0) {
      session_.on_closed(got ? "the gateway closed the connection" : got.error().message, clock_.now());
    } else {
      session_.on_bytes(std::string_view(buffer).substr(0, *got), clock_.now());
    }
    turn();
  }
}

/// The session's bytes are copied: a close frees them while the system may still be reading.
io::Task<void> SessionLoop::write() {
  while (!session_.wants_close()) {
    const std::string bytes(session_.output(clock_.now()));
    if (drain()) end_turn();  // and not turn(), which would wake this loop at once
    if (bytes.empty()) {
      co_await writable_.wait();
      continue;
    }
    const auto count = co_await transport_->write_some(bytes);
    if (session_.wants_close()) co_return;
    if (count) {
      session_.written(*count, clock_.now());
    } else {
      session_.on_closed(count.error().message, clock_.now());
    }
    turn();
  }
}

io::Task<void> SessionLoop::keep_time() {
  while (!is_stopping_) {
    note_restart(clock_.now());
    const auto restart = restart_state(options_.plan.restart, clock_.now());
    auto due = std::min(session_.deadline().value_or(core::TimePoint::max()), restart.until);
    if (due <= clock_.now()) {
      session_.on_time(clock_.now());
      const bool has_told = drain();
      writable_.notify();
      if (has_told) end_turn();
      due = std::min(session_.deadline().value_or(core::TimePoint::max()), restart.until);
      due = std::max(due, clock_.now() + patience_min);
    }
    if (due == core::TimePoint::max()) {
      co_await timing_.wait();
    } else {
      co_await (timing_.wait() || clock_.sleep_until(due));
    }
  }
}

void SessionLoop::note_restart(core::TimePoint now) {
  const auto state = restart_state(options_.plan.restart, now);
  if (state.phase == restart_phase_) return;
  restart_phase_ = state.phase;
  if (state.phase == RestartPhase::soon) sink_.on_link(RestartSoon{state.restart});
  if (state.phase != RestartPhase::away) return;
  sink_.on_link(RestartWait{state.until});
  leave(now);
}

bool SessionLoop::drain() {
  bool has_told = false;
  while (auto event = session_.next_event()) {
    if (std::holds_alternative<tws::Ready>(*event)) plan_.on_ready(clock_.now());
    if (const auto* const closed = std::get_if<tws::Closed>(&*event)) plan_.on_closed(*closed, clock_.now());
    sink_.on_event(std::move(*event));
    has_told = true;
  }
  return has_told;
}

void SessionLoop::pump() {
  drain();
  writable_.notify();
  timing_.notify();
}

void SessionLoop::turn() {
  pump();
  end_turn();
}

void SessionLoop::end_turn() {
  if (sink_.on_turn) sink_.on_turn();
}

}  // namespace legwork::tws_client
