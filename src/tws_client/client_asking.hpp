// How a Client's requests wait for their answers: coroutines over its State, shared by the files that spell out the requests.
#pragma once

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "tws_client/client_state.hpp"

namespace legwork::tws_client {

using StatePtr = std::shared_ptr<Client::State>;

/// The messages of one answer. A coroutine that is cancelled while waiting cancels the request at the gateway.
io::Task<Outcome<std::vector<tws::Response>>> ask(StatePtr state, tws::Request message, tws::RequestOptions options = {});
/// Those of type T.
template <class T>
io::Task<Outcome<std::vector<T>>> rows(StatePtr state, tws::Request message) {
  auto answer = co_await ask(std::move(state), std::move(message));
  if (!answer) co_return answer.error();
  std::vector<T> found;
  for (auto& one : *answer) {
    if (T* const match = std::get_if<T>(&one)) found.push_back(std::move(*match));
  }
  co_return found;
}
/// The only one of type T; `malformed` when there is none.
template <class T>
io::Task<Outcome<T>> single(StatePtr state, tws::Request message) {
  auto found = co_await rows<T>(std::move(state), std::move(message));
  if (!found) co_return found.error();
  if (found->empty()) co_return tws::Failure{tws::FailureReason::malformed, 0, "an answer without content"};
  co_return std::move(found->back());
}

/// Waits for what was registered under `key`.
io::Task<Outcome<std::vector<tws::Response>>> wait_for(StatePtr state, tws::RequestKey key, std::shared_ptr<Answer> answer);

template <class T>
Stream<Item<T>> open_stream(const StatePtr& state, tws::Request message, const tws::RequestOptions& options,
                            typename StreamQueue<Item<T>>::Key key) {
  auto queue = std::make_shared<StreamQueue<Item<T>>>(state->executor, state->options.stream_items_max, key);
  const auto wish = state->subscribe(std::move(message), options, std::make_shared<StreamReceiver<T>>(queue));
  return {std::move(queue), [weak = std::weak_ptr(state), wish] {
            if (const auto alive = weak.lock()) alive->forget(wish);
          }};
}

/// The field that a tick is the newest of: its kind of message and its tick type. Anything that is no tick has none.
std::optional<std::uint64_t> tick_field(const Tick& tick);

}  // namespace legwork::tws_client
