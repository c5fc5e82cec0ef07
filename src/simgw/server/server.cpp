#include "simgw/server/server.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "io/signal.hpp"
#include "io/task_group.hpp"

namespace legwork::simgw {
using namespace boost::asio::experimental::awaitable_operators;
namespace {

/// Of the clock: the gateway is not moved more often on its own account. Bytes move it at once.
constexpr std::chrono::milliseconds tick_min{1};
constexpr std::size_t read_bytes_max = std::size_t{64} * 1024;

core::Duration scaled(core::Duration time, double by) {
  return std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(time) * by);
}

}  // namespace

struct Server::State {
  /// One connection and what is on its way to it.
  struct Client {
    Client(std::unique_ptr<io::Transport> transport_in, const io::Executor& executor)
        : transport(std::move(transport_in)), changed(executor) {}
    std::unique_ptr<io::Transport> transport;
    io::Signal changed;  // something to write, or nothing any more
    std::string backlog;
    bool is_closing = false;
  };

  State(Gateway& gateway_in, io::Executor executor_in, io::Clock& clock_in, std::unique_ptr<io::Listener> listener_in,
        ServerOptions options_in)
      : gateway(gateway_in),
        executor(std::move(executor_in)),
        clock(clock_in),
        listener(std::move(listener_in)),
        options(std::move(options_in)) {}

  Gateway& gateway;
  io::Executor executor;
  io::Clock& clock;
  std::unique_ptr<io::Listener> listener;
  ServerOptions options;
  core::TimePoint clock_start{}, gateway_start{};
  core::TimePoint next_tick{};
  io::Signal sooner{executor}, stopping{executor};
  bool is_stopping = false;
  std::map<ConnectionId, std::shared_ptr<Client>> clients;
  io::TaskGroup tasks{executor};

  core::TimePoint gateway_time() const { return gateway_start + scaled(clock.now() - clock_start, options.speed); }
  core::TimePoint clock_time(core::TimePoint at) const { return clock_start + scaled(at - gateway_start, 1 / options.speed); }

  core::TimePoint wanted_tick() const { return std::max(clock_time(gateway.next_event()), clock.now() + tick_min); }

  void say(const std::string& text) const {
    if (options.on_client) options.on_client(text);
  }

  io::Task<void> accept() {
    while (!is_stopping && listener->is_open()) {
      auto transport = co_await listener->accept();
      if (transport && !is_stopping) welcome(std::move(*transport));
    }
  }

  void welcome(std::unique_ptr<io::Transport> transport) {
    gateway.advance(gateway_time());
    const auto id = gateway.open(gateway.now());
    if (!id) return;  // refused: the connection closes here
    auto client = std::make_shared<Client>(std::move(transport), executor);
    clients.emplace(*id, client);
    say(fmt::format("client {} connected", id->value()));
    tasks.spawn(read(*id, client));
    tasks.spawn(write(*id, client));
    flush_all();
  }

  io::Task<void> read(ConnectionId id, std::shared_ptr<Client> client) {
    std::string buffer(read_bytes_max, '\0');
    while (true) {
      const auto count = co_await client->transport->read_some(buffer);
      if (!clients.contains(id)) co_return;
      if (!count || *count == 0) break;
      gateway.advance(gateway_time());
      gateway.on_bytes(id, std::string_view(buffer.data(), *count), gateway.now());
      flush_all();
    }
    drop(id);
  }

  io::Task<void> write(ConnectionId id, std::shared_ptr<Client> client) {
    std::string sending;
    while (clients.contains(id)) {
      if (client->backlog.empty()) {
        if (client->is_closing) break;
        co_await client->changed.wait();
        continue;
      }
      sending.clear();
      sending.swap(client->backlog);
      const auto written = co_await client->transport->write(sending);
      if (!written) break;
    }
    drop(id);
  }

  /// Whatever the gateway has to say, to whomever; then looks when it wants to be moved.
  void flush_all() {
    for (const ConnectionId id : gateway.clients()) flush(id);
    if (wanted_tick() < next_tick) sooner.notify();
  }

  void flush(ConnectionId id) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    Client& client = *found->second;
    client.backlog += gateway.take_output(id);
    client.is_closing = client.is_closing || gateway.wants_close(id);
    if (client.backlog.size() > options.backlog_bytes_max) {
      say(fmt::format("client {} does not read: {} bytes wait, dropped", id.value(), client.backlog.size()));
      drop(id);
    } else if (!client.backlog.empty() || client.is_closing) {
      client.changed.notify();
    }
  }

  void drop(ConnectionId id) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    const std::shared_ptr<Client> client = found->second;
    clients.erase(found);
    client->transport->close();
    client->changed.notify();
    gateway.on_closed(id, gateway.now());
    say(fmt::format("client {} is gone", id.value()));
  }

  io::Task<void> tick() {
    while (!is_stopping) {
      next_tick = wanted_tick();
      co_await (clock.sleep_until(next_tick) || sooner.wait());
      next_tick = {};  // awake: nobody needs to call
      gateway.advance(gateway_time());
      flush_all();
    }
  }
};

Server::Server(Gateway& gateway, const io::Executor& executor, io::Clock& clock, std::unique_ptr<io::Listener> listener,
               ServerOptions options)
    : state_(std::make_unique<State>(gateway, executor, clock, std::move(listener), std::move(options))) {}
Server::~Server() = default;

io::Task<void> Server::run() {
  State& state = *state_;
  state.clock_start = state.clock.now();
  state.gateway_start = state.gateway.now();
  state.tasks.spawn(state.accept());
  state.tasks.spawn(state.tick());
  while (!state.is_stopping) co_await state.stopping.wait();
  state.listener->close();
  while (!state.clients.empty()) state.drop(state.clients.begin()->first);
  state.tasks.cancel();
  co_await state.tasks.join();
}

void Server::stop() {
  state_->is_stopping = true;
  state_->stopping.notify();
}

}  // namespace legwork::simgw
