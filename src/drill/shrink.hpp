// shrink(): from the faults of a day that breaks a promise to as few of them, and as short a day, as still break it. By halves, then one
// by one (delta debugging: A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). Deterministic.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace legwork::drill {

struct Recipe {
  std::vector<std::string> faults;  // and no others
  core::Duration chaos{};
};
/// True when a day by this recipe still breaks the same promise.
using Breaks = std::function<bool(const Recipe&)>;

/// `begin` breaks it. At most `runs_max` days are run.
Recipe shrink(const Recipe& begin, const Breaks& breaks, int runs_max);

}  // namespace legwork::drill
