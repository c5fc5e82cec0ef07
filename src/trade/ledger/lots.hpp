// Lots: what is held of one contract, oldest first, with the money that it cost. What is closed comes off the oldest lot (first in, first
// out, as the broker reports by default), so that realised and open amounts are exact: their sum never differs from the cash by a
// millionth. Plain value.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "market/price.hpp"

namespace legwork::trade {

/// No single execution is worth more: what says so is garbage.
inline constexpr market::Money notional_max = market::Money::from_micros(1'000'000'000 * market::Money::scale);

/// price × multiplier × quantity; > 0 is paid. Halves of a millionth away from zero: broker prices may have more decimals than money.
/// Nothing: beyond notional_max.
std::optional<market::Money> cost_of(market::Price price, std::int32_t multiplier, std::int64_t quantity);

/// amount × part / whole, halves away from zero. whole ≠ 0; |part| ≤ |whole|.
market::Money share_of(market::Money amount, std::int64_t part, std::int64_t whole);

/// quantity × numerator / denominator, halves away from zero. denominator ≠ 0.
std::int64_t scaled(std::int64_t quantity, std::int64_t numerator, std::int64_t denominator);

/// amount / (quantity × multiplier) as a price per share to the nearest nano-dollar. quantity, multiplier ≠ 0. Nothing: beyond what any
/// share costs, as when executions of both signs leave one contract between them; a thousand of them still have a sum.
std::optional<market::Price> per_share(market::Money amount, std::int64_t quantity, std::int32_t multiplier);

class Lots {
 public:
  struct Traded {
    market::Money realised;  // of what it closed
    market::Money opening_cost, closing_cost;  // its own cost, split by what it did
    std::int64_t opened = 0, closed = 0;  // signed as the trade
  };
  /// quantity > 0 buys; cost > 0 is paid. A trade beyond what is held closes that and opens the rest.
  Traded trade(std::int64_t quantity, market::Money cost);

  std::int64_t quantity() const { return quantity_; }
  market::Money cost() const;  // of all that is held
  /// Of the oldest `quantity` of them: same sign as quantity(), not more.
  market::Money cost_of_oldest(std::int64_t quantity) const;

 private:
  struct Lot {
    std::int64_t quantity = 0;
    market::Money cost;
  };
  std::deque<Lot> lots_;
  std::int64_t quantity_ = 0;
};

}  // namespace legwork::trade
