// Presets as TOML text, both ways. Only shapes and types are checked here; preset.cpp checks what the words mean.
#pragma once

#include "scan/preset.hpp"

namespace legwork::scan {

/// `name` is what messages call the text. Errors: parse, with line and column.
core::Result<Preset> preset_from_toml(std::string_view text, const std::string& name);

}  // namespace legwork::scan
