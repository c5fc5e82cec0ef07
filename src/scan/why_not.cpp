// One row's report.
#include "scan/why_not.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scan/explain.hpp"
#include "scan/limits.hpp"
#include "scan/priced.hpp"
#include "scan/sweep.hpp"
#include "scan/top_rows.hpp"

namespace legwork::scan {
namespace {

LegPair pair_of(const Legs& legs, const VerticalRow& row) {
  return leg_pair(legs, row.slice, structure_of(legs.store(), row), row.short_row, row.long_row);
}

/// The quote that keeps a net price from being known.
std::string missing_side(const LegPair& pair) {
  if (pair.parameters().basis == PriceBasis::natural) return "the long leg has no offer";
  const bool short_missing = std::isnan(pair.short_(LegColumn::mark));
  return fmt::format("the {} leg has neither two sides in order nor a modelled price within the side it has",
                     short_missing ? "short" : "long");
}

std::optional<std::string> why_unpriced(const LegPair& pair) {
  if (is_priced(pair)) return std::nullopt;
  const double premium = premium_of(pair);
  if (std::isnan(premium)) return missing_side(pair);
  const std::string_view kind = pair.credit() ? "credit" : "debit";
  if (premium < 0) return fmt::format("the {} would be negative: {}", kind, format_number(Unit::usd_per_share, premium));
  return fmt::format("the {} exceeds the width: {} > {}", kind, format_number(Unit::usd_per_share, premium),
                     format_number(Unit::usd_per_share, pair.width()));
}

class Reasons {
 public:
  Reasons(const Scanner& scanner, const VerticalRow& row) : scanner_(scanner), row_(row) {}

  std::string text(const Conjunct& conjunct, Truth truth) const {
    if (truth == Truth::yes) return {};
    if (truth == Truth::unknown) return unknown_columns(conjunct);
    if (const auto limits = limits_of(Table::spreads, conjunct)) return outside(*limits);
    if (conjunct.columns.size() == 1 && info(Table::spreads, conjunct.columns[0]).type != Type::number) return category(conjunct);
    return values(conjunct);
  }

 private:
  double value(ColumnId column) const { return scanner_.value(column, row_); }

  std::string unknown_columns(const Conjunct& conjunct) const {
    std::string text;
    for (const ColumnId column : conjunct.columns)
      if (std::isnan(value(column))) text += fmt::format("{}{}", text.empty() ? "" : " and ", info(Table::spreads, column).id);
    return text + (text.find(" and ") == std::string::npos ? " is unknown" : " are unknown");
  }

  /// "credit is too small a share of the width: 14.2% < 20%"
  std::string outside(const Limits& limits) const {
    const double at = value(limits.column);
    const Condition& limit = violated(limits, at);
    const ColumnInfo& column = info(Table::spreads, limits.column);
    return fmt::format("{}: {} {} {}", column.reason, shown(column, at, limit.number), to_string(opposite(limit.op)),
                       value_text(Table::spreads, limits.column, limit.number, {}));
  }

  /// Rounded for reading, unless rounding would put it on its limit.
  std::string shown(const ColumnInfo& column, double at, double limit) const {
    const std::string rounded = format_number(column.unit, at);
    const bool misleading = at != limit && rounded == format_number(column.unit, limit);
    return misleading ? value_text(Table::spreads, find_column(Table::spreads, column.id).value(), at, {}) : rounded;
  }

  static Compare opposite(Compare op) {
    switch (op) {
      case Compare::less: return Compare::greater_equal;
      case Compare::less_equal: return Compare::greater;
      case Compare::greater: return Compare::less_equal;
      case Compare::greater_equal: return Compare::less;
      case Compare::equal: return Compare::not_equal;
      case Compare::not_equal: break;
    }
    return Compare::equal;
  }

  /// "it is another structure: bear_call". A flag's reason speaks of the flag being set.
  std::string category(const Conjunct& conjunct) const {
    const ColumnInfo& column = info(Table::spreads, conjunct.columns[0]);
    if (column.type == Type::flag && value(conjunct.columns[0]) == 0) return fmt::format("{}: no", column.id);
    return column.type == Type::flag ? std::string(column.reason)
                                     : fmt::format("{}: {}", column.reason, format_value(scanner_, conjunct.columns[0], row_));
  }

  /// "short_delta = 0.35, dte = 20"
  std::string values(const Conjunct& conjunct) const {
    std::string text;
    for (const ColumnId column : conjunct.columns)
      text +=
          fmt::format("{}{} = {}", text.empty() ? "" : ", ", info(Table::spreads, column).id, format_value(scanner_, column, row_));
    return text;
  }

  const Scanner& scanner_;
  const VerticalRow& row_;
};

/// Of a survivor. A cheap scan counts those before it without keeping them.
std::optional<std::uint64_t> rank_of(const Scanner& scanner, const Request& request, const VerticalRow& row) {
  const Legs& legs = scanner.legs();
  const bool deferred = is_deferred(legs, request.sort.column) ||
                        std::ranges::any_of(request.program.conjuncts, [&](const Conjunct& c) { return is_deferred(legs, c); });
  if (deferred || request.best_per_symbol) {
    Request all = request;
    all.top = std::numeric_limits<std::size_t>::max();
    const auto rows = scanner.run(all).rows;
    const auto found = std::ranges::find(rows, row, &Ranked::row);
    return found == rows.end() ? std::nullopt : std::optional(static_cast<std::uint64_t>(found - rows.begin()) + 1);
  }
  using Top = TopRows<VerticalRow>;
  const Top::Entry own{row, scanner.value(request.sort.column, row)};
  std::uint64_t before = 0;
  Counts counts = empty_counts(request.program);
  Sweep(legs, request.program, request.missing).run(counts, [&](const Survivors& found) {
    const auto keys = found.columns.get(request.sort.column, found.mask);
    for (std::uint32_t i = 0; i < keys.size(); ++i)
      if (found.mask.rows[i] != 0 && Top::precedes({found.row(i), keys[i]}, own, request.sort.descending)) ++before;
  });
  return before + 1;
}

}  // namespace

RowReport why_not(const Scanner& scanner, const Request& request, const VerticalRow& row) {
  RowReport report;
  report.unpriced = why_unpriced(pair_of(scanner.legs(), row));
  report.passes = !report.unpriced;
  const Reasons reasons(scanner, row);
  for (const Conjunct& conjunct : request.program.conjuncts) {
    const Truth truth = evaluate(conjunct, [&](ColumnId c) { return scanner.value(c, row); });
    report.verdicts.push_back({conjunct.text, truth, reasons.text(conjunct, truth)});
    report.passes = report.passes && lets_pass(conjunct, truth, request.missing);
  }
  if (report.passes) report.rank = rank_of(scanner, request, row);
  return report;
}

}  // namespace legwork::scan
