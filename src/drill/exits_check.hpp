// ExitsCheck: what must hold of the engine's closing orders and exits while a day goes on: a mode that stops new risk stops no close
// (EXITS_POSSIBLE), prices come from what the exchange showed (NO_RISK_ON_BAD_DATA), and exits that see nothing say so (STREAM_TRUTH).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "drill/exchange_memory.hpp"
#include "drill/violations.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::drill {

class ExitsCheck {
 public:
  ExitsCheck(const simgw::World& world, Violations& violations) : memory_(world), violations_(violations) {}

  void on_command(const trade::Event& command, core::TimePoint now);
  void on_answer(const trade::Answer& answer, core::TimePoint now);
  void on_durable(const std::vector<trade::Record>& records, core::TimePoint now);
  /// Whenever time has gone on, with an engine that runs.
  void on_time(const trade::Engine& engine, core::TimePoint now);
  /// The engine is gone, or was not run for a while.
  void on_gap() { steady_since_.reset(); }

 private:
  void check_order(const trade::records::Intended& intended, core::TimePoint now);
  void check_sight(const trade::Engine& engine, core::TimePoint now);

  ExchangeMemory memory_;
  Violations& violations_;
  std::set<std::string> closing_;  // keys of commands that only close
  std::set<trade::TicketNumber> walks_;
  std::optional<core::TimePoint> steady_since_;  // linked and reconciled
  core::TimePoint next_look_{};
  std::map<trade::SpreadNumber, core::TimePoint> blind_since_;
};

}  // namespace legwork::drill
