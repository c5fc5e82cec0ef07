// Score: the weighted sum of fixed piecewise-linear maps of a row's own columns (verticals.md §3). No term depends on other
// rows or on the clock, so one tick changes one slice and an incremental ranking equals a full one.
#pragma once

#include "scan/columns.hpp"
#include "scan/parameters.hpp"

namespace legwork::scan {

/// 0 … 1; NaN counts as one half: neither a reward nor a punishment for what is not known.
double map_term(const ScoreTerm& term, double value);

/// The kernel of the `score` column.
SpreadKernel score_kernel();

}  // namespace legwork::scan
