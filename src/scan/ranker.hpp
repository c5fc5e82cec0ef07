// Ranker: the best rows of a scan, over all or one per underlying. Rows come in ascending order.
#pragma once

#include <vector>

#include "scan/scanner.hpp"
#include "scan/sweep.hpp"
#include "scan/top_rows.hpp"

namespace legwork::scan {

class Ranker {
 public:
  Ranker(const chain::Store& store, const SortKey& sort, std::size_t top, bool best_per_symbol)
      : store_(store),
        descending_(sort.descending),
        best_per_symbol_(best_per_symbol),
        best_(top, descending_),
        of_symbol_(1, descending_) {}

  void add(double key, const VerticalRow& row) {
    if (best_per_symbol_) follow(row.slice);
    (best_per_symbol_ ? of_symbol_ : best_).add(key, row);
  }

  /// The survivors of a block by a column.
  void add(const Survivors& found, ColumnId column) {
    if (best_per_symbol_) follow(found.block().slice);
    TopRows<VerticalRow>& best = best_per_symbol_ ? of_symbol_ : best_;
    const auto keys =
        descending_ ? found.columns.get_above(best.floor(), column, found.mask) : found.columns.get(column, found.mask);
    if (!best.may_keep(keys)) return;
    for (std::uint32_t i = 0; i < keys.size(); ++i)
      if (found.mask.rows[i] != 0) best.add(keys[i], found.row(i));
  }

  std::vector<Ranked> take() {
    close_symbol();
    std::vector<Ranked> rows;
    for (const auto& entry : best_.take()) rows.push_back({entry.row, entry.key});
    return rows;
  }

 private:
  /// An underlying's slices lie together.
  void follow(std::uint32_t slice) {
    if (slice == slice_) return;
    slice_ = slice;
    const std::uint32_t underlying = store_.expiries()[store_.slices()[slice].expiry].underlying;
    if (underlying != underlying_) close_symbol();
    underlying_ = underlying;
  }

  void close_symbol() {
    for (const auto& entry : of_symbol_.take()) best_.add(entry.key, entry.row);
    of_symbol_ = TopRows<VerticalRow>(1, descending_);
  }

  const chain::Store& store_;
  bool descending_, best_per_symbol_;
  TopRows<VerticalRow> best_, of_symbol_;
  std::uint32_t slice_ = ~0u, underlying_ = ~0u;
};

}  // namespace legwork::scan
