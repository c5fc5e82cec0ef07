// Trading: the order engine over one session with the gateway, without I/O: it translates between the two and leaves to its host what
// needs a disk or a person. The live process runs it on the engine executor over TCP, the drill in one thread and virtual time over a
// simulated gateway: the same code. The host owns the session, hands every event of it here, and after each call here lets the
// session speak (its wishes have changed).
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "desk/ib_broker.hpp"
#include "trade/engine/engine.hpp"
#include "tws/session/session.hpp"

namespace legwork::desk {

/// For the host, in this order: keep records and report Stored or StoreRefused; answer a command; tell people.
using Effect = std::variant<trade::Append, trade::Answer, trade::WhatIfAnswer, trade::Notify>;

class Trading {
 public:
  /// `session` outlives this and has the client id of the options.
  Trading(const trade::EngineOptions& options, tws::Session& session);

  /// The journal's records in their order, then start(). Errors: as of Engine.
  core::Result<void> replay(const trade::Record& record) { return engine_.replay(record); }
  core::Result<void> start(core::TimePoint now);

  /// What the session tells.
  void on(const tws::Event& event, core::TimePoint now);
  /// Commands, and what the host made of its effects.
  void on(const trade::Event& event, core::TimePoint now);
  /// After the session was given bytes: a frame is a proof of life whatever it says.
  void heard(core::TimePoint now);
  /// At deadline().
  void on_time(core::TimePoint now) { on(trade::Tick{}, now); }
  std::optional<core::TimePoint> deadline() const { return engine_.deadline(); }

  std::vector<Effect> take_effects();
  bool has_effects() const { return !effects_.empty(); }
  const trade::Engine& engine() const { return engine_; }

 private:
  void run(core::TimePoint now);
  void perform(trade::Actions actions, core::TimePoint now);

  tws::Session& session_;
  trade::Engine engine_;
  IbBroker broker_;
  IbBroker::Events events_;  // of the broker, not yet told to the engine; the oldest first
  std::vector<Effect> effects_;
  std::optional<core::TimePoint> life_seen_;
};

}  // namespace legwork::desk
