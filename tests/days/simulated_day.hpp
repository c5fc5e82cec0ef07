// A day of our client with the simulated gateway under random faults, in virtual time and one thread: a hundred option lines and a
// trickle of questions and orders. For tests of what must hold whatever happens: the message budget, nothing lost for good, the same
// trace for the same seed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace legwork::days {

struct DayOptions {
  std::uint64_t seed = 1;
  core::Duration storm = std::chrono::minutes(45);  // with faults
  core::Duration calm = std::chrono::minutes(30);  // after it without new ones: everything must heal
  double faults_per_hour = 30;
  int lines = 100;
};

struct DayReport {
  std::uint64_t trace = 0;  // of every byte on every connection, with its time and direction
  int busiest_second = 0;  // messages of one client in any second, as the gateway counts them
  std::uint64_t gateway_violations = 0;  // how often the gateway saw too many
  std::uint64_t error_100 = 0;  // received
  std::uint64_t faults = 0, connections = 0, sessions = 0, ticks = 0, answers = 0;
  std::map<std::string, std::uint64_t> failures;  // of answers and streams, by reason
  std::vector<std::string> timeline;  // faults and the connection's life, with US Eastern times
  int lines_alive = 0;  // with a tick in the calm's second half
  bool is_ready = false;  // at the end
};

DayReport simulate_day(const DayOptions& options);

}  // namespace legwork::days
