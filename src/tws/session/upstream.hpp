// Upstream: what lies behind the gateway, as far as its notices tell. It turns 1100–1102, 2110 and the farm codes into gaps: the
// notices of a healthy start ("farm is OK") are none, a repeated loss is one. Owned by Session; at most 64 farm names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tws/session/error_code.hpp"
#include "tws/session/session_event.hpp"

namespace legwork::tws {

class Upstream {
 public:
  /// The gap that this notice opens, if it opens one.
  std::optional<GapCause> on_notice(CodeEffect effect, std::string_view text);
  /// A new connection knows nothing.
  void reset() {
    lost_ = false;
    farms_lost_.clear();
  }
  bool lost() const { return lost_; }

 private:
  static constexpr std::size_t farms_max = 64;
  bool lost_ = false;
  std::vector<std::string> farms_lost_;
};

}  // namespace legwork::tws
