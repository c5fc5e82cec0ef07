// Mix: how rough a simulated day is: how often faults begin, processes die, networks break, and how busy the person at the desk is.
// Plain values; `calm`, `rough` and `hostile` are the three that the drill runs.
#pragma once

#include <optional>
#include <string_view>

namespace legwork::drill {

struct Mix {
  std::string_view name;
  double orders_per_hour = 0;  // new tickets
  double faults_per_hour = 0;  // of the wire, from those that the day's swarm has switched on
  double deaths_per_hour = 0;  // of the process: half at any moment, half around the sending of an order
  double stalls_per_hour = 0;
  double resets_per_hour = 0;  // of the network
  double store_failures_per_hour = 0;
  double kills_per_hour = 0;  // the kill switch, by a person, who releases it later
};
std::optional<Mix> mix_called(std::string_view name);

}  // namespace legwork::drill
