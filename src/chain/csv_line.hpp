// CsvLine: one line of delimited text as fields; and the numbers, dates and times in them as exports write them.
// Owns its scratch space and is reused for every line: no allocation per field. ≈ 8 ns a field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "market/date.hpp"

namespace legwork::chain {

/// A field without its quotes and outer spaces; `column` is where it starts in the line, from 1.
struct CsvField {
  std::string_view text;
  std::size_t column = 0;
};

class CsvLine {
 public:
  /// The separator that splits a header line into most fields: , ; tab or |.
  static char separator_of(std::string_view header);

  explicit CsvLine(char separator) : separator_(separator) {}

  /// Splits `line` (which must outlive the fields). False when a quote is not closed.
  bool split(std::string_view line);

  const std::vector<CsvField>& fields() const { return fields_; }
  const CsvField& operator[](std::size_t i) const { return fields_[i]; }
  std::size_t size() const { return fields_.size(); }
  char separator() const { return separator_; }

 private:
  std::size_t quoted(std::string_view line, std::size_t open);

  char separator_;
  std::vector<CsvField> fields_;
  std::string unescaped_;  // of fields with doubled quotes; never reallocated within a line
};

/// How exports write "no value": empty, "-", "--", "N/A", "NaN", "null", "None".
bool is_missing(std::string_view text);

/// Plain decimal text of a number: "$1,250.50" → "1250.50", "(3)" → "-3". Thousands separators must stand in threes. In a file
/// separated by ';' a comma is the decimal sign ("1,5", "1.250,50"), and "1,250", which could be either, is refused. Nothing when
/// the text is no number. The answer views `text` or `scratch`.
std::optional<std::string_view> plain_number(std::string_view text, char separator, std::string& scratch);

/// A finite number; a trailing '%' divides by 100. Nothing when the text is no number.
std::optional<double> parse_number(std::string_view text, char separator, std::string& scratch);

/// "2026-08-14", "20260814", "8/14/2026", "08/14/26", "Aug 14 2026", "Fri Aug 14 2026", "14 AUG 26"; years
/// 1970–2199; a time after it is ignored.
std::optional<market::Date> parse_export_date(std::string_view text);

/// "16:15:00", "16:15", "1615", "4:15 PM", "16:15:00.000", also after a date ("2026-08-14 16:15", "2026-08-14T16:15:00"). Nothing when it
/// is no time or carries a zone other than US Eastern.
std::optional<market::WallTime> parse_export_time(std::string_view text);
/// Whether a time follows the date in `text`.
bool has_time(std::string_view text);

}  // namespace legwork::chain
