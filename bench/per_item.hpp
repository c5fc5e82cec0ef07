// per_item: a benchmark counter that shows the time per item of an iteration.
#pragma once

#include <benchmark/benchmark.h>

namespace legwork::bench {

inline benchmark::Counter per_item(double items) {
  using benchmark::Counter;
  // The library's own operator| makes a value that is none of the enumerators, which the analyser reports.
  auto flags = static_cast<unsigned>(Counter::kIsIterationInvariantRate) | static_cast<unsigned>(Counter::kInvert);
  return {items, static_cast<Counter::Flags>(flags)};  // NOLINT(clang-analyzer-optin.core.EnumCastOutOfRange)
}

}  // namespace legwork::bench
