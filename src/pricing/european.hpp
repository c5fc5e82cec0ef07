// European options: price, Greeks and implied volatility with full double accuracy on the whole domain.
// Scalar: the specification and oracle of later vector kernels. Pure functions, ≈ 0.1–0.5 µs each.
#pragma once

#include "pricing/option.hpp"

namespace legwork::pricing {

/// Undiscounted Black price of an option on a forward. `total_vol` = σ√T >= 0. Computed out of the money and carried over by
/// parity, so that no digits cancel. Source: F. Black, "The pricing of commodity contracts", 1976.
double black_price(Right right, double forward, double strike, double total_vol);

/// Discounted price and Greeks (Black, Scholes, Merton 1973; yield form). vol > 0, years > 0.
Greeks european_greeks(Right right, const Carry& carry, double strike, double vol);

/// Total volatility σ√T from an undiscounted price. Domain: total vol 1e-4 … 8; |Δ| <= max(1e-12, 8ε·price/vega) on
/// out-of-the-money-normalised prices; in-the-money prices to the conditioning of the price given. Never throws, never NaN
/// without a reason. Method: normalise to out of the money, closed-form start, third-order Householder steps on the log price
/// (P. Jäckel, "Let's Be Rational", 2015).
ImpliedVol black_total_vol(Right right, double forward, double strike, double undiscounted_price);

/// Annualised implied volatility of a discounted price.
ImpliedVol european_implied_vol(Right right, const Carry& carry, double strike, double price);

}  // namespace legwork::pricing
