// OCC option symbols: root (1–6), YYMMDD, C or P, strike × 1000 in eight digits. Padded ("SPY   260814P00600000") or not.
#pragma once

#include <string>
#include <string_view>

#include "market/contract.hpp"

namespace legwork::market {

struct OccSymbol {
  std::string root;
  Date expiry{};
  Right right = Right::call;
  Price strike;

  friend bool operator==(const OccSymbol&, const OccSymbol&) = default;
};

/// Errors: parse, naming the part that is wrong.
core::Result<OccSymbol> parse_occ(std::string_view text);

enum class OccForm { padded, compact };
/// Errors: invalid_argument when the strike has more than three decimals or more than eight digits, or the root more than six letters.
core::Result<std::string> print_occ(const OccSymbol& symbol, OccForm form);

}  // namespace legwork::market
