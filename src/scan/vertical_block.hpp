// VerticalBlock: one short leg against a contiguous run of long legs of the same slice, the unit in which verticals are
// enumerated and columns computed: a kernel fills out[0 … n) for long rows long_begin … long_begin + n.
#pragma once

#include <cstdint>
#include <span>

#include "market/contract.hpp"
#include "scan/column.hpp"
#include "scan/legs.hpp"

namespace legwork::scan {

struct VerticalBlock {
  static constexpr std::uint32_t size_max = 256;

  const Legs* legs = nullptr;
  std::uint32_t slice = 0;
  market::Vertical structure{};
  chain::Row short_row = 0;
  chain::Row long_begin = 0;
  std::uint32_t n = 0;  // <= size_max
};

/// One vertical, by its rows. Ordered as enumerated: the tie-break of every ranking.
struct VerticalRow {
  std::uint32_t slice = 0;
  chain::Row short_row = 0;
  chain::Row long_row = 0;

  friend auto operator<=>(const VerticalRow&, const VerticalRow&) = default;
};

/// Fills out[0 … block.n) with a spreads column. Deferred columns are not computed here.
void compute(ColumnId column, const VerticalBlock& block, std::span<double> out);
/// The same for one row: exactly the number the block kernel gives.
double compute(ColumnId column, const Legs& legs, const VerticalRow& row);
/// An options column for all rows of a slice (count of them); out.size() == slice.count.
void compute_option(ColumnId column, const Legs& legs, std::uint32_t slice, std::span<double> out);

market::Vertical structure_of(const chain::Store& store, const VerticalRow& row);
market::VerticalId vertical_id(const chain::Store& store, const VerticalRow& row);
/// Errors: not_found, naming what the store has instead.
core::Result<VerticalRow> find_vertical(const chain::Store& store, const market::VerticalId& id);

}  // namespace legwork::scan
