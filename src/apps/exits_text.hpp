// Plans of exits as a command's argument names them.
#pragma once

#include <optional>
#include <string>

namespace legwork::apps {

/// `default` as it stands, else the content of that file, checked. Nothing: it cannot be read, or is no plan, and standard error says why.
std::optional<std::string> exits_text(const std::string& argument);

}  // namespace legwork::apps
