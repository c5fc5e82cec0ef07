// Record: one fact that trade wants kept for ever, in the order it was learned: an intent, a broker's answer, a decision. The journal
// stores it and hands it back without looking inside; body is a JSON text that trade writes and reads. A plain value; copying it
// copies the body.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace legwork::trade {

/// The name of a kind of record, as it stands on disk: 1 to 31 of a-z, 0-9 and '_'. Open: a name that this build does not know reads
/// back as itself, so that an older build can show a newer journal.
class RecordKind {
 public:
  static constexpr std::size_t length_max = 31;

  constexpr RecordKind() = default;  // no kind; never stored
  /// For constants. ASSERTs, at compile time where it can, that `name` is one.
  constexpr explicit RecordKind(std::string_view name) {
    ASSERT(is_name(name), "a record kind cannot be called '{}'", name);
    for (std::size_t i = 0; i < name.size(); ++i) name_[i] = name[i];
  }
  /// For names that come from outside. Errors: parse.
  static core::Result<RecordKind> parse(std::string_view name);

  constexpr std::string_view name() const {
    std::size_t length = 0;
    while (name_[length] != 0) ++length;
    return {name_.data(), length};
  }
  friend constexpr auto operator<=>(const RecordKind&, const RecordKind&) = default;

 private:
  static constexpr bool is_name(std::string_view name) {
    if (name.empty() || name.size() > length_max) return false;
    for (const char c : name) {
      const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      if (!allowed) return false;
    }
    return true;
  }

  std::array<char, length_max + 1> name_{};
};

struct Record {
  std::uint64_t sequence = 0;  // 1, 2, 3 … without gaps
  core::TimePoint at{};  // when it was learned, UTC
  RecordKind kind;
  std::uint16_t version = 1;  // of the body's layout, within its kind
  std::string body;

  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace legwork::trade
