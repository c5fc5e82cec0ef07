// Pacer: the one budget of messages to the gateway, and who goes first when it is short. Owned by Session; it outlives connections,
// because the gateway's count does too. Plain bookkeeping, no clock of its own; a call costs at most a look at one second's messages.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>

#include "core/time.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws {

/// What is promised, with N = messages_per_second_max (45: half of 100 market-data lines, less 10 %, over all kinds of messages):
///  - at most N messages in any sliding second and ⌈N/10⌉ in any sliding 100 ms, counted when they leave, across reconnects;
///  - of these N/9 (5 of 45) are kept for cancels and orders: data never takes the last places;
///  - a cancel waits only for cancels before it and for the budget;
///  - an order waits besides only for messages of other lanes that were overdue while these had less than N/9 places in a second;
///  - history and background go ahead of market data once they have waited `patience`, one such message per 100 ms: each lane that
///    waits moves at least three times a second while cancels and orders leave room.
/// After an error 100 nothing leaves for a second, data waits 2 s, then twice as long for each further one (at most 32 s), the
/// rate is halved (never below N/4) and comes back by a tenth every 10 s.
class Pacer {
 public:
  using Ticket = std::uint64_t;

  static constexpr core::Duration window = std::chrono::seconds(1);
  static constexpr core::Duration slot = std::chrono::milliseconds(100);
  static constexpr core::Duration patience = std::chrono::seconds(2);
  static constexpr core::Duration recovery_step = std::chrono::seconds(10);
  static constexpr core::Duration back_off_min = std::chrono::seconds(2);
  static constexpr core::Duration back_off_max = std::chrono::seconds(32);

  explicit Pacer(int messages_per_second_max);

  void push(Lane lane, Ticket ticket, core::TimePoint now);
  /// Takes a waiting message out; false when it is not waiting.
  bool erase(Lane lane, Ticket ticket);
  /// The next message that may leave now, if any. It counts against the budget until `left` or `never_left`.
  std::optional<Ticket> pop(core::TimePoint now);
  /// A message outside the lanes (hello, startApi) takes its place in the budget; it does not wait.
  void take_place(Lane lane) { admitted_.push_back(is_urgent(lane)); }
  /// The oldest message given out has left for the gateway.
  void left(core::TimePoint now);
  /// The connection went: what was given out and has not left never will.
  void never_left() { admitted_.clear(); }
  /// Error 100 from the gateway. A burst of them counts as one.
  void violation(core::TimePoint now);

  /// When `pop` may next succeed; nullopt when nothing waits, or when only `left` can free a place.
  std::optional<core::TimePoint> next_at(core::TimePoint now) const;
  /// Given out within the second before `now`.
  int last_second(core::TimePoint now) const { return count_since(now, window).all; }
  std::size_t waiting() const;
  std::size_t waiting(Lane lane) const { return lanes_[index(lane)].size(); }
  /// The present budget, messages a second.
  double rate() const { return rate_; }
  bool holds(core::TimePoint now) const { return now < data_held_until_; }

 private:
  struct Waiting {
    Ticket ticket = 0;
    core::TimePoint since{};
  };
  struct Left {
    core::TimePoint at{};
    bool urgent = false;
  };
  struct Count {
    int all = 0;
    int data = 0;  // lanes other than cancel and order
  };

  static constexpr std::size_t lane_count = 5;
  static std::size_t index(Lane lane) { return static_cast<std::size_t>(lane); }
  static bool is_urgent(Lane lane) { return lane == Lane::cancel || lane == Lane::order; }

  int limit() const { return static_cast<int>(rate_); }
  int reserved() const { return limit() / 9; }
  int slot_limit() const { return (limit() + 9) / 10; }
  int data_slot_limit() const { return (limit() - reserved() + 9) / 10; }

  void advance(core::TimePoint now);
  Count count_since(core::TimePoint now, core::Duration span) const;
  bool urgent_may_go(core::TimePoint now) const;
  bool data_may_go(core::TimePoint now) const;
  bool urgent_waits() const { return !lanes_[index(Lane::cancel)].empty() || !lanes_[index(Lane::order)].empty(); }
  std::optional<Lane> oldest_overdue(std::initializer_list<Lane> lanes, core::TimePoint now) const;
  std::optional<Lane> choose_data_lane(core::TimePoint now);
  std::optional<Lane> choose_lane(core::TimePoint now);
  core::TimePoint place_free_at(core::TimePoint now, int places, core::Duration span, bool data_only) const;

  int nominal_;
  double rate_;
  std::array<std::deque<Waiting>, lane_count> lanes_;
  std::deque<Left> left_;  // of the last second, oldest first
  std::deque<bool> admitted_;  // given out, not yet left; true: urgent
  core::TimePoint all_held_until_{};
  core::TimePoint data_held_until_{};
  core::TimePoint raise_at_{};
  core::TimePoint overdue_served_at_{};
  core::Duration back_off_ = back_off_min;
};

}  // namespace legwork::tws
