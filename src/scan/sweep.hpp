// Sweep: every vertical of a store past the cheap conjuncts of a program, each at the cheapest level that decides it. Rows reach
// the receiver in ascending order, a block at a time. Owned by one run; nothing is allocated per row.
//
// A row meets, in this order: conjuncts of the underlying, of the expiry, of the short leg, of the long leg, of the structure;
// the price gate; conjuncts of the pair; and within one level the program's order. The first it fails counts it. What a hoisted
// conjunct removes is counted by arithmetic (n − 1 partners of a leg, n(n − 1) pairs of a slice), not by visiting pairs.
#pragma once

#include <functional>
#include <vector>

#include "scan/block_filter.hpp"
#include "scan/scanner.hpp"

namespace legwork::scan {

/// True when the column, or for `score` one of its terms, needs a simulation.
bool is_deferred(const Legs& legs, ColumnId column);
bool is_deferred(const Legs& legs, const Conjunct& conjunct);

struct Survivors {
  BlockColumns& columns;  // of the block
  const Mask& mask;       // never empty

  const VerticalBlock& block() const { return columns.block(); }
  VerticalRow row(std::uint32_t i) const { return {block().slice, block().short_row, block().long_begin + i}; }
};
using Receiver = std::function<void(const Survivors&)>;

class Sweep {
 public:
  /// Deferred conjuncts are left to the caller. `legs` and `program` must outlive the sweep.
  Sweep(const Legs& legs, const Program& program, Missing missing);

  /// Adds to enumerated, unpriced, removed, unknown; the caller counts what it receives.
  void run(Counts& counts, const Receiver& receive);

 private:
  struct Filter {
    const Conjunct* conjunct;
    std::size_t index;  // in the program
  };
  using Level = std::vector<Filter>;

  bool slice_passes(std::uint32_t slice, Counts& counts) const;
  void mark_shorts(Counts& counts);
  void mark_longs(Counts& counts);
  void sweep_slice(Counts& counts, const Receiver& receive);
  void sweep_side(std::uint32_t s, std::uint32_t begin, std::uint32_t end, Counts& counts, const Receiver& receive);
  void sweep_block(const VerticalBlock& block, Counts& counts, const Receiver& receive);
  /// Truth of a row, counted for `pairs` verticals. False: they are removed.
  bool passes(const Filter& filter, const VerticalRow& row, std::uint64_t pairs, Counts& counts) const;

  const Legs& legs_;
  Missing missing_;
  Level slice_level_, short_level_, long_level_, structure_level_, pair_level_;
  BlockColumns columns_;
  BlockFilter filter_;

  // of the current slice; rows counted from its first
  std::uint32_t slice_ = 0;
  chain::Row first_ = 0;
  std::uint32_t n_ = 0;
  std::vector<std::uint8_t> shorts_, longs_;
  std::vector<std::uint32_t> longs_before_;  // how many of longs_[0 … i) are in
};

}  // namespace legwork::scan
