// OptionBook: from a fair value to what a screen shows: widths, ticks, zero bids, sizes, how often a contract is requoted and traded.
// Pure functions of the contract, its fair value and the time. The widths are shaped after recorded closes and sessions of SPY, SPX and
// single names: cents near the money of a liquid name, a vol point or two and a share of the price elsewhere, wide around open and close.
#pragma once

#include <cstdint>
#include <optional>

#include "simgw/world/instrument.hpp"
#include "simgw/world/option_pricer.hpp"
#include "simgw/world/residual.hpp"

namespace legwork::simgw {

/// What stays for a session: set from the spot and variance at its open.
struct OptionActivity {
  double liquidity = 0;  // 0 … 1: the name's, less far from the money and far in time
  int requote_s = 0;  // seconds between quotes; 0: every grid step
  int requote_phase_s = 0;
  int trade_bucket_s = 60;  // at most one print in each
  double trade_chance = 0;  // per bucket
  double mean_trade = 1;  // contracts
  std::int64_t open_interest = 0;
};
OptionActivity option_activity(const UnderlyingSpec& spec, const Instrument& option, const ExpiryTerms& at_open, std::uint64_t seed,
                               Date session);

/// USD, before ticks. `open_s` and `left_s`: seconds since the open and to the close of its session.
double half_spread(const OptionActivity& activity, const Instrument& option, const ExpiryTerms& terms, double fair, double open_s,
                   double left_s);

struct Book {
  std::optional<Price> bid, ask;
  std::int64_t bid_size = 0, ask_size = 0;
  char bid_exchange = 0, ask_exchange = 0;
};
/// `middle` and `half` in USD; the ask is never below `least` (no-arbitrage). `bits` draw sizes and exchanges.
Book option_book(const Instrument& option, double middle, double half, double least, double liquidity, std::uint64_t bits);

/// A stock's book; none for an index.
Book stock_book(const UnderlyingSpec& spec, const Instrument& stock, double spot, std::uint64_t bits);

struct Print {
  Price price;
  std::int64_t size = 0;
  char exchange = 0;
};
/// Whether and what a stock trades in one second; an index is computed every second. `elapsed` 0 … 1 of the session.
std::optional<Print> stock_print(const UnderlyingSpec& spec, const Instrument& stock, double spot, double elapsed,
                                 std::uint64_t bits);
/// Second of the trade in its bucket, or −1.
int option_trade_second(const OptionActivity& activity, std::uint64_t bits);
std::optional<Print> option_print(const OptionActivity& activity, const Book& book, std::uint64_t bits);

}  // namespace legwork::simgw
