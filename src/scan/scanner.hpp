// Scanner: every vertical of a store, filtered and ranked. Exhaustive: all ordered pairs of every slice, all four structures.
// Conditions run at the cheapest level that decides them (underlying, expiry, leg, pair); survivors meet a running top-K
// threshold. Pure and single-threaded; the result depends on the store, the parameters and the request alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scan/legs.hpp"
#include "scan/program.hpp"
#include "scan/vertical_block.hpp"

namespace legwork::scan {

struct SortKey {
  ColumnId column;
  bool descending = true;  // NaN sorts last either way; ties by VerticalRow
};

struct Request {
  Program program;         // of the spreads table
  SortKey sort;
  std::size_t top = 20;
  Missing missing = Missing::skip;
  bool best_per_symbol = false;
  std::size_t deferred_max = 2000;
};

struct Ranked {
  VerticalRow row;
  double key = 0;
};

/// Counts add up: enumerated = unpriced + Σ removed + survivors (before `top`).
struct Counts {
  std::uint64_t enumerated = 0;
  std::uint64_t unpriced = 0;            // a needed side is missing, or the net price lies outside 0 … width (bad quotes)
  std::vector<std::uint64_t> removed;    // per conjunct: rows whose first failing conjunct (program order) it is
  std::vector<std::uint64_t> unknown;    // per conjunct: rows on which it was unknown
  std::uint64_t survivors = 0;
  std::uint64_t deferred = 0;            // rows on which deferred columns were computed
  bool deferred_capped = false;
};

struct ScanResult {
  std::vector<Ranked> rows;  // best first, at most `top`
  Counts counts;
};

class Scanner {
 public:
  /// `store` must outlive the scanner. Costs about as much as one pass over the chain.
  Scanner(const chain::Store& store, Parameters parameters);

  ScanResult run(const Request& request) const;

  /// Any column of a row, deferred ones too.
  double value(ColumnId column, const VerticalRow& row) const;
  /// The word of a `word` column: "bull_put", "SPY", "monthly".
  std::string word(ColumnId column, const VerticalRow& row) const;

  const Legs& legs() const { return legs_; }
  const WordResolver& words() const { return *words_; }

  /// Options table: rows that pass, best first.
  struct OptionRow {
    chain::Row row = 0;
    double key = 0;
  };
  std::vector<OptionRow> run_options(const Program& program, SortKey sort, std::size_t top, Missing missing) const;
  double option_value(ColumnId column, chain::Row row) const;

 private:
  Legs legs_;
  std::shared_ptr<const WordResolver> words_;
};

}  // namespace legwork::scan
