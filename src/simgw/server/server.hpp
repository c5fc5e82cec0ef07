// Server: the simulated gateway on a TCP port. Carries bytes between sockets and the Gateway and moves it along as time passes, at any
// speed; decides nothing. One thread; a client that does not read is dropped when its backlog passes a bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "core/time.hpp"
#include "simgw/gateway/gateway.hpp"

namespace legwork::simgw {

struct ServerOptions {
  std::string address = "127.0.0.1";  // no password on this protocol: beyond loopback only on purpose
  std::uint16_t port = 7497;  // 0: any free one
  double speed = 1;  // simulated seconds a second
  std::size_t backlog_bytes_max = std::size_t{64} * 1024 * 1024;  // unsent, of one client
};

class Server {
 public:
  /// Time passed since the start on a steady clock.
  using Elapsed = std::function<core::Duration()>;

  /// Listens at once. `gateway` must outlive the server. Errors: io, when the port is taken or the address cannot be bound.
  static core::Result<Server> listen(Gateway& gateway, ServerOptions options, Elapsed elapsed);
  ~Server();
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// Serves until stop(). `on_client` is told of every connection and its end.
  void run(std::function<void(std::string)> on_client = {});
  /// May be called from a signal's handler thread or from inside.
  void stop();
  /// Stops at SIGINT and SIGTERM.
  void stop_on_signals();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace legwork::simgw
