// The ways an order may be priced here, and those that are not offered, with the reason. One table; docs print it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace legwork::trade {

enum class OrderType : std::uint8_t {
  limit_mid,
  limit_natural,
  limit_custom,
  walk,
  resting_target,
  held_exit,  // offered
  market,
  broker_stop,
  stop_limit,
  broker_trailing,
  relative,
  modify,  // not
};
struct OrderTypeInfo {
  OrderType type{};
  std::string_view name;
  bool offered = false;
  std::string_view meaning;  // how it is priced; of those not offered: why not
};
std::span<const OrderTypeInfo> order_types();
/// A Markdown table of them.
std::string order_types_markdown();

}  // namespace legwork::trade
