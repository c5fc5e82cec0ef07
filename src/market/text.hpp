// Small readers of fixed-format text, shared by the parsers of this library. Views only, no allocation; not for other libraries.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace legwork::market {

/// An unsigned decimal number that is all digits and nothing else; at most 18 of them, so it cannot overflow.
constexpr std::optional<std::int64_t> parse_digits(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

/// A class name as the OCC prints it: 1 to 6 capitals and digits.
constexpr bool is_option_root(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 6 && std::ranges::all_of(text, is_letter);
}

/// Cuts the text before the next `separator` off `rest`; all of it when there is none.
constexpr std::string_view take_until(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return head;
}

/// A data file that the build put between two symbols of the binary (legwork_embed in cmake/component.cmake).
/// The distance is taken between integers: to the compiler the two symbols are unrelated arrays.
inline std::string_view embedded_text(const unsigned char* begin, const unsigned char* end) {
  const auto size = reinterpret_cast<std::uintptr_t>(end) - reinterpret_cast<std::uintptr_t>(begin);
  return {reinterpret_cast<const char*>(begin), size};
}

}  // namespace legwork::market
