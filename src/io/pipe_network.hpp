// PipeNetwork: a network in memory on which clients connect and servers listen, so that both run against each other in one thread and in
// virtual time. Faults: refusal, a host that never answers, and those of each Pipe. Owned by a test or main; outlives its users.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/pipe.hpp"

namespace legwork::io {

enum class Reachability : std::uint8_t {
  open,
  refused,  // connect fails at once
  silent,  // connect waits until its deadline
};

class PipeNetwork final : public Connector {
 public:
  /// At most so many wait to be accepted; a connection beyond is refused.
  static constexpr std::size_t backlog_max = 64;

  PipeNetwork(Executor executor, Clock& clock, const core::Prng& prng);

  /// Port 0 takes the next free one from 49152. Errors: io, when somebody listens there.
  core::Result<std::unique_ptr<Listener>> listen(Endpoint at);
  Task<core::Result<std::unique_ptr<Transport>>> connect(Endpoint to, core::TimePoint deadline) override;

  void set_reachability(Reachability reachability) { reachability_ = reachability; }
  /// Of pipes made from now on.
  void set_options(Side from, const PipeOptions& options) { (from == Side::client ? from_client_ : from_server_) = options; }

  /// Connections that are not over, oldest first.
  std::vector<std::shared_ptr<Pipe>> pipes() const;
  std::uint64_t connections() const { return connections_; }

 private:
  struct Accepting;
  class PipeListener;

  Executor executor_;
  Clock& clock_;
  core::Prng prng_;
  Reachability reachability_ = Reachability::open;
  PipeOptions from_client_, from_server_;
  std::map<std::string, std::weak_ptr<Accepting>> listeners_;  // by to_string(endpoint)
  std::vector<std::weak_ptr<Pipe>> pipes_;
  std::uint64_t connections_ = 0;
};

}  // namespace legwork::io
