#include "scan/score.hpp"

#include <array>
#include <cmath>

#include "core/assert.hpp"

namespace legwork::scan {

std::vector<ScoreTerm> default_score() {
  return {
      {"edge", 35, {{-0.10, 0.0}, {0.0, 0.5}, {0.10, 1.0}}},
      {"liquidity", 20, {{0, 0.0}, {100, 1.0}}},
      {"cushion_em", 15, {{-0.5, 0.0}, {1.5, 1.0}}},
      {"ror", 10, {{0.0, 0.0}, {0.25, 0.6}, {1.0, 1.0}}},
      {"iv_percentile_side", 10, {{0, 0.0}, {100, 1.0}}},
      {"book_fit", 10, {{0.0, 0.0}, {1.0, 1.0}}},
  };
}

double map_term(const ScoreTerm& term, double value) {
  if (std::isnan(value) || term.map.empty()) return 0.5;
  const auto& map = term.map;
  if (value <= map.front().first) return map.front().second;
  for (std::size_t i = 1; i < map.size(); ++i) {
    if (value > map[i].first) continue;
    const auto [x0, y0] = map[i - 1];
    const auto [x1, y1] = map[i];
    return y0 + (y1 - y0) * ((value - x0) / (x1 - x0));
  }
  return map.back().second;
}

namespace {

ColumnId column_of(const ScoreTerm& term) {
  const auto id = find_column(Table::spreads, term.column);
  ASSERT(id, "score term of unknown column '{}'; presets are checked when read", term.column);
  return *id;
}

void score_block(const VerticalBlock& block, double* out) {
  std::array<double, VerticalBlock::size_max> values;
  std::fill(out, out + block.n, 0.0);
  for (const ScoreTerm& term : block.legs->parameters().score) {
    compute(column_of(term), block, values);
    for (std::uint32_t i = 0; i < block.n; ++i) out[i] += term.weight * map_term(term, values[i]);
  }
}

double score_row(const LegPair& pair) {
  double score = 0;
  for (const ScoreTerm& term : pair.parameters().score)
    score += term.weight * map_term(term, tables().spreads[column_of(term).value()].kernel.row(pair));
  return score;
}

}  // namespace

SpreadKernel score_kernel() { return {&score_block, &score_row}; }

}  // namespace legwork::scan
