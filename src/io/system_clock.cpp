#include "io/system_clock.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace legwork::io {
namespace asio = boost::asio;
namespace {

/// Timers do not count time in suspension, so a long sleep looks at the clock in between.
constexpr std::chrono::seconds nap_max{20};

core::Duration ticks() {
#ifdef CLOCK_BOOTTIME
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
#else
  return std::chrono::steady_clock::now().time_since_epoch();
#endif
}

core::TimePoint wall() { return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now()); }

}  // namespace

SystemClock::SystemClock() : wall_start_(wall()), ticks_start_(ticks()) {}

core::TimePoint SystemClock::now() const { return wall_start_ + (ticks() - ticks_start_); }

core::Duration SystemClock::wall_offset() const { return wall() - now(); }

Task<void> SystemClock::sleep_until(core::TimePoint when) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  core::Duration left{};
  do {
    left = std::max(when - now(), core::Duration::zero());
    timer.expires_after(std::min<core::Duration>(left, nap_max));
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
  } while (now() < when);
}

}  // namespace legwork::io
