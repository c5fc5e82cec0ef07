// The text form of an ExitPlan. Prices are decimal text ("0.05"), so that no binary fraction comes near a limit; times of day are US
// Eastern; a rule that is not written is not there. A key that is not known is an error: a misspelt stop must not be no stop.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "trade/exits/plan.hpp"

namespace legwork::trade {

/// Errors: parse, invalid_argument; with `file`, line and the key. `file` is for messages only.
core::Result<ExitPlan> parse_exit_plan(std::string_view text, std::string_view file);
/// Reads back as the same plan; whole seconds and minutes only, as parse_exit_plan makes them.
std::string to_toml(const ExitPlan& plan);

}  // namespace legwork::trade
