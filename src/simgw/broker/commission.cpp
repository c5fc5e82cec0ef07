#include "simgw/broker/commission.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace legwork::simgw {

market::Money commission_for(const Instrument& instrument, std::int64_t quantity, market::Price price, bool first) {
  const double count = static_cast<double>(std::abs(quantity));
  double fee = 0;
  if (instrument.is_option()) {
    fee = 0.65 * count;
    if (first) fee = std::max(fee, 1.0);
  } else {
    fee = 0.005 * count;
    if (first) fee = std::max(fee, 1.0);
    fee = std::min(fee, 0.01 * count * std::abs(price.to_double()));
  }
  return market::Money::from_micros(std::llround(fee * static_cast<double>(market::Money::scale)));
}

}  // namespace legwork::simgw
