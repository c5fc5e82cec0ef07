// FaultPlan: which faults happen when, read from a small text file or made at random rates. A value without a clock of its own; Faults
// carries it out. The same plan, seed and world give the same faults.
//
//   # one line each; times are US Eastern, of the day the simulation starts unless a date stands before
//   at 10:31:00 conn.1100-upstream-lost seconds=30 data=lost
//   at 2026-07-13 09:30:00 md.tick-flood
//   after 90s ord.201-rejected count=1 text="No, thank you"
//   rate frame.split-anywhere 5/h
//   rate md.* 2/h
//   rate wire 6/h            # any fault of the wire
//   except sess.auto-logoff  # … but this one
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "market/date.hpp"
#include "simgw/faults/catalogue.hpp"

namespace legwork::simgw {

struct PlannedFault {
  std::string id;
  Parameters parameters;  // as given; the catalogue's defaults are under them
  std::optional<core::Duration> after;  // of the start; or a time of day:
  std::optional<market::Date> date;  // unset: the day of the start
  market::WallTime time;
};

struct FaultRate {
  std::string name;  // as written: what the chance is drawn from
  std::vector<const FaultEntry*> entries;  // of which one is picked each time
  Parameters parameters;
  double per_hour = 0;
};

class FaultPlan {
 public:
  /// Errors: not_found or io (the file), parse (file, line, and the word in where.field).
  static core::Result<FaultPlan> read(const std::filesystem::path& path);
  static core::Result<FaultPlan> parse(std::string_view text, const std::string& name = "plan");
  /// Any fault of the wire, `per_hour` of them an hour on average.
  static FaultPlan random_wire(double per_hour);
  /// Random faults leave this one out. False when there is no such fault.
  bool exclude(std::string_view id);

  const std::vector<PlannedFault>& planned() const { return planned_; }
  /// Without those left out.
  const std::vector<FaultRate>& rates() const { return rates_; }

 private:
  std::vector<PlannedFault> planned_;
  std::vector<FaultRate> rates_;
};

}  // namespace legwork::simgw
