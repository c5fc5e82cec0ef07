// The loops of a Client: one keeps it connected, one keeps its session's time, and while there is a connection one reads and one writes.
#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "tws_client/client_state.hpp"

namespace legwork::tws_client {
using boost::asio::experimental::awaitable_operators::operator||;
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
/// A deadline that has passed and does not move is looked at again after this, and not at once for ever.
constexpr std::chrono::milliseconds patience_min{10};

}  // namespace

Client::State::State(io::Executor executor_in, io::Clock& clock_in, io::Connector& connector_in, ClientOptions options_in)
    : executor(std::move(executor_in)),
      clock(clock_in),
      connector(connector_in),
      options(std::move(options_in)),
      session(options.session),
      plan(options.plan, core::Prng(options.seed)),
      readiness(executor),
      writable(executor),
      timing(executor),
      stopped(executor) {}

void Client::State::stop() {
  stopping = true;
  session.disconnect(clock.now());
  pump();
  if (transport) transport->close();
  stopped.notify();
  while (!receivers.empty()) {
    const auto node = receivers.extract(receivers.begin());
    session.cancel(node.key(), clock.now());
    node.mapped()->on_failed({tws::FailureReason::cancelled, 0, "the client was stopped"});
  }
  pump();
}

io::Task<bool> Client::State::wait_until(core::TimePoint when) {
  while (!stopping && clock.now() < when) co_await (stopped.wait() || clock.sleep_until(when));
  co_return !stopping;
}

io::Task<void> Client::State::stay_connected() {
  while (!stopping) {
    const auto attempt_at = plan.attempt_at(clock.now());
    if (attempt_at > clock.now()) tell(NextAttempt{attempt_at});
    if (!co_await wait_until(attempt_at)) co_return;
    const auto target = plan.target();
    const auto deadline = clock.now() + options.connect_deadline;
    auto connected = co_await connector.connect(target, deadline);
    if (stopping) co_return;
    if (!connected) {
      plan.on_unreachable(clock.now());
      tell(Unreachable{target, connected.error().message});
      continue;
    }
    transport = std::move(*connected);
    co_await converse();
    transport.reset();
  }
}

/// From connected to closed.
io::Task<void> Client::State::converse() {
  session.on_connected(clock.now());
  pump();
  co_await (read() || write());
  transport->close();
  session.on_closed("the connection ended", clock.now());
  pump();
}

io::Task<void> Client::State::read() {
  std::string buffer(read_bytes, '\0');
  while (!session.wants_close()) {
    const auto got = co_await transport->read_some(buffer);
    if (session.wants_close()) co_return;
    if (!got || *got == 0) {
      session.on_closed(got ? "the gateway closed the connection" : got.error().message, clock.now());
    } else {
      session.on_bytes(std::string_view(buffer).substr(0, *got), clock.now());
    }
    pump();
  }
}

/// The session's bytes are copied: a close frees them while the system may still be reading.
io::Task<void> Client::State::write() {
  while (!session.wants_close()) {
    const std::string bytes(session.output(clock.now()));
    drain();  // and not pump, which would wake this loop at once
    if (bytes.empty()) {
      co_await writable.wait();
      continue;
    }
    const auto count = co_await transport->write_some(bytes);
    if (session.wants_close()) co_return;
    if (count) {
      session.written(*count, clock.now());
    } else {
      session.on_closed(count.error().message, clock.now());
    }
    pump();
  }
}

io::Task<void> Client::State::keep_time() {
  while (!stopping) {
    note_restart(clock.now());
    const auto restart = restart_state(options.plan.restart, clock.now());
    auto due = std::min(session.deadline().value_or(core::TimePoint::max()), restart.until);
    if (due <= clock.now()) {
      session.on_time(clock.now());
      drain();
      writable.notify();
      due = std::min(session.deadline().value_or(core::TimePoint::max()), restart.until);
      due = std::max(due, clock.now() + patience_min);
    }
    if (due == core::TimePoint::max()) {
      co_await timing.wait();
    } else {
      co_await (timing.wait() || clock.sleep_until(due));
    }
  }
}

void Client::State::note_restart(core::TimePoint now) {
  const auto state = restart_state(options.plan.restart, now);
  if (state.phase == restart_phase) return;
  restart_phase = state.phase;
  if (state.phase == RestartPhase::soon) tell(RestartSoon{state.restart});
  if (state.phase != RestartPhase::away) return;
  tell(RestartWait{state.until});
  session.disconnect(now);
  pump();
  if (transport) transport->close();
}

void Client::State::drain() {
  while (auto event = session.next_event()) on_event(std::move(*event));
}

void Client::State::pump() {
  drain();
  writable.notify();
  timing.notify();
}

void Client::State::on_event(tws::Event&& event) {
  std::visit(
      [this](auto&& one) {
        using E = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<E, tws::Reply>) {
          if (const auto at = receivers.find(one.key); at != receivers.end())
            at->second->on_reply(std::forward<decltype(one)>(one));
        } else if constexpr (std::is_same_v<E, tws::Done> || std::is_same_v<E, tws::Failed>) {
          const auto node = receivers.extract(one.key);
          if (node.empty()) return;
          if constexpr (std::is_same_v<E, tws::Done>) {
            node.mapped()->on_done();
          } else {
            node.mapped()->on_failed(one.failure);
          }
        } else {
          if constexpr (std::is_same_v<E, tws::Ready>) {
            ready = one;
            plan.on_ready(clock.now());
            readiness.notify();
          } else if constexpr (std::is_same_v<E, tws::Closed>) {
            ready.reset();
            plan.on_closed(one, clock.now());
          }
          tell(std::forward<decltype(one)>(one));
        }
      },
      std::move(event));
}

void Client::State::tell(const ClientEvent& event) {
  std::erase_if(listeners, [](const auto& listener) { return listener.expired(); });
  for (const auto& listener : listeners) {
    if (const auto queue = listener.lock()) queue->push(event);
  }
}

}  // namespace legwork::tws_client
