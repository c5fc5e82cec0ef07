// The reference that travels with an order: "LWk2m9zq-17-68": whose journal, which order, and two letters that check both, so that a
// reference which lost a character on its way is nobody's and not that of another order. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trade/ids.hpp"

namespace legwork::trade {

std::string order_reference(std::string_view journal, OrderNumber order);
/// Nothing: no reference of this journal, or one that was damaged.
std::optional<OrderNumber> parse_order_reference(std::string_view journal, std::string_view reference);

}  // namespace legwork::trade
