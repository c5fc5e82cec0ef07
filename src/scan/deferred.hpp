// Deferred columns: what needs a simulation. One path set per expiry is shared by all its spreads and kept in the Legs.
#pragma once

#include "pricing/managed.hpp"
#include "scan/leg_pair.hpp"

namespace legwork::scan {

/// The outcome under Parameters::managed; all unknown without a smile or a net price.
pricing::ManagedOutcome managed(const LegPair& pair);

}  // namespace legwork::scan
