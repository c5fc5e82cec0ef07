// HistoryLedger: when the next historical request may go without drawing error 162 (pacing). It delays and never refuses. Owned by
// Session, keeps counting across reconnects because the gateway does; a look-up costs a pass over ten minutes of requests.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace legwork::tws {

/// What the gateway compares. Limits: IBKR, "Historical Data Limitations" and "Pacing Violations for Small Bars".
struct HistoryAsk {
  std::string identity;    // everything but the request id: an equal one waits 15 s
  std::string series;      // contract, exchange and kind of data: fewer than 6 in 2 s
  int weight = 1;          // BID_ASK counts twice, towards both counts
  bool small_bars = true;  // bars of 30 s and less, ticks, head timestamps: 60 in ten minutes. Larger bars are free of that one
  friend bool operator==(const HistoryAsk&, const HistoryAsk&) = default;
};

class HistoryLedger {
 public:
  using Booking = std::uint64_t;

  static constexpr core::Duration identical_window = std::chrono::seconds(15);
  static constexpr core::Duration series_window = std::chrono::seconds(2);
  static constexpr core::Duration long_window = std::chrono::minutes(10);
  static constexpr int series_max = 5;
  static constexpr int long_max = 60;
  static constexpr int open_max = 50;

  /// The first moment at which this may be asked; nullopt while 50 are open: one of them has to close first.
  std::optional<core::TimePoint> earliest(const HistoryAsk& ask, core::TimePoint now) const;

  /// Takes a place for it. Until `written` it counts as if it were being asked this very moment.
  Booking book(HistoryAsk ask, core::TimePoint now);
  void written(Booking booking, core::TimePoint now);
  /// It was never written: its place is free again.
  void withdraw(Booking booking);
  /// Answered, failed or cancelled: no longer open, though it still counts in the windows.
  void close(Booking booking);
  /// The connection went: nothing is open any more.
  void close_all();
  /// The gateway complained all the same (162, pacing): nothing goes for 15 s, twice as long for each further one, 10 min at most.
  void violation(core::TimePoint now);

  int open() const { return open_; }

 private:
  struct Entry {
    Booking booking = 0;
    HistoryAsk ask;
    core::TimePoint at{};
    bool is_written = false;
    bool is_open = true;
  };

  void forget_old(core::TimePoint now);
  std::deque<Entry>::iterator find(Booking booking);
  core::TimePoint moment_of(const Entry& entry, core::TimePoint now) const;
  template <class Counts>
  core::TimePoint room_at(int weight, int max, core::Duration window, core::TimePoint now, Counts counts) const;

  std::deque<Entry> entries_;  // oldest first; at most what ten minutes of the message budget hold
  Booking last_booking_ = 0;
  int open_ = 0;
  core::TimePoint held_until_{};
  core::Duration hold_ = identical_window;
};

}  // namespace legwork::tws
