// Parameters: everything a column's value depends on beside the chain itself. One struct with safe defaults; a preset may
// override any of them; printed with the results.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "chain/measures.hpp"

namespace legwork::scan {

/// Which net price metrics are computed at: mid − mid, or what crosses both spreads.
enum class PriceBasis : std::uint8_t { mid, natural };

struct Costs {
  double commission = 0.65;       // USD per contract and side, all fees included
  double slippage_entry = 0.25;   // share of the natural (combo) spread given up on the way in
  double slippage_exit = 0.35;    // and out
  bool hold_to_expiry = false;    // then neither the exit commission nor the exit slippage is charged
};

/// A fixed piecewise-linear map of one column to 0 … 1; flat beyond its ends. x ascending.
struct ScoreTerm {
  std::string column;
  double weight = 0;
  std::vector<std::pair<double, double>> map;
};

struct ManagedParameters {
  double target = 0.5, stop = 2.0;
  int exit_dte = 21;
  int paths = 500;
  std::uint64_t seed = 1;
};

struct Parameters {
  PriceBasis basis = PriceBasis::mid;
  Costs costs;
  int quantity = 1;                      // for the liquidity score
  int iv_lookback = 252;                 // of IV rank and IV percentile, printed with them
  std::vector<ScoreTerm> score;          // empty: default_score()
  ManagedParameters managed;
  std::vector<chain::Holding> holdings;  // for conflicting legs
  int book_lookback = 252;               // daily returns that book_correlation was computed over, printed with it
  std::vector<double> book_correlation;  // by underlying of the store (chain::Loaded); empty: unknown
};

/// The weights and maps of verticals.md §3, as shipped.
std::vector<ScoreTerm> default_score();

}  // namespace legwork::scan
