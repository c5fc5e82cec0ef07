// OrderIntake: reads a client's placeOrder into the broker's terms, or says with the real code why it cannot be.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "simgw/broker/order_terms.hpp"
#include "simgw/world/world.hpp"
#include "tws/messages/order_messages.hpp"

namespace legwork::simgw {

/// `accounts` are those of the login: an order without an account goes to the only one.
std::variant<OrderTerms, Reject> read_order(const tws::PlaceOrder& message, const World& world,
                                            const std::vector<std::string>& accounts);

/// The legs of a BAG, or of a market-data request for one. Rejects 312 to 314 and 200 as TWS does.
std::variant<std::vector<TermsLeg>, Reject> read_combo_legs(const tws::Contract& combo, const World& world);

}  // namespace legwork::simgw
