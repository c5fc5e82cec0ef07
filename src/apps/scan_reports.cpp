// How a scan and its reports are printed.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "apps/output.hpp"
#include "apps/scan_command.hpp"
#include "scan/explain.hpp"
#include "scan/formula.hpp"
#include "scan/score.hpp"
#include "scan/why_not.hpp"

namespace legwork::apps {
namespace {

using scan::Table;
using scan::Type;

const scan::ColumnInfo& info(scan::ColumnId id) { return scan::info(Table::spreads, id); }

std::string id_text(const ScanRun& run, const scan::VerticalRow& row) {
  return market::to_string(scan::vertical_id(run.store(), row));
}

/// "79.1% skew": a probability of profit never stands without its method.
std::string cell(const ScanRun& run, scan::ColumnId column, const scan::VerticalRow& row, std::size_t place) {
  if (!run.is_computed(column, place)) return "-";
  std::string text = scan::format_value(run.scanner, column, row);
  if (info(column).id == "pop" && text != "-") text += " skew";
  return text;
}

std::string times_text(const ScanRun& run) {
  std::string text;
  for (const chain::Underlying& u : run.store().underlyings()) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {:.2f} at {}", u.symbol, u.spot, eastern_text(u.as_of));
    if (u.lag) text += fmt::format(" (vendor's {:.2f} lags)", u.vendor_price);
  }
  return text;
}

std::string_view basis_text(const ScanRun& run) {
  return run.scanner.legs().parameters().basis == scan::PriceBasis::mid ? "mid" : "natural";
}

void print_counts(const ScanRun& run, const scan::ScanResult& result) {
  const scan::Counts& c = result.counts;
  fmt::print("\n{} verticals, {} without a usable net price, {} pass; {} shown\n", c.enumerated, c.unpriced, c.survivors,
             result.rows.size());
  for (std::size_t i = 0; i < run.request.program.conjuncts.size(); ++i) {
    const auto& conjunct = run.request.program.conjuncts[i];
    if (c.removed[i] == 0 && c.unknown[i] == 0) continue;
    std::string line = fmt::format("  {:>10} removed by {}", c.removed[i], conjunct.text);
    if (c.unknown[i] > 0)
      line += fmt::format("; unknown on {}, {}", c.unknown[i],
                          conjunct.required || run.request.missing == scan::Missing::fail ? "rejected" : "not applied there");
    fmt::print("{}\n", paint(stdout, Ink::dim, line));
  }
  if (c.deferred_capped)
    fmt::print(
        "{}\n",
        paint(stdout, Ink::warn,
              fmt::format("  {} more rows pass the other filters but were not simulated (the best {} were); raise --deferred-max",
                          c.beyond_deferred, c.deferred)));
  if (const std::size_t rows = run.not_simulated(result); rows > 0)
    fmt::print("{}\n",
               paint(stdout, Ink::warn,
                     fmt::format("  simulated columns of {} rows are not computed (those of the best {} are); raise --deferred-max",
                                 rows, run.request.deferred_max)));
}

Ink ink_of(const ScanRun& run, const scan::VerticalRow& row) {
  const auto confidence = run.store().confidence();
  return std::max(confidence[row.short_row], confidence[row.long_row]) > chain::Confidence::B ? Ink::dim : Ink::plain;
}

std::string raw_csv(const ScanRun& run, scan::ColumnId column, const scan::VerticalRow& row, std::size_t place) {
  if (!run.is_computed(column, place)) return {};
  return info(column).type == Type::word ? csv_field(run.scanner.word(column, row)) : csv_number(run.scanner.value(column, row));
}

std::string raw_json(const ScanRun& run, scan::ColumnId column, const scan::VerticalRow& row, std::size_t place) {
  if (!run.is_computed(column, place)) return "null";
  const double value = run.scanner.value(column, row);
  if (info(column).type == Type::word) return std::isnan(value) ? "null" : json_string(run.scanner.word(column, row));
  if (info(column).type == Type::flag && std::isfinite(value)) return value != 0 ? "true" : "false";
  return json_number(value);
}

/// By id, or by its place in the ranking: "1" is the best row.
core::Result<scan::VerticalRow> find_row(const ScanRun& run, const std::string& text) {
  std::size_t rank = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), rank);
  if (failed == std::errc{} && end == text.data() + text.size()) {
    scan::Request request = run.request;
    request.top = std::max<std::size_t>(rank, 1);
    const scan::ScanResult result = run.scanner.run(request);
    if (rank >= 1 && rank <= result.rows.size()) return result.rows[rank - 1].row;
    return core::Error{core::ErrorCode::not_found,
                       fmt::format("there is no row {}: ranks begin at 1, and {} pass", rank, result.counts.survivors),
                       {}};
  }
  const auto id = market::parse_vertical_id(text);
  if (!id) return id.error();
  return scan::find_vertical(run.store(), *id);
}

