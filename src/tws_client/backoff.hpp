// Backoff: how long to wait before the next attempt: twice as long after each failure, up to a bound, and shortened by chance so that
// many clients of one gateway do not come back together. Plain; chance from a seed.
#pragma once

#include <algorithm>

#include "core/prng.hpp"
#include "core/time.hpp"

namespace legwork::tws_client {

struct BackoffOptions {
  core::Duration first = std::chrono::seconds(1);
  core::Duration longest = std::chrono::seconds(60);
};

class Backoff {
 public:
  Backoff(BackoffOptions options, const core::Prng& prng) : options_(options), wait_(options.first), prng_(prng) {}

  /// Between half and all of first, 2·first, 4·first … longest.
  core::Duration next() {
    const auto wait = core::Duration(prng_.between(wait_.count() / 2, wait_.count()));
    wait_ = std::min(options_.longest, wait_ * 2);
    return wait;
  }
  /// The next wait is among the longest: what failed will not heal by itself.
  void give_up_hope() { wait_ = options_.longest; }
  void reset() { wait_ = options_.first; }

 private:
  BackoffOptions options_;
  core::Duration wait_;
  core::Prng prng_;
};

}  // namespace legwork::tws_client
