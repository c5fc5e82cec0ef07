// Truth: what really is, behind the quotes. For tests and for judging a client's decisions afterwards; nothing that sends to a client
// may include this header.
#pragma once

#include <string_view>

#include "simgw/world/world.hpp"

namespace legwork::simgw {

class Truth {
 public:
  /// `world` must outlive this.
  explicit Truth(const World& world) : world_(world) {}

  double spot(std::string_view symbol) const;  // USD, before ticks
  double variance(std::string_view symbol) const;  // annual, of the diffusion now
  /// Of an option, on its underlying now: USD per share before residual and ticks.
  double fair_price(const Instrument& option) const;
  double fair_vol(const Instrument& option) const;
  double half_spread(const Instrument& option) const;  // USD, before ticks
  /// How far the quote's middle is from fair, in half spreads.
  double residual(const Instrument& option) const;

 private:
  const World& world_;
};

}  // namespace legwork::simgw
