// ExitRule: what may end a position, in the order of priority; one table that the decision and the docs both read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "trade/json.hpp"

namespace legwork::trade {

/// The earlier wins when several fire at once.
enum class ExitRule : std::uint8_t { pin, expiry, stop, stepped_stop, trailing_stop, clock, event, roll, dte, dead_leg, target };
std::string_view to_string(ExitRule rule);
template <>
inline constexpr int enumerators<ExitRule> = 11;

/// How the closing order is priced: patient rests at its limit, ordinary walks from mid, urgent from natural. More urgent replaces less.
enum class Urgency : std::uint8_t { patient, ordinary, urgent };
std::string_view to_string(Urgency urgency);

struct ExitRuleInfo {
  ExitRule rule{};
  Urgency urgency{};
  bool latches = false;  // once fired it stands until the position is flat, whatever the quotes do while the way is cleared
  std::string_view fires, does;
};
std::span<const ExitRuleInfo> exit_rules();
const ExitRuleInfo& info_of(ExitRule rule);
/// A Markdown table in the order of priority.
std::string exit_rules_markdown();

}  // namespace legwork::trade
