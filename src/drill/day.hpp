// A drilled day: the product's process, a person, the network, the simulated gateway and its faults, in one thread and virtual time, from
// a seed. Chaos, then calm in which everything must heal, then the audit against the broker's truth.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "drill/mix.hpp"
#include "drill/violations.hpp"
#include "trade/order/phase.hpp"

namespace legwork::drill {

struct DayOptions {
  std::uint64_t seed = 1;
  Mix mix;
  std::vector<std::string> faults;  // only these, of the catalogue and of the machine; empty: the day's swarm picks
  std::optional<double> each_per_hour;  // of a fault of the wire; else the mix's rate, divided
  core::Duration chaos = std::chrono::hours(3);
  core::Duration calm = std::chrono::minutes(12);
};

/// How often a fault began while an order was in a phase.
using Coverage = std::map<std::string, std::array<std::uint64_t, trade::phase_count>>;

struct DayReport {
  std::uint64_t seed = 0;
  std::uint64_t trace = 0;  // of every byte and every record, with its time
  std::uint64_t events = 0;  // that the engine or its session took
  std::uint64_t orders = 0, fills = 0, sent = 0, messages = 0, lives = 0, connections = 0, faults = 0, records = 0;
  int busiest_second = 0;
  std::map<std::string, std::uint64_t> faults_by_id;
  Coverage coverage;
  Violations violations;
  std::vector<std::string> last_order;  // its records, with times; of a day that broke something
  std::vector<std::string> timeline;  // faults, deaths, alerts, orders, with US Eastern times
};

DayReport run_day(const DayOptions& options);
/// The ids of the catalogue that a day with these options draws from, and how often each.
std::vector<std::string> faults_of(const DayOptions& options);
double each_per_hour(const DayOptions& options);

}  // namespace legwork::drill
