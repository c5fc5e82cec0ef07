// ColumnMap: which field of a line is which column of the schema, found from the header by column_aliases(); and what to tell a
// person when it does not fit.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chain/csv_line.hpp"
#include "chain/csv_reader.hpp"

namespace legwork::chain {

/// The columns of the schema, in the order of column_aliases().
enum class Field : std::uint8_t {
  quote_date,
  quote_time,
  underlying,
  underlying_price,
  expiry,
  strike,
  right,
  bid,
  ask,
  last,
  volume,
  open_interest,
  iv_vendor,
  delta_vendor,
  gamma_vendor,
  theta_vendor,
  vega_vendor,
  rho_vendor,
  bid_size,
  ask_size,
  option_symbol,
  trading_class,
  exercise_style,
  settlement,
  multiplier,
  count_
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::count_);
std::string_view to_string(Field field);

/// Header text as it is compared: lower case letters, digits and '%' only.
std::string normalised_header(std::string_view text);

class ColumnMap {
 public:
  explicit ColumnMap(const CsvLine& header);

  std::optional<std::size_t> operator[](Field field) const { return index_[static_cast<std::size_t>(field)]; }
  bool has(Field field) const { return (*this)[field].has_value(); }
  std::size_t fields() const { return names_.size(); }
  /// How many columns of the schema were found: a title line above the header finds none.
  std::size_t found() const;
  bool iv_in_percent() const { return iv_in_percent_; }
  /// One column holds underlyings in some files and option symbols in others ("symbol", "ticker").
  bool symbol_shared() const;

  /// Whether rows can be read; `date_known`: the file's name tells the day.
  bool suffices(bool date_known) const;
  /// Why not: not_found naming what is missing, what was found and what comes closest; unsupported for calls and puts side by side.
  core::Error problem(bool date_known) const;

 private:
  std::vector<Field> missing(bool date_known) const;
  bool is_wide() const;
  std::string closest_to(Field field) const;

  std::vector<std::string> names_, normalised_;
  std::array<std::optional<std::size_t>, field_count> index_;
  bool iv_in_percent_ = false;
};

}  // namespace legwork::chain
