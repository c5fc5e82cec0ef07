#include "tws_client/client.hpp"

#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include "tws_client/client_state.hpp"

namespace legwork::tws_client {
using boost::asio::experimental::awaitable_operators::operator||;
namespace {

using StatePtr = std::shared_ptr<Client::State>;

/// Whoever cancels it leaves without a word: the session learns that its connection is gone.
io::Task<void> run_loops(StatePtr state) {
  try {
    co_await (state->stay_connected() || state->keep_time());
  } catch (const boost::system::system_error&) {
    state->transport.reset();
    state->session.on_closed("run() was cancelled", state->clock.now());
    state->pump();
    throw;
  }
}

io::Task<Outcome<tws::Ready>> wait_for_ready(StatePtr state, core::TimePoint deadline) {
  while (!state->ready) {
    if (state->stopping) co_return tws::Failure{tws::FailureReason::cancelled, 0, "the client was stopped"};
    if (state->clock.now() >= deadline) co_return tws::Failure{tws::FailureReason::not_connected, 0, "no ready session in time"};
    co_await (state->readiness.wait() || state->stopped.wait() || state->clock.sleep_until(deadline));
  }
  co_return *state->ready;
}

}  // namespace

Client::Client(io::Executor executor, io::Clock& clock, io::Connector& connector, ClientOptions options)
    : state_(std::make_shared<State>(std::move(executor), clock, connector, std::move(options))) {}
Client::~Client() = default;

io::Task<void> Client::run() { return run_loops(state_); }
void Client::stop() { state_->stop(); }

Client::Reply<tws::Ready> Client::ready(core::TimePoint deadline) { return wait_for_ready(state_, deadline); }
tws::SessionState Client::state() const { return state_->session.state(); }
std::uint32_t Client::epoch() const { return state_->session.epoch(); }
const tws::SessionCounters& Client::counters() const { return state_->session.counters(); }
std::optional<core::TimePoint> Client::last_frame_at() const { return state_->session.last_frame_at(); }

Stream<ClientEvent> Client::events() {
  auto queue = std::make_shared<StreamQueue<ClientEvent>>(state_->executor, state_->options.events_max, nullptr);
  state_->listeners.emplace_back(queue);
  return {std::move(queue), nullptr};
}

core::Result<std::int32_t> Client::take_order_id() { return state_->session.take_order_id(); }

core::Result<void> Client::cancel_order(std::int32_t order_id) {
  auto sent = state_->session.cancel_order({.order_id = order_id}, state_->clock.now());
  state_->pump();
  return sent;
}

}  // namespace legwork::tws_client
