// TCP: the Transport of real life. No delay, keep-alive after 30 s of silence; a listener binds the loopback address unless told
// otherwise, for the protocol has no password.
#pragma once

#include <memory>

#include "io/clock.hpp"
#include "io/transport.hpp"

namespace legwork::io {

class TcpConnector final : public Connector {
 public:
  /// `clock` measures the deadline and outlives the connector.
  explicit TcpConnector(Clock& clock) : clock_(clock) {}
  Task<core::Result<std::unique_ptr<Transport>>> connect(Endpoint to, core::TimePoint deadline) override;

 private:
  Clock& clock_;
};

/// `at.host` is a numeric address; port 0 takes any free one. Errors: io (taken, not allowed), parse (no address).
core::Result<std::unique_ptr<Listener>> listen_tcp(const Executor& executor, const Endpoint& at);

}  // namespace legwork::io
