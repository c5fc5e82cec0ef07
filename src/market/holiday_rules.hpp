// The exchange's standing holiday and half-day rules, for every year; pure arithmetic. They know no special closures (storms,
// days of mourning): those are in `special_closures`, and for 2010–2028 in the calendar's table.
#pragma once

#include <span>
#include <vector>

#include "market/date.hpp"

namespace legwork::market {

enum class DayKind : std::uint8_t { closed, half_day, full_day };

/// What the rules say about the days of a year, from 1 January on (NYSE Rule 7.2; half days as the NYSE announces them). About 1 µs.
std::vector<DayKind> year_by_rule(std::chrono::year y);
/// The same for a single day that exists.
DayKind day_kind_by_rule(Date date);

/// Closures of 1990–2009 that no rule foretells, ascending.
std::span<const Date> special_closures();

/// Western Easter Sunday.
Date easter(std::chrono::year which);

}  // namespace legwork::market
