// PackageBook: the two-sided market of a package of legs. The *implied* book is what the legs' own quotes add up to; the *native* book
// is what market makers quote for the package as a whole, inside the implied one. A single contract has its own quote as both.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/time.hpp"
#include "market/tick_rule.hpp"
#include "simgw/broker/broker_market.hpp"
#include "simgw/broker/order_terms.hpp"

namespace legwork::simgw {

/// One side: a signed net price per share and the packages to be had at it.
struct Level {
  market::Price price;
  std::int64_t size = 0;
};

struct PackageBook {
  std::optional<Level> implied_bid, implied_ask;
  std::optional<Level> native_bid, native_ask;  // at or inside the implied ones
  bool open = false;  // every leg's session is on and none is halted

  /// The better of native and implied for a taker.
  const std::optional<Level>& best_ask() const { return native_ask ? native_ask : implied_ask; }
  const std::optional<Level>& best_bid() const { return native_bid ? native_bid : implied_bid; }
  std::optional<double> mid() const;
};

/// Package tick: combos trade in pennies, SPX packages in nickels; single contracts by their own rule.
market::TickRule tick_rule_of(const std::vector<TermsLeg>& legs, const BrokerMarket& market);

/// `legs` name known contracts. The native book changes every two seconds and depends on (seed, legs, time) alone.
PackageBook package_book(const std::vector<TermsLeg>& legs, const BrokerMarket& market, std::uint64_t seed, core::TimePoint now);

}  // namespace legwork::simgw
