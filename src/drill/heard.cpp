#include "drill/heard.hpp"

#include <cmath>

namespace legwork::drill {

void Heard::on_connection() {
  framer_ = {};
  greeted_ = false;
  noise_since_.reset();
}

void Heard::on_bytes_in(std::string_view bytes, int server_version, core::TimePoint now) {
  if (noise_since_) return;
  framer_.push(bytes);
  while (true) {
    const auto payload = framer_.next();
    if (!payload) noise_since_ = now;
    if (!payload || !*payload) return;
    if (!greeted_)
      greeted_ = true;  // "176", a NUL, the time
    else if (tws::decode_response(**payload, server_version, message_))
      on_message(now);
  }
}

void Heard::on_message(core::TimePoint now) {
  const tws::Response& message = message_.message;
  on_end(message);
  if (std::holds_alternative<tws::OpenOrderEnd>(message)) ends_[0] = now;
  if (std::holds_alternative<tws::CompletedOrdersEnd>(message)) ends_[1] = now;
  if (std::holds_alternative<tws::ExecutionDetailsEnd>(message)) ends_[2] = now;
  if (std::holds_alternative<tws::PositionEnd>(message)) ends_[3] = now;
  const auto* const details = std::get_if<tws::ExecutionDetails>(&message);
  if (details == nullptr || details->contract.security_type == "BAG" || !std::isfinite(details->execution.price)) return;
  const auto shares = static_cast<std::int64_t>(to_double(details->execution.shares));
  rows_[details->execution.execution_id].insert({details->contract.contract_id, details->execution.side == "BOT" ? shares : -shares,
                                                 std::llround(details->execution.price * 1e9)});
}

void Heard::on_end(const tws::Response& message) {
  const auto is_cancelled = [](const std::string& status) { return status == "Cancelled" || status == "ApiCancelled"; };
  const auto note = [&](const tws::Order& order, const std::string& status) {
    if (!is_cancelled(status)) return;
    cancelled_references_.insert(order.order_ref);
    if (order.perm_id != 0) cancelled_perm_ids_.insert(order.perm_id);
  };
  if (const auto* const status = std::get_if<tws::OrderStatus>(&message); status != nullptr && is_cancelled(status->status)) {
    cancelled_order_ids_.insert(status->order_id);
    if (status->perm_id != 0) cancelled_perm_ids_.insert(status->perm_id);
  }
  if (const auto* const open = std::get_if<tws::OpenOrder>(&message)) {
    note(open->order, open->state.status);
    if (is_cancelled(open->state.status)) cancelled_order_ids_.insert(open->order_id);
  }
  if (const auto* const completed = std::get_if<tws::CompletedOrder>(&message)) note(completed->order, completed->state.status);
}

bool Heard::told_cancelled(const std::string& reference, std::int64_t perm_id, std::int32_t order_id) const {
  return cancelled_references_.contains(reference) || cancelled_perm_ids_.contains(perm_id) ||
         cancelled_order_ids_.contains(order_id);
}

bool Heard::told(const std::string& execution, const Row& row) const {
  const auto at = rows_.find(execution);
  return at != rows_.end() && at->second.contains(row);
}

}  // namespace legwork::drill
