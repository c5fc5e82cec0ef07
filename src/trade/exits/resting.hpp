// The profit target that rests at the broker: a GTC combo limit that works while this machine is off. One function says what the broker's
// orders should become; both it and an exit of the engine can never fill, because either side waits until the other is proven gone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "market/tick_rule.hpp"
#include "trade/exits/plan.hpp"
#include "trade/ids.hpp"

namespace legwork::trade {

/// Who places it: what the book knows such an order by.
inline constexpr const char* resting_actor = "exit:resting";

/// A target of this spread as the ledger of orders knows it.
struct RestingOrder {
  OrderNumber order;
  market::Price cost;  // its limit, signed
  std::int64_t units_left = 0;
  bool gtc = true;
  bool uncertain = false;  // unknown, or being cancelled
};

struct RestingInputs {
  std::span<const RestingOrder> targets;
  std::int64_t other_closing_units = 0;  // exits of the engine, rolls, closes by hand; also those in doubt
  bool exit_due = false;  // evaluate() said cancel_working, or a person wants to close
  bool assigned = false;
  bool may_place = true;  // link, switch, session: the gate's business, said here so that the answer is `none` and not a refusal
};

enum class RestingAct : std::uint8_t { none, keep, place, cancel };
std::string_view to_string(RestingAct act);
struct RestingDecision {
  RestingAct act{};
  std::vector<OrderNumber> cancel;  // of cancel: these; ask again once they are proven ended
  std::optional<market::Price> cost;  // of place: signed, on a tick
  std::int64_t units = 0;
  std::string_view why;
};
/// Units of the target never exceed those that are held and not being closed otherwise; without a whole proof nothing is placed.
RestingDecision resting_target(const ExitPlan& plan, const HeldVertical& held, const RestingInputs& inputs,
                               const market::TickRule& ticks);

}  // namespace legwork::trade
