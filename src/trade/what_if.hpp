// WhatIf: what the broker says an order would do to the margin. Asked, never placed; the absence of an answer has reasons of its own.
// Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "market/price.hpp"

namespace legwork::trade {

/// The broker's what-if. It may be refused for combos, answer without numbers, or never answer; none of these is a margin of 0.
enum class WhatIfState : std::uint8_t { not_asked, waiting, answered, refused, unset, late };
std::string_view to_string(WhatIfState state);
struct WhatIf {
  WhatIfState state{};
  std::optional<market::Money> initial_margin_change;  // < 0 sets margin free
  std::optional<market::Money> commission;
  std::string said;  // the broker's words, of a refusal
  core::TimePoint at{};  // when it was asked or answered
};

}  // namespace legwork::trade