std::string_view sign(scan::Truth truth) {
  switch (truth) {
    case scan::Truth::yes: return "pass";
    case scan::Truth::no: return "FAIL";
    case scan::Truth::unknown: return "unknown";
  }
  return "";
}

}  // namespace

void print_table(const ScanRun& run, const scan::ScanResult& result) {
  fmt::print(
      "{}\n{}\n", times_text(run),
      paint(stdout, Ink::dim, fmt::format("prices at {}; PoP to expiry from the smile (skew); EV after costs", basis_text(run))));
  if (run.preset) fmt::print("{}: {}\n", paint(stdout, Ink::bold, run.preset->title), run.preset->where);
  fmt::print("\n");
  TextTable table;
  table.add_column("#", TextTable::Align::right);
  table.add_column("spread", TextTable::Align::left);
  table.add_column("kind", TextTable::Align::left);
  for (const scan::ColumnId column : run.columns)
    table.add_column(std::string(info(column).title),
                     info(column).type == Type::number ? TextTable::Align::right : TextTable::Align::left);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const scan::VerticalRow& row = result.rows[i].row;
    std::vector<std::string> cells{fmt::format("{}", i + 1), id_text(run, row),
                                   std::string(to_string(scan::structure_of(run.store(), row)))};
    for (const scan::ColumnId column : run.columns) cells.push_back(cell(run, column, row, i));
    table.add_row(std::move(cells), ink_of(run, row));
  }
  table.print(stdout);
  print_counts(run, result);
}

void print_csv(const ScanRun& run, const scan::ScanResult& result) {
  fmt::print("rank,id,structure");
  for (const scan::ColumnId column : run.columns) fmt::print(",{}", info(column).id);
  fmt::print("\n");
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const scan::VerticalRow& row = result.rows[i].row;
    fmt::print("{},{},{}", i + 1, id_text(run, row), to_string(scan::structure_of(run.store(), row)));
    for (const scan::ColumnId column : run.columns) fmt::print(",{}", raw_csv(run, column, row, i));
    fmt::print("\n");
  }
}

void print_json(const ScanRun& run, const scan::ScanResult& result) {
  const scan::Counts& c = result.counts;
  core::TimePoint newest{};
  for (const chain::Underlying& u : run.store().underlyings()) newest = std::max(newest, u.as_of);
  fmt::print("{{\n  \"schema\": \"legwork.scan/1\",\n  \"as_of\": {},\n  \"underlyings\": [", json_string(utc_text(newest)));
  for (std::size_t i = 0; i < run.store().underlyings().size(); ++i) {
    const chain::Underlying& u = run.store().underlyings()[i];
    fmt::print("{}\n    {{\"symbol\": {}, \"as_of\": {}, \"spot\": {}, \"vendor_price\": {}, \"lag\": {}}}", i ? "," : "",
               json_string(u.symbol), json_string(utc_text(u.as_of)), json_number(u.spot), json_number(u.vendor_price), u.lag);
  }
  const scan::Parameters& parameters = run.scanner.legs().parameters();
  fmt::print(
      "\n  ],\n  \"iv_lookback\": {},\n  \"book_lookback\": {},\n  \"pop_method\": \"skew\",\n  \"basis\": \"{}\",\n  "
      "\"not_simulated\": {},\n  \"rows\": [",
      parameters.iv_lookback, parameters.book_lookback, basis_text(run), run.not_simulated(result));
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const scan::VerticalRow& row = result.rows[i].row;
    fmt::print("{}\n    {{\"rank\": {}, \"id\": {}, \"structure\": {}", i ? "," : "", i + 1, json_string(id_text(run, row)),
               json_string(to_string(scan::structure_of(run.store(), row))));
    for (const scan::ColumnId column : run.columns)
      fmt::print(", {}: {}", json_string(info(column).id), raw_json(run, column, row, i));
    fmt::print("}}");
  }
  fmt::print(
      "\n  ],\n  \"rejected\": {{\n    \"enumerated\": {}, \"unpriced\": {}, \"beyond_deferred\": {}, \"survivors\": {},\n    "
      "\"filters\": [",
      c.enumerated, c.unpriced, c.beyond_deferred, c.survivors);
  for (std::size_t i = 0; i < run.request.program.conjuncts.size(); ++i)
    fmt::print("{}\n      {{\"filter\": {}, \"removed\": {}, \"unknown\": {}}}", i ? "," : "",
               json_string(run.request.program.conjuncts[i].text), c.removed[i], c.unknown[i]);
  fmt::print("\n    ],\n    \"input_rows\": {}\n  }},\n  \"input_problems\": {}\n}}\n", json_rejects(run.loaded.rejects),
             json_problems(run.loaded));
}

