// Session: one client's connection to TWS or IB Gateway as a state machine without I/O. Bytes, the time and wishes go in; events and
// paced bytes come out. The owner calls every function from one executor, writes what `output` gives and calls `on_time` at
// `deadline`. It outlives connections: after a loss, call `on_connected` again and everything that was subscribed is re-issued.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "tws/messages/codec.hpp"
#include "tws/messages/versions.hpp"
#include "tws/session/request.hpp"
#include "tws/session/session_event.hpp"

namespace legwork::tws {

struct SessionOptions {
  std::int32_t client_id = 0;
  std::string connect_options;  // after the version window: "+PACEAPI"
  std::string optional_capabilities;  // of START_API
  int min_version = client_min_version;
  int max_version = client_max_version;
  int messages_per_second_max = 45;  // half the market-data lines, less 10 %
  core::Duration handshake_deadline = std::chrono::seconds(10);  // connected → ready
  core::Duration life_probe_after = std::chrono::seconds(15);  // silence after which currentTime is asked
  core::Duration life_probe_deadline = std::chrono::seconds(5);  // and how long its answer may take
  core::Duration frame_deadline = std::chrono::seconds(10);  // a frame that has begun must be whole
  /// Ids of requests start here and orders' ids stay below, so that the id of an error is one or the other.
  std::int32_t first_request_id = 900'000'001;
};

enum class SessionState : std::uint8_t { disconnected, handshaking, starting, ready };
std::string_view to_string(SessionState state);

struct SessionCounters {
  std::uint64_t frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0;
  std::uint64_t unknown_messages = 0;  // ids we keep raw
  std::uint64_t surplus_fields = 0;  // fields beyond the layout
  std::uint64_t malformed_messages = 0;  // decoded to an error; the stream went on with the next frame, up to a bound
  std::uint64_t late_answers = 0;  // for abandoned ids
  std::uint64_t pacing_violations = 0;  // error 100 received
};

class Session {
 public:
  explicit Session(SessionOptions options);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // The world → session.
  void on_connected(core::TimePoint now);
  void on_bytes(std::string_view bytes, core::TimePoint now);
  void on_closed(std::string_view why, core::TimePoint now);
  void on_time(core::TimePoint now);
  /// Asks for an orderly end: nothing more is sent, `Closed{requested}` follows. Subscriptions stay for the next connection.
  void disconnect(core::TimePoint now);

  // Session → the world.
  /// Bytes due now, already paced; empty when none. They are the session's until `written` says how many left: the view stays valid
  /// until then, through every other call but `on_connected` and what closes the session.
  std::string_view output(core::TimePoint now);
  void written(std::size_t bytes, core::TimePoint now);
  /// When to call on_time next; nullopt when only bytes or wishes can change anything.
  std::optional<core::TimePoint> deadline() const;
  /// The next event, oldest first. The queue is bounded by what one on_bytes call can produce: drain it after every call.
  std::optional<Event> next_event();
  /// True from `Closed` until the next `on_connected`: the owner should drop the transport.
  bool wants_close() const;

  // Wishes. request_id fields are filled in by the session.
  /// One answer or a list with an end marker: Reply…, then Done or Failed. Equal contract look-ups in flight share one message.
  RequestKey request(Request message, core::TimePoint now, RequestOptions options = {});
  /// A stream (market data, account, positions, P&L, real-time bars): Reply… until cancelled or Failed; re-issued after a gap.
  RequestKey subscribe(Request message, core::TimePoint now, RequestOptions options = {});
  /// Ends a request or stream; sends the wire's cancel when there is one. Unknown keys are ignored.
  void cancel(RequestKey key, core::TimePoint now);

  /// The next id for a new order: above nextValidId and above everything used here. Errors: unsupported while not ready.
  core::Result<std::int32_t> take_order_id();
  /// Sends placeOrder (also a modification, under the same order_id). Never queued over a reconnect. Errors: unsupported when not
  /// ready. The key of a what-if gets Reply (openOrder) and Done. That of a real order gets Done when its last byte has left, or
  /// Failed: restarting when not one byte did before the connection went, no_reply when some did and its outcome is unknown.
  /// What the order then does comes as Unkeyed and Notice.
  /// The check of `sending` sees the very bytes that would leave, and its error keeps them here.
  core::Result<RequestKey> place_order(PlaceOrder message, core::TimePoint now, const OrderSending& sending = {});
  core::Result<void> cancel_order(CancelOrder message, core::TimePoint now);
  /// Messages without a request id that expect an end marker or nothing: reqOpenOrders, reqAllOpenOrders, reqCompletedOrders,
  /// reqIds, globalCancel, marketDataType … go through `request` as well.

  SessionState state() const;
  int server_version() const;  // 0 while unknown
  std::uint32_t epoch() const;
  /// Last moment a whole frame arrived: the proof of life an order send asks for (≤ 2 s).
  std::optional<core::TimePoint> last_frame_at() const;
  /// Asks currentTime now, ahead of the idle timer (before an order).
  void probe_life(core::TimePoint now);
  const SessionCounters& counters() const;
  /// Messages waiting for the budget, all lanes.
  std::size_t queued() const;
  /// That have left, or are about to, within the second before `now`: what the gateway counts.
  int messages_last_second(core::TimePoint now) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace legwork::tws
