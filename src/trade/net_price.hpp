// NetPrice: what one unit of an order costs or brings, per share, without a sign to get wrong: an amount ≥ 0 and a side. The signed
// price exists at the edges only: `signed_cost` is what the broker wants of a bag that is bought (verticals.md §1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "market/price.hpp"

namespace legwork::trade {

enum class Side : std::uint8_t { credit, debit };  // received, paid
std::string_view to_string(Side side);

class NetPrice {
 public:
  constexpr NetPrice() = default;
  static NetPrice credit(market::Price amount) { return {Side::credit, amount}; }
  static NetPrice debit(market::Price amount) { return {Side::debit, amount}; }
  /// > 0 is paid, < 0 received; 0 is a debit of 0.
  static NetPrice from_cost(market::Price cost) { return cost < market::Price() ? credit(-cost) : debit(cost); }

  Side side() const { return side_; }
  market::Price amount() const { return amount_; }  // ≥ 0
  market::Price signed_cost() const { return side_ == Side::debit ? amount_ : -amount_; }

  /// Compared by what it is worth to the trader: a debit of 0 equals a credit of 0.
  friend bool operator==(const NetPrice& a, const NetPrice& b) { return a.signed_cost() == b.signed_cost(); }

 private:
  NetPrice(Side side, market::Price amount) : side_(side), amount_(amount) {
    ASSERT(amount >= market::Price(), "a net price has no sign, and {} is one", amount.to_string());
  }
  Side side_ = Side::debit;
  market::Price amount_;
};

/// "1.05 credit", "2.4 debit".
std::string to_string(NetPrice price);

}  // namespace legwork::trade
