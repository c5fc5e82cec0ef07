// The words that all pricing kernels share: terms, Greeks with their units, and implied vol with its typed reason.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "core/right.hpp"

namespace legwork::pricing {

using core::Right;

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// What an underlying costs to hold over the life of an option: continuous rates per year, spot in USD, time in years (act/365).
struct Carry {
  double spot = 0;
  double rate = 0;   // risk-free
  double yield = 0;  // dividends and borrow
  double years = 0;

  double forward() const;   // spot·e^((rate − yield)·years)
  double discount() const;  // e^(−rate·years)
};

/// Per share of one option. Units as traders read them.
struct Greeks {
  double price = 0;
  double delta = 0;  // USD per 1 USD of spot
  double gamma = 0;  // delta per 1 USD of spot
  double theta = 0;  // USD per calendar day
  double vega = 0;   // USD per 1 vol point (0.01)
  double rho = 0;    // USD per 1 percentage point of the risk-free rate, spot fixed
};

/// Why a price has no implied volatility.
enum class NoVol : std::uint8_t {
  none,                // there is one
  not_finite,          // an input is NaN or infinite, or a price, strike or spot is not positive
  expired,             // years <= 0
  below_intrinsic,     // price below the no-arbitrage lower bound
  at_intrinsic,        // price equals the lower bound within its own rounding: every small vol fits
  above_maximum,       // price at or above the no-arbitrage upper bound
  out_of_range,        // the solution lies outside the stated total-vol domain
  early_exercise,      // American price at immediate-exercise value: vol not identified
};
std::string_view to_string(NoVol reason);

struct ImpliedVol {
  double vol = unknown;  // annualised, 0.25 = 25 %; NaN exactly when reason != none
  NoVol reason = NoVol::none;

  explicit operator bool() const { return reason == NoVol::none; }
};

}  // namespace legwork::pricing
