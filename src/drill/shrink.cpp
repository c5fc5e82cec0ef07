#include "drill/shrink.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;

/// Without the `count` faults from `at` on.
Recipe without(const Recipe& recipe, std::size_t at, std::size_t count) {
  Recipe less{{}, recipe.chaos};
  for (std::size_t i = 0; i < recipe.faults.size(); ++i)
    if (i < at || i >= at + count) less.faults.push_back(recipe.faults[i]);
  return less;
}

}  // namespace

Recipe shrink(const Recipe& begin, const Breaks& breaks, int runs_max) {
  Recipe best = begin;
  int runs = 0;
  const auto still_breaks = [&](const Recipe& recipe) { return runs++ < runs_max && breaks(recipe); };
  // Shorter days first: every later run is cheaper by it.
  for (const core::Duration chaos : std::array<core::Duration, 5>{5min, 15min, 30min, 60min, 90min}) {
    if (chaos >= best.chaos) break;
    if (!still_breaks({best.faults, chaos})) continue;
    best.chaos = chaos;
    break;
  }
  for (std::size_t part = (best.faults.size() + 1) / 2; part > 0 && !best.faults.empty();) {
    bool smaller = false;
    for (std::size_t at = 0; at < best.faults.size();) {
      const Recipe less = without(best, at, part);
      if (still_breaks(less)) {
        best = less;
        smaller = true;
      } else {
        at += part;
      }
    }
    if (part == 1 && !smaller) break;
    part = part == 1 ? 1 : (std::min(part, best.faults.size()) + 1) / 2;
  }
  return best;
}

}  // namespace legwork::drill
