// Column: one number (or word) of a row, with one identifier for CLI, TOML, API and UI alike. Two tables, one language:
// `options` has a row per contract, `spreads` a row per vertical. The catalogue is the only list of columns: help, docs,
// completion, the expression compiler and the result table all read it. Adding a filter means adding one entry.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/strong_id.hpp"

namespace legwork::scan {

enum class Table : std::uint8_t { options, spreads };

/// What a value depends on, cheapest first; the scanner hoists a condition to the level of its widest column.
enum class Scope : std::uint8_t {
  underlying,  // one value per underlying
  expiry,      // one per (trading class, expiry)
  leg,         // options table: one per contract
  short_leg,   // spreads table: one per short contract
  long_leg,    // one per long contract
  structure,   // constant for one short leg and one side: which of the four verticals
  spread,      // one per vertical
};

enum class Type : std::uint8_t { number, flag, word };  // flag: 0/1; word: index into a dictionary

/// How a number is written and read. Percentages are stored as fractions; `30%` is a literal for 0.3.
// clang-format off: one line per family
enum class Unit : std::uint8_t {
  none, ratio, percent, percent_per_year, percent_per_day, usd, usd_per_share, usd_per_day, usd_per_vol_point, shares,
  shares_per_usd, contracts, strikes, seconds, days, points, sigmas, score,
};
// clang-format on
std::string_view to_string(Unit unit);

/// cheap: computed for every row a filter asks about. deferred: simulations, only for survivors of the cheap filters.
enum class Cost : std::uint8_t { cheap, deferred };

using ColumnId = core::StrongId<struct ColumnTag, std::uint16_t>;

struct ColumnInfo {
  std::string_view id;          // "credit_width"
  int filter = 0;               // number in the filter catalogue (filters.md); 0: a column without one
  Table table{};
  Scope scope{};
  Type type{};
  Unit unit{};
  Cost cost{};
  std::string_view title;       // column heading, at most 9 characters: "cr/width"
  std::string_view definition;  // tooltip: the exact definition in one or two sentences
  std::string_view formula;     // in terms of other identifiers: "net_mid / width"; empty for inputs
  std::string_view reason;  // why a row was rejected, completed by value and limit: "credit is too small a share of the width"
};

/// Every column of a table, in catalogue order (by filter number, then as a reader would expect).
std::span<const ColumnInfo> catalogue(Table table);
const ColumnInfo& info(Table table, ColumnId id);
std::optional<ColumnId> find_column(Table table, std::string_view id);
/// The nearest identifiers to a misspelt one, best first, at most three.
std::vector<std::string_view> similar_columns(Table table, std::string_view id);
/// Words a `word` column can take ("bull_put", "am" …); empty for open sets such as symbols.
std::span<const std::string_view> words(Table table, ColumnId id);

}  // namespace legwork::scan
