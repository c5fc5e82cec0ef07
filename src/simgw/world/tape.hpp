// Tape: the trades of one instrument in one session, folded to what a quote shows of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "simgw/world/option_book.hpp"

namespace legwork::simgw {

struct Tape {
  std::optional<Price> last, open, high, low;
  std::int64_t last_size = 0, volume = 0;
  char last_exchange = 0;
  TimePoint last_at;

  void add(const Print& print, TimePoint at) {
    last = print.price;
    last_size = print.size;
    last_exchange = print.exchange;
    last_at = at;
    volume += print.size;
    if (!open) open = print.price;
    high = high ? std::max(*high, print.price) : print.price;
    low = low ? std::min(*low, print.price) : print.price;
  }
  /// A new session: the last trade stays on the screen.
  void start_session() {
    open = high = low = {};
    volume = 0;
  }
};

}  // namespace legwork::simgw
