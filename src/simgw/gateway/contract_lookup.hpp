// ContractLookup: which listed instruments a client's description means. What is left out is a wildcard, as in TWS.
#pragma once

#include <string_view>
#include <vector>

#include "simgw/world/world.hpp"
#include "tws/messages/contract.hpp"
#include "tws/messages/contract_messages.hpp"

namespace legwork::simgw {

/// All that match, ascending by class, expiry, strike, calls first; empty when none. A conId alone is enough. Not for BAG.
std::vector<const Instrument*> find_contracts(const tws::Contract& wanted, const World& world);
/// The only one that matches; nullptr when none or several do (error 200 either way).
const Instrument* find_contract(const tws::Contract& wanted, const World& world);

/// Symbols or names that start with `pattern`, any case; at most 16.
std::vector<tws::SymbolSample> matching_symbols(std::string_view pattern, const World& world);

}  // namespace legwork::simgw
