// Local sockets: a Transport between processes of one user on one machine. The file of the socket is 0600 from its first moment, in a
// folder that only its user may write; each side asks the system who the other is (SO_PEERCRED) and serves nobody else. Used as TCP is:
// an endpoint's host is the path of the file, its port means nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "io/clock.hpp"
#include "io/transport.hpp"

namespace legwork::io {

Endpoint local_endpoint(const std::filesystem::path& path);

class LocalConnector final : public Connector {
 public:
  /// `clock` measures the deadline and outlives the connector.
  explicit LocalConnector(Clock& clock) : clock_(clock) {}
  /// Errors: invalid_argument (no path that a socket can have), not_found (nobody listens), io (not ours, no answer in time).
  Task<core::Result<std::unique_ptr<Transport>>> connect(Endpoint to, core::TimePoint deadline) override;

 private:
  Clock& clock_;
};

struct LocalOptions {
  std::optional<std::uint32_t> user;  // who alone is served; unset: the user of this process
};

/// Makes the folders that are missing (0700), takes the place of a socket nobody listens on, and removes the file at the end.
/// Errors: invalid_argument (no path that a socket can have), io (somebody serves it, something else stands there, a folder that is not
/// ours alone to write).
core::Result<std::unique_ptr<Listener>> listen_local(const Executor& executor, const std::filesystem::path& path,
                                                     const LocalOptions& options = {});

}  // namespace legwork::io
