// The whole scan's report: every filter on every priced vertical.
#include <algorithm>
#include <array>
#include <cmath>

#include "scan/limits.hpp"
#include "scan/sweep.hpp"
#include "scan/top_rows.hpp"
#include "scan/why_not.hpp"

namespace legwork::scan {
namespace {

class ScanExplainer {
 public:
  ScanExplainer(const Scanner& scanner, const Request& request, std::size_t near_misses_max)
      : scanner_(scanner), request_(request), near_max_(near_misses_max) {
    for (const Conjunct& c : request.program.conjuncts)
      filters_.push_back({&c, limits_of(Table::spreads, c), is_deferred(scanner.legs(), c), {}, {}});
  }

  ScanReport run() {
    ScanReport report;
    report.counts = scanner_.run(request_).counts;
    judge_cheap();
    judge_deferred();
    for (Filter& f : filters_) report.filters.push_back(finish(f));
    const auto most = std::ranges::max_element(report.filters, {}, &FilterReport::last);
    if (most != report.filters.end()) report.binding = static_cast<std::size_t>(most - report.filters.begin());
    report.near_misses = nearest();
    return report;
  }

 private:
  struct Filter {
    const Conjunct* conjunct;
    std::optional<Limits> limits;
    bool deferred;
    FilterReport counts;
    std::vector<double> values;  // of the rows in `last` that have one, where there are limits
  };
  using Top = TopRows<VerticalRow>;

  void judge_cheap() {
    const Program everything{Table::spreads, {}};
    Counts ignored;
    BlockFilter evaluator(request_.program.conjuncts);
    Top near(near_max_, false);
    Sweep(scanner_.legs(), everything, request_.missing).run(ignored, [&](const Survivors& found) {
      judge_block(found, evaluator, near);
    });
    keep(near);
  }

  void judge_block(const Survivors& found, BlockFilter& evaluator, Top& near) {
    std::array<std::uint32_t, VerticalBlock::size_max> failures{}, by{};
    for (std::uint32_t f = 0; f < filters_.size(); ++f) {
      if (filters_[f].deferred) continue;
      const auto truths = evaluator.evaluate(*filters_[f].conjunct, found.columns, found.mask);
      for (std::uint32_t i = 0; i < truths.size(); ++i) {
        if (found.mask.rows[i] == 0 || count(filters_[f], truths[i])) continue;
        ++failures[i];
        by[i] = f;
      }
    }
    for (std::uint32_t i = 0; i < found.block().n; ++i) {
      if (failures[i] != 1) continue;
      Filter& only = filters_[by[i]];
      only_failed(only, found.row(i), only.limits ? found.columns.get(only.limits->column, found.mask)[i] : chain::unknown, near);
    }
  }

  void judge_deferred() {
    if (std::ranges::none_of(filters_, &Filter::deferred)) return;
    Counts ignored = empty_counts(request_.program);
    Top near(near_max_, false);
    for (const VerticalRow& row : scanner_.rows_to_simulate(request_, ignored)) {
      const auto value = [&](ColumnId c) { return scanner_.value(c, row); };
      std::vector<Filter*> failed;
      for (Filter& f : filters_)
        if (f.deferred && !count(f, evaluate(*f.conjunct, value))) failed.push_back(&f);
      if (failed.size() == 1)
        only_failed(*failed[0], row, failed[0]->limits ? value(failed[0]->limits->column) : chain::unknown, near);
    }
    keep(near);
  }

  /// True: the row passes.
  bool count(Filter& filter, Truth truth) const {
    filter.counts.unknown += truth == Truth::unknown ? 1 : 0;
    const bool passes = lets_pass(*filter.conjunct, truth, request_.missing);
    filter.counts.alone += passes ? 0 : 1;
    return passes;
  }

  void only_failed(Filter& filter, const VerticalRow& row, double value, Top& near) {
    ++filter.counts.last;
    if (!filter.limits || std::isnan(value)) return;
    filter.values.push_back(value);
    near.add(distance(*filter.limits, value), row);
  }

  FilterReport finish(Filter& filter) const {
    FilterReport report = std::move(filter.counts);
    report.filter = filter.conjunct->text;
    if (filter.limits) report.relaxed = relaxed(*filter.limits, filter.values, report.last);
    return report;
  }

  static std::vector<FilterReport::Relaxed> relaxed(const Limits& limits, std::vector<double>& values, std::uint64_t last) {
    std::ranges::sort(values, {}, [&](double v) { return std::pair(distance(limits, v), v); });
    std::vector<FilterReport::Relaxed> steps;
    for (const std::uint64_t parts : {10u, 4u, 2u}) {
      const std::uint64_t wanted = (last + parts - 1) / parts;
      if (wanted == 0 || wanted > values.size() || !std::isfinite(values[wanted - 1])) break;
      const Limits wider = widened(limits, values, wanted);
      const std::string text = to_string(Table::spreads, wider);
      if (!steps.empty() && steps.back().filter == text) continue;
      steps.push_back({text, static_cast<std::uint64_t>(std::ranges::count_if(values, [&](double v) { return holds(wider, v); }))});
    }
    return steps;
  }

  void keep(Top& near) {
    for (const auto& entry : near.take()) near_.push_back(entry);
  }

  std::vector<NearMiss> nearest() {
    std::ranges::sort(near_, [](const Top::Entry& a, const Top::Entry& b) { return Top::precedes(a, b, false); });
    near_.resize(std::min(near_.size(), near_max_));
    std::vector<NearMiss> misses;
    misses.reserve(near_.size());
    for (const Top::Entry& e : near_)
      misses.push_back({e.row, only_failing(e.row), e.key, scanner_.value(request_.sort.column, e.row)});
    return misses;
  }

  /// A cheap failure comes first: deferred filters count as passing for such a row.
  std::size_t only_failing(const VerticalRow& row) const {
    for (const bool deferred : {false, true})
      for (std::size_t i = 0; i < filters_.size(); ++i) {
        const Conjunct& c = *filters_[i].conjunct;
        if (filters_[i].deferred == deferred &&
            !lets_pass(c, evaluate(c, [&](ColumnId id) { return scanner_.value(id, row); }), request_.missing))
          return i;
      }
    return filters_.size();
  }

  const Scanner& scanner_;
  const Request& request_;
  std::size_t near_max_;
  std::vector<Filter> filters_;
  std::vector<Top::Entry> near_;
};

}  // namespace

ScanReport explain_scan(const Scanner& scanner, const Request& request, std::size_t near_misses_max) {
  return ScanExplainer(scanner, request, near_misses_max).run();
}

}  // namespace legwork::scan
