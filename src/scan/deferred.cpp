#include "scan/deferred.hpp"

#include <algorithm>
#include <cmath>

namespace legwork::scan {
namespace {

constexpr int steps_max = 45, steps_min = 4;
constexpr double days_per_year = 365;

std::uint32_t index_of(const LegPair& pair) {
  return static_cast<std::uint32_t>(&pair.expiry - pair.legs.store().expiries().data());
}

}  // namespace

void Deferred::prepare(const LegPair& pair) {
  const std::uint32_t expiry = index_of(pair);
  if (expiry_ == expiry) return;
  const chain::Expiry& e = pair.expiry;
  const pricing::Carry carry = e.effective_carry(pair.underlying.spot);
  const ManagedParameters& managed = pair.parameters().managed;
  // Daily steps up to 45, so that a stop is looked at about once a day; the seed is the expiry's own, whatever was asked before.
  const int steps = std::clamp(static_cast<int>(std::lround(e.years * days_per_year)), steps_min, steps_max);
  core::Prng prng = core::Prng(managed.seed).split(e.trading_class + market::to_compact(e.date));
  pricer_ = std::make_unique<pricing::ManagedPricer>(pricing::PathSet::lognormal(carry, e.atm_iv, managed.paths, steps, prng),
                                                     carry, e.smile);
  expiry_ = expiry;
}

pricing::ManagedOutcome Deferred::managed(const LegPair& pair) {
  if (!pair.expiry.smile.valid() || !(pair.expiry.atm_iv > 0) || std::isnan(pair.net_european())) return {};
  const std::pair row{pair.s, pair.l};
  if (const auto known = outcomes_.find(row); known != outcomes_.end()) return known->second;
  if (outcomes_.size() >= outcomes_max) outcomes_.clear();
  prepare(pair);
  const ManagedParameters& rules = pair.parameters().managed;
  return outcomes_[row] = pricer_->outcome({pair.right, pair.strike_short(), pair.strike_long(), pair.net_european()},
                                           {rules.target, rules.stop, rules.exit_dte / days_per_year});
}

pricing::ManagedOutcome managed(const LegPair& pair) { return pair.legs.deferred().managed(pair); }

}  // namespace legwork::scan
