#include "trade/order/phase.hpp"

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

/// The broker has shown it: only the broker can end it.
Phase phase_of_seen(const OrderFacts& facts, int absences) {
  if (absences >= 2) return facts.refused && facts.filled == 0 ? Phase::rejected : Phase::cancelled;
  if (facts.cancel_sent) return Phase::cancelling;
  return facts.working ? Phase::working : Phase::acknowledged;
}

/// The broker has never shown it.
Phase phase_of_unseen(const OrderFacts& facts, int absences) {
  if (facts.unsent && facts.bytes == OrderFacts::Bytes::none) return Phase::not_placed;
  if (facts.refused && absences >= 1) return Phase::rejected;
  if (absences >= 2) return Phase::not_placed;
  if (facts.doubted || facts.refused) return Phase::unknown;
  if (facts.cancel_sent) return Phase::cancelling;
  if (facts.bytes == OrderFacts::Bytes::all) return Phase::sent;
  if (facts.bytes == OrderFacts::Bytes::some) return Phase::writing;
  return facts.stored ? Phase::durable : Phase::planned;
}

}  // namespace

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::planned: return "Planned";
    case Phase::durable: return "Durable";
    case Phase::writing: return "Writing";
    case Phase::sent: return "Sent";
    case Phase::unknown: return "Unknown";
    case Phase::acknowledged: return "Acked";
    case Phase::working: return "Working";
    case Phase::cancelling: return "Cancelling";
    case Phase::filled: return "Filled";
    case Phase::cancelled: return "Cancelled";
    case Phase::rejected: return "Rejected";
    case Phase::not_placed: return "NotPlaced";
  }
  ASSERT(false, "Phase {} has no name", static_cast<int>(phase));
  return "";
}

Phase phase_of(const OrderFacts& facts, const PhaseRules& rules) {
  if (facts.end == OrderFacts::End::filled || facts.filled >= rules.quantity) return Phase::filled;
  if (facts.end == OrderFacts::End::cancelled) return Phase::cancelled;
  const int absences = facts.absences_apart(rules.absence_apart);
  return facts.acknowledged ? phase_of_seen(facts, absences) : phase_of_unseen(facts, absences);
}

}  // namespace legwork::trade
