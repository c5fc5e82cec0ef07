// Formats of results: an aligned table for people, CSV and JSON for programs. Numbers in CSV and JSON are full precision in
// base units (fractions, USD); unknown is an empty field or null.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/terminal.hpp"

namespace legwork::apps {

/// Shortest text that reads back to the same double; "" for NaN.
std::string csv_number(double value);
/// The same, "null" for NaN and infinities (JSON has neither).
std::string json_number(double value);
std::string json_string(std::string_view text);
/// Quoted only when it must be (RFC 4180).
std::string csv_field(std::string_view text);

class TextTable {
 public:
  enum class Align { left, right };
  void add_column(std::string heading, Align align);
  void add_row(std::vector<std::string> cells, Ink ink = Ink::plain);
  /// Two spaces between columns; headings in bold on a terminal.
  void print(std::FILE* stream) const;

 private:
  struct Column {
    std::string heading;
    Align align;
  };
  std::vector<Column> columns_;
  std::vector<std::pair<std::vector<std::string>, Ink>> rows_;
};

/// Display width of UTF-8 text (one column per code point; none of ours is wide).
std::size_t width_of(std::string_view text);
/// Words wrapped to `width` columns, each line after the first indented.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace legwork::apps
