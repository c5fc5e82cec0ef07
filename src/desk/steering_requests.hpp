// What a request says of walks and exits, as the engine wants it; and the exits of a spread as JSON. Words in, values out.
#pragma once

#include <optional>
#include <string>

#include "desk/request_fields.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::desk {

/// Nothing without walk_steps. `intent` is the order as its ticket shows it, `starts` how that was priced.
std::optional<trade::WalkPlan> walk_of(Fields& fields, trade::WalkStart starts, const trade::Intent& intent);
/// The TOML text of a plan, or "default" for that of the side; nothing when the field is not there.
std::optional<trade::ExitPlan> exits_of(Fields& fields, const char* name, bool is_credit);

/// A spread's plan as TOML and what its exits remember; plan null: none are held.
nlohmann::ordered_json exits_json(const trade::Engine& engine, trade::SpreadNumber spread);

}  // namespace legwork::desk
