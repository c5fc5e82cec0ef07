// Totals: many drilled days added up: what happened, what was broken, which faults met orders in which phases. Plain; days are added in
// the order of their seeds, so that the same days give the same totals.
#pragma once

#include <string>
#include <vector>

#include "drill/day.hpp"

namespace legwork::drill {

struct DayLine {
  std::uint64_t seed = 0, trace = 0, events = 0, orders = 0, fills = 0, faults = 0, violations = 0;
};
struct DayViolation {
  std::uint64_t seed = 0;
  Violation violation;
};

struct Totals {
  std::vector<DayLine> days;
  std::uint64_t events = 0, orders = 0, fills = 0, sent = 0, messages = 0, lives = 0, connections = 0, faults = 0, records = 0;
  int busiest_second = 0;
  std::map<std::string, std::uint64_t> faults_by_id;
  Coverage coverage;
  std::uint64_t violation_count = 0;
  std::vector<DayViolation> violations;  // the first hundred
  std::uint64_t trace = 0;  // of the days' traces

  void add(const DayReport& day);
};

/// Every id of the catalogue, and whether a drill can bring it about.
struct Injectable {
  std::string id;
  std::string why_not;  // empty: it can
};
std::vector<Injectable> injectable_faults();

/// Ids out of `wanted` (empty: all that can be brought about) that never happened.
std::vector<std::string> never_hit(const Totals& totals, const std::vector<std::string>& wanted);

}  // namespace legwork::drill