int print_why_not(const ScanRun& run, const std::string& id) {
  const auto row = find_row(run, id);
  if (!row) return report(row.error());
  const scan::RowReport why = scan::why_not(run.scanner, run.request, *row);
  fmt::print("{} {}\n\n", paint(stdout, Ink::bold, id_text(run, *row)), to_string(scan::structure_of(run.store(), *row)));
  if (why.unpriced) fmt::print("  {} {}\n", paint(stdout, Ink::bad, "FAIL"), *why.unpriced);
  for (const scan::Verdict& v : why.verdicts) {
    const Ink ink = v.truth == scan::Truth::no ? Ink::bad : v.truth == scan::Truth::unknown ? Ink::warn : Ink::good;
    fmt::print("  {}  {}{}\n", paint(stdout, ink, fmt::format("{:7}", sign(v.truth))), v.filter,
               v.reason.empty() ? "" : "\n           " + v.reason);
  }
  if (why.passes)
    fmt::print("\nIt passes every filter{}.\n",
               why.rank ? fmt::format(" and ranks {} by {}", *why.rank, info(run.request.sort.column).id) : "");
  else {
    const auto failed = std::ranges::count(why.verdicts, scan::Truth::no, &scan::Verdict::truth) + (why.unpriced ? 1 : 0);
    fmt::print("\nIt is not in the result: {} reason{} above.\n", failed, failed == 1 ? "" : "s");
  }
  return exit_ok;
}

int print_scan_report(const ScanRun& run) {
  const scan::ScanReport scan_report = scan::explain_scan(run.scanner, run.request);
  fmt::print("{} verticals, {} without a usable net price, {} pass\n\n", scan_report.counts.enumerated, scan_report.counts.unpriced,
             scan_report.counts.survivors);
  if (scan_report.filters.empty()) {
    fmt::print("No filter is set.\n");
    return exit_ok;
  }
  TextTable table;
  table.add_column("filter", TextTable::Align::left);
  table.add_column("alone removes", TextTable::Align::right);
  table.add_column("last removes", TextTable::Align::right);
  table.add_column("unknown on", TextTable::Align::right);
  table.add_column("relaxing it", TextTable::Align::left);
  for (std::size_t i = 0; i < scan_report.filters.size(); ++i) {
    const scan::FilterReport& f = scan_report.filters[i];
    std::string relaxed;
    for (const auto& step : f.relaxed) relaxed += fmt::format("{}{} adds {}", relaxed.empty() ? "" : "; ", step.filter, step.adds);
    table.add_row({f.filter, fmt::format("{}", f.alone), fmt::format("{}", f.last), fmt::format("{}", f.unknown), relaxed},
                  i == scan_report.binding && f.last > 0 ? Ink::warn : Ink::plain);
  }
  table.print(stdout);
  if (scan_report.filters[scan_report.binding].last > 0)
    fmt::print("\nThe binding filter is {}: without it {} more rows would pass.\n",
               paint(stdout, Ink::bold, scan_report.filters[scan_report.binding].filter),
               scan_report.filters[scan_report.binding].last);
  if (!scan_report.near_misses.empty()) fmt::print("\nNear misses (one filter short):\n");
  for (const scan::NearMiss& miss : scan_report.near_misses) {
    const scan::RowReport why = scan::why_not(run.scanner, run.request, miss.row);
    fmt::print("  {}  {}\n", id_text(run, miss.row), why.verdicts[miss.conjunct].reason);
  }
  return exit_ok;
}

