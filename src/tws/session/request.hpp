// Words of the request router: keys, lanes, reasons. A RequestKey is ours and survives reconnects; the id on the wire does not.
// Plain values; no cost worth naming.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/strong_id.hpp"
#include "core/time.hpp"

namespace legwork::tws {

using RequestKey = core::StrongId<struct RequestKeyTag, std::uint64_t>;

/// Looks at an encoded message before it leaves; an error keeps it here.
using PayloadCheck = std::function<core::Result<void>(std::string_view payload, int server_version)>;

/// What must hold when an order leaves.
struct OrderSending {
  PayloadCheck check;
  /// Not one byte of it is given out later than this; then it fails as one that never left.
  std::optional<core::TimePoint> leave_by;
};

/// Who goes first when the message budget is short; in this order. Cancels and orders have slots of their own in reserve.
enum class Lane : std::uint8_t { cancel, order, market_data, history, background };
std::string_view to_string(Lane lane);

enum class FailureReason : std::uint8_t {
  refused,        // the gateway said no (200, 321, 10xxx …); the code says why
  no_reply,       // deadline passed; the id stays known as abandoned, so that a late answer is not mistaken for another's
  pacing,         // 100, 162 (pacing text), 420, 101, 309, 322, 10190: too much or too often
  permission,     // 354, 10089, 10090, 10168, 10186, 10187, 10189, 10197: no entitlement, or a competing session
  restarting,     // the gateway is in its restart or the connection went while the request was out
  not_connected,  // no session and the request may not wait for one
  cancelled,      // by its owner
  malformed,      // the answer could not be read
};
std::string_view to_string(FailureReason reason);

struct Failure {
  FailureReason reason{};
  int code = 0;      // TWS error code, 0 when there was none
  std::string text;  // the gateway's words, or ours with what to do
  friend bool operator==(const Failure&, const Failure&) = default;
};

struct RequestOptions {
  std::optional<Lane> lane;  // default: by kind of request
  /// Default: by kind of request (docs/protocol.md). Counts from the first byte written and anew with each row of a list; for a
  /// stream it is the wait for its first answer.
  std::optional<core::Duration> deadline;
  /// How long a request may wait to be written: for a connection, for others of its kind, for the history windows. Default 15 min,
  /// history 12 h. Streams wait for ever.
  std::optional<core::Duration> patience;
  bool waits_for_connection = true;  // else it fails with not_connected while there is no ready session
};

}  // namespace legwork::tws
