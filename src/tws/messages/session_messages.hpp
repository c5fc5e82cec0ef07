// Messages of the session itself: start, ids, accounts, time, errors and notices. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace legwork::tws {

// Requests.

struct StartApi {
  static constexpr std::int32_t id = 71;
  static constexpr std::string_view name = "startApi";
  std::int32_t client_id = 0;
  std::string optional_capabilities;
  friend bool operator==(const StartApi&, const StartApi&) = default;
};

struct RequestIds {
  static constexpr std::int32_t id = 8;
  static constexpr std::string_view name = "reqIds";
  std::int32_t count = 1;  // ignored by TWS
  friend bool operator==(const RequestIds&, const RequestIds&) = default;
};

struct RequestManagedAccounts {
  static constexpr std::int32_t id = 17;
  static constexpr std::string_view name = "reqManagedAccts";
  friend bool operator==(const RequestManagedAccounts&, const RequestManagedAccounts&) = default;
};

struct RequestCurrentTime {
  static constexpr std::int32_t id = 49;
  static constexpr std::string_view name = "reqCurrentTime";
  friend bool operator==(const RequestCurrentTime&, const RequestCurrentTime&) = default;
};

/// Server version >= 197.
struct RequestCurrentTimeMillis {
  static constexpr std::int32_t id = 105;
  static constexpr std::string_view name = "reqCurrentTimeInMillis";
  static constexpr int since = 197;  // the first server version that has it
  friend bool operator==(const RequestCurrentTimeMillis&, const RequestCurrentTimeMillis&) = default;
};

struct SetLogLevel {
  static constexpr std::int32_t id = 14;
  static constexpr std::string_view name = "setServerLogLevel";
  std::int32_t level = 2;  // 1 system, 2 error, 3 warning, 4 information, 5 detail
  friend bool operator==(const SetLogLevel&, const SetLogLevel&) = default;
};

// Responses.

/// One of the two halves of "ready"; the other is ManagedAccounts. Either may come first, and open orders before both.
struct NextValidId {
  static constexpr std::int32_t id = 9;
  static constexpr std::string_view name = "nextValidId";
  std::int32_t order_id = 0;
  friend bool operator==(const NextValidId&, const NextValidId&) = default;
};

struct ManagedAccounts {
  static constexpr std::int32_t id = 15;
  static constexpr std::string_view name = "managedAccounts";
  std::string accounts;  // as sent, "DF1,DU2,DU3,": see account_names
  friend bool operator==(const ManagedAccounts&, const ManagedAccounts&) = default;
};

/// The names without the empty one after a trailing comma.
std::vector<std::string> account_names(const ManagedAccounts& message);

struct CurrentTime {
  static constexpr std::int32_t id = 49;
  static constexpr std::string_view name = "currentTime";
  std::int64_t time = 0;  // epoch seconds
  friend bool operator==(const CurrentTime&, const CurrentTime&) = default;
};

struct CurrentTimeMillis {
  static constexpr std::int32_t id = 109;
  static constexpr std::string_view name = "currentTimeInMillis";
  static constexpr int since = 197;  // the first server version that has it
  std::int64_t time_ms = 0;  // epoch
  friend bool operator==(const CurrentTimeMillis&, const CurrentTimeMillis&) = default;
};

/// Errors, warnings and notices alike; the code decides (request_id -1 with 2100–2169: a notice).
struct ErrorMessage {
  static constexpr std::int32_t id = 4;
  static constexpr std::string_view name = "error";
  std::int32_t request_id = -1;  // or an order id
  std::int32_t code = 0;
  std::string text;                  // UTF-8; on the wire \uXXXX
  std::string advanced_reject_json;  // >= 166
  std::int64_t time_ms = 0;          // >= 194
  friend bool operator==(const ErrorMessage&, const ErrorMessage&) = default;
};

}  // namespace legwork::tws
