// Machine: what befalls the process, its disk and its network in a drilled day, each kind on a schedule of its own from the seed, so that
// leaving one out moves no other. Ids are those of the fault catalogue where it has one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/prng.hpp"
#include "core/time.hpp"
#include "drill/mix.hpp"

namespace legwork::drill {

enum class Strike : std::uint8_t {
  kill,  // the process is gone between two instructions, some of what it had written with it
  crash_before_send,  // once an intent is on the disk, before a byte of the order has left
  crash_after_send,  // once a byte of an order has left, before any answer
  stall,  // the process stands still for a while: swapped out, stopped, starved
  reset,  // the network breaks
  sync_fails,
  disk_full,
};
inline constexpr std::size_t strike_count = 7;
/// "sto.kill-at-any-byte"; of the network's "net.reset".
std::string_view id_of(Strike strike);

class Machine {
 public:
  /// `only`: these ids and no others; empty: all, at the rates of the mix.
  Machine(const Mix& mix, std::span<const std::string> only, const core::Prng& chance, core::TimePoint begin);

  std::optional<core::TimePoint> next_event() const;
  std::vector<Strike> due(core::TimePoint now);

 private:
  struct Schedule {
    double per_hour = 0;
    core::Prng chance;
    core::TimePoint next{};
  };
  std::vector<Schedule> schedules_;  // by Strike
};

/// The moment of the next of events that come `per_hour` on average, without memory.
core::TimePoint next_by_chance(core::Prng& chance, double per_hour, core::TimePoint now);

}  // namespace legwork::drill
