// Commission as the broker's fixed US schedule has it: options 0.65 USD a contract, at least 1.00 an order; stock 0.005 USD a share, at
// least 1.00 and at most 1 % of the trade. Source: Interactive Brokers' published fixed pricing for US options and stocks.
#pragma once

#include <cstdint>

#include "market/price.hpp"
#include "simgw/world/instrument.hpp"

namespace legwork::simgw {

/// Of one execution; the minimum counts once an order, so `first` says whether this is the order's first.
market::Money commission_for(const Instrument& instrument, std::int64_t quantity, market::Price price, bool first);

}  // namespace legwork::simgw
