// Tests only: rows of a comma-separated reference table of tests/data, fields found by column name.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace legwork::pricing {

class ReferenceRow {
 public:
  ReferenceRow(const std::vector<std::string>& names, const std::string& line) : line_(line) {
    const std::vector<std::string> fields = split(line, ',');
    if (fields.size() != names.size()) throw std::runtime_error("fields missing in " + line);
    for (std::size_t i = 0; i < names.size(); ++i) field_[names[i]] = fields[i];
  }

  const std::string& line() const { return line_; }
  const std::string& text(const std::string& column) const { return field_.at(column); }
  double number(const std::string& column) const { return std::stod(text(column)); }
  /// "40;131;222"
  std::vector<double> numbers(const std::string& column) const {
    std::vector<double> values;
    for (const std::string& part : split(text(column), ';')) values.push_back(std::stod(part));
    return values;
  }

  static std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
  }

 private:
  std::string line_;
  std::map<std::string, std::string> field_;
};

inline std::vector<ReferenceRow> read_reference(const std::string& name) {
  std::ifstream file(std::string(LEGWORK_SOURCE_DIR) + "/tests/data/" + name);
  std::string line;
  if (!std::getline(file, line)) throw std::runtime_error("cannot read " + name);
  const std::vector<std::string> names = ReferenceRow::split(line, ',');
  std::vector<ReferenceRow> rows;
  while (std::getline(file, line)) rows.emplace_back(names, line);
  return rows;
}

}  // namespace legwork::pricing
