#include "tws/session/history_ledger.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/assert.hpp"

namespace legwork::tws {

namespace {

// The windows are meant with their ends, so the first free moment lies just behind.
constexpr core::Duration tick = std::chrono::nanoseconds(1);

}  // namespace

/// An unwritten one counts as asked now; one that a clock set back has put into the future as well.
core::TimePoint HistoryLedger::moment_of(const Entry& entry, core::TimePoint now) const {
  return entry.is_written ? std::min(entry.at, now) : now;
}

/// The moment at which those that `counts` accepts weigh no more than `max` together with `weight`, if nothing else is asked.
template <class Counts>
core::TimePoint HistoryLedger::room_at(int weight, int max, core::Duration window, core::TimePoint now, Counts counts) const {
  int sum = weight;
  // From the newest backwards: where the sum passes the maximum, that entry has to leave the window.
  for (const auto& entry : std::ranges::reverse_view(entries_)) {
    const auto moment = moment_of(entry, now);
    if (now - moment > window || !counts(entry.ask)) continue;
    sum += entry.ask.weight;
    if (sum > max) return moment + window + tick;
  }
  return now;
}

std::optional<core::TimePoint> HistoryLedger::earliest(const HistoryAsk& ask, core::TimePoint now) const {
  if (open_ >= open_max) return std::nullopt;
  auto at = std::max(now, std::min(held_until_, now + long_window));
  at = std::max(at, room_at(1, 1, identical_window, now, [&](const HistoryAsk& other) { return other.identity == ask.identity; }));
  at = std::max(
      at, room_at(ask.weight, series_max, series_window, now, [&](const HistoryAsk& other) { return other.series == ask.series; }));
  if (ask.small_bars) {
    at = std::max(at, room_at(ask.weight, long_max, long_window, now, [](const HistoryAsk& other) { return other.small_bars; }));
  }
  return at;
}

HistoryLedger::Booking HistoryLedger::book(HistoryAsk ask, core::TimePoint now) {
  forget_old(now);
  entries_.push_back({.booking = ++last_booking_, .ask = std::move(ask), .at = now});
  ++open_;
  return last_booking_;
}

void HistoryLedger::forget_old(core::TimePoint now) {
  std::erase_if(entries_, [&](const Entry& entry) { return !entry.is_open && now - entry.at > long_window; });
}

std::deque<HistoryLedger::Entry>::iterator HistoryLedger::find(Booking booking) {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), booking,
                                   [](const Entry& entry, Booking wanted) { return entry.booking < wanted; });
  return at == entries_.end() || at->booking != booking ? entries_.end() : at;
}

void HistoryLedger::written(Booking booking, core::TimePoint now) {
  const auto entry = find(booking);
  ASSERT(entry != entries_.end() && !entry->is_written, "booking {} is not waiting to be written", booking);
  entry->at = now;
  entry->is_written = true;
}

void HistoryLedger::withdraw(Booking booking) {
  const auto entry = find(booking);
  ASSERT(entry != entries_.end() && !entry->is_written, "booking {} is not waiting to be written", booking);
  if (entry->is_open) --open_;
  entries_.erase(entry);
}

void HistoryLedger::close(Booking booking) {
  const auto entry = find(booking);
  if (entry == entries_.end() || !entry->is_open) return;
  entry->is_open = false;
  --open_;
}

void HistoryLedger::close_all() {
  for (auto& entry : entries_) entry.is_open = false;
  open_ = 0;
}

void HistoryLedger::violation(core::TimePoint now) {
  if (now < held_until_) return;  // one complaint per request of a burst: the same episode
  hold_ = now - held_until_ < long_window ? std::min(hold_ * 2, long_window) : identical_window;
  held_until_ = now + hold_;
}

}  // namespace legwork::tws
