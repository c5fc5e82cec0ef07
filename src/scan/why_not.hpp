// Why a row is not in the result, and which filter of a whole scan binds. Slower than a scan (no early exit): every filter is
// evaluated on every vertical.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scan/scanner.hpp"

namespace legwork::scan {

struct Verdict {
  std::string filter;   // the conjunct's text
  Truth truth{};
  std::string reason;   // "credit is too small a share of the width: 14.2% < 20%"
};
struct RowReport {
  std::optional<std::string> unpriced;  // why no net price, if so
  std::vector<Verdict> verdicts;        // all conjuncts, program order
  bool passes = false;
  std::optional<std::uint64_t> rank;  // place among the survivors, from 1; none beyond `deferred_max` or behind the symbol's best
};
RowReport why_not(const Scanner& scanner, const Request& request, const VerticalRow& row);

/// How one filter shapes a scan: counts of priced rows. A deferred filter is judged only on rows that pass every cheap one and are
/// among the best `deferred_max`; towards the cheap filters it counts as passing.
struct FilterReport {
  std::string filter;
  std::uint64_t alone = 0;  // rows it would remove if it were the only filter
  std::uint64_t last = 0;  // rows that every other filter lets pass and it alone removes
  std::uint64_t unknown = 0;  // rows on which it is unknown
  /// For a single order comparison or range of a number: wider limits and how many rows of `last` they would add.
  struct Relaxed {
    std::string filter;  // "credit_width >= 18%"
    std::uint64_t adds = 0;
  };
  std::vector<Relaxed> relaxed;  // up to three steps: at least a tenth, a quarter, half of the rows in `last`
};
/// A row that one order comparison or range of a number alone keeps out.
struct NearMiss {
  VerticalRow row;
  std::size_t conjunct = 0;  // the only one it fails
  double distance = 0;  // |value − limit| / max(|limit|, 0.01)
  double key = 0;
};
struct ScanReport {
  Counts counts;
  std::vector<FilterReport> filters;
  std::size_t binding = 0;  // index of the filter with the largest `last`
  std::vector<NearMiss> near_misses;  // nearest first, at most `near_misses_max`
};
ScanReport explain_scan(const Scanner& scanner, const Request& request, std::size_t near_misses_max = 10);

/// Distribution of a column over the rows that pass all filters not on that column; the filter's own range is marked. Numbers: equal
/// steps between the 1st and 99th percentile, the outer bins reaching to the extremes. Words and flags: a bin per value.
struct Histogram {
  struct Bin {
    double low = 0, high = 0;
    std::uint64_t count = 0;
    bool inside = false;  // within the range that the request's filters on this column allow
  };
  std::vector<Bin> bins;
  std::uint64_t unknown = 0;
};
Histogram histogram(const Scanner& scanner, const Request& request, ColumnId column, int bins = 20);

}  // namespace legwork::scan
