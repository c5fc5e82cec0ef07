// What a Client is made of, and the loops that carry bytes and time between its session and the world. Shared by the client and by every
// coroutine that waits for an answer, so that neither has to outlive the other.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "io/signal.hpp"
#include "tws_client/client.hpp"
#include "tws_client/receiver.hpp"

namespace legwork::tws_client {

struct Client::State : std::enable_shared_from_this<Client::State> {
  State(io::Executor executor_in, io::Clock& clock_in, io::Connector& connector_in, ClientOptions options_in);

  // The loops; client_loops.cpp.
  io::Task<void> stay_connected();
  io::Task<void> keep_time();
  io::Task<void> converse();
  io::Task<void> read();
  io::Task<void> write();
  /// False when stopped.
  io::Task<bool> wait_until(core::TimePoint when);
  void note_restart(core::TimePoint now);
  void stop();

  /// Hands out the session's events.
  void drain();
  /// After every call into the session: drains, and wakes the loops that write and keep time.
  void pump();

  // Answers; client_requests.cpp.
  void expect(tws::RequestKey key, std::shared_ptr<Receiver> receiver);
  void forget(tws::RequestKey key);
  tws::RequestKey request(tws::Request message, const tws::RequestOptions& request_options, std::shared_ptr<Receiver> receiver);
  tws::RequestKey subscribe(tws::Request message, const tws::RequestOptions& request_options, std::shared_ptr<Receiver> receiver);

  io::Executor executor;
  io::Clock& clock;
  io::Connector& connector;
  ClientOptions options;
  tws::Session session;
  ConnectionPlan plan;
  std::unique_ptr<io::Transport> transport;
  std::map<tws::RequestKey, std::shared_ptr<Receiver>> receivers;
  std::vector<std::weak_ptr<StreamQueue<ClientEvent>>> listeners;
  std::optional<tws::Ready> ready;
  io::Signal readiness, writable, timing, stopped;
  RestartPhase restart_phase = RestartPhase::normal;
  bool stopping = false;

 private:
  void on_event(tws::Event&& event);
  void tell(const ClientEvent& event);
};

}  // namespace legwork::tws_client
