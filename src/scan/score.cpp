#include "scan/score.hpp"

#include <array>

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

void score_block(const VerticalBlock& block, double* out) {
  std::array<double, VerticalBlock::size_max> values;
  const VerticalRow first{block.slice, block.short_row, block.long_begin};
  std::fill(out, out + block.n, 0.0);
  for (const ScoreMap& map : block.legs->score()) {
    const double weight = map.term().weight;
    if (map.constant_in_block()) {
      const double points = weight * map(compute(map.column(), *block.legs, first));
      for (std::uint32_t i = 0; i < block.n; ++i) out[i] += points;
      continue;
    }
    compute(map.column(), block, values);
    for (std::uint32_t i = 0; i < block.n; ++i) out[i] += weight * map(values[i]);
  }
  const chain::Store& store = block.legs->store();
  for (std::uint32_t i = 0; i < block.n; ++i) out[i] *= data_factor(store, block.short_row, block.long_begin + i);
}

double score_row(const LegPair& pair) {
  double score = 0;
  for (const ScoreMap& map : pair.legs.score())
    score += map.term().weight * map(tables().spreads[map.column().value()].kernel.row(pair));
  return score * data_factor(pair.legs.store(), pair.s, pair.l);
}

}  // namespace

ScoreMap::ScoreMap(const ScoreTerm& term)
    : term_(term),
      column_(column_of(term)),
      constant_in_block_(info(Table::spreads, column_).scope <= Scope::structure &&
                         info(Table::spreads, column_).scope != Scope::long_leg) {
  if (term.map.empty()) return;
  start_ = term.map.front().second;
  for (std::size_t i = 1; i < term.map.size(); ++i) {
    const auto [x0, y0] = term.map[i - 1];
    const auto [x1, y1] = term.map[i];
    ramps_.push_back({x0, x1 - x0, (y1 - y0) / (x1 - x0)});
  }
}

SpreadKernel score_kernel() { return {&score_block, &score_row}; }

}  // namespace legwork::scan
