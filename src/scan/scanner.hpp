// Scanner: every vertical of a store, filtered and ranked. Exhaustive: all ordered pairs of every slice, all four structures.
// Conditions run at the cheapest level that decides them (underlying, expiry, leg, pair); survivors meet a running top-K
// threshold. Pure and single-threaded; the result depends on the store, the parameters and the request alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
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

/// Rows simulated so far, and of how many.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

struct Request {
  Program program;         // of the spreads table
  SortKey sort;
  std::size_t top = 20;
  Missing missing = Missing::skip;
  bool best_per_symbol = false;  // of every underlying its best row
  std::size_t deferred_max = 2000;  // rows that get deferred columns, the best by the sort key or, if that is deferred, by score
  Progress progress;                // of simulations
};

struct Ranked {
  VerticalRow row;
  double key = 0;
};

/// Counts add up: enumerated = unpriced + Σ removed + beyond_deferred + survivors (before `top`).
/// A row meets the conjuncts of the underlying, then of the expiry, the short leg, the long leg and the structure, then the price
/// gate, then the conjuncts of the pair, last the deferred ones; within one of these levels the program's order. The first that
/// does not let it pass counts it as removed.
struct Counts {
  std::uint64_t enumerated = 0;
  std::uint64_t unpriced = 0;            // a needed side is missing, or the net price is not inside 0 … width (priced.hpp)
  std::vector<std::uint64_t> removed;    // per conjunct: rows that it was the first to reject
  std::vector<std::uint64_t> unknown;    // per conjunct: rows that met it and on which it was unknown
  std::uint64_t survivors = 0;
  std::uint64_t deferred = 0;            // rows on which deferred columns were computed
  std::uint64_t beyond_deferred = 0;     // rows past every cheap conjunct but not among the best `deferred_max`: never judged
  bool deferred_capped = false;          // beyond_deferred > 0
};

/// All zero, with an entry per conjunct.
Counts empty_counts(const Program& program);

struct ScanResult {
  std::vector<Ranked> rows;  // best first, at most `top`; fewer with best_per_symbol
  Counts counts;
};

class Scanner {
 public:
  /// `store` must outlive the scanner. Costs about as much as one pass over the chain.
  Scanner(const chain::Store& store, Parameters parameters);

  ScanResult run(const Request& request) const;

  /// The rows of a request that get deferred columns: past every cheap conjunct, the best `deferred_max`, in ascending order, and
  /// simulated. Adds to `counts` what the cheap conjuncts did.
  std::vector<VerticalRow> rows_to_simulate(const Request& request, Counts& counts) const;

  /// Simulates rows, expiry by expiry, so that reading their deferred columns afterwards costs nothing, in whatever order.
  void simulate(std::vector<VerticalRow> rows, const Progress& progress) const;
  /// A column that needs a simulation under this scan's parameters (the score, when one of its terms does).
  bool needs_simulation(ColumnId column) const;

  /// Any column of a row, deferred ones too; NaN: unknown.
  double value(ColumnId column, const VerticalRow& row) const;
  /// The word of a `word` column: "bull_put", "SPY", "monthly"; empty when unknown.
  std::string word(ColumnId column, const VerticalRow& row) const;

  const Legs& legs() const { return legs_; }
  const WordResolver& words() const { return *words_; }

  /// Options table: rows that pass, best first; NaN keys last, ties by row.
  struct OptionRow {
    chain::Row row = 0;
    double key = 0;
  };
  std::vector<OptionRow> run_options(const Program& program, SortKey sort, std::size_t top, Missing missing) const;
  double option_value(ColumnId column, chain::Row row) const;

 private:
  ScanResult run_cheap(const Request& request) const;
  ScanResult run_deferred(const Request& request) const;
  bool passes_deferred(const Request& request, const VerticalRow& row, Counts& counts) const;

  Legs legs_;
  std::shared_ptr<const WordResolver> words_;
};

}  // namespace legwork::scan
