// Clock: the port through which time enters. SystemClock reads the machine's, SimulatedClock is moved by whoever runs it. Owned by main
// or a test; it outlives every coroutine that sleeps on it.
#pragma once

#include "core/time.hpp"
#include "io/task.hpp"

namespace legwork::io {

class Clock {
 public:
  Clock() = default;
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  /// UTC; never runs backwards.
  virtual core::TimePoint now() const = 0;
  /// Returns at `when` or later, never inline: at the earliest on the executor's next turn. Returns early when cancelled, as by
  /// `operation || clock.sleep_until(deadline)`.
  virtual Task<void> sleep_until(core::TimePoint when) = 0;
};

}  // namespace legwork::io
