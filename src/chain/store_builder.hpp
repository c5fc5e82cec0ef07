// StoreBuilder: lays rows out as slices and fills columns. Valuation uses it; tests and benchmarks build small or
// synthetic chains with it directly.
#pragma once

#include "chain/store.hpp"

namespace legwork::chain {

class StoreBuilder {
 public:
  std::uint32_t add_underlying(Underlying underlying);
  /// Expiries of one underlying follow it; order is kept.
  std::uint32_t add_expiry(Expiry expiry);
  /// Strikes strictly ascending. Returns the slice's index; its rows start at slice(i).begin.
  std::uint32_t add_slice(std::uint32_t expiry, market::Right right, std::span<const market::Price> strikes,
                          std::int32_t multiplier = 100);

  const Slice& slice(std::uint32_t index) const { return store_.slices_[index]; }
  std::span<double> column(Column c) { return store_.columns_[static_cast<std::size_t>(c)]; }
  std::span<QuoteFlags> flags() { return store_.flags_; }
  std::span<Confidence> confidence() { return store_.confidence_; }
  Expiry& expiry(std::uint32_t index) { return store_.expiries_[index]; }
  Underlying& underlying(std::uint32_t index) { return store_.underlyings_[index]; }

  /// Derives mid and spread where bid and ask are set, and hands the store over.
  Store finish() &&;

 private:
  Store store_;
};

}  // namespace legwork::chain
