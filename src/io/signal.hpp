// Signal: wakes coroutines. notify() wakes all who wait; when nobody does, it is remembered once, so that a wake-up between a look and
// the wait is not lost. One executor touches it. Always look again after wait(): it may return without cause, as when cancelled.
#pragma once

#include <cstddef>
#include <memory>

#include <boost/asio/steady_timer.hpp>

#include "io/task.hpp"

namespace legwork::io {

class Signal {
 public:
  explicit Signal(const Executor& executor);

  Task<void> wait();
  void notify();

 private:
  boost::asio::steady_timer timer_;
  std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>();  // shared with the waiters: one may be destroyed later
  bool is_remembered_ = false;
};

}  // namespace legwork::io
