// ControlServer: serves the control protocol to the connections of one listener, and hands each request to the engine's handler. Every
// bound is an option: the length of a line, connections, requests out, bytes that a slow reader leaves waiting, idle time. Owned by the
// engine's process, on the engine executor; the listener decides who may connect (io/local_socket.hpp).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "desk/control_protocol.hpp"
#include "io/clock.hpp"
#include "io/task_group.hpp"
#include "io/transport.hpp"

namespace legwork::desk {

struct ControlServerOptions {
  std::size_t line_bytes_max = std::size_t{1} << 20U;  // a longer one ends its connection, after a line that says so
  std::size_t connections_max = 16;  // one more is told "busy" and closed
  std::size_t requests_out_max = 64;  // unanswered on one connection; one more is refused with "busy"
  std::size_t backlog_bytes_max = std::size_t{4} << 20U;  // unread answers of one connection; beyond, it is dropped
  int garbage_max = 3;  // lines in a row that are no request; then the connection is closed
  core::Duration idle_max = std::chrono::minutes(5);  // without a line or an answer, and none owed
};

class ControlServer {
 public:
  /// Called once a request; to answer, now or later, on this executor. It does not throw.
  using Handler = std::function<void(ControlRequest, ControlReply)>;

  /// `clock` outlives the server.
  ControlServer(io::Executor executor, io::Clock& clock, std::unique_ptr<io::Listener> listener, Handler handler,
                ControlServerOptions options = {});
  ~ControlServer();  // run() must have ended
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  /// Serves until stop(), and returns when no connection is left. Run it once.
  io::Task<void> run();
  /// Closes the listener, and each connection when what waits on it is written or half a second has passed. A handler may call it
  /// after its answer. Replies that are still out go nowhere.
  void stop();

  std::size_t connections() const;

 private:
  class Link;
  static io::Task<void> serve(std::shared_ptr<Link> link);
  void admit(std::unique_ptr<io::Transport> transport);

  io::Executor executor_;
  io::Clock& clock_;
  std::unique_ptr<io::Listener> listener_;
  std::shared_ptr<const Handler> handler_;
  ControlServerOptions options_;
  std::vector<std::weak_ptr<Link>> links_;
  io::TaskGroup tasks_;
};

}  // namespace legwork::desk
