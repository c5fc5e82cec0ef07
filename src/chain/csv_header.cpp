#include "chain/csv_header.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/assert.hpp"

namespace legwork::chain {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {  // Levenshtein, one row at a time
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// 0 is equal; a name inside the other counts as one edit; more than 2 is not alike.
std::size_t unlikeness(std::string_view header, std::string_view wanted) {
  constexpr std::size_t long_enough = 3, longest_header = 40;
  if (header.size() < 2 || header.size() > longest_header) return longest_header;
  const bool inside = wanted.size() >= long_enough && header.find(wanted) != header.npos;
  return inside ? 1 : edit_distance(header, wanted);
}

/// The schema's name and its aliases as they are compared; normalised once.
const std::vector<std::string>& names_of(Field field) {
  static const std::vector<std::vector<std::string>> table = [] {
    std::vector<std::vector<std::string>> all;
    for (const ColumnAlias& entry : column_aliases()) {
      auto& names = all.emplace_back(std::vector{normalised_header(entry.column)});
      for (const auto alias : entry.aliases) names.push_back(normalised_header(alias));
    }
    ASSERT(all.size() == field_count, "Field and column_aliases() list the same columns");
    return all;
  }();
  return table[static_cast<std::size_t>(field)];
}

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  fields.reserve(field_count);
  for (std::size_t i = 0; i < field_count; ++i) fields.push_back(static_cast<Field>(i));
  return fields;
}

}  // namespace

std::string_view to_string(Field field) { return column_aliases()[static_cast<std::size_t>(field)].column; }

std::string normalised_header(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c - 'A' + 'a'));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%') out.push_back(c);
  }
  return out;
}

ColumnMap::ColumnMap(const CsvLine& header) {
  for (const CsvField& field : header.fields()) {
    names_.emplace_back(field.text);
    normalised_.push_back(normalised_header(field.text));
    if (normalised_.back() == "iv%" || normalised_.back() == "impliedvolatility%") normalised_.back() = "ivpercent";
  }
  while (!normalised_.empty() && normalised_.back().empty()) {  // a separator at the line's end
    normalised_.pop_back();
    names_.pop_back();
  }
  for (const Field field : all_fields())
    for (const std::string& name : names_of(field)) {
      const auto hit = std::find(normalised_.begin(), normalised_.end(), name);
      if (hit == normalised_.end()) continue;
      index_[static_cast<std::size_t>(field)] = static_cast<std::size_t>(hit - normalised_.begin());
      if (field == Field::iv_vendor) iv_in_percent_ = name == "ivpercent" || name == "ivpct";
      break;
    }
}

std::size_t ColumnMap::found() const {
  return static_cast<std::size_t>(std::count_if(index_.begin(), index_.end(), [](const auto& i) { return i.has_value(); }));
}

bool ColumnMap::symbol_shared() const {
  return has(Field::underlying) && (*this)[Field::underlying] == (*this)[Field::option_symbol];
}

std::vector<Field> ColumnMap::missing(bool date_known) const {
  std::vector<Field> out;
  const auto need = [&](Field field, bool otherwise_known) {
    if (!has(field) && !otherwise_known) out.push_back(field);
  };
  need(Field::quote_date, date_known);
  for (const Field field : {Field::underlying, Field::expiry, Field::strike, Field::right}) need(field, has(Field::option_symbol));
  need(Field::bid, false);
  need(Field::ask, false);
  return out;
}

/// "C_BID" and "P_BID", "Calls" and "Puts", or two columns "Bid": one line holds a call and a put.
bool ColumnMap::is_wide() const {
  const auto has_name = [&](std::string_view name) {
    return std::find(normalised_.begin(), normalised_.end(), name) != normalised_.end();
  };
  for (const auto& [call, put] : {std::pair{"cbid", "pbid"}, {"callbid", "putbid"}, {"calls", "puts"}, {"bidcall", "bidput"}})
    if (has_name(call) && has_name(put)) return true;
  return std::count(normalised_.begin(), normalised_.end(), "bid") > 1;
}

std::string ColumnMap::closest_to(Field field) const {
  constexpr std::size_t alike = 2;
  std::size_t best = alike + 1;
  std::string name;
  for (std::size_t i = 0; i < normalised_.size(); ++i)
    for (const std::string& wanted : names_of(field)) {
      const bool taken = std::find(index_.begin(), index_.end(), std::optional(i)) != index_.end();
      if (taken) continue;
      const std::size_t distance = unlikeness(normalised_[i], wanted);
      if (distance >= best || distance >= wanted.size()) continue;
      best = distance;
      name = names_[i];
    }
  return name;
}

bool ColumnMap::suffices(bool date_known) const { return !is_wide() && missing(date_known).empty(); }

core::Error ColumnMap::problem(bool date_known) const {
  if (is_wide())
    return {core::ErrorCode::unsupported,
            "calls and puts stand side by side in one line; export one contract per line with a column C or P",
            {}};
  const std::vector<Field> lacking = missing(date_known);
  ASSERT(!lacking.empty(), "a header that suffices has no problem");
  constexpr std::size_t shown = 40;
  std::vector<std::string> found(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(std::min(names_.size(), shown)));
  std::vector<std::string_view> wanted;
  std::string hints;
  for (const Field field : lacking) {
    wanted.push_back(to_string(field));
    if (const std::string close = closest_to(field); !close.empty())
      hints += fmt::format("; '{}' comes closest to '{}': rename it if it is that", close, to_string(field));
  }
  if (hints.empty())
    hints = fmt::format("; add '{}' ({})", wanted.front(),
                        column_aliases()[static_cast<std::size_t>(lacking.front())].unit_and_meaning);
  core::Error error{core::ErrorCode::not_found, "", {}};
  error.message = fmt::format("missing column{} {}; found: {}{}", wanted.size() > 1 ? "s" : "", fmt::join(wanted, ", "),
                              fmt::join(found, ", "), hints);
  error.where.field = std::string(wanted.front());
  return error;
}

}  // namespace legwork::chain
