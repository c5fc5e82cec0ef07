// What a drill says: a document for programs, a few lines for a person, and of a failure all that is needed to see it again.
#pragma once

#include <string>

#include "drill/shrink.hpp"
#include "drill/totals.hpp"

namespace legwork::drill {

struct DrillOptions {
  std::uint64_t seed = 1;
  std::uint64_t days = 1;
  std::string mix = "rough";
  std::vector<std::string> faults;
  core::Duration chaos = DayOptions().chaos;
  std::optional<double> each_per_hour;
  std::string json;  // file
  bool require_coverage = false, quiet = false, shrinks = true, timeline = false;
};

DayOptions day_options(const DrillOptions& options, std::uint64_t seed);

/// One JSON object. `commit` may be empty.
std::string to_json(const DrillOptions& options, const Totals& totals, const std::string& commit);
/// "600 days, 0 violations, …".
std::string summary(const DrillOptions& options, const Totals& totals);
/// Hits per id, and which phases of orders they met.
std::string coverage_text(const Totals& totals);
/// The command that runs this day again.
std::string replay_command(const DrillOptions& options, std::uint64_t seed, const Recipe& recipe, double each_per_hour);

}  // namespace legwork::drill
