#include "tws/session/protocol_costs.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "tws/messages/contract_messages.hpp"
#include "tws/messages/history_messages.hpp"
#include "tws/session/request_kind.hpp"

namespace legwork::tws {

namespace {

std::string deadline_text(const RequestKind& kind) {
  if (kind.silence_max == core::Duration::zero()) return "";
  return fmt::format("{:g} s", std::chrono::duration<double>(kind.silence_max).count());
}

std::string messages_text(const RequestKind& kind) {
  if (kind.cancel_id == 0) return "1";
  if (kind.cancel_after_end) return fmt::format("1, then 1 ({})", kind.cancel_id);
  return fmt::format("1, to end it 1 ({})", kind.cancel_id);
}

std::string limits_text(const RequestKind& kind) {
  if (kind.id == RequestHistoricalData::id || kind.id == RequestHeadTimestamp::id) return "history windows";
  if (kind.shared) return kind.group == Group::none ? "equal ones share a message" : "equal ones share a message; one at a time";
  if (kind.group == Group::none) return "";
  return active_max(kind.group) == 1 ? "one at a time" : fmt::format("{} at a time", active_max(kind.group));
}

/// A request that only ends another is told in that one's row.
bool only_ends_another(const RequestKind& kind) {
  const auto kinds = request_kinds();
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const RequestKind& other) { return other.cancel_id == kind.id && other.id != kind.id; });
}

}  // namespace

std::string protocol_costs_markdown() {
  std::vector<const RequestKind*> kinds;
  for (const auto& kind : request_kinds()) {
    if (!only_ends_another(kind)) kinds.push_back(&kind);
  }
  std::sort(kinds.begin(), kinds.end(),
            [](const RequestKind* a, const RequestKind* b) { return a->lane != b->lane ? a->lane < b->lane : a->id < b->id; });
  std::string out = "| lane | request | messages | answers | silence allowed | besides the budget |\n|---|---|---|---|---|---|\n";
  for (const auto* kind : kinds) {
    out += fmt::format("| {} | {} ({}) | {} | {} | {} | {} |\n", to_string(kind->lane), kind->name, kind->id, messages_text(*kind),
                       kind->answers, deadline_text(*kind), limits_text(*kind));
  }
  return out;
}

}  // namespace legwork::tws
