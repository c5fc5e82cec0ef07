// Surroundings: what the risk gate and the exits have to know and the engine cannot see from its own facts: told by its host as it is at
// that moment. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "market/date.hpp"
#include "market/price.hpp"
#include "trade/exits/schedule.hpp"
#include "trade/ids.hpp"

namespace legwork::trade {

struct GuardWindow {
  std::string why;  // "auto-restart", "broker reset", "holiday"
  core::TimePoint from{}, until{};
};
struct Dividend {
  std::string underlying;
  market::Date ex_date = market::Date(std::chrono::sys_days{});
};

struct UnderlyingEvent {
  std::string underlying;
  ExitEvent event;
};

struct Surroundings {
  bool link_live = false;  // the gateway trades real money
  bool clock_sane = false;  // ours agrees with the gateway's
  bool misread = false;  // the gateway echoed a request as another than was sent
  std::int64_t messages_last_second = 0;  // over all kinds, on this link
  std::vector<GuardWindow> guard_windows;
  std::vector<Dividend> dividends;
  std::vector<UnderlyingEvent> events;  // that exits get out before
  std::set<ContractId> verified;  // contracts whose details the broker confirmed
  std::vector<std::string> halted;  // underlyings
  std::optional<market::Money> available_funds;  // the broker's figure
  core::TimePoint funds_at{};
  market::Money drawdown;  // ≥ 0: highest equity less the present one
};

}  // namespace legwork::trade
