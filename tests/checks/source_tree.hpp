// What the checks share: files of a tree as text, lines with their numbers, and a violation as "path:line: words".
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace legwork::checks {

struct Violation {
  std::string path;  // relative to the root of the tree
  std::size_t line = 0;
  std::string message;

  friend bool operator==(const Violation&, const Violation&) = default;
};
std::string to_string(const Violation& violation);
/// One a line, for a test's message.
std::string to_string(const std::vector<Violation>& violations);

/// Files below `root`/`folder` with one of the extensions, relative to `root`, sorted. A folder that does not exist has none.
/// Folders called third_party, node_modules and build are not ours and left out.
std::vector<std::string> files(const std::filesystem::path& root, std::string_view folder,
                               const std::vector<std::string>& extensions);

/// Throws std::runtime_error for a file that cannot be read.
std::string read(const std::filesystem::path& path);

std::vector<std::string> lines(std::string_view text);
std::vector<std::string> words(std::string_view text);
/// Fields of "a | b | c", trimmed.
std::vector<std::string> fields(std::string_view line, char separator);

/// C++ source with comments and the insides of string and character literals blanked; lines keep their numbers.
std::string code_only(std::string_view source);

}  // namespace legwork::checks
