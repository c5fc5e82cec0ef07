#include "trade/order/transitions.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {
// A letter per phase: Planned Durable wriTing Sent Unknown Acked Working Cancelling Filled cancelled(X) Rejected Not placed.
constexpr std::string_view letters = "PDTSUAWCFXRN";
using Row = std::array<std::string_view, fact_count>;
// clang-format off
constexpr std::array<Row, phase_count> table{{
//  stored bytes unsent doubt ack  working cancel refused absent filled     ended       noticed
//         some all             nowledged  sent                  part  all  canc. fill.
    {"D", "T", "S", "N", "U", "A", "W", "C", "UR", "PN", "A", "F", "X", "F", "P"},  // Planned
    {"D", "T", "S", "N", "U", "A", "W", "C", "UR", "DN", "A", "F", "X", "F", "D"},  // Durable
    {"T", "T", "S", "T", "U", "A", "W", "C", "UR", "TN", "A", "F", "X", "F", "T"},  // Writing
    {"S", "S", "S", "S", "U", "A", "W", "C", "UR", "SN", "A", "F", "X", "F", "S"},  // Sent
    {"U", "U", "U", "UN", "U", "AC", "WC", "U", "UR", "URN", "AC", "F", "X", "F", "U"},  // Unknown
    {"A", "A", "A", "A", "A", "A", "W", "C", "A", "AXR", "A", "F", "X", "F", "A"},  // Acked
    {"W", "W", "W", "W", "W", "W", "W", "C", "W", "WXR", "W", "F", "X", "F", "W"},  // Working
    {"C", "C", "C", "CN", "UC", "C", "C", "C", "UCR", "CXRN", "C", "F", "X", "F", "C"},  // Cancelling
    {"F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F"},  // Filled
    {"X", "X", "X", "X", "X", "AWCX", "WCX", "X", "XR", "X", "AWCX", "F", "X", "F", "X"},  // Cancelled
    {"R", "R", "R", "RN", "R", "AWC", "WC", "R", "R", "R", "AWC", "F", "X", "F", "R"},  // Rejected
    {"N", "TUCRN", "SUCRN", "N", "N", "AC", "WC", "N", "RN", "N", "AC", "F", "X", "F", "N"},  // NotPlaced
}};
// clang-format on
}  // namespace

PhaseSet next_phases(Phase phase, Fact fact) {
  PhaseSet phases;
  for (const char letter : table[static_cast<std::size_t>(phase)][static_cast<std::size_t>(fact)]) {
    const std::size_t at = letters.find(letter);
    ASSERT(at < phase_count, "the table has no phase '{}'", letter);
    phases.insert(static_cast<Phase>(at));
  }
  return phases;
}

std::string to_string(PhaseSet phases) {
  std::string text;
  for (std::size_t i = 0; i < phase_count; ++i) {
    if (!phases.contains(static_cast<Phase>(i))) continue;
    if (!text.empty()) text += ", ";
    text += to_string(static_cast<Phase>(i));
  }
  return text;
}

std::string transitions_markdown() {
  std::string text = "| phase |";
  for (std::size_t fact = 0; fact < fact_count; ++fact) text += fmt::format(" {} |", to_string(static_cast<Fact>(fact)));
  text += "\n|---|";
  for (std::size_t fact = 0; fact < fact_count; ++fact) text += "---|";
  for (std::size_t phase = 0; phase < phase_count; ++phase) {
    PhaseSet same;
    same.insert(static_cast<Phase>(phase));
    text += fmt::format("\n| **{}** |", to_string(static_cast<Phase>(phase)));
    for (std::size_t fact = 0; fact < fact_count; ++fact) {
      const PhaseSet next = next_phases(static_cast<Phase>(phase), static_cast<Fact>(fact));
      text += next == same ? std::string(" · |") : fmt::format(" {} |", to_string(next));
    }
  }
  return text + "\n";
}

}  // namespace legwork::trade
