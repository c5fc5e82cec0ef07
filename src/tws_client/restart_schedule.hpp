// The daily restart of TWS or IB Gateway, as a function of the time: a warning before, an orderly leave, silence while it restarts, and
// the first attempt after. Plain; costs a few calendar steps.
#pragma once

#include <cstdint>
#include <optional>

#include "core/time.hpp"
#include "market/date.hpp"

namespace legwork::tws_client {

struct RestartOptions {
  /// US Eastern; the gateway is configured in its host's local time (23:45 unless changed). Unset: it is not expected to restart.
  std::optional<market::WallTime> daily_at;
  core::Duration warn_before = std::chrono::minutes(5);
  core::Duration leave_before = std::chrono::minutes(1);
  core::Duration return_after = std::chrono::minutes(5);
};

enum class RestartPhase : std::uint8_t {
  normal,
  soon,  // from warn_before: start nothing that takes long
  away,  // from leave_before until return_after: no connection is tried
};

struct RestartState {
  RestartPhase phase = RestartPhase::normal;
  core::TimePoint restart = core::TimePoint::max();  // the one that is near, or the next
  core::TimePoint until = core::TimePoint::max();  // when the phase ends
};

RestartState restart_state(const RestartOptions& options, core::TimePoint now);

}  // namespace legwork::tws_client
