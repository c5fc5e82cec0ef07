// PacingGuard: the gateway's own limits on one client: messages a second (error 100, the third time it hangs up) and historical requests
// (error 162). A strict referee: it counts what arrives, whatever the client believes it sent.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "tws/messages/history_messages.hpp"

namespace legwork::simgw {

struct PacingLimits {
  int messages_per_second = 50;  // half of the market-data lines
  int violations_max = 3;  // the third ends the connection
};

class MessagePacing {
 public:
  explicit MessagePacing(PacingLimits limits) : limits_(limits) {}

  enum class Verdict : std::uint8_t { fine, too_fast, hang_up };
  Verdict on_message(core::TimePoint now);
  /// For clients that asked for "+PACEAPI": whether one more may be taken now.
  bool has_room(core::TimePoint now);
  /// Most messages seen in any one second.
  int busiest_second() const { return busiest_; }
  int violations() const { return violations_; }

 private:
  void forget(core::TimePoint now);

  PacingLimits limits_;
  std::deque<core::TimePoint> recent_;
  int violations_ = 0;
  int busiest_ = 0;
  core::TimePoint last_violation_;
};

/// Historical requests for bars of 30 seconds or less: not the same one within 15 s, fewer than 6 for one contract, exchange and kind in
/// 2 s, no more than 60 in ten minutes, BID_ASK counting twice.
class HistoryPacing {
 public:
  /// The reason of a violation, or nothing when the request counts as made.
  std::optional<std::string> on_request(const tws::RequestHistoricalData& request, core::Duration bar, core::TimePoint now);

 private:
  struct Made {
    core::TimePoint at;
    std::string identity;
    std::string series;
    int weight = 1;
  };
  std::deque<Made> made_;
};

}  // namespace legwork::simgw
