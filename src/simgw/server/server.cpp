#include "simgw/server/server.hpp"

#include <array>
#include <csignal>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace legwork::simgw {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
namespace {

/// The gateway moves at least this often while somebody is connected, so that answers to bytes and time come together.
constexpr std::chrono::milliseconds tick_min{1}, tick_max{50};

core::Error io_error(const std::string& what, const error_code& error) {
  return {core::ErrorCode::io, what + ": " + error.message()};
}

}  // namespace

struct Server::State {
  /// One client's socket and what is on its way to it.
  struct Client {
    explicit Client(tcp::socket&& socket_in) : socket(std::move(socket_in)) {}
    tcp::socket socket;
    std::array<char, 65536> buffer{};
    std::string sending, backlog;
    bool closing = false;
  };

  State(Gateway& gateway_in, ServerOptions options_in, Elapsed elapsed_in)
      : gateway(gateway_in), options(std::move(options_in)), elapsed(std::move(elapsed_in)), started(gateway_in.now()) {}

  Gateway& gateway;
  ServerOptions options;
  Elapsed elapsed;
  core::TimePoint started;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer timer{context};
  asio::signal_set signals{context};
  std::map<ConnectionId, std::shared_ptr<Client>> clients;
  std::function<void(std::string)> on_client;

  core::TimePoint now() const {
    const double simulated = std::chrono::duration<double>(elapsed()).count() * options.speed;
    return started + std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(simulated));
  }

  void say(const std::string& text) const {
    if (on_client) on_client(text);
  }

  void accept() {
    acceptor.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) welcome(std::move(socket));
      accept();
    });
  }

  void welcome(tcp::socket socket) {
    gateway.advance(now());
    const auto id = gateway.open(gateway.now());
    if (!id) return;  // refused: the socket closes here
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto client = std::make_shared<Client>(std::move(socket));
    clients.emplace(*id, client);
    say(fmt::format("client {} connected", id->value()));
    flush(*id);
    read(*id, client);
  }

  void read(ConnectionId id, const std::shared_ptr<Client>& client) {
    client->socket.async_read_some(asio::buffer(client->buffer), [this, id, client](const error_code& error, std::size_t count) {
      if (!clients.contains(id)) return;
      if (error) {
        drop(id);
        return;
      }
      gateway.advance(now());
      gateway.on_bytes(id, std::string_view(client->buffer.data(), count), gateway.now());
      flush_all();
      if (clients.contains(id)) read(id, client);
    });
  }

  void flush_all() {
    for (const ConnectionId id : gateway.clients()) flush(id);
  }

  void flush(ConnectionId id) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    Client& client = *found->second;
    client.backlog += gateway.take_output(id);
    client.closing = client.closing || gateway.wants_close(id);
    if (client.backlog.size() > options.backlog_bytes_max) {
      say(fmt::format("client {} does not read: {} bytes wait, dropped", id.value(), client.backlog.size()));
      drop(id);
      return;
    }
    write(id, found->second);
  }

  void write(ConnectionId id, const std::shared_ptr<Client>& client) {
    if (!client->sending.empty()) return;
    if (client->backlog.empty()) {
      if (client->closing) drop(id);
      return;
    }
    client->sending.swap(client->backlog);
    asio::async_write(client->socket, asio::buffer(client->sending), [this, id, client](const error_code& error, std::size_t) {
      client->sending.clear();
      if (!clients.contains(id)) return;
      if (error) {
        drop(id);
      } else {
        write(id, client);
      }
    });
  }

  void drop(ConnectionId id) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    const std::shared_ptr<Client> client = found->second;
    clients.erase(found);
    error_code ignored;
    client->socket.shutdown(tcp::socket::shutdown_both, ignored);
    client->socket.close(ignored);
    gateway.on_closed(id, gateway.now());
    say(fmt::format("client {} is gone", id.value()));
  }

  void tick() {
    const core::Duration ahead = gateway.next_event() - now();
    auto wait =
        std::chrono::duration_cast<std::chrono::milliseconds>(ahead / std::max(options.speed, 1e-3)) + std::chrono::milliseconds(1);
    wait = std::clamp<std::chrono::milliseconds>(wait, tick_min, tick_max);
    timer.expires_after(wait);
    timer.async_wait([this](const error_code& error) {
      if (error) return;
      gateway.advance(now());
      flush_all();
      tick();
    });
  }

  void stop() {
    error_code ignored;
    acceptor.close(ignored);
    context.stop();
  }
};

core::Result<Server> Server::listen(Gateway& gateway, ServerOptions options, Elapsed elapsed) {
  auto state = std::make_unique<State>(gateway, std::move(options), std::move(elapsed));
  error_code error;
  const auto address = asio::ip::make_address(state->options.address, error);
  if (error) return io_error("'" + state->options.address + "' is no address", error);
  const tcp::endpoint endpoint(address, state->options.port);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return io_error(fmt::format("cannot listen on {}:{}; choose another with --port", state->options.address, state->options.port),
                    error);
  return Server(std::move(state));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

void Server::run(std::function<void(std::string)> on_client) {
  state_->on_client = std::move(on_client);
  state_->accept();
  state_->tick();
  state_->context.run();
}

void Server::stop() { state_->stop(); }

void Server::stop_on_signals() {
  state_->signals.add(SIGINT);
  state_->signals.add(SIGTERM);
  state_->signals.async_wait([this](const error_code& error, int) {
    if (!error) state_->stop();
  });
}

}  // namespace legwork::simgw
