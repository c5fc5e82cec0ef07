// DailyTable: the small CSV files beside a chain (bars, IV history, events, splits, holdings): a header, then rows with named
// columns, each read with its place in the file. Errors stop at the first bad row: these files are short and a person's own.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chain/csv_line.hpp"
#include "core/result.hpp"

namespace legwork::chain {

/// Names are matched without case, spaces, dots and underscores.
struct TableColumn {
  TableColumn(std::string_view column, bool is_required, std::vector<std::string_view> other_names = {}, std::string_view text = {})
      : name(column), required(is_required), aliases(std::move(other_names)), meaning(text) {}

  std::string_view name;
  bool required;
  std::vector<std::string_view> aliases;
  std::string_view meaning;
};

/// One row. A getter that meets a bad text remembers the first problem and returns a harmless value; the reader then stops there.
class TableRow {
 public:
  bool has_column(std::string_view column) const { return index_.contains(column); }
  bool has(std::string_view column) const { return !text(column).empty(); }
  std::string_view text(std::string_view column) const;
  /// NaN when missing.
  double number(std::string_view column);
  market::Date date(std::string_view column);
  std::string symbol(std::string_view column) const;  // upper case
  void refuse(std::string_view column, std::string what);

 private:
  friend core::Result<std::size_t> read_table(const std::filesystem::path&, const std::vector<TableColumn>&,
                                              const std::function<void(TableRow&)>&);
  explicit TableRow(CsvLine line) : line_(std::move(line)) {}

  CsvLine line_;
  std::map<std::string_view, std::size_t> index_;
  std::string scratch_;
  std::optional<core::Error> problem_;
};

/// Rows read. Errors: those of TextSource, not_found (columns), parse (a row, with its line and field).
core::Result<std::size_t> read_table(const std::filesystem::path& file, const std::vector<TableColumn>& columns,
                                     const std::function<void(TableRow&)>& row);

}  // namespace legwork::chain
