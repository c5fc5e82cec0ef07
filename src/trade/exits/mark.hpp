// Mark: what a held vertical costs to close by quotes that may be leaned on, or why that is not known. Used by evaluate() alone.
#pragma once

#include "trade/exits/evaluate.hpp"

namespace legwork::trade {

struct Mark {
  bool usable = false;
  bool narrow = false;  // within StopGuard::spread_percent_max: may count for a stop
  bool dead_long = false;  // the long leg has no bid; `cost` is the short leg's
  bool worthless = false;  // bought, and its long leg has no bid: nothing to sell and nothing at risk
  double cost = 0;  // signed, per share, at mid
  std::string_view fault;  // when not usable
};
Mark mark_of(const ExitPlan& plan, const HeldVertical& held, const ExitInputs& inputs);

}  // namespace legwork::trade
