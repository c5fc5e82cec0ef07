// TimePoint: UTC nanoseconds since 1970. Logic is given the time; only `io` reads a clock.
#pragma once

#include <chrono>

namespace legwork::core {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::sys_time<Duration>;

/// Seconds from `from` to `to` as a double; negative when `to` is earlier. Exact to 1 ns within ±100 days.
constexpr double seconds_between(TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace legwork::core
