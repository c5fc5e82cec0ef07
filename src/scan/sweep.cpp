#include "scan/sweep.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/assert.hpp"

namespace legwork::scan {

bool is_deferred(const Legs& legs, ColumnId column) {
  const ColumnInfo& c = info(Table::spreads, column);
  if (c.cost == Cost::deferred || c.id != "score") return c.cost == Cost::deferred;
  return std::ranges::any_of(legs.parameters().score, [](const ScoreTerm& term) {
    const auto input = find_column(Table::spreads, term.column);
    return input && info(Table::spreads, *input).cost == Cost::deferred;
  });
}

bool is_deferred(const Legs& legs, const Conjunct& conjunct) {
  return std::ranges::any_of(conjunct.columns, [&](ColumnId c) { return is_deferred(legs, c); });
}

Sweep::Sweep(const Legs& legs, const Program& program, Missing missing)
    : legs_(legs), missing_(missing), filter_(program.conjuncts) {
  ASSERT(program.table == Table::spreads, "a sweep runs over spreads");
  for (std::size_t i = 0; i < program.conjuncts.size(); ++i) {
    const Conjunct& conjunct = program.conjuncts[i];
    if (is_deferred(legs, conjunct)) continue;
    switch (conjunct.scope) {
      case Scope::underlying:
      case Scope::expiry: slice_level_.push_back({&conjunct, i}); break;
      case Scope::short_leg: short_level_.push_back({&conjunct, i}); break;
      case Scope::long_leg: long_level_.push_back({&conjunct, i}); break;
      case Scope::structure: structure_level_.push_back({&conjunct, i}); break;
      case Scope::leg:
      case Scope::spread: pair_level_.push_back({&conjunct, i}); break;
    }
  }
  std::ranges::sort(slice_level_, {}, [](const Filter& f) { return std::pair(f.conjunct->scope, f.index); });
}

void Sweep::run(Counts& counts, const Receiver& receive) {
  const auto slices = legs_.store().slices();
  for (slice_ = 0; slice_ < slices.size(); ++slice_) {
    first_ = slices[slice_].begin;
    n_ = slices[slice_].count;
    if (n_ < 2) continue;
    counts.enumerated += std::uint64_t{n_} * (n_ - 1);
    if (slice_passes(slice_, counts)) sweep_slice(counts, receive);
  }
}

bool Sweep::passes(const Filter& filter, const VerticalRow& row, std::uint64_t pairs, Counts& counts) const {
  const Truth truth = evaluate(*filter.conjunct, [&](ColumnId c) { return compute(c, legs_, row); });
  if (truth == Truth::unknown) counts.unknown[filter.index] += pairs;
  if (lets_pass(*filter.conjunct, truth, missing_)) return true;
  counts.removed[filter.index] += pairs;
  return false;
}

bool Sweep::slice_passes(std::uint32_t slice, Counts& counts) const {
  const VerticalRow any_pair{slice, first_ + 1, first_};
  const std::uint64_t pairs = std::uint64_t{n_} * (n_ - 1);
  return std::ranges::all_of(slice_level_, [&](const Filter& f) { return passes(f, any_pair, pairs, counts); });
}

void Sweep::mark_shorts(Counts& counts) {
  shorts_.assign(n_, 1);
  for (const Filter& f : short_level_)
    for (std::uint32_t s = 0; s < n_; ++s)
      if (shorts_[s] != 0) shorts_[s] = passes(f, {slice_, first_ + s, first_ + (s == 0 ? 1 : 0)}, n_ - 1, counts);
}

void Sweep::mark_longs(Counts& counts) {
  const auto shorts = std::accumulate(shorts_.begin(), shorts_.end(), std::uint64_t{0});
  longs_.assign(n_, 1);
  for (const Filter& f : long_level_)
    for (std::uint32_t l = 0; l < n_; ++l)
      if (longs_[l] != 0) longs_[l] = passes(f, {slice_, first_ + (l == 0 ? 1 : 0), first_ + l}, shorts - shorts_[l], counts);
  longs_before_.assign(n_ + 1, 0);
  for (std::uint32_t l = 0; l < n_; ++l) longs_before_[l + 1] = longs_before_[l] + longs_[l];
}

void Sweep::sweep_slice(Counts& counts, const Receiver& receive) {
  mark_shorts(counts);
  mark_longs(counts);
  for (std::uint32_t s = 0; s < n_; ++s) {
    if (shorts_[s] == 0) continue;
    sweep_side(s, 0, s, counts, receive);
    sweep_side(s, s + 1, n_, counts, receive);
  }
}

void Sweep::sweep_side(std::uint32_t s, std::uint32_t begin, std::uint32_t end, Counts& counts, const Receiver& receive) {
  if (begin >= end) return;
  const std::uint64_t pairs = longs_before_[end] - longs_before_[begin];
  if (pairs == 0) return;
  const VerticalRow nearest{slice_, first_ + s, first_ + begin};
  if (!std::ranges::all_of(structure_level_, [&](const Filter& f) { return passes(f, nearest, pairs, counts); })) return;
  while (longs_[begin] == 0) ++begin;
  while (longs_[end - 1] == 0) --end;
  VerticalBlock block{&legs_, slice_, structure_of(legs_.store(), nearest), first_ + s, 0, 0};
  for (; begin < end; begin += block.n) {
    block.long_begin = first_ + begin;
    block.n = std::min(end - begin, VerticalBlock::size_max);
    sweep_block(block, counts, receive);
  }
}

void Sweep::sweep_block(const VerticalBlock& block, Counts& counts, const Receiver& receive) {
  const std::uint32_t offset = block.long_begin - first_;
  Mask mask;
  std::copy_n(longs_.begin() + offset, block.n, mask.rows.begin());
  const std::uint32_t entered = longs_before_[offset + block.n] - longs_before_[offset];
  keep_priced(block, mask);
  counts.unpriced += entered - mask.count;
  columns_.start(block);
  for (const Filter& f : pair_level_) {
    if (mask.count == 0) return;
    const std::uint32_t before = mask.count;
    counts.unknown[f.index] += keep_passing(*f.conjunct, missing_, filter_.evaluate(*f.conjunct, columns_, mask), mask);
    counts.removed[f.index] += before - mask.count;
  }
  if (mask.count > 0) receive({columns_, mask});
}

}  // namespace legwork::scan
