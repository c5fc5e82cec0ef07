// The ban list (bans.txt): clocks, chance, threads and other things that may stand only where the list says.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "source_tree.hpp"

namespace legwork::checks {

struct Ban {
  bool code = true;                  // false: comments and strings count too
  std::string words;
  std::vector<std::string> allowed;  // path prefixes
  std::string reason;
};

/// Throws std::runtime_error where a line is malformed or has no reason.
std::vector<Ban> parse_bans(std::string_view text);

/// Sources of src, examples, bench and fuzz.
std::vector<Violation> check_bans(const std::filesystem::path& root, const std::vector<Ban>& bans);

}  // namespace legwork::checks
