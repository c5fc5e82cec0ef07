// Violations: invariants that did not hold, with the moment and the words. A list that checkers add to; bounded, since one broken promise
// tends to break thousands of times.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace legwork::drill {

/// The 29 names of the invariants (tests/data/invariants.json).
inline constexpr std::array<std::string_view, 29> invariant_names{"NO_LOST_ORDER",
                                                                  "NO_DUP_ORDER",
                                                                  "POS_EQ_EXEC",
                                                                  "FILL_WINS",
                                                                  "TERMINAL_PROOF",
                                                                  "UNKNOWN_NOT_EMPTY",
                                                                  "IDEMPOTENT",
                                                                  "ID_MONOTONE",
                                                                  "GATE_ALWAYS",
                                                                  "NOT_READY_NO_SEND",
                                                                  "EXITS_POSSIBLE",
                                                                  "NO_RISK_ON_BAD_DATA",
                                                                  "STREAM_TRUTH",
                                                                  "NO_SIDE_EFFECT",
                                                                  "NO_SPIN",
                                                                  "ENCODE_ONLY_VALID",
                                                                  "ACCOUNT_GUARD",
                                                                  "LEG_BALANCE",
                                                                  "BREAK_VISIBLE",
                                                                  "RATE",
                                                                  "DEADLINE",
                                                                  "BOUNDED",
                                                                  "FAIL_LOUD_FRAMING",
                                                                  "VALUE_EXACT",
                                                                  "UNTRUSTED_TEXT",
                                                                  "REPLAY_EQ",
                                                                  "AUDIT",
                                                                  "KILL",
                                                                  "ALERT"};

struct Violation {
  std::string_view invariant;
  core::TimePoint at{};
  std::string what;
};

class Violations {
 public:
  static constexpr std::size_t kept_max = 50;

  /// ASSERTs that `invariant` is one of the names.
  void add(std::string_view invariant, core::TimePoint at, std::string what);
  bool empty() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }
  const std::vector<Violation>& kept() const { return kept_; }

 private:
  std::vector<Violation> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace legwork::drill
