// AmericanPremiums: what early exercise adds to a European price, from tables shared by all underlyings: a table depends on right, rate,
// yield and time alone. Built when first asked for (1 ms each), at most `tables_max` at a time; a premium costs about 0.5 µs.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "pricing/american_slice.hpp"

namespace legwork::simgw {

class AmericanPremiums {
 public:
  static constexpr std::size_t tables_max = 4096;  // then all are dropped and built anew as needed: no figure changes

  /// USD per share, >= 0. Rate and yield are taken on a grid (0.05 %, for yields finer where time is long), times between two tables
  /// of a quarter octave; vols outside 5–150 % as the nearest of those.
  double premium(pricing::Right right, const pricing::Carry& carry, double strike, double vol);

 private:
  const pricing::AmericanSlice& table(pricing::Right right, double rate, double yield, int time_step);

  std::unordered_map<std::uint64_t, pricing::AmericanSlice> tables_;
};

}  // namespace legwork::simgw
