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

bool Heard::told(const std::string& execution, const Row& row) const {
  const auto at = rows_.find(execution);
  return at != rows_.end() && at->second.contains(row);
}

}  // namespace legwork::drill
