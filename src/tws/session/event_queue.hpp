// EventQueue: events in the order of their making, until their owner fetches them. One block of memory that is used again once it is
// empty: a stream of ticks allocates nothing. Bounded by what its user produces between two drains.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "tws/session/session_event.hpp"

namespace legwork::tws {

class EventQueue {
 public:
  void push(Event event) { events_.push_back(std::move(event)); }

  std::optional<Event> pop() {
    if (next_ == events_.size()) return std::nullopt;
    std::optional<Event> event(std::move(events_[next_]));
    if (++next_ == events_.size()) {
      events_.clear();
      next_ = 0;
    }
    return event;
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

}  // namespace legwork::tws
