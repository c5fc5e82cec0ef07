// BlockFilter: conjuncts over one block of verticals at a time: columns to truth values to a mask, in loops without a branch per row.
// Owned by one run; its buffers are made once. Costs a kernel call per column a block's rows still ask for, and about a
// nanosecond per row and comparison.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scan/program.hpp"
#include "scan/score.hpp"
#include "scan/vertical_block.hpp"

namespace legwork::scan {

/// Which rows of a block are still in: 1 or 0 each.
struct Mask {
  alignas(16) std::array<std::uint8_t, VerticalBlock::size_max> rows{};
  std::uint32_t count = 0;  // of ones
};

using Truths = std::array<Truth, VerticalBlock::size_max>;

/// Columns of the current block, each computed once, when first asked for.
class BlockColumns {
 public:
  BlockColumns();

  void start(const VerticalBlock& block);
  const VerticalBlock& block() const { return block_; }
  /// Values at least of the rows in `wanted`; those of later masks must lie within it. Few wanted rows are computed one by one.
  std::span<const double> get(ColumnId column, const Mask& wanted);
  /// As get(), for a reader who only asks which values exceed `floor`: what does not may come out as anything else that does not.
  /// Of the score, most of which is then never worked out.
  std::span<const double> get_above(double floor, ColumnId column, const Mask& wanted);

 private:
  struct Slot {
    std::array<double, VerticalBlock::size_max> values{};
    std::uint64_t filled = 0;  // the serial number of the block they belong to
  };
  Slot& slot(ColumnId column);
  void fill(ColumnId column, const Mask& wanted, std::span<double> out) const;

  VerticalBlock block_;
  std::uint64_t serial_ = 0;
  std::vector<std::unique_ptr<Slot>> slots_;  // by column id; made when first used
  std::optional<ColumnId> score_;
  ScoreAbove score_above_;
};

class BlockFilter {
 public:
  explicit BlockFilter(std::span<const Conjunct> conjuncts);

  /// Truth of a conjunct for the rows in `wanted`; other entries are unspecified.
  std::span<const Truth> evaluate(const Conjunct& conjunct, BlockColumns& columns, const Mask& wanted);

 private:
  std::vector<Truths> stack_;
};

/// Takes rows out of the mask that the conjunct does not let pass. Returns how many were unknown.
std::uint32_t keep_passing(const Conjunct& conjunct, Missing missing, std::span<const Truth> truths, Mask& mask);
/// Takes unpriced rows out.
void keep_priced(const VerticalBlock& block, Mask& mask);

}  // namespace legwork::scan
