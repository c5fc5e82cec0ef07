// `legwork scan`: what the command line said, and what a run has at hand for its reports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/arguments.hpp"
#include "scan/preset.hpp"
#include "scan/scanner.hpp"

namespace legwork::apps {

struct ScanArguments {
  DataArguments data;
  std::string preset, where, sort, columns, format = "table", missing = "skip", basis;
  std::optional<std::size_t> top;
  std::optional<double> commission;
  std::size_t deferred_max = 2000;
  bool best_per_symbol = false, ascending = false;
  std::string why_not, explain, histogram;
  bool why_not_scan = false;
};

/// A scan ready to run: chain valued, program compiled.
struct ScanRun {
  const chain::Loaded& loaded;
  const scan::Scanner& scanner;
  scan::Request request;
  std::vector<scan::ColumnId> columns;
  std::optional<scan::Preset> preset;

  const chain::Store& store() const { return loaded.store; }
  /// Simulations are for so many of the rows shown, the best ones: whether that of rank − 1 = `place` is among them, or needs none.
  bool is_computed(scan::ColumnId column, std::size_t place) const {
    return place < request.deferred_max || !scanner.needs_simulation(column);
  }
  /// Of the rows shown, how many go without their simulated columns.
  std::size_t not_simulated(const scan::ScanResult& result) const;
};

void print_table(const ScanRun& run, const scan::ScanResult& result);
void print_csv(const ScanRun& run, const scan::ScanResult& result);
void print_json(const ScanRun& run, const scan::ScanResult& result);

/// The reports; each returns the exit code. Rows by id ("SPY:20260814:P:600/595").
int print_why_not(const ScanRun& run, const std::string& id);
int print_scan_report(const ScanRun& run);
int print_explanation(const ScanRun& run, const std::string& id);
int print_histogram(const ScanRun& run, const std::string& column);

}  // namespace legwork::apps
