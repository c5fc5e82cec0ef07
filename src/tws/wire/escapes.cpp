#include "tws/wire/escapes.hpp"

#include <charconv>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace legwork::tws {
namespace {

constexpr std::size_t escape_size = 6;  // \uXXXX

/// The UTF-16 unit escaped at the front of `text`, or -1.
int unit_at(std::string_view text) {
  if (text.size() < escape_size || text[0] != '\\' || text[1] != 'u') return -1;
  int unit = 0;
  const char* const end = text.data() + escape_size;
  const auto [at, error] = std::from_chars(text.data() + 2, end, unit, 16);
  return error == std::errc{} && at == end && unit >= 0 ? unit : -1;
}

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::string& out, int code) {
  const auto byte = [&out](int value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x800) {
    byte(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

struct Utf8Character {
  int code = 0;
  std::size_t size = 0;  // 0: not UTF-8
};

/// The multi-byte character at the front of `text`; shortest form only, no surrogates.
Utf8Character character_at(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(text[i])); };
  const int lead = at(0);
  const std::size_t size = lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC0 && lead < 0xE0 ? 2 : 0;
  if (size == 0 || text.size() < size) return {};
  int code = lead & (0x7F >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (at(i) & 0x3F);
  }
  constexpr int smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size};
}

void append_escape(std::string& out, int code) {
  const auto unit = [&out](int value) { fmt::format_to(std::back_inserter(out), "\\u{:04x}", value); };
  if (code < 0x10000) return unit(code);
  unit(0xD800 + ((code - 0x10000) >> 10));
  unit(0xDC00 + ((code - 0x10000) & 0x3FF));
}

}  // namespace

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const int unit = unit_at(text);
    if (is_high_surrogate(unit)) {
      const int low = unit_at(text.substr(escape_size));
      if (is_low_surrogate(low)) {
        append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        text.remove_prefix(2 * escape_size);
        continue;
      }
    } else if (unit >= 0x80 && !is_low_surrogate(unit)) {
      append_utf8(out, unit);
      text.remove_prefix(escape_size);
      continue;
    }
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character c = static_cast<unsigned char>(text.front()) < 0x80 ? Utf8Character{} : character_at(text);
    if (c.size == 0) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      append_escape(out, c.code);
      text.remove_prefix(c.size);
    }
  }
  return out;
}

std::size_t utf8_character_size(std::string_view text) {
  if (text.empty()) return 0;
  return static_cast<unsigned char>(text.front()) < 0x80 ? 1 : character_at(text).size;
}

}  // namespace legwork::tws
