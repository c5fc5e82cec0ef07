// OffsetClock: another clock, so much later or earlier: the time of a simulated gateway, which trades on a day of its own. Owned by main,
// as the clock under it, which it must not outlive.
#pragma once

#include "io/clock.hpp"

namespace legwork::io {

class OffsetClock final : public Clock {
 public:
  OffsetClock(Clock& clock, core::Duration ahead) : clock_(clock), ahead_(ahead) {}

  core::TimePoint now() const override { return clock_.now() + ahead_; }
  Task<void> sleep_until(core::TimePoint when) override {
    // The far future stays where it is, whatever the offset.
    return clock_.sleep_until(when == core::TimePoint::max() ? when : when - ahead_);
  }

 private:
  Clock& clock_;
  core::Duration ahead_;
};

}  // namespace legwork::io
