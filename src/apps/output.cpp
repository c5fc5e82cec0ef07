#include "apps/output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace legwork::apps {

std::string csv_number(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }
std::string json_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "null"; }

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void TextTable::add_column(std::string heading, Align align) { columns_.push_back({std::move(heading), align}); }
void TextTable::add_row(std::vector<std::string> cells, Ink ink) { rows_.emplace_back(std::move(cells), ink); }

void TextTable::print(std::FILE* stream) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = width_of(columns_[c].heading);
    for (const auto& [cells, ink] : rows_) width = std::max(width, width_of(cells[c]));
    widths.push_back(width);
  }
  const auto line = [&](const auto& cell_of, Ink ink) {
    std::string text;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string& cell = cell_of(c);
      const std::string pad(widths[c] - width_of(cell), ' ');
      if (c > 0) text += "  ";
      text += columns_[c].align == Align::right ? pad + cell : cell + (c + 1 < columns_.size() ? pad : "");
    }
    fmt::print(stream, "{}\n", paint(stream, ink, text));
  };
  line([&](std::size_t c) -> const std::string& { return columns_[c].heading; }, Ink::bold);
  for (const auto& [cells, ink] : rows_) line([&, &row = cells](std::size_t c) -> const std::string& { return row[c]; }, ink);
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > 0 && column + 1 + width_of(word) > width) {
      out += '\n' + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width_of(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace legwork::apps
