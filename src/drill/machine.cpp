#include "drill/machine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/assert.hpp"

namespace legwork::drill {
namespace {

constexpr std::array<std::string_view, strike_count> ids{"sto.kill-at-any-byte",
                                                         "sto.crash-between-journal-and-send",
                                                         "sto.crash-between-send-and-ack",
                                                         "prc.thread-stall",
                                                         "net.reset",
                                                         "sto.fsync-fails",
                                                         "sto.disk-full"};

double rate_of(Strike strike, const Mix& mix) {
  switch (strike) {
    case Strike::kill: return mix.deaths_per_hour / 2;
    case Strike::crash_before_send:
    case Strike::crash_after_send: return mix.deaths_per_hour / 4;
    case Strike::stall: return mix.stalls_per_hour;
    case Strike::reset: return mix.resets_per_hour;
    case Strike::sync_fails: return mix.store_failures_per_hour * 3 / 4;
    case Strike::disk_full: return mix.store_failures_per_hour / 4;
  }
  ASSERT(false, "strike {} has no rate", static_cast<int>(strike));
  return 0;
}

}  // namespace

std::string_view id_of(Strike strike) { return ids.at(static_cast<std::size_t>(strike)); }

core::TimePoint next_by_chance(core::Prng& chance, double per_hour, core::TimePoint now) {
  constexpr double longest_hours = 1000;
  const double hours = -std::log1p(-chance.uniform()) / std::max(per_hour, 1e-6);
  return now + std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(std::min(hours, longest_hours) * 3600));
}

Machine::Machine(const Mix& mix, std::span<const std::string> only, const core::Prng& chance, core::TimePoint begin) {
  for (std::size_t i = 0; i < strike_count; ++i) {
    const bool is_on = only.empty() || std::ranges::find(only, ids[i]) != only.end();
    Schedule schedule{is_on ? rate_of(static_cast<Strike>(i), mix) : 0, chance.split(ids[i]), {}};
    schedule.next = next_by_chance(schedule.chance, schedule.per_hour, begin);
    schedules_.push_back(schedule);
  }
}

std::optional<core::TimePoint> Machine::next_event() const {
  return std::ranges::min_element(schedules_, {}, &Schedule::next)->next;
}

std::vector<Strike> Machine::due(core::TimePoint now) {
  std::vector<Strike> strikes;
  for (std::size_t i = 0; i < strike_count; ++i) {
    Schedule& schedule = schedules_[i];
    if (now < schedule.next) continue;
    schedule.next = next_by_chance(schedule.chance, schedule.per_hour, now);
    strikes.push_back(static_cast<Strike>(i));
  }
  return strikes;
}

}  // namespace legwork::drill
