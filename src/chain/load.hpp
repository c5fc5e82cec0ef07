// load(): files to a valued Store in one call, with everything a person should be told on the way. What the command line,
// the examples and the benchmarks share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chain/valuation.hpp"

namespace legwork::chain {

struct LoadOptions {
  std::vector<std::filesystem::path> chains;
  std::optional<TimePoint> as_of;
  std::optional<std::filesystem::path> bars;        // folder with SYMBOL.csv[.gz] and, optionally, splits.csv
  std::optional<std::filesystem::path> iv_history;  // folder with SYMBOL.csv[.gz], or one file used for every symbol
  std::vector<std::filesystem::path> events;        // CSV files: earnings, dividends, macro
  std::optional<std::filesystem::path> holdings;    // CSV of positions
  int iv_lookback = 252;
  int book_lookback = 252;                          // daily returns that the correlation to the book looks back on
  std::string benchmark = "SPY";
  ValuationOptions valuation;
  ReadOptions reading;
};

struct Loaded {
  Store store;
  RejectLog rejects;
  Holdings holdings;
  std::vector<double> book_correlation;  // by underlying of the store; empty without holdings
  std::vector<std::string> notices;  // lagging underlying, missing or old bars, curve older than the quotes, …
};

/// Errors: those of read_chain_csv for any file; the good rows of other files do not hide a bad file.
core::Result<Loaded> load(const LoadOptions& options);

}  // namespace legwork::chain
