// ExpiryModel: the pricing side of one (trading class, expiry): forward, carry and a pricer per right. Valuation builds one per
// expiry, asks it for vols and Greeks, and drops it; what must be kept goes into the store's Expiry.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "chain/store.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/forward.hpp"

namespace legwork::chain {

/// Prices contracts of one expiry and right; American through a premium table, European directly.
class SlicePricer {
 public:
  SlicePricer(market::Right right, const pricing::Carry& carry, std::vector<pricing::CashDividend> dividends, bool american);

  pricing::ImpliedVol implied_vol(double strike, double price) const;
  pricing::Greeks greeks(double strike, double vol) const;
  double premium(double strike, double vol) const;  // early-exercise part, 0 for European
  /// Lower no-arbitrage bound: what exercise, now or at expiry, is worth at least.
  double intrinsic(double strike) const;

 private:
  market::Right right_;
  pricing::Carry carry_;
  double forward_;  // after the dividends
  std::optional<pricing::AmericanSlice> american_;
};

struct ExpiryTerms {
  double spot, rate, years;
  double financing_years;  // delivery_date.hpp
  bool american;
  std::vector<pricing::CashDividend> dividends;
};

struct ForwardFit {
  double forward = unknown;
  double yield = 0;           // continuous; on top of the dividends where there are any
  double financed_yield = 0;  // the same over the time that is financed: comparable between expiries
  ForwardSource source = ForwardSource::carry;
  int pairs = 0;
};

inline constexpr int pairs_min = 3;  // fewer say nothing of a forward

/// Forward and carry from parity; `fallback_yield` (a neighbour's financed one) where too few pairs are quoted.
ForwardFit fit_forward(const ExpiryTerms& terms, std::span<const pricing::ParityPair> pairs, std::optional<double> fallback_yield);

/// The spot that put–call parity implies. From expiries within ten days it is as good as the forwards; from a later one it carries the
/// yield that is not known.
struct ImpliedSpot {
  double spot = unknown;
  double tolerance = unknown;  // relative: beyond it the vendor's price is not to be believed
  bool near = false;  // from expiries within ten days
};
struct NearForward {
  double years;  // financed: from delivery to delivery
  double rate, forward;
  double dividends;  // present value of those known before expiry
};
inline constexpr std::size_t spot_expiries = 3;  // the nearest: least carry in them
bool is_near(const NearForward& forward);
/// `forwards` ascend in time; the first `spot_expiries` count.
ImpliedSpot implied_spot(std::span<const NearForward> forwards);

}  // namespace legwork::chain
