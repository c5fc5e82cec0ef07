// Score: the weighted sum of fixed piecewise-linear maps of a row's own columns (verticals.md §3). No term depends on other
// rows or on the clock, so one tick changes one slice and an incremental ranking equals a full one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scan/columns.hpp"
#include "scan/parameters.hpp"
#include "scan/vertical_block.hpp"

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
  /// points[i] += weight · map(values[i]), to the bit. `mapped` is room to work in, as long as `values`; no two of the three overlap.
  void add_points(std::span<const double> values, std::span<double> mapped, double* __restrict points) const;
  /// The most points a value can bring, and the most in amount; but for rounding. ∞: the map bounds nothing.
  double points_max() const { return points_max_; }
  double points_scale() const { return points_scale_; }
  const ScoreTerm& term() const { return term_; }
  ColumnId column() const { return column_; }
  /// The same for all long legs of a block: computed once.
  bool constant_in_block() const { return constant_in_block_; }

 private:
  struct Ramp {
    double from, length, slope;
  };
  void find_bounds();

  ScoreTerm term_;
  ColumnId column_;
  bool constant_in_block_;
  double start_ = 0.5;
  std::vector<Ramp> ramps_;
  double points_max_ = 0, points_scale_ = 0;
};

/// Gates first, score second: what rests on doubtful data counts half (C), on unusable data nothing (D).
inline double data_factor(chain::Confidence confidence) {
  return confidence == chain::Confidence::D ? 0.0 : confidence == chain::Confidence::C ? 0.5 : 1.0;
}
/// Of two legs, the worse one's.
inline double data_factor(const chain::Store& store, chain::Row short_row, chain::Row long_row) {
  return std::min(data_factor(store.confidence()[short_row]), data_factor(store.confidence()[long_row]));
}

/// The scores of a block as far as a floor asks for them. Terms are added one after the other; a row leaves when what is still to
/// come could not lift it above the floor, so the heaviest term should stand first. Owned by one run. Costs, where the floor is high,
/// little more than the first term.
class ScoreAbove {
 public:
  /// Of the rows in `wanted`: their scores, to the bit, where these exceed `floor`; elsewhere anything not above it. No floor: −∞.
  std::span<const double> operator()(const VerticalBlock& block, std::span<const std::uint8_t> wanted, double floor);

 private:
  double add_up_terms(const std::vector<ScoreMap>& maps, const LegPair& first);

  std::array<double, VerticalBlock::size_max> scores_{}, values_{}, mapped_{};
  std::vector<double> points_;  // by term: what it brings, or may bring
};

/// The kernel of the `score` column.
SpreadKernel score_kernel();

}  // namespace legwork::scan
