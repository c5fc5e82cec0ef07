// QuoteParser: the fields of one line to a Quote, or the reason why not. Remembers the last date and expiry texts, because they
// repeat for thousands of lines. Owned by one reader. ≈ 0.4 µs a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chain/csv_header.hpp"
#include "chain/csv_line.hpp"
#include "chain/quote.hpp"
#include "market/occ.hpp"

namespace legwork::chain {

/// Why a line gives no quote: a reason to count by, the field and its text, and words for a person.
struct Refusal {
  std::string_view reason;  // "bad_number"
  Field field{};
  std::string detail;
};

/// What the file's name tells: "SPY_2026-07-10_1615_source.csv.gz".
struct NameHints {
  std::optional<market::Date> date;
  std::optional<market::WallTime> time;
};
NameHints hints_from_name(std::string_view name);

class QuoteParser {
 public:
  QuoteParser(ColumnMap columns, NameHints hints) : columns_(std::move(columns)), hints_(hints) {}

  /// `line` has as many fields as the header. `quote` is complete only when there is no refusal.
  std::optional<Refusal> parse(const CsvLine& line, Quote& quote);

 private:
  std::string_view text(const CsvLine& line, Field field) const;
  std::optional<Refusal> parse_time(const CsvLine& line, Quote& quote);
  std::optional<Refusal> parse_symbol(const CsvLine& line);
  std::optional<Refusal> parse_class(const CsvLine& line, market::Contract& contract);
  std::optional<Refusal> parse_expiry(const CsvLine& line, market::Contract& contract);
  std::optional<Refusal> parse_strike(const CsvLine& line, market::Contract& contract);
  std::optional<Refusal> parse_right(const CsvLine& line, market::Contract& contract);
  std::optional<Refusal> parse_terms(const CsvLine& line, market::Contract& contract);
  std::optional<Refusal> parse_numbers(const CsvLine& line, Quote& quote);

  ColumnMap columns_;
  NameHints hints_;
  std::string scratch_;
  std::optional<market::OccSymbol> symbol_;                     // of this line
  std::string last_date_, last_time_, last_expiry_text_;        // texts …
  std::optional<TimePoint> last_quoted_at_;                     // … and what they mean
  std::optional<market::Date> last_expiry_;
};

}  // namespace legwork::chain
