// Limits: a filter that is one order comparison, or one range, of a number. Only these have a distance and can be relaxed a little.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>

#include "scan/program.hpp"

namespace legwork::scan {

struct Limits {
  ColumnId column;
  std::optional<Condition> low, high;  // column > or >= low.number, column < or <= high.number

  double low_end() const { return low ? low->number : -std::numeric_limits<double>::infinity(); }
  double high_end() const { return high ? high->number : std::numeric_limits<double>::infinity(); }
};

/// Empty for flags, words, equalities and anything composed.
std::optional<Limits> limits_of(Table table, const Conjunct& conjunct);

/// The condition of the limits that a value violates; a known value outside.
const Condition& violated(const Limits& limits, double value);

/// How far a value is outside, relative to the limit: |value − limit| / max(|limit|, 0.01).
double distance(const Limits& limits, double value);

/// Widened as little as needed to hold the nearest `count` of the values, rounded outwards to something readable.
Limits widened(const Limits& limits, std::span<const double> values_nearest_first, std::size_t count);
bool holds(const Limits& limits, double value);
std::string to_string(Table table, const Limits& limits);

}  // namespace legwork::scan
