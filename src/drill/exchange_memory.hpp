// ExchangeMemory: what the exchange truly showed of a few contracts in the last half minute, read from the simulated world and never from
// the product: what prices of orders are compared with (NO_RISK_ON_BAD_DATA). A look costs a quote per contract.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "simgw/world/world.hpp"
#include "trade/intent.hpp"

namespace legwork::drill {

class ExchangeMemory {
 public:
  explicit ExchangeMemory(const simgw::World& world) : world_(world) {}

  /// Remember these from now on, and how they stand at this moment.
  void watch(const std::vector<trade::ContractId>& contracts, core::TimePoint now);
  /// What a unit of `legs` cost by bids and asks of the last half minute, signed, each leg's at its own moment. Nothing: one of them is
  /// not watched, or had that side missing all the while.
  struct Range {
    market::Price lowest, highest;
  };
  std::optional<Range> shown(const std::vector<trade::OrderLeg>& legs) const;

 private:
  struct Shown {
    core::TimePoint at{};
    simgw::Quote quote;
  };
  using History = std::deque<Shown>;
  void look(trade::ContractId id, History& shown, core::TimePoint now) const;

  const simgw::World& world_;
  std::map<trade::ContractId, History> contracts_;
};

}  // namespace legwork::drill
