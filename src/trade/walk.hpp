// The price walk of a limit order: start at mid, natural or a price of one's own, and come towards natural step by step, never past a
// slippage cap, a price limit or natural itself. A combo is never modified: each step cancels, waits for the proof, and places anew at
// the price that is right *then*. decide() is pure; what it must remember is WalkState, which the caller keeps and journals. ~100 ns.
// Prices are signed costs of one unit per share, as NetPrice::signed_cost: lower is better for us, whichever side the order is on.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/price.hpp"
#include "market/tick_rule.hpp"
#include "trade/exits/quote_guard.hpp"
#include "trade/json.hpp"
#include "trade/net_price.hpp"
#include "trade/quote.hpp"

namespace legwork::trade {

enum class WalkStart : std::uint8_t { mid, natural, custom };
std::string_view to_string(WalkStart start);
enum class WalkEnd : std::uint8_t { cancel, rest };  // after the last step: take the order back, or leave it working there
std::string_view to_string(WalkEnd end);
template <>
inline constexpr int enumerators<WalkStart> = 3;
template <>
inline constexpr int enumerators<WalkEnd> = 2;

struct WalkPlan {
  WalkStart start{};
  std::optional<market::Price> custom;  // signed cost; with WalkStart::custom only
  std::int32_t steps = 5;  // after the first price; 0: a plain limit order
  core::Duration step_every = std::chrono::seconds(10);
  market::Price slippage_max =
      market::Price::from_nanos(50'000'000);  // per share above mid: the one at the start and the current one
  std::optional<market::Price> cost_max;  // signed: a debit cap of 2.40 is 2.40, a credit floor of 1.05 is -1.05
  WalkEnd end{};
  QuoteGuard guard;
  core::Duration blind_max = std::chrono::seconds(60);  // without a usable quote for this long: give up

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("start", self.start);
    visit("custom", self.custom);
    visit("steps", self.steps);
    visit("step_every", self.step_every);
    visit("slippage_max", self.slippage_max);
    visit("cost_max", self.cost_max);
    visit("end", self.end);
    visit("guard", self.guard);
    visit("blind_max", self.blind_max);
  }
  friend bool operator==(const WalkPlan&, const WalkPlan&) = default;
};
/// Errors: invalid_argument, naming the member.
core::Result<void> check(const WalkPlan& plan);

enum class WalkStage : std::uint8_t { idle, placed, replacing, ended };
std::string_view to_string(WalkStage stage);
template <>
inline constexpr int enumerators<WalkStage> = 4;

struct WalkState {
  WalkStage stage{};
  std::int32_t step = 0;  // taken so far
  core::TimePoint stepped_at{};
  std::optional<double> mid_at_start;
  std::optional<market::Price> working;  // where the order stands, or stood last
  std::optional<core::TimePoint> blind_since;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("step", self.step);
    visit("stepped_at", self.stepped_at);
    visit("mid_at_start", self.mid_at_start);
    visit("working", self.working);
    visit("blind_since", self.blind_since);
  }
  friend bool operator==(const WalkState&, const WalkState&) = default;
};

/// What has been done so far, over all orders of the account.
struct OrderActivity {
  std::int64_t actions_today = 0;  // submissions, revisions, cancellations
  std::int64_t executed_today = 0;  // orders with an execution
  std::int64_t option_orders_this_month = 0;  // a combo counts once, each replacement counts again
  std::int64_t sessions_this_month = 1;  // so far, today included
};
struct ActivityLimits {
  std::int64_t efficiency_max = 20;  // IBKR knowledge base 1343: actions / (executed orders + 1) above 20 is excessive
  std::int64_t option_orders_a_day_max = 390;  // average in a calendar month; above, the account counts as professional
};
/// Whether that many more actions and new orders keep both limits. The average is taken over the month's sessions so far: stricter than
/// the rule, which looks back from the month's end.
bool allows(const OrderActivity& activity, const ActivityLimits& limits, std::int64_t actions, std::int64_t orders);

/// What the ledger of orders says of this walk's latest order.
enum class WalkOrder : std::uint8_t {
  none,  // none yet, or it is proven that it can fill no more
  open,  // acknowledged and working
  uncertain,  // planned, written, unknown, or being cancelled: nothing may be placed beside it
};

/// Prices that an intent of this shape accepts (Intent's factories): 0 < amount < width on the possible side.
struct CostRange {
  market::Price lowest, highest;
};
/// Of a vertical's order of that side. `tick` is the smallest amount that may be asked.
CostRange cost_range(Side side, market::Price width, market::Price tick);
/// Of a roll: either side.
CostRange roll_cost_range(market::Price width, market::Price tick);

struct WalkInputs {
  const SpreadQuote& quote;
  const market::TickRule& ticks;  // TickRule::combo of the class; single_leg for one leg
  CostRange range;
  WalkOrder order{};
  std::int64_t units_left = 0;  // not filled yet
  OrderActivity activity;
  ActivityLimits limits;
  core::TimePoint now{};
};

enum class WalkAct : std::uint8_t { hold, place, replace, give_up, done };
std::string_view to_string(WalkAct act);
enum class WalkReason : std::uint8_t {
  first_price,
  next_step,
  waiting,
  same_price,
  bad_quote,
  in_doubt,
  throttled,
  resting,  // the walk goes on
  filled,
  cap_reached,
  blind,
  ended_elsewhere,
  no_price,
  already_ended,  // it does not
};
std::string_view to_string(WalkReason reason);

struct WalkDecision {
  WalkAct act{};
  WalkReason reason{};
  std::optional<market::Price> cost;  // place: exactly this. replace: what it would be now; asked again once the cancel is proven
  bool cancel_first = false;  // replace, and giving up an open order. Cancels are never throttled: they make the position safer
  std::optional<core::TimePoint> wake_at;  // nothing: only an event changes the answer
  WalkState state;  // keep this
};
/// Places one order at a time, widens only on a usable quote re-read at that moment, and never above
/// min(natural, mid at start + slippage_max, mid now + slippage_max, cost_max), rounded to the safe side. ASSERTs that check(plan) held.
WalkDecision decide(const WalkPlan& plan, const WalkState& before, const WalkInputs& in);

}  // namespace legwork::trade
