// A column's distribution beside the limits that a request sets on it.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/assert.hpp"
#include "scan/sweep.hpp"
#include "scan/why_not.hpp"

namespace legwork::scan {
namespace {

bool mentions(const Conjunct& conjunct, ColumnId column) {
  return std::ranges::find(conjunct.columns, column) != conjunct.columns.end();
}

Request without_filters_on(const Request& request, ColumnId column) {
  Request others = request;
  std::erase_if(others.program.conjuncts, [column](const Conjunct& c) { return mentions(c, column); });
  others.best_per_symbol = false;
  others.top = request.deferred_max;
  return others;
}

/// Values over the rows that pass; of at most `deferred_max` rows where simulations are involved.
std::vector<double> values_of(const Scanner& scanner, const Request& request, ColumnId column) {
  std::vector<double> values;
  const Legs& legs = scanner.legs();
  if (is_deferred(legs, column) ||
      std::ranges::any_of(request.program.conjuncts, [&](const Conjunct& c) { return is_deferred(legs, c); })) {
    for (const Ranked& r : scanner.run(request).rows) values.push_back(scanner.value(column, r.row));
    return values;
  }
  Counts counts = empty_counts(request.program);
  Sweep(legs, request.program, request.missing).run(counts, [&](const Survivors& found) {
    const auto block = found.columns.get(column, found.mask);
    for (std::uint32_t i = 0; i < block.size(); ++i)
      if (found.mask.rows[i] != 0) values.push_back(block[i]);
  });
  return values;
}

/// Whether the filters on this column alone accept a value.
bool is_inside(const Request& request, ColumnId column, double value) {
  return std::ranges::all_of(request.program.conjuncts, [&](const Conjunct& c) {
    return c.columns != std::vector{column} || evaluate(c, [value](ColumnId) { return value; }) == Truth::yes;
  });
}

std::vector<Histogram::Bin> bins_by_value(const Request& request, ColumnId column, const std::vector<double>& values) {
  std::map<double, std::uint64_t> counts;
  for (const double v : values) ++counts[v];
  std::vector<Histogram::Bin> bins;
  bins.reserve(counts.size());
  for (const auto& [value, count] : counts) bins.push_back({value, value, count, is_inside(request, column, value)});
  return bins;
}

double percentile(std::vector<double>& values, double share) {
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, nth);
  return *nth;
}

std::vector<Histogram::Bin> bins_by_step(const Request& request, ColumnId column, const std::vector<double>& values, int count) {
  std::vector<double> finite = values;
  std::erase_if(finite, [](double v) { return !std::isfinite(v); });
  if (finite.empty()) return {};
  const double low = percentile(finite, 0.01), high = percentile(finite, 0.99);
  if (!(low < high)) count = 1;
  const double step = (high - low) / count;
  std::vector<Histogram::Bin> bins;
  for (int i = 0; i < count; ++i) {
    const double from = low + step * i, to = i + 1 == count ? high : low + step * (i + 1);
    bins.push_back({from, to, 0, is_inside(request, column, 0.5 * (from + to))});
  }
  const auto [least, most] = std::ranges::minmax(finite);
  bins.front().low = std::min(low, least);
  bins.back().high = std::max(high, most);
  for (const double v : values) {
    const auto after = std::ranges::upper_bound(bins, v, {}, &Histogram::Bin::low);  // a bin holds its lower edge
    ++(after == bins.begin() ? bins.front() : *(after - 1)).count;
  }
  return bins;
}

}  // namespace

Histogram histogram(const Scanner& scanner, const Request& request, ColumnId column, int bins) {
  ASSERT(bins > 0);
  Histogram made;
  std::vector<double> values = values_of(scanner, without_filters_on(request, column), column);
  made.unknown = std::erase_if(values, [](double v) { return std::isnan(v); });
  const bool number = info(Table::spreads, column).type == Type::number;
  made.bins = number ? bins_by_step(request, column, values, bins) : bins_by_value(request, column, values);
  return made;
}

}  // namespace legwork::scan
