// Forward and implied carry from put–call parity over the strikes of one expiry.
#pragma once

#include <span>

#include "pricing/american_pde.hpp"
#include "pricing/option.hpp"

namespace legwork::pricing {

/// One strike with both sides quoted; bid <= ask, all > 0.
struct ParityPair {
  double strike;
  double call_bid, call_ask;
  double put_bid, put_ask;

  double call() const { return 0.5 * (call_bid + call_ask); }
  double put() const { return 0.5 * (put_bid + put_ask); }
  bool usable() const;  // as above
  /// Both sides of an option are lowered by its premium, not below nothing.
  void take_off(double call_premium, double put_premium);
};

struct ParityForward {
  double forward = unknown;
  double discount = unknown;   // fitted with >= 8 pairs when asked for, else the one given
  double stderr_forward = unknown;
  int pairs = 0;               // used after outlier removal
};

/// European parity C − P = D·(F − K): weighted by quote width, outliers cut at 4 robust deviations. `discount` given keeps it;
/// NaN lets it be fitted. Only pairs within |ln K/F| <= `band` count. Returns pairs == 0 when nothing is usable.
ParityForward parity_forward(std::span<const ParityPair> pairs, double discount, double band = 0.10);

/// The same for American options: early-exercise premiums, computed with the yield being sought, are taken off both sides until
/// the yield stands still (typically 3 rounds). `carry.yield` is the starting guess; spot, rate and years are given. With cash
/// `dividends` before expiry every yield is what is left beside them, and a round costs 10 ms instead of 2.
/// Returns the forward of the underlying and the implied yield.
struct ImpliedCarry {
  double forward = unknown;
  double yield = unknown;
  double stderr_forward = unknown;
  int pairs = 0;
  int rounds = 0;
};
ImpliedCarry american_parity_forward(std::span<const ParityPair> pairs, const Carry& carry,
                                     std::span<const CashDividend> dividends = {}, double band = 0.10);

}  // namespace legwork::pricing
