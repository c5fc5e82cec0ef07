// Legs: per-contract columns that every vertical of a store needs, derived once, so that a pair costs additions and no
// logarithms or exponentials. Same layout as the store's columns: slices padded to 8.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "chain/store.hpp"
#include "scan/parameters.hpp"

namespace legwork::scan {

enum class LegColumn : std::uint8_t {
  mark,                 // mid; where it is unknown, the modelled price held within the quoted sides
  bid0,                 // bid with "no bid" as 0: what a seller gets
  abs_delta,
  expected_payoff,      // undiscounted, under the slice's smile
  forecast_payoff,      // undiscounted, driftless at the forecast vol
  p_itm,                // probability of expiring in the money under the smile
  log_open_interest, log_volume,  // min(1, log10(1 + x)/3) and …/2.5: the terms of the liquidity score
  moneyness,            // ln(K/F)/(σ√T)
  count_
};

class Legs {
 public:
  Legs(const chain::Store& store, const Parameters& parameters);

  const chain::Store& store() const { return *store_; }
  const Parameters& parameters() const { return parameters_; }
  std::span<const double> column(LegColumn c) const { return columns_[static_cast<std::size_t>(c)]; }
  double at(LegColumn c, chain::Row row) const { return column(c)[row]; }
  /// Annualised forecast per underlying: the mean of the 20- and 60-day realised vols; NaN without bars.
  double forecast_vol(std::uint32_t underlying) const { return forecast_vol_[underlying]; }

 private:
  const chain::Store* store_;
  Parameters parameters_;
  std::vector<std::vector<double>> columns_;
  std::vector<double> forecast_vol_;
};

}  // namespace legwork::scan
