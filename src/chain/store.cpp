#include "chain/store.hpp"

#include "core/assert.hpp"

namespace legwork::chain {

std::string_view to_string(Column column) {
  static constexpr std::array<std::string_view, column_count> names = {
      "strike",    "bid",           "ask",          "mid",           "last",        "spread",      "bid_size", "ask_size",
      "volume",    "open_interest", "quote_age",    "confirmed_age", "iv",          "iv_bid",      "iv_ask",   "smile_iv",
      "delta",     "gamma",         "theta",        "vega",          "rho",         "model_price", "premium",  "extrinsic_bid",
      "iv_vendor", "delta_vendor",  "gamma_vendor", "theta_vendor",  "vega_vendor", "rho_vendor"};
  static_assert(!names.back().empty(), "a column without a name");
  const auto index = static_cast<std::size_t>(column);
  ASSERT(index < names.size(), "column {}", index);
  return names[index];
}

std::string_view to_string(ForwardSource source) {
  switch (source) {
    case ForwardSource::parity: return "parity";
    case ForwardSource::american_parity: return "american_parity";
    case ForwardSource::neighbours: return "neighbours";
    case ForwardSource::carry: return "carry";
  }
  return "?";
}

market::Contract Store::contract(Row row) const {
  ASSERT(row < rows(), "row {} of {}", row, rows());
  const auto slice_index = slice_of_[row];
  const Slice& slice = slices_[slice_index];
  ASSERT(row < slice.begin + slice.count, "row {} is padding", row);
  const Expiry& expiry = expiries_[slice.expiry];
  return {.underlying = underlyings_[expiry.underlying].symbol,
          .trading_class = expiry.trading_class,
          .expiry = expiry.date,
          .strike = strikes_[row],
          .right = slice.right,
          .exercise = expiry.exercise,
          .settlement = expiry.settlement,
          .delivery = expiry.delivery,
          .multiplier = multipliers_[slice_index]};
}

}  // namespace legwork::chain
