// Priced: a vertical that can be ranked has every quote side its net price needs, and costs or pays something less than its width;
// anything else is a fault of the quotes, not a bargain.
#pragma once

#include <string>

#include "scan/leg_pair.hpp"

namespace legwork::scan {

/// What is received for a credit or paid for a debit, USD per share. NaN: a side is missing.
inline double premium_of(const LegPair& pair) { return pair.credit() ? pair.net_price() : -pair.net_price(); }

/// No order can be priced closer to 0 or to the width than this; a spread quoted there is free or pays for nothing.
inline constexpr double half_cent = 0.005;

inline bool is_priced(const LegPair& pair) {
  const double premium = premium_of(pair), dearest = pair.width() - half_cent;
  return premium >= half_cent && premium <= dearest;
}

}  // namespace legwork::scan
