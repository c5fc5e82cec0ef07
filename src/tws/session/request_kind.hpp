// What each kind of request costs and how it ends: lane, deadline, answers, end marker, cancel. One table, read by the router and
// printed for docs/protocol.md. Static data; a look-up is a binary search.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/time.hpp"
#include "tws/messages/codec.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws {

enum class Shape : std::uint8_t {
  silent,  // nothing comes back: done when written
  quiet,   // only an error comes back: done when none came by the deadline
  single,  // one answer
  list,    // rows, then an end marker
  stream,  // until cancelled; a first picture may end with a marker
  order,   // placed by place_order and cancel_order, never by request
  session, // the session's own
};

/// Requests whose answers carry no request id, or of which only some may be active, wait for each other within their group.
enum class Group : std::uint8_t {
  none,
  open_orders,      // reqOpenOrders and reqAllOpenOrders have the same answers
  completed_orders,
  positions,
  account_data,     // one account at a time
  account_summary,  // two at a time (error 322)
  market_rule,
  ids,
  managed_accounts,
  current_time,
  current_time_millis,
};
inline constexpr std::size_t group_count = 11;
/// How many of a group may be active at once.
int active_max(Group group);

struct RequestKind {
  std::int32_t id = 0;
  std::string_view name;
  Lane lane = Lane::background;
  Shape shape = Shape::silent;
  std::int32_t end_id = 0;     // response that ends a single or list, or the first picture of a stream; 0: none
  std::int32_t cancel_id = 0;  // request that ends it at the gateway; 0: none
  core::Duration silence_max{};  // longest wait for the first answer, and between two rows; 0: none
  Group group = Group::none;
  bool shared = false;           // equal ones in flight share one message
  bool cancel_after_end = false; // the gateway keeps it open although it has answered
  std::string_view answers{};         // for the page
};

std::span<const RequestKind> request_kinds();
/// A RawMessage and ids outside the table: background, silent.
const RequestKind& kind_of(std::int32_t request_id);
const RequestKind& kind_of(const Request& request);

/// Market data asked for as a snapshot, history not kept up to date: they end, though their kind streams or the reverse.
bool ends_by_itself(const Request& request);

}  // namespace legwork::tws
