// Right: call or put. The one domain word that both layer-1 libraries (market, pricing) need.
#pragma once

#include <cstdint>
#include <string_view>

namespace legwork::core {

enum class Right : std::int8_t { put = -1, call = 1 };

constexpr double sign(Right right) { return right == Right::call ? 1.0 : -1.0; }
constexpr Right opposite(Right right) { return right == Right::call ? Right::put : Right::call; }
constexpr char letter(Right right) { return right == Right::call ? 'C' : 'P'; }
constexpr std::string_view to_string(Right right) { return right == Right::call ? "call" : "put"; }

}  // namespace legwork::core
