#include "documents.hpp"

#include <algorithm>
#include <regex>

namespace legwork::checks {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t readme_lines_max = 40;

bool is_relative_file(const std::string& target) {
  return !target.empty() && !target.starts_with('#') && target.find("://") == std::string::npos && !target.starts_with("mailto:");
}

// Lines of a Markdown file; those inside ``` fences are empty, since what looks like a link there is code.
std::vector<std::string> prose(const std::string& text) {
  auto result = lines(text);
  bool fenced = false;
  for (auto& line : result) {
    const bool fence = line.starts_with("```");
    if (fence) fenced = !fenced;
    if (fence || fenced) line.clear();
  }
  return result;
}

std::vector<std::string> markdown_files(const fs::path& root) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(root)) {
    const auto name = entry.path().filename().string();
    if (entry.is_regular_file() && entry.path().extension() == ".md") found.push_back(name);
    if (entry.is_directory() && name != ".git" && name != "build")
      std::ranges::copy(files(root, name, {".md"}), std::back_inserter(found));
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

std::vector<Violation> check_readmes(const fs::path& root) {
  std::vector<Violation> found;
  for (const auto& path : files(root, "src", {".txt"})) {
    const fs::path cmake(path);
    if (cmake.filename() != "CMakeLists.txt") continue;
    const auto readme = (cmake.parent_path() / "README.md").generic_string();
    if (!fs::exists(root / readme)) {
      found.push_back({readme, 1, "is missing: what it is, what not, the first file to open, how to add one"});
      continue;
    }
    const auto text = read(root / readme);
    const auto count = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (count == 0 || count > readme_lines_max)
      found.push_back(
          {readme, count, "has " + std::to_string(count) + " lines; 1 to " + std::to_string(readme_lines_max) + " are read"});
  }
  return found;
}

std::vector<Violation> check_headers(const fs::path& root) {
  std::vector<Violation> found;
  for (const auto& path : files(root, "src", {".hpp"})) {
    const auto text = read(root / path);
    if (!text.starts_with("// ")) found.push_back({path, 1, "starts without saying what it is, who owns it and what it costs"});
    if (text.find("\n#pragma once\n") == std::string::npos) found.push_back({path, 1, "has no #pragma once"});
  }
  return found;
}

std::vector<Violation> check_markdown_links(const fs::path& root) {
  static const std::regex link(R"(\]\(([^)\s]*)[^)]*\))");
  std::vector<Violation> found;
  for (const auto& path : markdown_files(root)) {
    const auto text = prose(read(root / path));
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (std::sregex_iterator it(text[i].begin(), text[i].end(), link), end; it != end; ++it) {
        const std::string whole = (*it)[1];
        const std::string target = whole.substr(0, whole.find('#'));
        if (is_relative_file(whole) && !fs::exists((root / path).parent_path() / target))
          found.push_back({path, i + 1, "links to " + target + ", which does not exist"});
      }
    }
  }
  return found;
}

}  // namespace legwork::checks
