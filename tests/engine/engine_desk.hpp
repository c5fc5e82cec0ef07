// EngineDesk: the engine's whole process without a process: host, journal in memory, simulated gateway and the socket that commands ask,
// in virtual time. For tests that read like a day at the desk.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "desk/engine_host.hpp"
#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "journal/memory_store.hpp"
#include "simgw/gateway/gateway.hpp"
#include "simgw/server/server.hpp"

namespace legwork::engine_test {

using Json = nlohmann::ordered_json;

/// Friday, 10:00 in New York.
core::TimePoint opening();
inline constexpr const char* bull_put = "SPXW:20260731:P:7300/7290";

class EngineDesk {
 public:
  EngineDesk();
  ~EngineDesk();
  EngineDesk(const EngineDesk&) = delete;
  EngineDesk& operator=(const EngineDesk&) = delete;

  /// A new process over what the journal has. ASSERTs that it starts.
  void start_engine();
  /// The process is gone from one instruction to the next; orders stay at the gateway.
  void kill_engine();
  /// The engine's answer to {"do":…}, an object.
  Json ask(const Json& request);
  Json preview(const Json& more = Json::object());
  Json place(const Json& ticket, const std::string& key);
  void wait(core::Duration time) { world_.clock.run_for(world_.context, time); }
  /// Records of that kind in the journal.
  int records(const std::string& kind);
  const desk::EngineHost& engine() const { return *host_; }
  simgw::Gateway& gateway() { return gateway_; }
  io::PipeNetwork& network() { return network_; }

 private:
  struct Kept;  // hands out the one store that outlives every run
  io::Executor executor() { return world_.context.get_executor(); }

  io::Simulation world_{opening()};
  simgw::World market_;
  simgw::Gateway gateway_;
  io::PipeNetwork network_;
  simgw::Server server_;
  journal::MemoryStore store_;
  std::unique_ptr<desk::RecordKeeper> keeper_;
  std::unique_ptr<desk::EngineHost> host_;
  std::optional<io::TaskGroup> tasks_;  // of the engine
};

}  // namespace legwork::engine_test
