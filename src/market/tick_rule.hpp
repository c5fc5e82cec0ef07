// TickRule: the only place where a double becomes a Price. Knows the increments of single legs by class and of combos,
// and rounds to the safe side for the person who pays, the sign kept (verticals.md §4).
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "market/price.hpp"

namespace legwork::market {

/// Which way is safe: a buyer (payer) never pays more, a seller (receiver) never receives less, than asked for. `down` and `up`
/// are directions of the number line, whatever the sign: -1.07 in nickels is -1.10 down and -1.05 up. Who pays a signed net price
/// rounds down, who receives it up. `nearest` takes halves away from zero.
enum class Rounding : std::uint8_t { down, up, nearest };

class TickRule {
 public:
  /// Increment by price band: `increment` applies to |price| >= `from`. Bands ascend from 0.
  struct Band {
    Price from;
    Price increment;
  };

  static TickRule penny();          // 0.01 at all prices: SPY QQQ IWM XSP
  static TickRule penny_program();  // 0.01 below 3, then 0.05
  static TickRule nickel();         // 0.05 below 3, then 0.10
  /// Combos: equity packages in pennies, SPX/SPXW packages in 0.05 (legs may print in pennies).
  static TickRule combo(std::string_view trading_class);
  /// Single legs by trading class; names outside the built-in lists get the nickel rule, the coarsest and therefore valid
  /// in every class. The broker's market rule overrides this when connected.
  static TickRule single_leg(std::string_view trading_class);

  explicit TickRule(std::vector<Band> bands);

  Price increment_at(Price price) const;
  bool is_valid(Price price) const;
  /// `price` in USD per share, finite and |price| < 1e9. A price within one part in 1e9 of a tick is that tick, so that 1.15 from
  /// binary arithmetic stays 1.15. Errors: invalid_argument.
  core::Result<Price> round(double price, Rounding rounding) const;
  Price round(Price price, Rounding rounding) const;

 private:
  std::vector<Band> bands_;
};

}  // namespace legwork::market
