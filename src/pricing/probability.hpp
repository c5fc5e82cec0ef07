// Probabilities and expected values of spreads (verticals.md §2 and §3). Every number carries its method; none is mixed.
// Undiscounted unless said; forward measure. Pure functions, ≈ 0.1 µs each.
#pragma once

#include <cstdint>
#include <string_view>

#include "pricing/option.hpp"
#include "pricing/smile.hpp"

namespace legwork::pricing {

enum class PopMethod : std::uint8_t { skew, flat, market_digital, from_price, delta_proxy, forecast };
std::string_view to_string(PopMethod method);

/// P(S_T < level) for a lognormal with constant `vol`: N(−d2).
double flat_below(double forward, double years, double vol, double level);

/// P(S_T < level) = N(−d2) + F·n(d1)·√T·∂σ/∂K under the smile (Breeden, Litzenberger 1978), clipped to [0, 1].
double smile_below(const Smile& smile, double level);

/// e^(rT)·[P(K+h) − P(K−h)]/2h from traded put prices at strike − h and strike + h.
double market_digital_below(double put_low, double put_high, double strike_low, double strike_high, double discount);

/// P(the path from `carry.spot` touches `barrier` before carry.years), constant vol (reflection principle; Reiner, Rubinstein 1991).
double touch(const Carry& carry, double vol, double barrier);

/// E[max(K − S_T, 0)] and E[max(S_T − K, 0)] undiscounted under the smile, or under a constant vol.
double smile_expected_put(const Smile& smile, double strike);
double smile_expected_call(const Smile& smile, double strike);
double flat_expected_put(double forward, double years, double vol, double strike);

/// E[payoff] at expiry of one share of a vertical with the given short and long strike: −payoff(short) + payoff(long),
/// undiscounted; in [−width, width].
double vertical_expected_payoff(const Smile& smile, Right right, double short_strike, double long_strike);
double vertical_expected_payoff(double forward, double years, double vol, Right right, double short_strike, double long_strike);

/// S·σ_ATM·√T: one standard deviation (EM1), and the 0.85 · at-the-money straddle (EM2). They are different numbers; label them.
double expected_move_sigma(double spot, double atm_vol, double years);
double expected_move_straddle(double call_mid, double put_mid);

/// Two-outcome Kelly fraction p − (1 − p)·loss/profit, clipped to [0, 1]; informative only.
double kelly(double probability, double max_profit, double max_loss);

}  // namespace legwork::pricing
