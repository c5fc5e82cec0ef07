#include "scan/vertical_block.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "scan/columns.hpp"

namespace legwork::scan {

void compute(ColumnId column, const VerticalBlock& block, std::span<double> out) {
  ASSERT(out.size() >= block.n && block.n <= VerticalBlock::size_max);
  tables().spreads[column.value()].kernel.block(block, out.data());
}

double compute(ColumnId column, const Legs& legs, const VerticalRow& row) {
  const LegPair pair = leg_pair(legs, row.slice, structure_of(legs.store(), row), row.short_row, row.long_row);
  return tables().spreads[column.value()].kernel.row(pair);
}

void compute_option(ColumnId column, const Legs& legs, std::uint32_t slice_index, std::span<double> out) {
  const chain::Store& store = legs.store();
  const chain::Slice& slice = store.slices()[slice_index];
  ASSERT(out.size() >= slice.count);
  const chain::Expiry& expiry = store.expiries()[slice.expiry];
  const OptionKernel kernel = tables().options[column.value()].kernel;
  LegView leg{legs, expiry, store.underlyings()[expiry.underlying], slice.right, slice.begin};
  for (std::uint32_t i = 0; i < slice.count; ++i, ++leg.row) out[i] = kernel(leg);
}

market::Vertical structure_of(const chain::Store& store, const VerticalRow& row) {
  const bool put = store.slices()[row.slice].right == market::Right::put;
  const bool short_above = row.short_row > row.long_row;  // strikes ascend within a slice
  if (put) return short_above ? market::Vertical::bull_put : market::Vertical::bear_put;
  return short_above ? market::Vertical::bull_call : market::Vertical::bear_call;
}

market::VerticalId vertical_id(const chain::Store& store, const VerticalRow& row) {
  const chain::Slice& slice = store.slices()[row.slice];
  const chain::Expiry& expiry = store.expiries()[slice.expiry];
  return {expiry.trading_class, expiry.date, slice.right, store.strike(row.short_row), store.strike(row.long_row)};
}

namespace {

core::Error not_found(std::string message) { return {core::ErrorCode::not_found, std::move(message), {}}; }

/// The row of a strike, or the listed strikes around it for the message.
core::Result<chain::Row> find_strike(const chain::Store& store, const chain::Slice& slice, market::Price strike) {
  chain::Row row = slice.begin;
  while (row < slice.begin + slice.count && store.strike(row) < strike) ++row;
  if (row < slice.begin + slice.count && store.strike(row) == strike) return row;
  std::string near;
  if (row > slice.begin) near += store.strike(row - 1).to_string();
  if (row < slice.begin + slice.count) near += (near.empty() ? "" : " and ") + store.strike(row).to_string();
  return not_found(fmt::format("no strike {}; the nearest listed ones are {}", strike.to_string(), near));
}

}  // namespace

core::Result<VerticalRow> find_vertical(const chain::Store& store, const market::VerticalId& id) {
  std::string classes, dates;
  for (std::uint32_t s = 0; s < store.slices().size(); ++s) {
    const chain::Slice& slice = store.slices()[s];
    const chain::Expiry& expiry = store.expiries()[slice.expiry];
    if (slice.right != id.right) continue;
    if (expiry.trading_class != id.trading_class) {
      if (classes.find(expiry.trading_class) == std::string::npos) classes += " " + expiry.trading_class;
      continue;
    }
    if (expiry.date != id.expiry) {
      dates += " " + market::to_string(expiry.date);
      continue;
    }
    const auto short_row = find_strike(store, slice, id.short_strike);
    if (!short_row) return short_row.error();
    const auto long_row = find_strike(store, slice, id.long_strike);
    if (!long_row) return long_row.error();
    return VerticalRow{s, *short_row, *long_row};
  }
  if (!dates.empty()) return not_found(fmt::format("no expiry {}; listed are{}", market::to_string(id.expiry), dates));
  return not_found(fmt::format("no trading class {}; loaded are{}", id.trading_class, classes));
}

}  // namespace legwork::scan
