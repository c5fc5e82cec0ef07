// SessionLoop: carries bytes and time between one tws::Session and the world. It connects and stays connected (back-off, redirects, the
// daily restart), reads, writes, and wakes the session at its deadlines. It decides nothing about requests: whatever the session tells
// goes to the sink. Owned with the session by whoever runs it (Client, the order engine's process), on one executor.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "io/clock.hpp"
#include "io/signal.hpp"
#include "io/transport.hpp"
#include "tws/session/session.hpp"
#include "tws_client/client_event.hpp"
#include "tws_client/connection_plan.hpp"

namespace legwork::tws_client {

struct SessionLoopOptions {
  PlanOptions plan;
  core::Duration connect_deadline = std::chrono::seconds(5);
  std::uint64_t seed = 1;  // of the back-off's chance
};

/// Called inline, between two steps of the loop. They may call into the session, and pump() after it; they do not destroy the loop.
struct SessionSink {
  std::function<void(tws::Event&&)> on_event;  // everything the session tells, in its order
  std::function<void(LinkEvent&&)> on_link;  // what it cannot know: attempts and restarts
  /// May be empty. After a step of the loop, when the session's events are handed out: always after bytes came or left and when a
  /// connection began or ended (a frame that causes no event is a proof of life all the same), else when there was an event.
  std::function<void()> on_turn = {};
};

class SessionLoop {
 public:
  /// `clock`, `connector` and `session` outlive the loop; nobody else feeds the session bytes or time, or takes its output or events.
  SessionLoop(const io::Executor& executor, io::Clock& clock, io::Connector& connector, SessionLoopOptions options,
              tws::Session& session, SessionSink sink);

  /// Connects, stays connected, and returns after stop(). Run it once. The loop outlives it. Cancelled, it tells the session that its
  /// connection is gone.
  io::Task<void> run();
  /// Leaves in order, for good.
  void stop();
  bool is_stopping() const { return is_stopping_; }

  /// After every call into the session: hands out its events, and wakes the loops that write and keep time.
  void pump();

 private:
  io::Task<void> stay_connected();
  io::Task<void> keep_time();
  io::Task<void> converse();
  io::Task<void> read();
  io::Task<void> write();
  /// False when stopped.
  io::Task<bool> wait_until(core::TimePoint when);
  void leave(core::TimePoint now);
  void note_restart(core::TimePoint now);
  /// False when there was nothing to tell.
  bool drain();
  /// pump() after a step of the loop itself.
  void turn();
  void end_turn();

  io::Clock& clock_;
  io::Connector& connector_;
  SessionLoopOptions options_;
  tws::Session& session_;
  SessionSink sink_;
  ConnectionPlan plan_;
  std::unique_ptr<io::Transport> transport_;
  io::Signal writable_, timing_, stopped_;
  RestartPhase restart_phase_ = RestartPhase::normal;
  bool is_stopping_ = false;
};

}  // namespace legwork::tws_client
