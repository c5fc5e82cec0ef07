// A ticket and an order, as the engine answers them, for a person: what it is, what it can win and lose, and what speaks against it.
#pragma once

#include <nlohmann/json.hpp>

namespace legwork::apps {

void print_ticket(const nlohmann::ordered_json& ticket);
void print_order(const nlohmann::ordered_json& order);
/// One line each.
void print_orders(const nlohmann::ordered_json& orders);

}  // namespace legwork::apps
