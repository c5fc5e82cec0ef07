// Fields of a text payload: each ends in NUL, the last too. FieldReader walks them without copying; append_field writes one. The
// views live as long as the payload. About 2 ns a field beside the memory it touches.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "tws/wire/quick_numbers.hpp"

namespace legwork::tws {

/// More fields than any message has (a day of one-second bars has 190 thousand); bounds what decoding may allocate.
inline constexpr std::size_t fields_max = std::size_t{1} << 20;

/// Bytes before the first NUL, or all. Eight at a time: fields are short, and a call of memchr costs more than most of them.
inline std::size_t field_size(std::string_view text) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      const std::uint64_t zeros = (word - ones) & ~word & (ones << 7);  // the lowest set bit marks the first zero byte
      if (zeros != 0) return at + static_cast<std::size_t>(std::countr_zero(zeros)) / 8;
    }
    const std::size_t tail = text.size() & ~(sizeof(std::uint64_t) - 1);
    for (std::size_t at = tail; at < text.size(); ++at)
      if (text[at] == '\0') return at;
    return text.size();
  }
  return std::min(text.find('\0'), text.size());
}

class FieldReader {
 public:
  explicit FieldReader(std::string_view payload) : rest_(payload) {}

  /// The next field; false when there is none. A last field without its NUL is taken as it is.
  bool next(std::string_view& field) {
    if (rest_.empty()) return false;
    const std::size_t size = field_size(rest_);
    field = rest_.substr(0, size);
    rest_.remove_prefix(size == rest_.size() ? size : size + 1);
    ++read_;
    return true;
  }

  /// The next field when it is a number in an ordinary spelling (quick_numbers.hpp); otherwise false, and nothing is taken.
  bool next_quick(std::int64_t& out) { return take_through(quick_whole(begin(), end(), out)); }
  bool next_quick(double& out) { return take_through(quick_double(begin(), end(), out)); }

  bool done() const { return rest_.empty(); }
  /// How many fields were read so far.
  std::size_t read() const { return read_; }
  /// What is left; every field in it takes at least one byte.
  std::string_view rest() const { return rest_; }
  /// Whether at least `count` fields are left; O(their bytes).
  bool has(std::size_t count) const;

 private:
  std::string_view rest_;
  std::size_t read_ = 0;

  const char* begin() const { return rest_.data(); }
  const char* end() const { return rest_.data() + rest_.size(); }
  bool take_through(const char* nul) {
    if (nul == nullptr || nul == end() || *nul != '\0') return false;
    rest_.remove_prefix(static_cast<std::size_t>(nul - begin()) + 1);
    ++read_;
    return true;
  }
};

/// `text` and its NUL. A NUL inside the text would shift every later field: it is left out.
void append_field(std::string& payload, std::string_view text);

}  // namespace legwork::tws
