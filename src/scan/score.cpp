#include "scan/score.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "core/assert.hpp"

namespace legwork::scan {

std::vector<ScoreTerm> default_score() {
  return {
      {"edge", 35, {{-0.10, 0.0}, {0.0, 0.5}, {0.10, 1.0}}}, {"liquidity", 20, {{0, 0.0}, {100, 1.0}}},
      {"cushion_em", 15, {{-0.5, 0.0}, {1.5, 1.0}}},         {"ror", 10, {{0.0, 0.0}, {0.25, 0.6}, {1.0, 1.0}}},
      {"iv_percentile_side", 10, {{0, 0.0}, {100, 1.0}}},    {"book_fit", 10, {{0.0, 0.0}, {1.0, 1.0}}},
  };
}

namespace {

ColumnId column_of(const ScoreTerm& term) {
  const auto id = find_column(Table::spreads, term.column);
  ASSERT(id, "score term of unknown column '{}'; presets are checked when read", term.column);
  return *id;
}

/// Weight times map of a term that is the same for all long legs of a block.
double constant_points(const ScoreMap& map, const LegPair& pair) {
  return map.term().weight * map(tables().spreads[map.column().value()].kernel.row(pair));
}

LegPair first_pair(const VerticalBlock& block) {
  return leg_pair(*block.legs, block.slice, block.structure, block.short_row, block.long_begin);
}

void apply_data_factors(LegPair pair, std::uint32_t n, double* __restrict scores) {
  for (std::uint32_t i = 0; i < n; ++i, ++pair.l) scores[i] *= pair.data_factor();
}

void score_block(const VerticalBlock& block, double* out) {
  std::array<double, VerticalBlock::size_max> values{}, mapped{};
  const LegPair first = first_pair(block);
  std::fill(out, out + block.n, 0.0);
  for (const ScoreMap& map : block.legs->score()) {
    if (map.constant_in_block()) {
      const double points = constant_points(map, first);
      for (std::uint32_t i = 0; i < block.n; ++i) out[i] += points;
      continue;
    }
    compute(map.column(), block, values);
    map.add_points(std::span(values).first(block.n), std::span(mapped).first(block.n), out);
  }
  apply_data_factors(first, block.n, out);
}

double score_row(const LegPair& pair) {
  double score = 0;
  for (const ScoreMap& map : pair.legs.score())
    score += map.term().weight * map(tables().spreads[map.column().value()].kernel.row(pair));
  return score * pair.data_factor();
}

constexpr double nothing = -std::numeric_limits<double>::infinity();

constexpr std::uint32_t few = 8;  // a row alone costs about this many rows of a block, which are computed several at a time

/// What a row can still reach with its points so far and `rest` to come.
double reach(double points, double rest, const LegPair& pair) { return (points + rest) * pair.data_factor(); }

std::uint64_t count_above(double floor, std::span<const double> points, double rest, LegPair pair) {
  std::uint64_t above = 0;
  for (std::uint32_t i = 0; i < points.size(); ++i, ++pair.l) above += reach(points[i], rest, pair) > floor ? 1 : 0;
  return above;
}

/// Scores, one by one, the rows that can still rise above the floor.
void finish_few(double floor, std::span<double> points, double rest, LegPair pair) {
  for (std::uint32_t i = 0; i < points.size(); ++i, ++pair.l)
    points[i] = reach(points[i], rest, pair) > floor ? score_row(pair) : nothing;
}

}  // namespace

ScoreMap::ScoreMap(const ScoreTerm& term)
    : term_(term),
      column_(column_of(term)),
      constant_in_block_(info(Table::spreads, column_).scope <= Scope::structure &&
                         info(Table::spreads, column_).scope != Scope::long_leg) {
  if (!term.map.empty()) start_ = term.map.front().second;
  for (std::size_t i = 1; i < term.map.size(); ++i) {
    const auto [x0, y0] = term.map[i - 1];
    const auto [x1, y1] = term.map[i];
    ramps_.push_back({x0, x1 - x0, (y1 - y0) / (x1 - x0)});
  }
  find_bounds();
}

/// A map takes its extreme values at its points, or one half where the column is unknown.
void ScoreMap::find_bounds() {
  std::vector<double> points{0.5 * term_.weight, start_ * term_.weight};
  for (const auto& [x, y] : term_.map) points.push_back(y * term_.weight);
  const auto [least, most] = std::ranges::minmax(points);
  points_max_ = most;
  points_scale_ = std::max(-least, most);
  const bool sound = std::ranges::all_of(points, [](double p) { return std::isfinite(p); }) &&
                     std::ranges::all_of(ramps_, [](const Ramp& r) { return r.length > 0 && std::isfinite(r.length * r.slope); });
  if (!sound) points_max_ = points_scale_ = std::numeric_limits<double>::infinity();
}

void ScoreMap::add_points(std::span<const double> values, std::span<double> mapped, double* __restrict points) const {
  ASSERT(mapped.size() == values.size());
  std::ranges::fill(mapped, start_);
  for (const auto [from, length, slope] : ramps_)
    for (std::size_t i = 0; i < values.size(); ++i) mapped[i] += slope * std::min(std::max(values[i] - from, 0.0), length);
  const double weight = term_.weight, half = weight * 0.5;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double known = weight * mapped[i];
    points[i] += values[i] == values[i] ? known : half;
  }
}

std::span<const double> ScoreAbove::operator()(const VerticalBlock& block, std::span<const std::uint8_t> wanted, double floor) {
  const auto& maps = block.legs->score();
  const LegPair first = first_pair(block);
  const std::span<double> scores = std::span(scores_).first(block.n);
  double rest = add_up_terms(maps, first);
  if (!std::isfinite(rest)) {  // a map without bounds: its sums mean nothing
    score_block(block, scores.data());
    return scores;
  }
  if (std::max(rest, 0.0) * first.short_(LegColumn::data_factor) <= floor) {
    std::ranges::fill(scores, nothing);
    return scores;
  }
  for (std::uint32_t i = 0; i < block.n; ++i) scores[i] = wanted[i] != 0 ? 0.0 : nothing;
  for (std::size_t k = 0; k < maps.size(); ++k) {
    rest -= points_[k];
    if (maps[k].constant_in_block()) {
      for (double& score : scores) score += points_[k];
      continue;
    }
    compute(maps[k].column(), block, values_);
    maps[k].add_points(std::span(values_).first(block.n), std::span(mapped_).first(block.n), scores.data());
    if (count_above(floor, scores, rest, first) * few <= block.n) {
      finish_few(floor, scores, rest, first);
      return scores;
    }
  }
  apply_data_factors(first, block.n, scores.data());
  return scores;
}

/// Fills points_. Returns what a row can reach, roundings included: those of the sum, taken in whatever order, are below a billionth
/// of the amounts that go into it.
double ScoreAbove::add_up_terms(const std::vector<ScoreMap>& maps, const LegPair& first) {
  double most = 0, scale = 0;
  points_.clear();
  for (const ScoreMap& map : maps) {
    points_.push_back(map.constant_in_block() ? constant_points(map, first) : map.points_max());
    most += points_.back();
    scale += map.points_scale();
  }
  return most + 1e-9 * scale;
}

SpreadKernel score_kernel() { return {&score_block, &score_row}; }

}  // namespace legwork::scan
