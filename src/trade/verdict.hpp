// ControlId, Verdict: what the risk gate says of an order, control by control (reliability.md §4). A refusal is a domain answer, not an
// error: it says the numbers and the limit in words for a person. Plain values; what passes carries no text and allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace legwork::trade {

/// The numbers are those of the page; the switch sits before them. The names stand in journals and documents.
enum class ControlId : std::uint8_t {
  mode_switch = 0,
  armed = 1,
  kill_latch = 2,
  session = 3,
  life = 4,
  instrument = 5,
  structure = 6,
  size = 7,
  loss = 8,
  price = 9,
  collar = 10,
  data_quality = 11,
  margin = 12,
  duplicate = 13,
  throttle = 14,
  working_orders = 15,
  messages = 16,
  day = 17,
  self_cross = 18,
  reduce_only = 19,
  restricted = 20,
  sent_bytes = 21,
  post_trade = 22,
  limits_file = 23,
  kill_progress = 24,
};
inline constexpr std::size_t control_count = 25;
std::string_view to_string(ControlId control);
std::optional<ControlId> parse_control(std::string_view name);

struct Verdict {
  ControlId control{};
  bool passed = true;
  std::string why;  // of a refusal; of a control that is judged later: when

  static Verdict pass(ControlId control) { return {control, true, {}}; }
  static Verdict refuse(ControlId control, std::string why) { return {control, false, std::move(why)}; }
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// What a control refuses, and whether what only reduces risk passes it all the same (invariant EXITS_POSSIBLE).
struct ControlInfo {
  ControlId control{};
  std::string_view name;
  std::string_view refuses;
  std::string_view closing;  // how it treats an order that closes
};
const ControlInfo& info(ControlId control);

/// A Markdown table of the controls with the keys of their limits.
std::string gate_markdown();

}  // namespace legwork::trade
