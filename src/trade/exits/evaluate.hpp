// The decision of the engine-held exits: one held vertical, its plan, what is remembered, the world of this moment in; one act and the
// next time to look out. Pure, about a microsecond. Called at every update of its quotes and at wake_at; the caller keeps and journals
// ExitState, and counts every order that can still close the position, from the moment it is decided, in ClosingOrders.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trade/exits/alerts.hpp"
#include "trade/exits/plan.hpp"
#include "trade/exits/roll.hpp"
#include "trade/exits/rules.hpp"
#include "trade/exits/schedule.hpp"
#include "trade/walk.hpp"

namespace legwork::trade {

struct ExitState {
  std::vector<double> recent;  // profits per share at the last distinct good updates, oldest first; at most StopGuard::hits
  std::optional<double> best;  // highest profit that as many updates in a row confirmed: one wide quote raises no trail
  core::TimePoint counted_at{};  // the update counted last
  std::optional<ExitRule> latched;
  std::optional<ExitRule> in_flight;  // whose order works
  std::optional<core::TimePoint> blind_since;
  std::optional<ExitRule> sent;  // the last that was acted on
  std::optional<core::TimePoint> sent_at;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("recent", self.recent);
    visit("best", self.best);
    visit("counted_at", self.counted_at);
    visit("latched", self.latched);
    visit("in_flight", self.in_flight);
    visit("blind_since", self.blind_since);
    visit("sent", self.sent);
    visit("sent_at", self.sent_at);
  }
  friend bool operator==(const ExitState&, const ExitState&) = default;
};

/// Orders that can still reduce this position, in units not filled yet; a roll's counts as an exit's.
struct ClosingOrders {
  std::int64_t resting_units = 0;  // the profit target at the broker
  std::int64_t exit_units = 0;  // exits of the engine, and closes by hand
  bool uncertain = false;  // some of them unknown, or being cancelled: nothing is sent beside it
};

struct ExitInputs {
  const SpreadQuote& closing;  // of the order that closes one unit
  const LegQuote& short_leg;
  const LegQuote& long_leg;
  const UnderlyingQuote& underlying;
  core::TimePoint updated_at{};  // when one of the legs' bids or asks changed last
  ClosingOrders orders;
  std::int64_t stock_shares = 0;  // that an assignment of this spread left
  std::span<const ExitEvent> events;
  std::span<const RollCandidate> rolls;
  std::optional<double> last_hour_move;  // expected move of the underlying's last hour, USD
  core::TimePoint now{};
};

enum class ExitAct : std::uint8_t {
  nothing,
  cancel_working,  // take back what closes, get the proof, ask again
  close,
  close_short_leg,  // the long has no bid: nobody buys it, and it costs nothing to keep
  roll,
};
std::string_view to_string(ExitAct act);

struct ExitDecision {
  ExitAct act{};
  std::optional<ExitRule> rule;
  Urgency urgency{};
  std::int64_t units = 0;  // of close, close_short_leg, roll
  std::optional<market::Price> limit;  // signed cost that is never exceeded; patient rules
  std::size_t candidate = 0;  // of roll
  std::string why;  // for a person; of `nothing`: what it waits for, when a rule has fired
  std::vector<ExitAlert> alerts;
  std::optional<core::TimePoint> wake_at;
  ExitState state;  // keep this
};
/// Pauses outside the class's sessions, in a halt, on quotes that may not be leaned on, and after an assignment. ASSERTs check(plan).
ExitDecision evaluate(const ExitPlan& plan, const HeldVertical& held, const ExitState& state, const ExitInputs& inputs,
                      const market::ExchangeCalendar& calendar);

/// max(pin_min, pin_move × expected move of the last hour), USD (verticals.md §4).
double pin_band(const ExpiryPlan& plan, std::optional<double> last_hour_move);
/// S·σ·√(1 hour of 365 days), USD.
double last_hour_move(double spot, double vol);

/// How the decision's order is priced. Errors: none; the result passes check().
WalkPlan walk_of(const ExitPlan& plan, const ExitDecision& decision);

}  // namespace legwork::trade