namespace {

/// The columns shown and everything their formulas are made of.
std::set<std::string> with_inputs(std::span<const scan::ColumnId> columns) {
  std::set<std::string> wanted;
  std::vector<std::string> open;
  for (const scan::ColumnId id : columns) open.emplace_back(info(id).id);
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    const auto id = scan::find_column(Table::spreads, name);
    if (!id || !wanted.insert(name).second) continue;
    for (const std::string_view input : scan::identifiers(info(*id).formula)) open.emplace_back(input);
  }
  return wanted;
}

}  // namespace

int print_explanation(const ScanRun& run, const std::string& id) {
  const auto row = find_row(run, id);
  if (!row) return report(row.error());
  fmt::print("{} {}\n\n", paint(stdout, Ink::bold, id_text(run, *row)), to_string(scan::structure_of(run.store(), *row)));
  const std::set<std::string> wanted = with_inputs(run.columns);
  for (const scan::Explanation& e : scan::explain(run.scanner, *row)) {
    if (!wanted.contains(e.column)) continue;
    std::string line = paint(stdout, Ink::bold, fmt::format("{:<24}", e.column));
    if (!e.formula.empty()) line += fmt::format("= {}\n{:24}= {}\n{:24}", e.formula, "", e.inserted, "");
    fmt::print("{}= {}\n{}\n", line, e.value, paint(stdout, Ink::dim, fmt::format("{:26}{}", "", wrap(e.definition, 96, 26))));
  }
  fmt::print("\n{}\n", paint(stdout, Ink::bold, "score"));
  double total = 0;
  for (const scan::Contribution& c : scan::score_contributions(run.scanner.legs(), *row)) {
    fmt::print("  {:<20} {} -> {:.3f} x {:g} = {:.2f}\n", c.column,
               c.known ? fmt::format("{:.4g}", c.value) : "unknown, counts half", c.mapped, c.weight, c.points);
    total += c.points;
  }
  const double factor = scan::data_factor(run.store(), row->short_row, row->long_row);
  fmt::print("  {:<20} {:.2f}{}\n", "total", total * factor,
             factor < 1 ? fmt::format(" = {:.2f} x {:g} for data confidence", total, factor) : "");
  return exit_ok;
}

int print_histogram(const ScanRun& run, const std::string& column) {
  const scan::ColumnId id = *scan::find_column(Table::spreads, column);
  const scan::Histogram histogram = scan::histogram(run.scanner, run.request, id);
  std::uint64_t most = 1;
  for (const auto& bin : histogram.bins) most = std::max(most, bin.count);
  fmt::print("{}: {}\n\n", paint(stdout, Ink::bold, column), info(id).definition);
  for (const auto& bin : histogram.bins) {
    const auto bar = static_cast<std::size_t>(std::ceil(50.0 * static_cast<double>(bin.count) / static_cast<double>(most)));
    const std::string range =
        fmt::format("{:>10} .. {:<10}", scan::format_number(info(id).unit, bin.low), scan::format_number(info(id).unit, bin.high));
    fmt::print("{} {:>10} {} {}\n", range, bin.count, bin.inside ? "|" : " ",
               paint(stdout, bin.inside ? Ink::good : Ink::dim, std::string(bar, '#')));
  }
  if (histogram.unknown > 0) fmt::print("{:>24} {:>10}\n", "unknown", histogram.unknown);
  fmt::print("\n| marks what the scan's filters on {} let pass; the bars count rows that pass all other filters\n", column);
  return exit_ok;
}

}  // namespace legwork::apps
