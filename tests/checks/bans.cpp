#include "bans.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace legwork::checks {
namespace {

bool is_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whole identifiers only: "rand(" is not in "operand(", nor "stod" in "stodgy".
bool contains(std::string_view line, std::string_view words) {
  for (auto at = line.find(words); at != std::string_view::npos; at = line.find(words, at + 1)) {
    const auto end = at + words.size();
    const bool starts = at == 0 || !is_identifier(line[at - 1]);
    const bool ends = end == line.size() || !is_identifier(words.back()) || !is_identifier(line[end]);
    if (starts && ends) return true;
  }
  return false;
}

bool is_allowed(const Ban& ban, std::string_view path) {
  return std::ranges::any_of(ban.allowed, [&](const auto& prefix) { return path.starts_with(prefix); });
}

}  // namespace

std::vector<Ban> parse_bans(std::string_view text) {
  std::vector<Ban> bans;
  for (const auto& line : lines(text)) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = fields(line, '|');
    const bool known = parts[0] == "code" || parts[0] == "text";
    if (parts.size() != 4 || !known || parts[1].empty() || parts[3].empty())
      throw std::runtime_error("ban list: not KIND | WORDS | PLACES | WHY in \"" + line + "\"");
    bans.push_back({.code = parts[0] == "code", .words = parts[1], .allowed = words(parts[2]), .reason = parts[3]});
  }
  return bans;
}

std::vector<Violation> check_bans(const std::filesystem::path& root, const std::vector<Ban>& bans) {
  std::vector<Violation> found;
  for (const auto* folder : {"src", "examples", "bench", "fuzz"}) {
    for (const auto& path : files(root, folder, {".hpp", ".cpp"})) {
      const std::string source = read(root / path);
      const auto text = lines(source);
      const auto code = lines(code_only(source));
      for (const auto& ban : bans) {
        if (is_allowed(ban, path)) continue;
        const auto& looked_at = ban.code ? code : text;
        for (std::size_t i = 0; i < looked_at.size(); ++i)
          if (contains(looked_at[i], ban.words)) found.push_back({path, i + 1, ban.words + " is banned here: " + ban.reason});
      }
    }
  }
  return found;
}

}  // namespace legwork::checks
