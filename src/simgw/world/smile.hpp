// Smile: the shape of one expiry's implied vols, and European prices on it. Either a mixture of three lognormals (calm, crash, rally),
// or recorded ratios by standardised strike. Neither is of the family that the product fits (SVI): a fit can be good here, never perfect.
// Immutable, shared by all expiries of an underlying; a mixture price costs three Black prices, 0.3 µs.
#pragma once

#include <array>
#include <vector>

#include "core/right.hpp"

namespace legwork::simgw {

using core::Right;

class Smile {
 public:
  /// `skew` is −∂ln σ/∂z at the money, z = ln(K/F)/total vol; −0.25 … 0.25. Being a density, it allows no butterfly arbitrage; weights and
  /// shapes are the same in z for every expiry (Brigo, Mercurio, "Lognormal-mixture dynamics and calibration to market volatility
  /// smiles", 2002, with shifted means).
  static Smile mixture(double skew);
  /// `ratios` are σ(z)/σ(0) on an even grid of z from `z_min` to `z_max`, at least two, all > 0; flat outside.
  static Smile recorded(std::vector<double> ratios, double z_min, double z_max);

  /// Undiscounted price of a European option; `total_vol` is σ√T at the money, > 0.
  double price(Right right, double forward, double strike, double total_vol) const;

 private:
  struct Component {
    double weight = 1, vol_ratio = 1, shift = 0;  // shift of ln(mean), in total vols
  };
  using Components = std::array<Component, 3>;
  static Components components(double skew, double lean);
  static Smile of(const Components& parts);
  double lean_at_money() const;
  double recorded_ratio(double z) const;

  Components parts_{};
  double scale_ = 1;  // makes the vol at the money the one asked for
  std::vector<double> ratios_;  // empty: mixture
  double z_min_ = 0, z_step_ = 1;
};

}  // namespace legwork::simgw
