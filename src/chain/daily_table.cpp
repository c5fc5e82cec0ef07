#include "chain/daily_table.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "chain/csv_header.hpp"
#include "chain/text_source.hpp"
#include "pricing/option.hpp"

namespace legwork::chain {

std::string_view TableRow::text(std::string_view column) const {
  const auto entry = index_.find(column);
  if (entry == index_.end() || entry->second >= line_.size()) return {};
  const std::string_view found = line_[entry->second].text;
  return is_missing(found) ? std::string_view{} : found;
}

double TableRow::number(std::string_view column) {
  const std::string_view listed = text(column);
  if (listed.empty()) return pricing::unknown;
  const auto value = parse_number(listed, line_.separator(), scratch_);
  if (!value) refuse(column, fmt::format("'{}' is no number", listed));
  return value.value_or(pricing::unknown);
}

market::Date TableRow::date(std::string_view column) {
  const std::string_view listed = text(column);
  const auto value = parse_export_date(listed);
  if (!value) refuse(column, fmt::format("'{}' is no date; write 2026-08-14", listed));
  return value.value_or(market::Date{});
}

std::string TableRow::symbol(std::string_view column) const {
  std::string out(text(column));
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

void TableRow::refuse(std::string_view column, std::string what) {
  if (problem_) return;
  const auto entry = index_.find(column);
  const bool present = entry != index_.end() && entry->second < line_.size();
  problem_ =
      core::Error{core::ErrorCode::parse,
                  std::move(what),
                  {.file = {}, .line = 0, .column = present ? line_[entry->second].column : 0, .field = std::string(column)}};
}

namespace {

using ColumnIndex = std::map<std::string_view, std::size_t>;

ColumnIndex index_of(const CsvLine& header, const std::vector<TableColumn>& columns) {
  ColumnIndex index;
  for (const TableColumn& column : columns)
    for (std::size_t i = header.size(); i-- > 0;) {
      const std::string name = normalised_header(header[i].text);
      const auto same = [&](std::string_view wanted) { return name == normalised_header(wanted); };
      if (same(column.name) || std::any_of(column.aliases.begin(), column.aliases.end(), same)) index[column.name] = i;
    }
  return index;
}

std::optional<core::Error> missing_columns(const CsvLine& header, const ColumnIndex& index,
                                           const std::vector<TableColumn>& columns) {
  std::vector<std::string_view> missing, found;
  for (const TableColumn& column : columns)
    if (column.required && !index.contains(column.name)) missing.push_back(column.name);
  if (missing.empty()) return {};
  for (const CsvField& field : header.fields()) found.push_back(field.text);
  return core::Error{core::ErrorCode::not_found,
                     fmt::format("missing column {}; found: {}", fmt::join(missing, ", "), fmt::join(found, ", ")),
                     {.file = {}, .line = 0, .column = 0, .field = std::string(missing.front())}};
}

core::Error placed(core::Error error, const TextSource& source) {
  error.where.file = source.name();
  error.where.line = source.line_number();
  return error;
}

}  // namespace

core::Result<std::size_t> read_table(const std::filesystem::path& file, const std::vector<TableColumn>& columns,
                                     const std::function<void(TableRow&)>& row) {
  auto source = TextSource::open(file);
  if (!source) return source.error();
  const auto header_text = source->next_line().value_or("");
  CsvLine header(CsvLine::separator_of(header_text));
  header.split(header_text);
  TableRow current{CsvLine(header.separator())};
  current.index_ = index_of(header, columns);
  if (auto error = missing_columns(header, current.index_, columns)) return placed(std::move(*error), *source);

  std::size_t rows = 0;
  while (const auto line = source->next_line()) {
    if (line->empty() || line->front() == '#') continue;
    if (!current.line_.split(*line))
      current.problem_ = core::Error{core::ErrorCode::parse, "a quoted field is not closed", {}};
    else
      row(current);
    if (current.problem_) return placed(std::move(*current.problem_), *source);
    ++rows;
  }
  if (source->failure()) return *source->failure();
  return rows;
}

}  // namespace legwork::chain
