#include "tws_client/client.hpp"

#include <type_traits>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "tws_client/client_state.hpp"

namespace legwork::tws_client {
using namespace boost::asio::experimental::awaitable_operators;
namespace {

using StatePtr = std::shared_ptr<Client::State>;

io::Task<void> run_loop(StatePtr state) { co_await state->loop.run(); }

io::Task<Outcome<tws::Ready>> wait_for_ready(StatePtr state, core::TimePoint deadline) {
  while (!state->ready) {
    if (state->loop.is_stopping()) co_return tws::Failure{tws::FailureReason::cancelled, 0, "the client was stopped"};
    if (state->clock.now() >= deadline) co_return tws::Failure{tws::FailureReason::not_connected, 0, "no ready session in time"};
    co_await (state->readiness.wait() || state->clock.sleep_until(deadline));
  }
  co_return *state->ready;
}

}  // namespace

Client::State::State(io::Executor executor_in, io::Clock& clock_in, io::Connector& connector_in, ClientOptions options_in)
    : executor(std::move(executor_in)),
      clock(clock_in),
      options(std::move(options_in)),
      session(options.session),
      loop(executor, clock, connector_in, {options.plan, options.connect_deadline, options.seed}, session,
           {.on_event = [this](tws::Event&& event) { on_event(std::move(event)); },
            .on_link = [this](LinkEvent&& event) { std::visit([this](const auto& one) { tell(one); }, event); }}),
      readiness(executor) {}

void Client::State::stop() {
  loop.stop();
  readiness.notify();
  while (!receivers.empty()) {
    const auto node = receivers.extract(receivers.begin());
    session.cancel(node.key(), clock.now());
    node.mapped()->on_failed({tws::FailureReason::cancelled, 0, "the client was stopped"});
  }
  pump();
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
            readiness.notify();
          } else if constexpr (std::is_same_v<E, tws::Closed>) {
            ready.reset();
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

Client::Client(io::Executor executor, io::Clock& clock, io::Connector& connector, ClientOptions options)
    : state_(std::make_shared<State>(std::move(executor), clock, connector, std::move(options))) {}
Client::~Client() = default;

io::Task<void> Client::run() { return run_loop(state_); }
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
