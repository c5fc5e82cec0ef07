// BrokerMarket: what the broker needs of the market, as a port, so that its tests can lay down quotes by hand.
#pragma once

#include "simgw/world/world.hpp"

namespace legwork::simgw {

class BrokerMarket {
 public:
  BrokerMarket() = default;
  BrokerMarket(const BrokerMarket&) = delete;
  BrokerMarket& operator=(const BrokerMarket&) = delete;
  BrokerMarket(BrokerMarket&&) = delete;
  BrokerMarket& operator=(BrokerMarket&&) = delete;
  virtual ~BrokerMarket() = default;

  virtual const Instrument* find(ContractId id) const = 0;
  virtual Quote quote(const Instrument& instrument) const = 0;
  /// The running session of the instrument, or the next.
  virtual SessionState session(const Instrument& instrument) const = 0;
  /// Fair price for margin and valuation: the middle of a two-sided quote, else last, else 0.
  virtual double mark(const Instrument& instrument) const = 0;
  virtual void print_trade(const Instrument& instrument, Price price, std::int64_t size) = 0;
};

class WorldMarket final : public BrokerMarket {
 public:
  explicit WorldMarket(World& world) : world_(world) {}
  const Instrument* find(ContractId id) const override { return world_.find(id); }
  Quote quote(const Instrument& instrument) const override { return world_.quote(instrument); }
  SessionState session(const Instrument& instrument) const override { return world_.session_state(instrument); }
  double mark(const Instrument& instrument) const override;
  void print_trade(const Instrument& instrument, Price price, std::int64_t size) override {
    world_.print_trade(instrument, price, size);
  }

 private:
  World& world_;
};

/// The same rule for any quote: WorldMarket's and a test's.
double mark_of(const Quote& quote);

}  // namespace legwork::simgw
