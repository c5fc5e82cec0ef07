#include "io/simulated_clock.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/assert.hpp"

namespace legwork::io {
namespace asio = boost::asio;

/// A sleeper's entry for as long as its coroutine is asleep. The timer never expires by itself; waking is cancelling it. So the
/// sleeping coroutine belongs to the io_context, and not to the clock.
class SimulatedClock::Bed {
 public:
  Bed(SimulatedClock& clock, Place place, asio::steady_timer& timer) : clock_(clock), place_(place) {
    clock_.sleepers_.emplace(place, &timer);
  }
  ~Bed() { clock_.sleepers_.erase(place_); }
  Bed(const Bed&) = delete;
  Bed& operator=(const Bed&) = delete;

 private:
  SimulatedClock& clock_;
  Place place_;
};

SimulatedClock::~SimulatedClock() {
  ASSERT(sleepers_.empty(), "the clock must outlive the io_context: {} still sleep", sleepers_.size());
}

Task<void> SimulatedClock::sleep_until(core::TimePoint when) {
  const Executor executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
  const Bed bed(*this, {std::max(when, now_), next_number_++}, timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::optional<core::TimePoint> SimulatedClock::next() const {
  if (sleepers_.empty()) return std::nullopt;
  return sleepers_.begin()->first.first;
}

/// poll() until nothing is ready. An io_context without work says "stopped" and must be told to go on.
void SimulatedClock::settle(asio::io_context& context) {
  do {
    context.restart();
  } while (context.poll() > 0);
}

bool SimulatedClock::wake_one(core::TimePoint end) {
  const auto first = sleepers_.begin();
  if (first == sleepers_.end() || first->first.first > end) return false;
  now_ = std::max(now_, first->first.first);
  asio::steady_timer* const timer = first->second;
  sleepers_.erase(first);  // it wakes once, however often we come by before it runs
  timer->cancel();
  return true;
}

void SimulatedClock::run_until(asio::io_context& context, core::TimePoint end) {
  run_until(context, [] { return false; }, end);
}

bool SimulatedClock::run_until(asio::io_context& context, const std::function<bool()>& done, core::TimePoint end) {
  settle(context);
  while (!done()) {
    if (!wake_one(end)) {
      now_ = std::max(now_, end);
      return false;
    }
    settle(context);
  }
  return true;
}

bool SimulatedClock::run_until_idle(asio::io_context& context, core::TimePoint end) {
  return run_until(context, [this] { return sleepers_.empty(); }, end);
}

}  // namespace legwork::io
