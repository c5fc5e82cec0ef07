// Instrument: what an order's leg or a position is in. An option as the calendar and the pricing know it, or the stock that an
// assignment leaves behind; with the broker's contract id, which alone decides equality.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "market/contract.hpp"
#include "trade/ids.hpp"

namespace legwork::trade {

struct Instrument {
  ContractId id;
  std::string underlying;  // "SPY"
  std::optional<market::Contract> option;  // nothing: the stock itself

  bool is_option() const { return option.has_value(); }
  /// Shares that one unit stands for: the option's multiplier, 1 for stock.
  std::int32_t multiplier() const { return option ? option->multiplier : 1; }
  friend bool operator==(const Instrument& a, const Instrument& b) { return a.id == b.id; }
};

/// "SPY 2026-12-18 600 P", "SPY stock".
std::string to_string(const Instrument& instrument);

/// `ratio` > 0 buys, < 0 sells that many per unit of the order.
struct OrderLeg {
  Instrument instrument;
  std::int32_t ratio = 1;
  bool closes = false;  // of a roll: belongs to the vertical that it ends

  friend bool operator==(const OrderLeg&, const OrderLeg&) = default;
};

}  // namespace legwork::trade
