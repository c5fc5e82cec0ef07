#include "tws/session/order_desk.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tws/session/request_kind.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::tws {

void OrderDesk::on_ready(int server_version) {
  server_version_ = server_version;
  is_ready_ = true;
  is_stopped_ = false;
}

void OrderDesk::on_lost() {
  is_ready_ = false;
  for (const auto& [order_id, what_if] : what_ifs_) {
    events_.push(Failed{what_if.key, {FailureReason::restarting, 0, "the connection went before the answer"}});
  }
  what_ifs_.clear();
}

void OrderDesk::raise_floor(std::int32_t next_valid_id) { next_order_id_ = std::max(next_order_id_, next_valid_id); }

void OrderDesk::seen(std::int32_t order_id) {
  // Orders of others show as 0, negative or 2147483647: no floor. Ids near the requests' are refused when one is taken.
  if (order_id < next_order_id_ || order_id >= ids_end_) return;
  next_order_id_ = order_id + 1;
}

core::Result<std::int32_t> OrderDesk::take_order_id() {
  if (!is_ready_) return core::Error{core::ErrorCode::unsupported, "no ready session, so no order ids"};
  if (next_order_id_ >= ids_end_) {
    return core::Error{
        core::ErrorCode::too_large,
        fmt::format("order ids have reached {}; reset them in the API settings of TWS or the gateway", next_order_id_)};
  }
  return next_order_id_++;
}

core::Result<void> OrderDesk::may_send(std::int32_t order_id) const {
  if (!is_ready_) return core::Error{core::ErrorCode::unsupported, "no ready session"};
  if (order_id < ids_end_) return {};
  return core::Error{core::ErrorCode::invalid_argument,
                     fmt::format("order id {} lies in the range of request ids, from {}", order_id, ids_end_),
                     {"", 0, 0, "order_id"}};
}

core::Result<void> OrderDesk::place(RequestKey key, const PlaceOrder& message, core::TimePoint now, const OrderSending& sending) {
  if (auto may = may_send(message.order_id); !may) return may;
  if (is_stopped_) {
    return core::Error{core::ErrorCode::unsupported, "the gateway could not read a request (320); no orders before a reconnect"};
  }
  if (what_ifs_.contains(message.order_id)) {
    return core::Error{core::ErrorCode::invalid_argument,
                       fmt::format("a what-if is out under order id {}", message.order_id),
                       {"", 0, 0, "order_id"}};
  }
  std::string payload;
  encode(Request(message), server_version_, payload);
  if (payload.size() > payload_size_max)
    return core::Error{core::ErrorCode::too_large, "the order is larger than a message may be"};
  if (sending.check)
    if (auto passed = sending.check(payload, server_version_); !passed) return passed;
  seen(message.order_id);
  const auto kind = message.order.what_if ? Sender::Kind::what_if : Sender::Kind::order;
  const auto ticket = outbox_.post(Lane::order, std::move(payload), {.kind = kind, .id = key.value(), .order_id = message.order_id},
                                   now, sending.leave_by);
  if (message.order.what_if) what_ifs_.emplace(message.order_id, WhatIf{.key = key, .ticket = ticket, .answer_by = std::nullopt});
  return {};
}

core::Result<void> OrderDesk::cancel(const CancelOrder& message, core::TimePoint now) {
  if (auto may = may_send(message.order_id); !may) return may;
  std::string payload;
  encode(Request(message), server_version_, payload);
  if (payload.size() > payload_size_max)
    return core::Error{core::ErrorCode::too_large, "the cancel is larger than a message may be"};
  outbox_.post(Lane::cancel, std::move(payload), {.kind = Sender::Kind::order_cancel, .order_id = message.order_id}, now);
  return {};
}

void OrderDesk::departed(const Departure& departure, core::TimePoint now) {
  const RequestKey key(departure.sender.id);
  if (departure.sender.kind == Sender::Kind::order && departure.is_whole) events_.push(Done{key});
  if (departure.sender.kind != Sender::Kind::what_if) return;
  const auto at = what_ifs_.find(departure.sender.order_id);
  if (at != what_ifs_.end() && at->second.key == key) at->second.answer_by = now + kind_of(PlaceOrder::id).silence_max;
}

void OrderDesk::stranded(const Stranded& stranded) {
  const auto& sender = stranded.sender;
  if (sender.kind == Sender::Kind::order_cancel && !stranded.is_partly_out) {
    events_.push(Notice{sender.order_id, 0, "the connection went before this cancel was sent", {}});
  }
  if (sender.kind != Sender::Kind::order) return;
  const auto* text = stranded.is_partly_out ? "the connection went while the order was being sent: its outcome is unknown"
                                            : "the order was not sent in time or before the connection went: not one byte left";
  const auto reason = stranded.is_partly_out ? FailureReason::no_reply : FailureReason::restarting;
  events_.push(Failed{RequestKey(sender.id), {reason, 0, text}});
}

bool OrderDesk::on_open_order(const OpenOrder& message, std::uint32_t epoch) {
  seen(message.order_id);
  if (!message.order.what_if) return false;
  const auto at = what_ifs_.find(message.order_id);
  if (at == what_ifs_.end()) {
    ++late_answers_;
    return true;
  }
  events_.push(Reply{at->second.key, message, epoch});
  events_.push(Done{at->second.key});
  what_ifs_.erase(at);
  return true;
}

bool OrderDesk::on_error(const ErrorMessage& error, const CodeMeaning& meaning) {
  const auto at = what_ifs_.find(error.request_id);
  if (at == what_ifs_.end()) return false;
  // 103, 104, 105, 202 … leave a working order as it is, but they are the end of a question about one.
  if (meaning.effect == CodeEffect::notice && error.code >= 300) return false;
  events_.push(Failed{at->second.key, {meaning.reason, error.code, error.text}});
  what_ifs_.erase(at);
  return true;
}

void OrderDesk::forget(RequestKey key) {
  std::erase_if(what_ifs_, [&](const auto& one) {
    if (one.second.key != key) return false;
    outbox_.withdraw(one.second.ticket);
    return true;
  });
}

void OrderDesk::on_time(core::TimePoint now) {
  for (auto at = what_ifs_.begin(); at != what_ifs_.end();) {
    if (!at->second.answer_by || *at->second.answer_by > now) {
      ++at;
      continue;
    }
    events_.push(Failed{at->second.key, {FailureReason::no_reply, 0, "no answer to the what-if"}});
    at = what_ifs_.erase(at);
  }
}

std::optional<core::TimePoint> OrderDesk::deadline() const {
  std::optional<core::TimePoint> at;
  for (const auto& [order_id, what_if] : what_ifs_) {
    if (what_if.answer_by && (!at || *what_if.answer_by < *at)) at = what_if.answer_by;
  }
  return at;
}

}  // namespace legwork::tws
