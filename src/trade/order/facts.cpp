#include "trade/order/facts.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace legwork::trade {

std::string_view to_string(Fact fact) {
  switch (fact) {
    case Fact::stored: return "stored";
    case Fact::bytes_some: return "bytes_some";
    case Fact::bytes_all: return "bytes_all";
    case Fact::unsent: return "unsent";
    case Fact::doubted: return "doubted";
    case Fact::acknowledged: return "acknowledged";
    case Fact::working: return "working";
    case Fact::cancel_sent: return "cancel_sent";
    case Fact::refused: return "refused";
    case Fact::absent: return "absent";
    case Fact::filled_part: return "filled_part";
    case Fact::filled_all: return "filled_all";
    case Fact::ended_cancelled: return "ended_cancelled";
    case Fact::ended_filled: return "ended_filled";
    case Fact::noticed: return "noticed";
  }
  ASSERT(false, "Fact {} has no name", static_cast<int>(fact));
  return "";
}

void OrderFacts::see(core::TimePoint at) {
  acknowledged = true;
  seen_at = std::max(seen_at, at);
  std::erase_if(absences, [this](core::TimePoint absence) { return absence <= seen_at; });
}

void OrderFacts::learn(Fact fact, core::TimePoint at) {
  switch (fact) {
    case Fact::stored: stored = true; break;
    case Fact::bytes_some: bytes = std::max(bytes, Bytes::some); break;
    case Fact::bytes_all: bytes = Bytes::all; break;
    case Fact::unsent: unsent = true; break;
    case Fact::doubted: doubted = true; break;
    case Fact::acknowledged: see(at); break;
    case Fact::working:
      see(at);
      working = true;
      break;
    case Fact::cancel_sent: cancel_sent = true; break;
    case Fact::refused: refused = true; break;
    case Fact::absent:
      if (at > seen_at && !std::ranges::binary_search(absences, at)) absences.insert(std::ranges::upper_bound(absences, at), at);
      break;
    case Fact::filled_part:
    case Fact::filled_all: see(at); break;  // `filled` follows from the executions: the book sets it
    case Fact::ended_cancelled:
      see(at);
      end = std::max(end, End::cancelled);
      break;
    case Fact::ended_filled:
      see(at);
      end = End::filled;
      break;
    case Fact::noticed: break;
  }
}

int OrderFacts::absences_apart(core::Duration apart) const {
  if (absences.empty()) return 0;
  return absences.back() - absences.front() >= apart ? 2 : 1;
}

}  // namespace legwork::trade
