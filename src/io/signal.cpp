#include "io/signal.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace legwork::io {
namespace asio = boost::asio;
namespace {

/// Counts a waiter for as long as its coroutine waits, however it ends.
class Place {
 public:
  explicit Place(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
  ~Place() { --*count_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::shared_ptr<std::size_t> count_;
};

}  // namespace

Signal::Signal(const Executor& executor) : timer_(executor, asio::steady_timer::time_point::max()) {}

Task<void> Signal::wait() {
  if (is_remembered_) {
    is_remembered_ = false;
    co_return;
  }
  const Place place(waiting_);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Signal::notify() {
  is_remembered_ = *waiting_ == 0;
  timer_.cancel();
}

}  // namespace legwork::io
