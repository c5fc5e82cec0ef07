// Quote: one contract as quoted at one moment, before any judgement; NaN means "not given". QuoteFlag: what is wrong with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "market/contract.hpp"
#include "pricing/option.hpp"

namespace legwork::chain {

using core::TimePoint;
using pricing::unknown;

struct Quote {
  TimePoint quoted_at;
  market::Contract contract;
  double underlying_price = unknown;  // the vendor's, USD; may lag (data defects are expected)
  double bid = unknown, ask = unknown, last = unknown;  // USD per share; a zero side is stored as 0, an empty one as NaN
  double bid_size = unknown, ask_size = unknown;        // contracts
  double volume = unknown, open_interest = unknown;     // contracts
  double iv_vendor = unknown, delta_vendor = unknown, gamma_vendor = unknown;
  double theta_vendor = unknown, vega_vendor = unknown, rho_vendor = unknown;
};

/// One bit each; a row may carry several. A flag is a fact about the data, never a verdict: filters and confidence judge.
enum class QuoteFlag : std::uint32_t {
  stale = 1u << 0,            // quote stood still for long while the underlying moved > 0.1σ
  crossed = 1u << 1,          // bid > ask
  locked = 1u << 2,           // bid == ask
  zero_bid = 1u << 3,         // no bid: worth 0 to a seller, never the mid of 0 and ask
  one_sided = 1u << 4,        // no ask
  wide = 1u << 5,             // spread > 30 % of mid
  underlying_lag = 1u << 6,   // the vendor's underlying price is > 0.1 % off the parity-implied spot
  modelled = 1u << 7,         // iv and Greeks come from the twin or the fitted smile, not from this quote
  no_vol = 1u << 8,           // no iv at all: neither own quote nor a smile
  below_intrinsic = 1u << 9,  // ask below the no-arbitrage lower bound
  non_monotone = 1u << 10,    // an adjacent strike makes an executable arbitrage
  adjusted = 1u << 11,        // multiplier or deliverable differs
};

using QuoteFlags = std::uint32_t;
constexpr QuoteFlags bit(QuoteFlag flag) { return static_cast<QuoteFlags>(flag); }
constexpr bool has(QuoteFlags flags, QuoteFlag flag) { return (flags & bit(flag)) != 0; }

struct FlagInfo {
  QuoteFlag flag;
  std::string_view name;  // "zero_bid"
  std::string_view definition;  // one sentence, printed in help and docs
};
const std::vector<FlagInfo>& flag_infos();
std::string to_string(QuoteFlags flags);  // "zero_bid|wide", "" when none

/// A to D (filters.md 50): below C a row cannot be sent. Rules in confidence.cpp.
enum class Confidence : std::uint8_t { A, B, C, D };
constexpr char letter(Confidence c) { return static_cast<char>('A' + static_cast<int>(c)); }

}  // namespace legwork::chain
