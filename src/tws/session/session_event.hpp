// What a Session tells its owner. Messages are moved out of the decoder; nothing points into its buffers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/sealed_variant.hpp"
#include "tws/messages/codec.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws {

/// Handshake done, ids and accounts seen (in any order). Subscriptions and waiting requests go out now. An empty list of accounts does
/// not make a session ready.
struct Ready {
  int server_version = 0;
  std::string connection_time;  // as sent: zone names are localised, sometimes not even UTF-8
  std::vector<std::string> accounts;  // never empty names
  std::int32_t next_order_id = 0;
  std::uint32_t epoch = 0;  // grows with every gap, a reconnect included; the first session has one too
};

enum class CloseCause : std::uint8_t {
  requested,  // disconnect() was called
  peer_closed,  // end of stream or transport error
  handshake_timeout,  // accepted, then mute: often a dialog box on the gateway
  redirected,  // connect to `redirect` instead
  version_too_old,  // granted below our minimum
  version_unknown,  // granted above our maximum: we would misread it
  client_id_in_use,  // 326: same id again later, never another id
  silent,  // proof of life failed
  protocol_error,  // bytes that are not frames
};
std::string_view to_string(CloseCause cause);

struct Closed {
  CloseCause cause{};
  std::string text;  // for a person
  std::string redirect;  // "host[:port]" when redirected
};

enum class GapCause : std::uint8_t {
  reconnected,  // new session: everything held is distrusted, subscriptions were re-issued
  upstream_lost,  // 1100, 2110: socket fine, broker away; inbound facts still count
  data_lost,  // 1101: subscriptions re-issued by the session
  data_kept,  // 1102: said to be kept; each must prove itself by a tick. Order events of the gap are never replayed
  farm_lost,  // 2103, 2105, 2157: `text` names the farm
  farm_restored,  // 2104, 2106, 2158
};
std::string_view to_string(GapCause cause);

/// Distrust what you hold: pull orders and executions again, wait for a fresh tick per stream.
struct Gap {
  GapCause cause{};
  std::uint32_t epoch = 0;  // grows with every gap
  std::string text;
};

/// One message of a request or a subscription.
struct Reply {
  RequestKey key;
  Response message;
  std::uint32_t epoch = 0;
};
/// The end marker of a request was seen, or its only answer; for messages that nothing answers, orders included: the last byte left.
/// Not sent for subscriptions.
struct Done {
  RequestKey key;
};
struct Failed {
  RequestKey key;
  Failure failure;
};

/// Anything that belongs to no request: orders, executions, commissions, account values, positions, raw messages. openOrder and
/// orderStatus always come so, and as Reply besides while an open-orders request is out: a live event looks like one of its rows.
struct Unkeyed {
  Response message;
};

/// An error with an order's id or none, or one that leaves the request or stream `key` alive: 2100–2169 are notices, 399 and 2109 leave
/// an order alive, 10167 announces delayed data. Never an order's end by itself.
struct Notice {
  std::optional<std::int32_t> order_id;
  int code = 0;  // 0: our own words, about a cancel that never left
  std::string text;
  std::string advanced_reject;  // JSON, from server version 166
  std::optional<RequestKey> key = std::nullopt;
};

/// The pacer held messages back (or stopped doing so); `rate` is the present budget in messages a second.
struct Throttled {
  bool on = false;
  std::size_t queued = 0;
  double rate = 0;
};

using Event = core::SealedVariant<std::variant<Ready, Closed, Gap, Reply, Done, Failed, Unkeyed, Notice, Throttled>>;

}  // namespace legwork::tws
