// OrderDesk: order ids, orders, what-ifs and cancels on their way out of a session. Nothing here is queued over a reconnect: an order
// whose first byte has not left fails with its connection, one of which some bytes left is reported as unknown. Owned by Session.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/result.hpp"
#include "tws/messages/codec.hpp"
#include "tws/session/error_code.hpp"
#include "tws/session/event_queue.hpp"
#include "tws/session/outbox.hpp"

namespace legwork::tws {

class OrderDesk {
 public:
  /// Order ids stay below `ids_end`, where the requests' begin.
  OrderDesk(Outbox& outbox, EventQueue& events, std::int32_t ids_end) : outbox_(outbox), events_(events), ids_end_(ids_end) {}

  void on_ready(int server_version);
  void on_lost();
  /// New ids start here at least. The floor never goes down, though nextValidId does (38103, then 38099, was seen).
  void raise_floor(std::int32_t next_valid_id);
  /// An order with this id exists, so new ones lie above.
  void seen(std::int32_t order_id);
  /// 320: the gateway misreads us. No order or change leaves on this connection any more; cancels do.
  void stop() { is_stopped_ = true; }

  std::int32_t next_order_id() const { return next_order_id_; }
  /// Errors: unsupported (not ready), too_large (ids reach those of requests; reset them in the gateway).
  core::Result<std::int32_t> take_order_id();
  /// Errors: unsupported (not ready, stopped), invalid_argument (the id, a what-if out under the same id), too_large.
  /// Also what the check says of the payload.
  core::Result<void> place(RequestKey key, const PlaceOrder& message, core::TimePoint now, const OrderSending& sending);
  core::Result<void> cancel(const CancelOrder& message, core::TimePoint now);

  void departed(const Departure& departure, core::TimePoint now);
  void stranded(const Stranded& stranded);
  /// True when it answered a what-if, late ones included: then it is no order.
  bool on_open_order(const OpenOrder& message, std::uint32_t epoch);
  /// True when it refused a what-if.
  bool on_error(const ErrorMessage& error, const CodeMeaning& meaning);
  /// The owner of a what-if wants it no longer.
  void forget(RequestKey key);

  void on_time(core::TimePoint now);
  std::optional<core::TimePoint> deadline() const;
  std::uint64_t late_answers() const { return late_answers_; }

 private:
  struct WhatIf {
    RequestKey key;
    Outbox::Ticket ticket = 0;
    std::optional<core::TimePoint> answer_by;
  };
  core::Result<void> may_send(std::int32_t order_id) const;

  Outbox& outbox_;
  EventQueue& events_;
  std::int32_t ids_end_;
  std::int32_t next_order_id_ = 1;
  int server_version_ = 0;
  bool is_ready_ = false;
  bool is_stopped_ = false;
  std::uint64_t late_answers_ = 0;
  std::map<std::int32_t, WhatIf> what_ifs_;  // by order id
};

}  // namespace legwork::tws
