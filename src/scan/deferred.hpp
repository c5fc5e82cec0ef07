// Deferred columns: what needs a simulation. One path set and one pricer serve all spreads of an expiry; a Deferred holds those
// of the expiry it was last asked about, so ask in row order; outcomes are remembered. Not for concurrent use: each Legs owns one.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "pricing/managed.hpp"
#include "scan/leg_pair.hpp"

namespace legwork::scan {

class Deferred {
 public:
  /// Under Parameters::managed, with the market's drift and the expiry's at-the-money vol; all unknown without a smile or net price.
  pricing::ManagedOutcome managed(const LegPair& pair);

 private:
  void prepare(const LegPair& pair);

  std::optional<std::uint32_t> expiry_;
  std::unique_ptr<pricing::ManagedPricer> pricer_;
  static constexpr std::size_t outcomes_max = 1'000'000;  // then forgotten all at once: 100 MB

  std::map<std::pair<chain::Row, chain::Row>, pricing::ManagedOutcome> outcomes_;
};

/// Through the Deferred of the pair's Legs.
pricing::ManagedOutcome managed(const LegPair& pair);

}  // namespace legwork::scan
