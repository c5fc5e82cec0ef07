// SimulatedClock: virtual time for a whole program in one thread. It keeps a heap of sleepers, lets one io_context run until nothing is
// ready, then wakes exactly one sleeper, the earliest, ties by who lay down first; so the same program from the same seed takes the same
// way. It must outlive the io_context, whose destruction ends the sleepers. Cost: a timer and a heap entry for each sleep.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "io/clock.hpp"

namespace legwork::io {

class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(core::TimePoint start) : now_(start) {}
  ~SimulatedClock() override;

  core::TimePoint now() const override { return now_; }
  Task<void> sleep_until(core::TimePoint when) override;

  /// Runs everything that is due up to and including `end`; the clock then stands at `end` (or where it stood, if later).
  void run_until(boost::asio::io_context& context, core::TimePoint end);
  void run_for(boost::asio::io_context& context, core::Duration time) { run_until(context, now_ + time); }
  /// Runs until `done()` holds, which is asked after each wake-up. False when it never did up to and including `end`; the clock then
  /// stands at `end`.
  bool run_until(boost::asio::io_context& context, const std::function<bool()>& done, core::TimePoint end);
  /// Runs until nobody sleeps and nothing is ready. False when there are still sleepers after `end`; the clock then stands at `end`.
  bool run_until_idle(boost::asio::io_context& context, core::TimePoint end);

  std::size_t sleepers() const { return sleepers_.size(); }
  /// When the first sleeper is due.
  std::optional<core::TimePoint> next() const;

 private:
  /// By time, then by order of lying down.
  using Place = std::pair<core::TimePoint, std::uint64_t>;
  class Bed;

  bool wake_one(core::TimePoint end);
  static void settle(boost::asio::io_context& context);

  core::TimePoint now_;
  std::uint64_t next_number_ = 0;
  std::map<Place, boost::asio::steady_timer*> sleepers_;
};

}  // namespace legwork::io
