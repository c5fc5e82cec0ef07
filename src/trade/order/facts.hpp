// OrderFacts: everything that is known of one order, as a set of facts that only grows. Learning a fact twice, or two facts in the other
// order, gives the same set; so duplicated, reordered and late messages need no code of their own (invariant IDEMPOTENT). What phase
// the order is in is a function of the set (phase.hpp), never a variable. Owned by the book; learning costs a few compares.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace legwork::trade {

/// What can be learned of an order. The names stand in the journal and in docs/life_of_an_order.md.
enum class Fact : std::uint8_t {
  stored,  // the intent is on the disk
  bytes_some,  // some, not all of its bytes were taken by the link
  bytes_all,  // all were
  unsent,  // the link ended and not one byte had been taken: our own writer's proof
  doubted,  // no answer in time, the link went before one, or this program was started again
  acknowledged,  // the broker showed it: an open order or a status, whatever it says. Also "Inactive": a hold, not an end
  working,  // the broker said it is at work: PreSubmitted, Submitted
  cancel_sent,  // our cancel left
  refused,  // a code that means "not accepted" for a new order
  absent,  // a whole and valid picture of open orders, completed orders and executions does not show it
  filled_part,  // executions for some of its units
  filled_all,  // executions for all of its units
  ended_cancelled,  // a status or completed order says Cancelled
  ended_filled,  // a status or completed order says Filled; the executions may come later
  noticed,  // any other code or status: changes nothing
};
inline constexpr std::size_t fact_count = 15;
std::string_view to_string(Fact fact);

struct OrderFacts {
  enum class Bytes : std::uint8_t { none, some, all };
  enum class End : std::uint8_t { none, cancelled, filled };  // by rank: a fill wins

  bool stored = false;
  Bytes bytes = Bytes::none;
  bool unsent = false;
  bool doubted = false;
  bool acknowledged = false;
  bool working = false;
  bool cancel_sent = false;
  bool refused = false;
  End end = End::none;
  std::int64_t filled = 0;  // units; what the newest versions of the executions say
  core::TimePoint seen_at{};  // the broker last showed it
  std::vector<core::TimePoint> absences;  // ascending; those not later than seen_at count no more

  /// `at`: when it was learned; matters for sightings and absences.
  void learn(Fact fact, core::TimePoint at);
  /// Sightings are what the broker shows: they make earlier absences void.
  void see(core::TimePoint at);

  /// Absences later than the last sighting, each at least `apart` from the one counted before it; no more than two are told apart.
  int absences_apart(core::Duration apart) const;
  friend bool operator==(const OrderFacts&, const OrderFacts&) = default;
};

}  // namespace legwork::trade
