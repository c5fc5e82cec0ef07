#include "trade/engine/activity.hpp"

#include <algorithm>
#include <chrono>

namespace legwork::trade {
namespace {

constexpr std::size_t days_max = 62;
constexpr auto placed_max = std::chrono::hours(48);
constexpr std::size_t times_max = 4096;  // of one kind: far beyond what any limit lets happen in its window

bool is_automatic(std::string_view actor) { return actor.starts_with("playbook:") || actor.starts_with("exit:"); }

void add(std::deque<core::TimePoint>& times, core::TimePoint at) {
  times.push_back(at);
  if (times.size() > times_max) times.pop_front();
}
std::int64_t since(const std::deque<core::TimePoint>& times, core::TimePoint from) {
  return std::ranges::count_if(times, [from](core::TimePoint at) { return at >= from; });
}

market::Date date_of(core::TimePoint at) { return market::utc_to_eastern(at).date; }
bool is_same_month(market::Date a, market::Date b) { return a.year() == b.year() && a.month() == b.month(); }

}  // namespace

void Activity::note(const AnyRecord& record, core::TimePoint at) {
  if (const auto* const intended = std::get_if<records::Intended>(&record)) note(*intended, at);
  if (const auto* const learned = std::get_if<records::Learned>(&record)) note(*learned, at);
  if (const auto* const executed = std::get_if<records::Executed>(&record)) note(*executed, at);
  if (const auto* const cancel = std::get_if<records::CancelWanted>(&record)) note(*cancel, at);
}

Activity::Day& Activity::day(core::TimePoint at) {
  Day& day = days_[date_of(at)];
  while (days_.size() > days_max) days_.erase(days_.begin());
  return day;
}

void Activity::note(const records::Intended& record, core::TimePoint at) {
  auto intent = records::read(record.intent);
  if (!intent) return;  // the book refuses such a record
  std::erase_if(placed_, [at](const auto& one) { return one.second.at < at - placed_max; });
  Day& today = day(at);
  ++today.actions;
  ++today.orders;
  if (record.signal && !record.signal->empty()) signals_.emplace(*record.signal, record.ticket);
  placed_.emplace(record.order, Placed{at, record.ticket, *std::move(intent), is_automatic(record.actor)});
}

void Activity::note(const records::Learned& record, core::TimePoint at) {
  const auto order = placed_.find(record.order);
  if (record.fact != Fact::refused || order == placed_.end()) return;
  add(order->second.intent.effect() == Effect::closes ? close_rejections_ : rejections_, at);
}

/// An order is one trade, however many executions it has.
void Activity::note(const records::Executed& record, core::TimePoint at) {
  const auto order = placed_.find(record.order);
  if (order == placed_.end() || !traded_.insert(record.order).second) return;
  Day& today = day(at);
  ++today.trades;
  if (order->second.intent.effect() != Effect::closes) ++today.openings;
  if (order->second.is_automatic) add(automatic_trades_, at);
}

void Activity::note(const records::CancelWanted& /*record*/, core::TimePoint at) { ++day(at).actions; }

Counters Activity::counters(core::TimePoint now, const Limits& limits, const market::ExchangeCalendar& calendar) const {
  Counters counters;
  const core::TimePoint from = now - limits.throttle_window;
  counters.rejections = since(rejections_, from);
  counters.close_rejections = since(close_rejections_, from);
  counters.automatic_trades = since(automatic_trades_, from);
  const market::Date today = date_of(now);
  if (const auto day = days_.find(today); day != days_.end()) {
    counters.actions_today = day->second.actions;
    counters.trades_today = day->second.trades;
    counters.openings_today = day->second.openings;
  }
  for (const auto& [date, day] : days_)
    if (is_same_month(date, today)) counters.option_orders_this_month += day.orders;
  const market::Date first(today.year(), today.month(), std::chrono::day(1));
  const market::Date before(std::chrono::sys_days(first) - std::chrono::days(1));
  counters.sessions_this_month = std::max(1, calendar.sessions_between(before, today));
  return counters;
}

std::vector<RecentOrder> Activity::recent(core::TimePoint now, const Limits& limits) const {
  const core::TimePoint from = now - std::max(limits.duplicate_window, limits.drift_window);
  std::vector<RecentOrder> recent;
  for (const auto& [number, placed] : placed_)
    if (placed.at >= from) recent.push_back({placed.ticket, placed.intent, placed.at});
  return recent;
}

}  // namespace legwork::trade
