// Server: the simulated gateway behind a Listener. Carries bytes between its connections and the Gateway and moves it along as time
// passes, at any speed; decides nothing. Over TCP it is `legwork sim`, over an in-memory network whole days run in virtual time. One
// executor; a client that does not read is dropped when its backlog passes a bound.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "io/clock.hpp"
#include "io/transport.hpp"
#include "simgw/gateway/gateway.hpp"

namespace legwork::simgw {

struct ServerOptions {
  double speed = 1;  // simulated seconds a second of the clock
  std::size_t backlog_bytes_max = std::size_t{64} * 1024 * 1024;  // unsent, of one client
  std::function<void(std::string)> on_client = {};  // told of every connection and its end
};

class Server {
 public:
  /// The gateway's time starts to pass with run(). `gateway` and `clock` outlive the server.
  Server(Gateway& gateway, const io::Executor& executor, io::Clock& clock, std::unique_ptr<io::Listener> listener,
         ServerOptions options = {});
  ~Server();  // run() must have ended, or its executor must never run again
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until stop(), then closes every connection and the listener.
  io::Task<void> run();
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace legwork::simgw
