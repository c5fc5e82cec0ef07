#include "scan/explain.hpp"

#include <cmath>

#include <fmt/format.h>

#include "scan/formula.hpp"
#include "scan/score.hpp"

namespace legwork::scan {
namespace {

/// Thousands are not separated: the text goes back into a calculator.
std::string decimals(double value, int most) {
  std::string text = fmt::format("{:.{}f}", value, most);
  if (text.find('.') != std::string::npos) {
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string duration(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f}s", seconds);
  if (seconds < 2 * 3600) return fmt::format("{:.0f}m", seconds / 60);
  if (seconds < 2 * 86400) return fmt::format("{:.1f}h", seconds / 3600);
  return fmt::format("{:.1f}d", seconds / 86400);
}

/// As many digits as a check by hand needs.
std::string input_text(const Scanner& scanner, ColumnId column, const VerticalRow& row) {
  const double value = scanner.value(column, row);
  if (std::isnan(value)) return "unknown";
  return info(Table::spreads, column).type == Type::word ? scanner.word(column, row) : fmt::format("{:.7g}", value);
}

Explanation explain_column(const Scanner& scanner, ColumnId id, const VerticalRow& row) {
  const ColumnInfo& column = info(Table::spreads, id);
  Explanation e{
      std::string(column.id), std::string(column.formula), {}, format_value(scanner, id, row), std::string(column.definition)};
  e.inserted = insert_values(column.formula, [&](std::string_view name) -> std::optional<std::string> {
    const auto input = find_column(Table::spreads, name);
    return input ? std::optional(input_text(scanner, *input, row)) : std::nullopt;
  });
  return e;
}

}  // namespace

std::vector<Explanation> explain(const Scanner& scanner, const VerticalRow& row) {
  std::vector<Explanation> inputs, computed;
  const auto columns = catalogue(Table::spreads);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto& list = columns[i].formula.empty() ? inputs : computed;
    list.push_back(explain_column(scanner, ColumnId(static_cast<std::uint16_t>(i)), row));
  }
  inputs.insert(inputs.end(), computed.begin(), computed.end());
  return inputs;
}

std::string format_number(Unit unit, double value) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  switch (unit) {
    case Unit::percent:
    case Unit::percent_per_year:
    case Unit::percent_per_day: return fmt::format("{:.1f}%", 100 * value);
    case Unit::usd: return fmt::format("{:.2f}", value);
    case Unit::usd_per_share: return std::abs(value) < 10 ? fmt::format("{:.3f}", value) : fmt::format("{:.2f}", value);
    case Unit::usd_per_day:
    case Unit::usd_per_vol_point: return fmt::format("{:.3f}", value);
    case Unit::shares:
    case Unit::contracts:
    case Unit::strikes:
    case Unit::days: return decimals(value, 1);
    case Unit::shares_per_usd: return fmt::format("{:.4f}", value);
    case Unit::seconds: return duration(value);
    case Unit::points:
    case Unit::score: return fmt::format("{:.1f}", value);
    case Unit::sigmas: return fmt::format("{:.2f}", value);
    case Unit::ratio: return fmt::format("{:.3f}", value);
    case Unit::none: return decimals(value, 3);
  }
  return fmt::format("{}", value);
}

std::string format_value(const Scanner& scanner, ColumnId column, const VerticalRow& row) {
  const ColumnInfo& c = info(Table::spreads, column);
  const double value = scanner.value(column, row);
  if (c.type == Type::word) return std::isnan(value) ? "-" : scanner.word(column, row);
  if (c.type == Type::flag) return std::isnan(value) ? "-" : value != 0 ? "yes" : "no";
  return format_number(c.unit, value);
}

std::vector<Contribution> score_contributions(const Legs& legs, const VerticalRow& row) {
  std::vector<Contribution> parts;
  for (const ScoreMap& map : legs.score()) {
    const double value = compute(map.column(), legs, row), mapped = map(value), weight = map.term().weight;
    parts.push_back({map.term().column, value, mapped, weight, weight * mapped, !std::isnan(value)});
  }
  return parts;
}

}  // namespace legwork::scan
