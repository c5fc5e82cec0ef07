// Account: cash and positions of one paper account, exact in micro-dollars. A position's cost includes its commissions, as the
// broker's average cost does. Owned by Broker.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "market/price.hpp"

namespace legwork::simgw {

struct Position {
  std::int64_t quantity = 0;      // signed contracts or shares
  std::int64_t cost_micros = 0;   // signed: what was paid for what is held
  std::int64_t realized_micros = 0;
  std::int64_t multiplier = 1;
  /// USD per contract (multiplier included); 0 when flat.
  double average_cost() const {
    return quantity == 0
               ? 0.0
               : static_cast<double>(cost_micros) / static_cast<double>(quantity) / static_cast<double>(market::Money::scale);
  }
};

struct Fill {
  std::int32_t con_id = 0;
  std::int64_t quantity = 0;  // signed
  market::Price price;
  std::int64_t multiplier = 1;
  market::Money commission;
};

class Account {
 public:
  Account(std::string id, market::Money cash) : id_(std::move(id)), cash_(cash) {}

  const std::string& id() const { return id_; }
  market::Money cash() const { return cash_; }
  market::Money realized() const { return realized_; }
  market::Money commissions() const { return commissions_; }
  const std::map<std::int32_t, Position>& positions() const { return positions_; }
  std::int64_t quantity(std::int32_t con_id) const;

  /// Books a fill. The realised profit after commission of the part that closed something; nullopt when all of it opened.
  std::optional<market::Money> apply(const Fill& fill);
  /// Cash without a trade: settlement, dividend.
  void credit(market::Money amount) { cash_ = cash_ + amount; }
  /// A new trading day: profits realised count from zero.
  void start_day() { realized_ = market::Money(); }

 private:
  std::string id_;
  market::Money cash_;
  market::Money realized_;
  market::Money commissions_;
  std::map<std::int32_t, Position> positions_;  // flat ones stay until the day's end: the wire reports them once with 0
};

}  // namespace legwork::simgw
