#include "tws_client/client_asking.hpp"

namespace legwork::tws_client {
namespace {

/// While it lives the answer is wanted.
class Wanted {
 public:
  Wanted(StatePtr state, tws::RequestKey key) : state_(std::move(state)), key_(key) {}
  ~Wanted() { state_->forget(key_); }
  Wanted(const Wanted&) = delete;
  Wanted& operator=(const Wanted&) = delete;

 private:
  StatePtr state_;
  tws::RequestKey key_;
};

std::uint64_t field(std::int32_t message_id, std::int32_t tick_type) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(message_id)) << 32U | static_cast<std::uint32_t>(tick_type);
}

}  // namespace

void Client::State::expect(tws::RequestKey key, std::shared_ptr<Receiver> receiver) { receivers.emplace(key, std::move(receiver)); }

void Client::State::forget(tws::RequestKey key) {
  if (receivers.erase(key) == 0) return;  // it has ended
  session.cancel(key, clock.now());
  pump();
}

tws::RequestKey Client::State::request(tws::Request message, const tws::RequestOptions& request_options,
                                       std::shared_ptr<Receiver> receiver) {
  const auto key = session.request(std::move(message), clock.now(), request_options);
  expect(key, std::move(receiver));
  pump();
  return key;
}

tws::RequestKey Client::State::subscribe(tws::Request message, const tws::RequestOptions& request_options,
                                         std::shared_ptr<Receiver> receiver) {
  const auto key = session.subscribe(std::move(message), clock.now(), request_options);
  expect(key, std::move(receiver));
  pump();
  return key;
}

io::Task<Outcome<std::vector<tws::Response>>> wait_for(StatePtr state, tws::RequestKey key, std::shared_ptr<Answer> answer) {
  const Wanted wanted(state, key);
  while (!answer->has_ended()) co_await answer->wait();
  if (answer->failure()) co_return *answer->failure();
  co_return answer->take_rows();
}

io::Task<Outcome<std::vector<tws::Response>>> ask(StatePtr state, tws::Request message, tws::RequestOptions options) {
  if (state->loop.is_stopping()) co_return tws::Failure{tws::FailureReason::cancelled, 0, "the client was stopped"};
  auto answer = std::make_shared<Answer>(state->executor);
  const auto key = state->request(std::move(message), options, answer);
  co_return co_await wait_for(state, key, answer);
}

std::optional<std::uint64_t> tick_field(const Tick& tick) {
  return std::visit(
      [](const auto& message) -> std::optional<std::uint64_t> {
        if constexpr (requires { message.tick_type; }) return field(message.id, message.tick_type);
        return std::nullopt;
      },
      tick.message);
}

}  // namespace legwork::tws_client
