#include "layers.hpp"

#include <algorithm>
#include <optional>
#include <regex>
#include <stdexcept>

namespace legwork::checks {
namespace {

struct Include {
  std::string path;     // of the file that has it
  std::size_t line = 0;
  std::string header;
  bool quoted = false;  // "ours", <theirs>
};

// src/tws/wire/framer.cpp belongs to tws.
std::string library_of(std::string_view path) {
  path.remove_prefix(std::string_view("src/").size());
  return std::string(path.substr(0, path.find('/')));
}

std::vector<Include> includes(const std::filesystem::path& root) {
  static const std::regex directive(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  std::vector<Include> found;
  for (const auto& path : files(root, "src", {".hpp", ".cpp"})) {
    const auto text = lines(read(root / path));
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::smatch match;
      if (std::regex_search(text[i], match, directive)) found.push_back({path, i + 1, match[2], match[1] == "\""});
    }
  }
  return found;
}

// <vector>, <cmath>; but neither <zlib.h> nor <sys/stat.h>.
bool is_standard(std::string_view header) { return header.find_first_of("./") == std::string_view::npos; }

bool starts_with_one_of(std::string_view header, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes, [&](const auto& prefix) { return header.starts_with(prefix); });
}

std::optional<std::string> objection(const Include& include, const LayerTable& table) {
  const std::string library = library_of(include.path);
  const auto layer = table.find(library);
  if (layer == table.end()) return library + " is not in the layer table";
  if (include.quoted) {
    const auto target = include.header.substr(0, include.header.find('/'));
    if (layer->second.libraries.contains(target)) return std::nullopt;
    return library + " may not include " + target + " (" + include.header + ")";
  }
  const bool in_test = include.path.ends_with("_test.cpp") || include.path.ends_with("_fixture.hpp");
  if (is_standard(include.header) || include.header.starts_with("fmt/")) return std::nullopt;
  if (in_test && (include.header.starts_with("gtest/") || include.header.starts_with("gmock/"))) return std::nullopt;
  if (starts_with_one_of(include.header, layer->second.foreign_headers)) return std::nullopt;
  return library + " may not include <" + include.header + ">";
}

// The libraries and targets that a CMakeLists.txt links: every word of the form a::b outside comments.
std::vector<std::pair<std::size_t, std::string>> linked(const std::string& cmake) {
  static const std::regex target(R"(\b[A-Za-z_0-9-]+::[A-Za-z_0-9-]+)");
  std::vector<std::pair<std::size_t, std::string>> found;
  const auto text = lines(cmake);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string line = text[i].substr(0, text[i].find('#'));
    for (std::sregex_iterator it(line.begin(), line.end(), target), end; it != end; ++it) found.emplace_back(i + 1, it->str());
  }
  return found;
}

constexpr std::string_view own_prefix = "legwork::";
using Links = std::map<std::string, std::set<std::string>>;  // library → libraries it links by name

// Everything that linking `library` brings along.
std::set<std::string> reachable(const Links& links, const std::string& library) {
  std::set<std::string> seen{library};
  std::vector<std::string> open{library};
  while (!open.empty()) {
    const auto at = links.find(open.back());
    open.pop_back();
    if (at == links.end()) continue;
    for (const auto& next : at->second)
      if (seen.insert(next).second) open.push_back(next);
  }
  return seen;
}

}  // namespace

LayerTable parse_layers(std::string_view text) {
  LayerTable table;
  for (const auto& line : lines(text)) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = fields(line, ':');
    // Targets contain "::", so they make the line fall into more parts; what follows the third colon belongs together.
    if (parts.size() < 4) throw std::runtime_error("layer table: not LIBRARY : … : … : … in \"" + line + "\"");
    Layer layer{.libraries = {"core", parts[0]}, .foreign_headers = words(parts[2]), .foreign_targets = {"fmt::fmt"}};
    for (auto& library : words(parts[1])) {
      if (!table.contains(library))
        throw std::runtime_error("layer table: " + parts[0] + " names " + library + ", which does not stand above it");
      layer.libraries.insert(std::move(library));
    }
    std::size_t targets = 0;
    for (int colon = 0; colon < 3; ++colon) targets = line.find(':', targets) + 1;
    for (auto& target : words(std::string_view(line).substr(targets))) layer.foreign_targets.insert(std::move(target));
    table.emplace(parts[0], std::move(layer));
  }
  return table;
}

std::vector<Violation> check_includes(const std::filesystem::path& root, const LayerTable& table) {
  std::vector<Violation> found;
  for (const auto& include : includes(root))
    if (auto message = objection(include, table)) found.push_back({include.path, include.line, std::move(*message)});
  return found;
}

std::vector<Violation> check_links(const std::filesystem::path& root, const LayerTable& table) {
  std::vector<Violation> found;
  Links links;
  for (const auto& [library, layer] : table) {
    const std::string path = "src/" + library + "/CMakeLists.txt";
    if (!std::filesystem::exists(root / path)) continue;
    for (const auto& [line, target] : linked(read(root / path))) {
      if (!target.starts_with(own_prefix)) {
        if (!layer.foreign_targets.contains(target)) found.push_back({path, line, library + " may not link " + target});
        continue;
      }
      const auto other = target.substr(own_prefix.size());
      if (!layer.libraries.contains(other)) found.push_back({path, line, library + " may not link " + target});
      links[library].insert(other);
    }
  }
  for (const auto& include : includes(root)) {
    if (!include.quoted) continue;
    const std::string library = library_of(include.path);
    const auto target = include.header.substr(0, include.header.find('/'));
    if (!reachable(links, library).contains(target))
      found.push_back({include.path, include.line, library + " includes " + target + " and does not link it"});
  }
  return found;
}

}  // namespace legwork::checks
