// FillModel: whether, how much and at what price a working order trades in one step of time. A taker gets the native book first and
// then the legs; an order that rests inside the market is hit at random, more often the closer it is to the other side.
// Pure given the order's own stream of chance, so that an order's fate does not depend on other orders.
#pragma once

#include <cstdint>
#include <optional>

#include "core/prng.hpp"
#include "simgw/broker/order_terms.hpp"
#include "simgw/broker/package_book.hpp"

namespace legwork::simgw {

struct Trade {
  std::int64_t quantity = 0;  // packages, > 0
  market::Price price;  // signed net price per share in the package's own direction
  bool took = false;  // removed liquidity
};

struct FillRates {
  double at_middle_per_second = 0.03;  // an order at the middle of the package market
  double near_other_side_per_second = 0.60;  // one tick short of being marketable
  double at_own_side_per_second = 0.004;  // joining the own side's best price
};

/// What is left of an order.
struct Wanted {
  Side side{};
  std::optional<market::Price> limit;  // it may trade at; none: market order
  std::int64_t remaining = 0;
  bool all_or_none = false;
};

/// The trade of one step of `seconds`; nullopt for none. `displayed` quantities bound a taker's trade; the rest stays for the next step.
std::optional<Trade> trade_in_step(const Wanted& wanted, const PackageBook& book, double seconds, core::Prng& chance,
                                   const FillRates& rates);

}  // namespace legwork::simgw
