// Legs: per-contract columns that every vertical of a store needs, derived once, so that a pair costs additions and no
// logarithms or exponentials. Same layout as the store's columns: slices padded to 8.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "chain/store.hpp"
#include "scan/parameters.hpp"

namespace legwork::scan {

// clang-format off: one line per family
enum class LegColumn : std::uint8_t {
  mark,                 // mid; where it is unknown, the modelled price held within the quoted sides
  bid0,                 // bid with "no bid" as 0: what a seller gets
  offer,                // ask, unknown where there is none: what a buyer pays
  abs_delta,
  expected_payoff,      // undiscounted, under the slice's smile
  forecast_payoff,      // undiscounted, driftless at the forecast vol
  p_itm,                // probability of expiring in the money under the smile
  log_open_interest, log_volume,  // min(1, log10(1 + x)/3) and …/2.5: the terms of the liquidity score
  moneyness,            // ln(K/F)/(σ√T)
  multiplier,           // shares per contract
  data_factor,          // 1; ½ at confidence C, 0 at D
  count_
};
// clang-format on
inline constexpr std::size_t leg_column_count = static_cast<std::size_t>(LegColumn::count_);

/// What a spread costs beside its price, worked out of Costs once.
struct Charges {
  double commissions = 0;  // USD per spread, all contracts, in and where not held to expiry out
  double slippage = 0;     // share of the natural spread given up, in and out
};

/// Raw column starts, so that kernels index without a bounds check per cell.
struct LegPointers {
  std::array<const double*, chain::column_count> chain{};
  std::array<const double*, leg_column_count> leg{};

  double operator()(chain::Column c, chain::Row row) const { return chain[static_cast<std::size_t>(c)][row]; }
  double operator()(LegColumn c, chain::Row row) const { return leg[static_cast<std::size_t>(c)][row]; }
};

class Deferred;
class ScoreMap;

class Legs {
 public:
  Legs(const chain::Store& store, Parameters parameters);
  ~Legs();
  Legs(const Legs&) = delete;  // pointers_ points into columns_
  Legs& operator=(const Legs&) = delete;

  const chain::Store& store() const { return *store_; }
  const Parameters& parameters() const { return parameters_; }
  std::span<const double> column(LegColumn c) const { return columns_[static_cast<std::size_t>(c)]; }
  double at(LegColumn c, chain::Row row) const { return column(c)[row]; }
  /// Annualised forecast per underlying: the mean of the 20- and 60-day realised vols; NaN without bars.
  double forecast_vol(std::uint32_t underlying) const { return forecast_vol_[underlying]; }
  /// Distinct trading classes, sorted: the dictionary of the `trading_class` column; and each expiry's index into it.
  std::span<const std::string> trading_classes() const { return trading_classes_; }
  std::uint32_t trading_class_of(std::uint32_t expiry) const { return trading_class_of_[expiry]; }
  /// Signed contracts held of this row's contract; 0 without holdings.
  double held(chain::Row row) const { return held_.empty() ? 0.0 : held_[row]; }
  const LegPointers& pointers() const { return pointers_; }
  const Charges& charges() const { return charges_; }
  /// The score's terms, made ready.
  const std::vector<ScoreMap>& score() const { return score_; }
  /// Cache of simulations: what makes a Legs the property of one thread.
  Deferred& deferred() const { return *deferred_; }

 private:
  void derive_slice(const chain::Slice& slice);
  void find_holdings();

  const chain::Store* store_;
  Parameters parameters_;
  Charges charges_;
  std::array<std::vector<double>, leg_column_count> columns_;
  std::vector<double> forecast_vol_;
  std::vector<std::string> trading_classes_;
  std::vector<std::uint32_t> trading_class_of_;
  std::vector<double> held_;
  LegPointers pointers_;
  std::vector<ScoreMap> score_;
  std::unique_ptr<Deferred> deferred_;
};

}  // namespace legwork::scan
