// Regulation T margin of one account, strategy by strategy, as the paper accounts charge it: longs cover shorts of the same right and
// no earlier expiry, the two sides of one underlying are not charged twice, what is left short is naked. Pure functions; a few µs.
// Source of the percentages: FINRA Rule 4210(f)(2) and Regulation T (12 CFR 220.12); broad-based indices 15 %, equities 20 %.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/right.hpp"
#include "market/date.hpp"

namespace legwork::simgw {

enum class HoldingKind : std::uint8_t { stock, option };

/// One position with what margin needs to know of it. USD per share; quantity signed.
struct MarginHolding {
  HoldingKind kind = HoldingKind::option;
  std::string underlying;
  bool broad_index = false;
  core::Right right = core::Right::put;
  double strike = 0;
  market::Date expiry{};
  int multiplier = 100;
  std::int64_t quantity = 0;
  double mark = 0;  // of the holding
  double underlying_mark = 0;  // of its underlying
};

/// In regular hours stock is charged the maintenance rate on both counts; outside them the initial rate is Regulation T's half.
enum class MarginHours : std::uint8_t { regular, outside };

struct MarginRequirement {
  double initial = 0;  // USD
  double maintenance = 0;  // USD
};

MarginRequirement reg_t_requirement(const std::vector<MarginHolding>& holdings, MarginHours hours);

}  // namespace legwork::simgw
