#include "scan/scanner.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "scan/columns.hpp"
#include "scan/condition_reader.hpp"
#include "scan/deferred.hpp"
#include "scan/ranker.hpp"
#include "scan/sweep.hpp"

namespace legwork::scan {
namespace {

/// The dictionaries of open word columns, which only a store knows.
std::string_view dictionary_word(const Legs& legs, std::string_view column, std::size_t index) {
  if (column == "symbol") return legs.store().underlyings()[index].symbol;
  ASSERT(column == "trading_class", "word column '{}' has neither fixed words nor a dictionary", column);
  return legs.trading_classes()[index];
}

std::size_t dictionary_size(const Legs& legs, std::string_view column) {
  return column == "symbol" ? legs.store().underlyings().size() : legs.trading_classes().size();
}

class StoreWords final : public WordResolver {
 public:
  explicit StoreWords(const Legs& legs) : legs_(legs) {}

  double resolve(Table table, ColumnId column, std::string_view word) const override {
    const std::string_view id = info(table, column).id;
    for (const bool exact : {true, false})
      for (std::size_t i = 0; i < dictionary_size(legs_, id); ++i) {
        const std::string_view known = dictionary_word(legs_, id, i);
        if (exact ? known == word : lowercase(known) == lowercase(word)) return static_cast<double>(i);
      }
    return -1;
  }

 private:
  const Legs& legs_;
};

/// What ranks the rows that get simulated: the sort key, or the score, or nothing (then the first ones).
std::optional<ColumnId> cheap_key(const Legs& legs, ColumnId sort) {
  if (!is_deferred(legs, sort)) return sort;
  const auto score = find_column(Table::spreads, "score");
  return score && !is_deferred(legs, *score) ? score : std::nullopt;
}

}  // namespace

Counts empty_counts(const Program& program) {
  Counts counts;
  counts.removed.resize(program.conjuncts.size());
  counts.unknown.resize(program.conjuncts.size());
  return counts;
}

Scanner::Scanner(const chain::Store& store, Parameters parameters)
    : legs_(store, std::move(parameters)), words_(std::make_shared<StoreWords>(legs_)) {}

ScanResult Scanner::run(const Request& request) const {
  ASSERT(request.program.table == Table::spreads, "run_options() is for programs of the options table");
  const auto& conjuncts = request.program.conjuncts;
  const bool deferred = is_deferred(legs_, request.sort.column) ||
                        std::ranges::any_of(conjuncts, [this](const Conjunct& c) { return is_deferred(legs_, c); });
  return deferred ? run_deferred(request) : run_cheap(request);
}

ScanResult Scanner::run_cheap(const Request& request) const {
  ScanResult result{{}, empty_counts(request.program)};
  Ranker ranker(legs_.store(), request.sort, request.top, request.best_per_symbol);
  Sweep(legs_, request.program, request.missing).run(result.counts, [&](const Survivors& found) {
    result.counts.survivors += found.mask.count;
    ranker.add(found, request.sort.column);
  });
  result.rows = ranker.take();
  return result;
}

/// The sweep picks the rows worth simulating; the deferred conjuncts and the sort key then see only those.
ScanResult Scanner::run_deferred(const Request& request) const {
  ScanResult result{{}, empty_counts(request.program)};
  Counts& counts = result.counts;
  const auto picked = rows_to_simulate(request, counts);
  Ranker ranker(legs_.store(), request.sort, request.top, request.best_per_symbol);
  for (const VerticalRow& row : picked) {
    if (!passes_deferred(request, row, counts)) continue;
    ++counts.survivors;
    ranker.add(value(request.sort.column, row), row);
  }
  result.rows = ranker.take();
  return result;
}

std::vector<VerticalRow> Scanner::rows_to_simulate(const Request& request, Counts& counts) const {
  const auto key = cheap_key(legs_, request.sort.column);
  std::uint64_t past_cheap = 0;
  TopRows<VerticalRow> best(request.deferred_max, key == request.sort.column ? request.sort.descending : true);
  Sweep(legs_, request.program, request.missing).run(counts, [&](const Survivors& found) {
    past_cheap += found.mask.count;
    const auto keys = key ? found.columns.get(*key, found.mask) : std::span<const double>();
    for (std::uint32_t i = 0; i < found.block().n; ++i)
      if (found.mask.rows[i] != 0) best.add(key ? keys[i] : 0.0, found.row(i));
  });
  std::vector<VerticalRow> rows;
  for (const auto& entry : best.take()) rows.push_back(entry.row);
  std::ranges::sort(rows);
  simulate(rows, request.progress);
  counts.deferred = rows.size();
  counts.beyond_deferred = past_cheap - rows.size();
  counts.deferred_capped = counts.beyond_deferred > 0;
  return rows;
}

void Scanner::simulate(std::vector<VerticalRow> rows, const Progress& progress) const {
  std::ranges::sort(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    (void)managed(leg_pair(legs_, rows[i].slice, structure_of(legs_.store(), rows[i]), rows[i].short_row, rows[i].long_row));
    if (progress) progress(i + 1, rows.size());
  }
}

bool Scanner::needs_simulation(ColumnId column) const { return is_deferred(legs_, column); }

bool Scanner::passes_deferred(const Request& request, const VerticalRow& row, Counts& counts) const {
  for (std::size_t i = 0; i < request.program.conjuncts.size(); ++i) {
    const Conjunct& conjunct = request.program.conjuncts[i];
    if (!is_deferred(legs_, conjunct)) continue;
    const Truth truth = evaluate(conjunct, [&](ColumnId c) { return value(c, row); });
    if (truth == Truth::unknown) ++counts.unknown[i];
    if (lets_pass(conjunct, truth, request.missing)) continue;
    ++counts.removed[i];
    return false;
  }
  return true;
}

double Scanner::value(ColumnId column, const VerticalRow& row) const { return compute(column, legs_, row); }

std::string Scanner::word(ColumnId column, const VerticalRow& row) const {
  const double index = value(column, row);
  ASSERT(info(Table::spreads, column).type == Type::word, "'{}' is no word column", info(Table::spreads, column).id);
  if (std::isnan(index)) return {};
  const auto fixed = scan::words(Table::spreads, column);
  const auto i = static_cast<std::size_t>(index);
  return std::string(fixed.empty() ? dictionary_word(legs_, info(Table::spreads, column).id, i) : fixed[i]);
}

std::vector<Scanner::OptionRow> Scanner::run_options(const Program& program, SortKey sort, std::size_t top, Missing missing) const {
  ASSERT(program.table == Table::options, "run() is for programs of the spreads table");
  const chain::Store& store = legs_.store();
  TopRows<chain::Row> best(top, sort.descending);
  for (const chain::Slice& slice : store.slices())
    for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) {
      const auto passes = [&](const Conjunct& c) {
        return lets_pass(c, evaluate(c, [&](ColumnId column) { return option_value(column, row); }), missing);
      };
      if (std::ranges::all_of(program.conjuncts, passes)) best.add(option_value(sort.column, row), row);
    }
  std::vector<OptionRow> rows;
  for (const auto& entry : best.take()) rows.push_back({entry.row, entry.key});
  return rows;
}

double Scanner::option_value(ColumnId column, chain::Row row) const {
  const chain::Store& store = legs_.store();
  const chain::Slice& slice = store.slices()[store.slice_of()[row]];
  const chain::Expiry& expiry = store.expiries()[slice.expiry];
  return tables().options[column.value()].kernel({legs_, expiry, store.underlyings()[expiry.underlying], slice.right, row});
}

}  // namespace legwork::scan
