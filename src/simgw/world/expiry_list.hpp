// Which expiries and strikes an exchange would list on one underlying today: daily, weekly, monthly, quarterly cycles and LEAPS around
// the spot, AM- and PM-settled classes of an index. Pure functions of the spec, the date and the spot.
// Source of the cycles: Cboe's listing programmes (weeklies, quarterlies, LEAPS), simplified to their usual pattern.
#pragma once

#include <string>
#include <vector>

#include "market/calendar.hpp"
#include "simgw/world/instrument.hpp"

namespace legwork::simgw {

struct DueExpiry {
  Date date{};
  market::Settlement settlement = market::Settlement::pm;

  friend auto operator<=>(const DueExpiry&, const DueExpiry&) = default;
};

/// Ascending, none before `today`. AM-settled ones are those of an index's standard monthly cycle, listed beside the PM-settled.
std::vector<DueExpiry> due_expiries(const UnderlyingSpec& spec, Date today, const market::ExchangeCalendar& calendar);

/// Ascending multiples of the strike step: dense near `spot`, every 2nd, 4th and 10th further out; to five expected moves.
std::vector<Price> due_strikes(const UnderlyingSpec& spec, double spot, double years);

/// The options' class of a settlement: "SPX" for AM, "SPXW" for PM; stocks have one, their symbol.
std::string option_class(const UnderlyingSpec& spec, market::Settlement settlement);

}  // namespace legwork::simgw
