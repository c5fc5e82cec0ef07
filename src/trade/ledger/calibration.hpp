// Calibration: were the promised probabilities and expected values kept? Pure functions over results that have ended. A promise is about
// expiry, so spreads that were closed early are another event; by default they do not count. A spread keeps its promise when it earned
// more than nothing before fees, because the promised probability is at the breakeven before fees; expected values are after fees.
//
// Brier score: mean of (promised - happened)², 0 is perfect (Brier, "Verification of forecasts expressed in terms of probability", Monthly
// Weather Review, 1950). Skill is against always promising the observed rate. Intervals are Wilson's for 95 % ("Probable inference, the
// law of succession, and statistical inference", JASA, 1927): few trades prove little, and it shows.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "trade/ledger/statistics.hpp"

namespace legwork::trade {

struct CalibrationBucket {
  double low = 0, high = 0;  // promised in [low, high); the last one includes 1
  int count = 0, kept = 0;
  double promised = 0;  // mean
  double observed = 0;  // kept / count
  double observed_low = 0, observed_high = 0;  // 95 %
};

struct Calibration {
  int count = 0;
  std::vector<CalibrationBucket> buckets;  // those that have any
  std::optional<double> brier;
  std::optional<double> skill;  // 1 - brier / (observed rate × its complement); missing when all ended alike
  int with_value = 0;
  double promised_value = 0, realised_value = 0;  // sums in USD over those with a promised value
  std::optional<double> value_error;  // standard error of the sum of their differences; two or more
};

struct CalibrationRules {
  int buckets = 10;  // ≥ 1, of equal width
  bool closed_early_too = false;
};
Calibration calibration(std::span<const TradeResult> results, const CalibrationRules& rules = {});

}  // namespace legwork::trade
