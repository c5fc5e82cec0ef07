// Rows: the ledger as text for a person, `legwork spreads` and `legwork positions`. Pure functions; who prints adds nothing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "trade/ledger/ledger.hpp"

namespace legwork::trade {

struct TextTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;  // as wide as the head
};
/// Columns of equal width, two blanks apart, a line each; no blanks at the ends of lines.
std::string to_text(const TextTable& table);

/// "SPY:20261218:P:600/595" for a vertical, else its legs.
std::string legs_text(const LedgerSpread& spread);

/// Number, legs, units, state, entry, realised before fees, fees, chain of rolls, breaks. `live`: orders that may be at the broker.
TextTable spread_rows(const Ledger& ledger, std::span<const OrderNumber> live);

/// Per contract: by executions and facts, in spreads, in none of them, and which spreads hold how many.
TextTable position_rows(const Ledger& ledger, const std::string& account);

}  // namespace legwork::trade
