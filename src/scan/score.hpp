// Score: the weighted sum of fixed piecewise-linear maps of a row's own columns (verticals.md §3). No term depends on other
// rows or on the clock, so one tick changes one slice and an incremental ranking equals a full one.
#pragma once

#include <algorithm>
#include <vector>

#include "scan/columns.hpp"
#include "scan/parameters.hpp"

namespace legwork::scan {

/// A term made ready: its column's kernel, and its map as a sum of clipped ramps, which needs no branch.
class ScoreMap {
 public:
  /// `term.column` exists (presets are checked when read).
  explicit ScoreMap(const ScoreTerm& term);

  /// 0 … 1; NaN counts one half: neither a reward nor a punishment for what is not known.
  double operator()(double value) const {
    double y = start_;
    for (const Ramp& ramp : ramps_) y += ramp.slope * std::min(std::max(value - ramp.from, 0.0), ramp.length);
    return value == value ? y : 0.5;
  }
  const ScoreTerm& term() const { return term_; }
  ColumnId column() const { return column_; }
  /// The same for all long legs of a block: computed once.
  bool constant_in_block() const { return constant_in_block_; }

 private:
  struct Ramp {
    double from, length, slope;
  };
  ScoreTerm term_;
  ColumnId column_;
  bool constant_in_block_;
  double start_ = 0.5;
  std::vector<Ramp> ramps_;
};

/// Gates first, score second: what rests on doubtful data counts half (C), on unusable data nothing (D).
inline double data_factor(const chain::Store& store, chain::Row short_row, chain::Row long_row) {
  const chain::Confidence worse = std::max(store.confidence()[short_row], store.confidence()[long_row]);
  return worse == chain::Confidence::D ? 0.0 : worse == chain::Confidence::C ? 0.5 : 1.0;
}

/// The kernel of the `score` column.
SpreadKernel score_kernel();

}  // namespace legwork::scan
