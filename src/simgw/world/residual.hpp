// Residual: how far a contract's quote strays from fair, in half spreads: a mean-reverting process per contract, sd 0.3, reversion 60 s.
// The value at a time is a function of (seed, time); the cache makes following it cheap and changes no digit. 5 ns a step, 1 µs cold.
#pragma once

#include <cstdint>

namespace legwork::simgw {

inline constexpr double residual_sd = 0.3;  // half spreads
inline constexpr double residual_reversion_s = 60;
inline constexpr int residual_bucket_s = 5;  // it stands still in between; every contract changes at its own second
/// A quote's middle never leaves fair by a whole half spread: bid <= fair <= ask, so noise alone makes no arbitrage.
inline constexpr double residual_limit = 0.95;

struct ResidualCache {
  std::int64_t bucket = -1;
  double value = 0;  // unit variance
};

/// `second` since 1970. Half spreads, within ±residual_limit.
double residual(std::uint64_t seed, std::int64_t second, ResidualCache& cache);

}  // namespace legwork::simgw
