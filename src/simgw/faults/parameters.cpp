#include "simgw/faults/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace legwork::simgw {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Takes one `key=value` off the front of `rest`.
core::Result<std::pair<std::string, std::string>> take_word(std::string_view& rest) {
  const std::size_t equals = rest.find('=');
  const std::size_t blank = std::min(rest.find_first_of(" \t"), rest.size());
  if (equals == 0 || equals == std::string_view::npos || equals > blank) {
    const std::string word(rest.substr(0, blank));
    return core::Error{core::ErrorCode::parse, fmt::format("'{}' is no parameter; write key=value", word), {.field = word}};
  }
  std::string key(rest.substr(0, equals));
  rest.remove_prefix(equals + 1);
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    std::string value(rest.substr(0, end));
    rest.remove_prefix(end);
    return std::pair(std::move(key), std::move(value));
  }
  const std::size_t close = rest.find('"', 1);
  if (close == std::string_view::npos) {
    return core::Error{core::ErrorCode::parse, "a quoted value has no closing quote", {.field = key}};
  }
  std::string value(rest.substr(1, close - 1));
  rest.remove_prefix(close + 1);
  return std::pair(std::move(key), std::move(value));
}

}  // namespace

bool read_number(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

core::Result<Parameters> Parameters::parse(std::string_view text) {
  Parameters parameters;
  while (true) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    if (text.empty()) return parameters;
    auto word = take_word(text);
    if (!word) return word.error();
    if (parameters.has(word->first)) {
      return core::Error{core::ErrorCode::parse, "stands twice", {.field = word->first}};
    }
    parameters.set(std::move(word->first), std::move(word->second));
  }
}

void Parameters::set(std::string key, std::string value) {
  const auto found = std::find_if(words_.begin(), words_.end(), [&](const auto& word) { return word.first == key; });
  if (found != words_.end())
    found->second = std::move(value);
  else
    words_.emplace_back(std::move(key), std::move(value));
}

void Parameters::merge(const Parameters& other) {
  for (const auto& [key, value] : other.words_) set(key, value);
}

bool Parameters::has(std::string_view key) const {
  return std::any_of(words_.begin(), words_.end(), [&](const auto& word) { return word.first == key; });
}

std::string_view Parameters::text(std::string_view key, std::string_view fallback) const {
  const auto found = std::find_if(words_.begin(), words_.end(), [&](const auto& word) { return word.first == key; });
  return found == words_.end() ? fallback : std::string_view(found->second);
}

double Parameters::number(std::string_view key, double fallback) const {
  double value = 0;
  return has(key) && read_number(text(key), value) ? value : fallback;
}

int Parameters::integer(std::string_view key, int fallback) const {
  return static_cast<int>(std::clamp(number(key, fallback), -2147483648.0, 2147483647.0));
}

core::Duration Parameters::duration(std::string_view key, double fallback_seconds) const {
  return core::Duration(std::llround(std::clamp(number(key, fallback_seconds), 0.0, 1e9) * 1e9));
}

bool Parameters::lists(std::string_view key, std::string_view word) const {
  const auto parts = split_list(text(key));
  return std::find(parts.begin(), parts.end(), word) != parts.end();
}

}  // namespace legwork::simgw
