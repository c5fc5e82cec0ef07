#include "chain/store_builder.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace legwork::chain {

namespace {

constexpr std::size_t row_block = 8;  // doubles in the widest vector register (AVX-512)

std::uint32_t padded(std::size_t count) { return static_cast<std::uint32_t>((count + row_block - 1) / row_block * row_block); }

bool strictly_ascending(std::span<const market::Price> strikes) {
  return std::adjacent_find(strikes.begin(), strikes.end(), [](auto a, auto b) { return !(a < b); }) == strikes.end();
}

/// A side quoted at 0 is no quote (data README), so there is no middle; the distance to a missing bid is still the whole ask.
double mid_of(double bid, double ask) { return bid > 0 && ask > 0 ? 0.5 * (bid + ask) : unknown; }
double spread_of(double bid, double ask) { return ask > 0 ? ask - bid : unknown; }

}  // namespace

std::uint32_t StoreBuilder::add_underlying(Underlying underlying) {
  const auto first_expiry = static_cast<std::uint32_t>(store_.expiries_.size());
  underlying.expiry_begin = underlying.expiry_end = first_expiry;
  store_.underlyings_.push_back(std::move(underlying));
  return static_cast<std::uint32_t>(store_.underlyings_.size() - 1);
}

std::uint32_t StoreBuilder::add_expiry(Expiry expiry) {
  ASSERT(!store_.underlyings_.empty(), "an expiry needs its underlying first");
  expiry.underlying = static_cast<std::uint32_t>(store_.underlyings_.size() - 1);
  store_.expiries_.push_back(std::move(expiry));
  const auto count = static_cast<std::uint32_t>(store_.expiries_.size());
  store_.underlyings_.back().expiry_end = count;
  return count - 1;
}

std::uint32_t StoreBuilder::add_slice(std::uint32_t expiry, market::Right right, std::span<const market::Price> strikes,
                                      std::int32_t multiplier) {
  ASSERT(expiry < store_.expiries_.size(), "expiry {} of {}", expiry, store_.expiries_.size());
  ASSERT(strictly_ascending(strikes), "strikes of a slice ascend strictly");
  if (!store_.slices_.empty()) {
    const Slice& last = store_.slices_.back();
    const bool in_order =
        last.expiry < expiry || (last.expiry == expiry && last.right == market::Right::call && right == market::Right::put);
    ASSERT(in_order, "slices come by expiry, calls before puts");
  }
  const auto index = static_cast<std::uint32_t>(store_.slices_.size());
  const std::size_t begin = store_.rows();
  const std::size_t end = begin + padded(strikes.size());
  store_.slices_.push_back({.expiry = expiry,
                            .right = right,
                            .begin = static_cast<Row>(begin),
                            .count = static_cast<std::uint32_t>(strikes.size()),
                            .padded = static_cast<std::uint32_t>(end - begin)});
  for (auto& column : store_.columns_) column.resize(end, unknown);
  store_.flags_.resize(end, 0);
  store_.confidence_.resize(end, Confidence::D);
  store_.slice_of_.resize(end, index);
  store_.strikes_.resize(end);
  store_.multipliers_.push_back(multiplier);
  store_.contracts_ += strikes.size();
  for (std::size_t i = 0; i < strikes.size(); ++i) {
    store_.strikes_[begin + i] = strikes[i];
    column(Column::strike)[begin + i] = strikes[i].to_double();
  }
  return index;
}

Store StoreBuilder::finish() && {
  const auto bid = column(Column::bid), ask = column(Column::ask);
  const auto mid = column(Column::mid), spread = column(Column::spread);
  for (std::size_t row = 0; row < store_.rows(); ++row) {
    mid[row] = mid_of(bid[row], ask[row]);
    spread[row] = spread_of(bid[row], ask[row]);
  }
  for (auto& filled : store_.columns_) filled.shrink_to_fit();
  return std::move(store_);
}

}  // namespace legwork::chain
