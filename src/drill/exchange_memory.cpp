#include "drill/exchange_memory.hpp"

#include <algorithm>
#include <chrono>

namespace legwork::drill {
namespace {

constexpr core::Duration remembered = std::chrono::seconds(30);  // more than a stalled process or a slow link takes to catch up

}  // namespace

void ExchangeMemory::watch(const std::vector<trade::ContractId>& contracts, core::TimePoint now) {
  for (const trade::ContractId id : contracts) look(id, contracts_[id], now);
}

void ExchangeMemory::look(trade::ContractId id, History& shown, core::TimePoint now) const {
  const simgw::Instrument* const listed = world_.find(static_cast<std::int32_t>(id.value()));
  if (listed == nullptr) return;
  shown.push_back({now, world_.quote(*listed)});
  while (now - shown.front().at > remembered) shown.pop_front();
}

std::optional<ExchangeMemory::Range> ExchangeMemory::shown(const std::vector<trade::OrderLeg>& legs) const {
  Range range;
  for (const trade::OrderLeg& leg : legs) {
    const auto contract = contracts_.find(leg.instrument.id);
    if (contract == contracts_.end()) return std::nullopt;
    std::optional<market::Price> low, high;
    for (const Shown& one : contract->second) {
      const std::optional<market::Price> price = leg.ratio > 0 ? one.quote.ask : one.quote.bid.value_or(market::Price());
      if (!price) continue;
      low = low ? std::min(*low, *price) : *price;
      high = high ? std::max(*high, *price) : *price;
    }
    if (!low) return std::nullopt;
    const auto times = [&](market::Price price) { return market::Price::from_nanos(price.nanos() * leg.ratio); };
    range.lowest = range.lowest + (leg.ratio > 0 ? times(*low) : times(*high));
    range.highest = range.highest + (leg.ratio > 0 ? times(*high) : times(*low));
  }
  return range;
}

}  // namespace legwork::drill
