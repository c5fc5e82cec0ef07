// Phase: where an order stands, as a function of its facts (reliability.md §5). No error code, time-out or lost connection ends an
// order here; only the broker's own word, executions for all of it, our writer's proof that nothing left, or two pictures apart in
// time that both do not show it. Later evidence reopens what absence had closed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trade/order/facts.hpp"

namespace legwork::trade {

enum class Phase : std::uint8_t {
  planned,  // decided, not yet on the disk: nothing may leave
  durable,  // on the disk, nothing known to have left
  writing,  // some of its bytes have left
  sent,  // all have; no answer yet
  unknown,  // it may live at the broker or not. Counts as exposure, is never sent again
  acknowledged,  // the broker knows it and has not said that it works
  working,
  cancelling,  // our cancel left, its end is not proven
  filled,
  cancelled,  // ended with less than all filled: by the broker's word, or shown once and gone since
  rejected,  // a refusal, and a picture that agrees
  not_placed,  // proven never to have been taken
};
inline constexpr std::size_t phase_count = 12;
std::string_view to_string(Phase phase);

constexpr bool is_terminal(Phase phase) { return phase >= Phase::filled; }
/// May exist at the broker, or come to: what exposure, cancels and kill have to reckon with.
constexpr bool may_live(Phase phase) { return phase >= Phase::durable && phase <= Phase::cancelling; }

struct PhaseRules {
  std::int64_t quantity = 1;  // units of the order
  core::Duration absence_apart = std::chrono::seconds(30);  // between the two pictures that prove an absence
};
Phase phase_of(const OrderFacts& facts, const PhaseRules& rules);

}  // namespace legwork::trade
