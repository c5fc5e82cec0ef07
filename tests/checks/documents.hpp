// What every folder owes its reader: a short README, a header that says what it is, links that lead somewhere.
#pragma once

#include <filesystem>
#include <vector>

#include "source_tree.hpp"

namespace legwork::checks {

/// Each folder of src/ that has a CMakeLists.txt has a README.md of 1 to 40 lines.
std::vector<Violation> check_readmes(const std::filesystem::path& root);

/// Each header of src/ starts with a comment and has `#pragma once`.
std::vector<Violation> check_headers(const std::filesystem::path& root);

/// Each relative link or image in a Markdown file leads to a file or folder of the tree.
std::vector<Violation> check_markdown_links(const std::filesystem::path& root);

}  // namespace legwork::checks
