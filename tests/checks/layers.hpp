// The layer table (layers.txt) and what is checked against it: `#include` lines and CMake link lists of src/.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "source_tree.hpp"

namespace legwork::checks {

struct Layer {
  std::set<std::string> libraries;            // that it may include, itself and core among them
  std::vector<std::string> foreign_headers;   // prefixes of third-party headers
  std::set<std::string> foreign_targets;      // CMake targets of those
};
using LayerTable = std::map<std::string, Layer>;  // by library, which is a folder of src/

/// Throws std::runtime_error where a line is malformed or names a library that does not stand above it: no cycles this way.
LayerTable parse_layers(std::string_view text);

/// Each `#include` of src/ against the table. Tests may include GoogleTest besides.
std::vector<Violation> check_includes(const std::filesystem::path& root, const LayerTable& table);

/// Each link list of src/*/CMakeLists.txt against the table, and each included library against the link lists.
std::vector<Violation> check_links(const std::filesystem::path& root, const LayerTable& table);

}  // namespace legwork::checks
