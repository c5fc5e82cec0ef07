// From a valued chain to what the simulation needs of it: each expiry's smile, its vol at the money, carry and every contract's width.
#pragma once

#include "chain/store.hpp"
#include "simgw/world/smile.hpp"

namespace legwork::simgw {

/// The out-of-the-money vols of an expiry over its vol at the money, by standardised strike; one that is flat when fewer than three
/// contracts tell.
Smile recorded_smile(const chain::Store& store, std::size_t expiry);

}  // namespace legwork::simgw
