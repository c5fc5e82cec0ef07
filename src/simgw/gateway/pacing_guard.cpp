#include "simgw/gateway/pacing_guard.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace legwork::simgw {

using std::chrono::minutes;
using std::chrono::seconds;

void MessagePacing::forget(core::TimePoint now) {
  while (!recent_.empty() && recent_.front() <= now - seconds(1)) recent_.pop_front();
}

MessagePacing::Verdict MessagePacing::on_message(core::TimePoint now) {
  forget(now);
  recent_.push_back(now);
  busiest_ = std::max(busiest_, static_cast<int>(recent_.size()));
  if (static_cast<int>(recent_.size()) <= limits_.messages_per_second) return Verdict::fine;
  // One complaint a second: a burst is one violation.
  if (violations_ > 0 && now < last_violation_ + seconds(1)) return Verdict::fine;
  last_violation_ = now;
  ++violations_;
  return violations_ >= limits_.violations_max ? Verdict::hang_up : Verdict::too_fast;
}

bool MessagePacing::has_room(core::TimePoint now) {
  forget(now);
  return static_cast<int>(recent_.size()) < limits_.messages_per_second;
}

std::optional<std::string> HistoryPacing::on_request(const tws::RequestHistoricalData& request, core::Duration bar,
                                                     core::TimePoint now) {
  if (bar > seconds(30)) return std::nullopt;
  while (!made_.empty() && made_.front().at <= now - minutes(10)) made_.pop_front();
  Made made;
  made.at = now;
  const tws::Contract& c = request.contract;
  const std::string contract = fmt::format("{}/{}/{}/{}/{}/{}/{}", c.contract_id, c.symbol, c.security_type,
                                           c.last_trade_date_or_month, c.strike, c.right, c.trading_class);
  made.series = contract + "/" + c.exchange + "/" + request.what_to_show;
  made.identity = made.series + "/" + request.end_date_time + "/" + request.duration + "/" + request.bar_size;
  made.weight = request.what_to_show == "BID_ASK" ? 2 : 1;
  int in_ten_minutes = made.weight, in_two_seconds = 1;
  bool repeated = false;
  for (const Made& old : made_) {
    in_ten_minutes += old.weight;
    if (old.series == made.series && old.at > now - seconds(2)) ++in_two_seconds;
    if (old.identity == made.identity && old.at > now - seconds(15)) repeated = true;
  }
  made_.push_back(std::move(made));
  if (repeated || in_two_seconds >= 6 || in_ten_minutes > 60) {
    return "Historical Market Data Service error message:Historical data request pacing violation";
  }
  return std::nullopt;
}

}  // namespace legwork::simgw
