// Profit levels of the price rules, per share: the profit of a held vertical when it closes at a signed cost C is −entry − C.
#pragma once

#include <optional>

#include "market/tick_rule.hpp"
#include "trade/exits/plan.hpp"

namespace legwork::trade {

double profit_at(const HeldVertical& held, double closing_cost);
/// Nothing: no such rule, or none that means anything (a percentage of a max profit that is not above 0).
std::optional<double> target_level(const ExitPlan& plan, const HeldVertical& held);
std::optional<double> stop_level(const ExitPlan& plan, const HeldVertical& held);  // usually negative
/// `best` is the highest profit that counted. Nothing until armed.
std::optional<double> trail_level(const ExitPlan& plan, const HeldVertical& held, double best);
std::optional<double> step_level(const ExitPlan& plan, const HeldVertical& held, double best);

/// What the target's limit may cost: signed, exact in nanodollars, not yet on a tick.
std::optional<market::Price> target_cost(const ExitPlan& plan, const HeldVertical& held);

}  // namespace legwork::trade
