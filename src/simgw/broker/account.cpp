#include "simgw/broker/account.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/assert.hpp"

namespace legwork::simgw {
namespace {

/// part/whole of an amount, towards zero, in 128 bits.
std::int64_t share_of(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(amount) * part / whole);
}

std::int64_t value_micros(market::Price price, std::int64_t quantity, std::int64_t multiplier) {
  __extension__ using Wide = __int128;
  constexpr std::int64_t nanos_per_micro = market::Price::scale / market::Money::scale;
  return static_cast<std::int64_t>(static_cast<Wide>(price.nanos()) * quantity * multiplier / nanos_per_micro);
}

}  // namespace

std::int64_t Account::quantity(std::int32_t con_id) const {
  const auto found = positions_.find(con_id);
  return found == positions_.end() ? 0 : found->second.quantity;
}

std::optional<market::Money> Account::apply(const Fill& fill) {
  ASSERT(fill.quantity != 0);
  Position& position = positions_[fill.con_id];
  position.multiplier = fill.multiplier;
  const std::int64_t paid = value_micros(fill.price, fill.quantity, fill.multiplier);
  const std::int64_t fee = fill.commission.micros();
  cash_ = cash_ - market::Money::from_micros(paid + fee);
  commissions_ = commissions_ + fill.commission;

  const bool closes = position.quantity != 0 && (position.quantity > 0) != (fill.quantity > 0);
  const std::int64_t size = std::abs(fill.quantity);
  const std::int64_t closing = closes ? std::min(size, std::abs(position.quantity)) : 0;
  std::optional<market::Money> realized;
  if (closing > 0) {
    const std::int64_t cost_closed = share_of(position.cost_micros, closing, std::abs(position.quantity));
    const std::int64_t received = -share_of(paid, closing, size);
    realized = market::Money::from_micros(received - cost_closed - share_of(fee, closing, size));
    position.cost_micros -= cost_closed;
    position.realized_micros += realized->micros();
    realized_ = realized_ + *realized;
  }
  const std::int64_t opening = size - closing;
  position.cost_micros += share_of(paid + fee, opening, size);
  position.quantity += fill.quantity;
  if (position.quantity == 0) position.cost_micros = 0;
  return realized;
}

}  // namespace legwork::simgw
