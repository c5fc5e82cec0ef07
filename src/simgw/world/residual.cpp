#include "simgw/world/residual.hpp"

#include <algorithm>
#include <cmath>

#include "simgw/world/chance.hpp"

namespace legwork::simgw {
namespace {

// An autoregression of order one. It starts anew every ten minutes from the shocks of the six reversion times before (what is older
// weighs e⁻⁶), so that no value depends on where following it began.
constexpr std::int64_t epoch_buckets = 120, memory_buckets = 72;
const double keep = std::exp(-residual_bucket_s / residual_reversion_s);
const double renew = std::sqrt(1 - keep * keep);

double shock(std::uint64_t seed, std::int64_t bucket) { return nearly_normal(mix(seed ^ static_cast<std::uint64_t>(bucket))); }

}  // namespace

double residual(std::uint64_t seed, std::int64_t second, ResidualCache& cache) {
  const auto phase = static_cast<std::int64_t>(seed % residual_bucket_s);
  const std::int64_t bucket = (second + phase) / residual_bucket_s;
  const std::int64_t epoch = bucket / epoch_buckets * epoch_buckets;
  if (cache.bucket < epoch || cache.bucket > bucket) cache = {epoch - memory_buckets, 0};
  // A walk that crosses into an epoch begins like one that starts there.
  while (cache.bucket < bucket) {
    ++cache.bucket;
    cache.value = keep * cache.value + renew * shock(seed, cache.bucket);
  }
  return std::clamp(residual_sd * cache.value, -residual_limit, residual_limit);
}

}  // namespace legwork::simgw
