// Records of what the engine does by itself: walks, which are decisions that place one order after the other, and the exits of held
// spreads. Durable before an order that follows from them leaves, so that a restart knows whose steps an order was.
#pragma once

#include <optional>
#include <string>

#include "trade/exits/evaluate.hpp"
#include "trade/exits/plan.hpp"
#include "trade/gate/proposal.hpp"
#include "trade/ids.hpp"
#include "trade/intent_text.hpp"
#include "trade/json.hpp"
#include "trade/record.hpp"
#include "trade/walk.hpp"

namespace legwork::trade {

template <>
inline constexpr int enumerators<Origin> = 3;

namespace records {

/// A walk begins: everything that its later steps are placed with.
struct WalkBegun {
  static constexpr RecordKind kind{"walk_begun"};
  TicketNumber ticket;  // all its orders have it
  WalkPlan plan;
  IntentText intent;  // its whole quantity; each step has a limit of its own
  Origin origin{};
  bool approved = false;
  SpreadNumber spread;
  std::optional<SpreadNumber> rolled_into;
  std::string actor, reason;
  std::optional<double> pop, expected_value;
  std::optional<std::string> signal;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("ticket", self.ticket);
    visit("plan", self.plan);
    visit("intent", self.intent);
    visit("origin", self.origin);
    visit("approved", self.approved);
    visit("spread", self.spread);
    visit("rolled_into", self.rolled_into);
    visit("actor", self.actor);
    visit("reason", self.reason);
    visit("pop", self.pop);
    visit("expected_value", self.expected_value);
    visit("signal", self.signal);
  }
};

/// Where a walk stands, before the order or the cancel that follows from it.
struct Walked {
  static constexpr RecordKind kind{"walked"};
  TicketNumber ticket;
  WalkState state;
  std::string why;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("ticket", self.ticket);
    visit("state", self.state);
    visit("why", self.why);
  }
};

/// The exits that are held for a spread from here on; no plan: none.
struct ExitsSet {
  static constexpr RecordKind kind{"exits_set"};
  SpreadNumber spread;
  std::optional<ExitPlan> plan;
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("spread", self.spread);
    visit("plan", self.plan);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// What the exits of a spread remember over a restart: what latched, what was sent, the best profit. Updates in a row are counted anew.
struct ExitNoted {
  static constexpr RecordKind kind{"exit_noted"};
  SpreadNumber spread;
  ExitState state;
  std::string why;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("spread", self.spread);
    visit("state", self.state);
    visit("why", self.why);
  }
};

}  // namespace records
}  // namespace legwork::trade
