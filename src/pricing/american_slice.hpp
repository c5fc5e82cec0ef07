// AmericanSlice: all strikes of one (underlying, expiry, right) at table speed. The early-exercise premium is tabulated once
// over (distance above the exercise boundary, log vol); each option then costs about two European prices. With cash dividends before
// expiry the table is filled from the PDE instead of the collocation. Immutable after build; shared freely between threads.
// Build ≈ 1 ms (30 ms with cash dividends), price ≈ 0.3 µs, implied vol ≈ 1.5 µs.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pricing/american_pde.hpp"
#include "pricing/option.hpp"

namespace legwork::pricing {

struct SliceTerms {
  Right right = Right::call;
  Carry carry;  // spot matters only with cash dividends: strikes from ¼ to 4 times of it are tabulated
  std::vector<CashDividend> dividends;  // before expiry; empty: `carry.yield` alone
};

struct VolRange {
  double low = 0.05;
  double high = 1.5;
};

class AmericanSlice {
 public:
  static AmericanSlice build(const SliceTerms& terms, VolRange range = {});

  /// Per share. The table holds vols well beyond `range`; outside of it, and with two exercise boundaries (negative rates), every
  /// option is solved on its own: 0.2–1 ms.
  double price(double spot, double strike, double vol) const;
  /// The part of the price due to early exercise, >= 0.
  double premium(double spot, double strike, double vol) const;
  /// Theta comes from the pricing equation; where exercise is due now all is 0 but price and delta. Rho costs the first call of a slice
  /// a second table.
  Greeks greeks(double spot, double strike, double vol) const;
  /// With cash dividends `out_of_range` outside of the table.
  ImpliedVol implied_vol(double spot, double strike, double price) const;

  const SliceTerms& terms() const;
  VolRange range() const;

 private:
  struct Table;
  std::shared_ptr<const Table> table_;
};

}  // namespace legwork::pricing
