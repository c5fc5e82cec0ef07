#include "scan/deferred.hpp"

#include <algorithm>
#include <cmath>

namespace legwork::scan {
namespace {

constexpr int steps_max = 45, steps_min = 4;
constexpr double days_per_year = 365;

std::uint32_t index_of(const LegPair& pair) { return static_cast<std::uint32_t>(&pair.expiry - pair.legs.store().expiries().data()); }

}  // namespace

void Deferred::prepare(const LegPair& pair) {
  const std::uint32_t expiry = index_of(pair);
  if (expiry_ == expiry) return;
  const chain::Expiry& e = pair.expiry;
  const pricing::Carry carry{pair.underlying.spot, e.rate, e.yield, e.years};
  const ManagedParameters& managed = pair.parameters().managed;
  // Daily steps up to 45, so that a stop is looked at about once a day; the seed is the expiry's own, whatever was asked before.
  const int steps = std::clamp(static_cast<int>(std::lround(e.years * days_per_year)), steps_min, steps_max);
  core::Prng prng = core::Prng(managed.seed).split(e.trading_class + market::to_compact(e.date));
  pricer_ = std::make_unique<pricing::ManagedPricer>(pricing::PathSet::lognormal(carry, e.atm_iv, managed.paths, steps, prng), carry, e.smile);
  expiry_ = expiry;
  last_row_.reset();
}

pricing::ManagedOutcome Deferred::managed(const LegPair& pair) {
  if (!pair.expiry.smile.valid() || !(pair.expiry.atm_iv > 0) || std::isnan(pair.net_price())) return {};
  prepare(pair);
  const std::pair row{pair.s, pair.l};
  if (last_row_ == row) return last_;
  const ManagedParameters& rules = pair.parameters().managed;
  last_ = pricer_->outcome({pair.right, pair.strike_short(), pair.strike_long(), pair.net_price()},
                           {rules.target, rules.stop, rules.exit_dte / days_per_year});
  last_row_ = row;
  return last_;
}

pricing::ManagedOutcome managed(const LegPair& pair) { return pair.legs.deferred().managed(pair); }

}  // namespace legwork::scan
