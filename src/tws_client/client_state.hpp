// What a Client is made of: a session, the loop that connects it to the world, and whoever waits for its answers. Shared by the client and by every
// coroutine that waits for an answer, so that neither has to outlive the other.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "io/signal.hpp"
#include "tws_client/client.hpp"
#include "tws_client/receiver.hpp"
#include "tws_client/session_loop.hpp"

namespace legwork::tws_client {

struct Client::State : std::enable_shared_from_this<Client::State> {
  State(io::Executor executor_in, io::Clock& clock_in, io::Connector& connector_in, ClientOptions options_in);

  void stop();
  /// After every call into the session.
  void pump() { loop.pump(); }

  // Answers; client_asking.cpp.
  void expect(tws::RequestKey key, std::shared_ptr<Receiver> receiver);
  void forget(tws::RequestKey key);
  tws::RequestKey request(tws::Request message, const tws::RequestOptions& request_options, std::shared_ptr<Receiver> receiver);
  tws::RequestKey subscribe(tws::Request message, const tws::RequestOptions& request_options, std::shared_ptr<Receiver> receiver);

  io::Executor executor;
  io::Clock& clock;
  ClientOptions options;
  tws::Session session;
  SessionLoop loop;
  std::map<tws::RequestKey, std::shared_ptr<Receiver>> receivers;
  std::vector<std::weak_ptr<StreamQueue<ClientEvent>>> listeners;
  std::optional<tws::Ready> ready;
  io::Signal readiness;  // and its end: stop() notifies too

 private:
  void on_event(tws::Event&& event);
  void tell(const ClientEvent& event);
};

}  // namespace legwork::tws_client
