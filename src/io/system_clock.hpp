// SystemClock: the machine's time. It is set by the wall clock once and then follows a clock that never steps and that counts while
// the machine is suspended, so that neither a hand on the wall clock nor a closed lid breaks a time-out. Stateless after construction:
// any thread may read it. Cost: one system call that stays in user space.
#pragma once

#include "io/clock.hpp"

namespace legwork::io {

class SystemClock final : public Clock {
 public:
  SystemClock();

  core::TimePoint now() const override;
  Task<void> sleep_until(core::TimePoint when) override;

  /// How far the wall clock has been moved against ours since construction; beyond a second somebody has set it.
  core::Duration wall_offset() const;

 private:
  core::TimePoint wall_start_;
  core::Duration ticks_start_;
};

}  // namespace legwork::io
