#include "pricing/european.hpp"

#include <cmath>

#include "pricing/normalised_black.hpp"

namespace legwork::pricing {
namespace {

constexpr double days_per_year = 365;

/// sign·(forward·Φ(sign·d1) − strike·Φ(sign·d2)), leg by leg.
struct BlackLegs {
  double forward;  // forward·Φ(sign·d1)
  double strike;   // strike·Φ(sign·d2)
  double value;
  double density;  // forward·φ(d1) = strike·φ(d2) = ∂value/∂(σ√T)
};

BlackLegs black_legs(Right right, const Moneyness& m, double total_vol) {
  const BlackTerms out = black_terms(m.x(), total_vol, m.smaller());
  const bool is_out = m.out_of_the_money(right), forward_is_near = m.log_ratio <= 0;
  const double larger = forward_is_near ? m.strike : m.forward;
  const double near = is_out ? out.near : out.near_rest, far = is_out ? out.far : larger - out.far;
  return {.forward = forward_is_near ? near : far,
          .strike = forward_is_near ? far : near,
          .value = is_out ? out.value : core::sign(right) * m.difference + out.value,
          .density = out.density};
}

bool positive(double x) { return x > 0 && std::isfinite(x); }

}  // namespace

double Carry::forward() const { return spot * std::exp((rate - yield) * years); }

double Carry::discount() const { return std::exp(-rate * years); }

std::string_view to_string(NoVol reason) {
  switch (reason) {
    case NoVol::none: return "none";
    case NoVol::not_finite: return "not_finite";
    case NoVol::expired: return "expired";
    case NoVol::below_intrinsic: return "below_intrinsic";
    case NoVol::at_intrinsic: return "at_intrinsic";
    case NoVol::above_maximum: return "above_maximum";
    case NoVol::out_of_range: return "out_of_range";
    case NoVol::early_exercise: return "early_exercise";
  }
  return "unknown";
}

double black_price(Right right, double forward, double strike, double total_vol) {
  if (!positive(forward) || !positive(strike) || !(total_vol >= 0)) return unknown;
  return black_legs(right, moneyness(forward, strike), total_vol).value;
}

Greeks european_greeks(Right right, const Carry& carry, double strike, double vol) {
  const double forward = carry.forward(), discount = carry.discount(), root_years = std::sqrt(carry.years);
  const double total_vol = vol * root_years;
  if (!positive(carry.spot) || !positive(forward) || !positive(strike) || !positive(discount) || !(vol >= 0) ||
      !std::isfinite(total_vol))
    return {unknown, unknown, unknown, unknown, unknown, unknown};
  const BlackLegs legs = black_legs(right, moneyness(carry, strike), total_vol);
  const double sign = core::sign(right);
  // At zero total vol the density is 0 and so are gamma and decay, not 0/0.
  const double per_vol = total_vol > 0 ? legs.density / total_vol : 0;
  const double carried = sign * (carry.yield * legs.forward - carry.rate * legs.strike);
  return {.price = discount * legs.value,
          .delta = sign * discount * legs.forward / carry.spot,
          .gamma = discount * per_vol / carry.spot / carry.spot,
          .theta = discount * (carried - vol * vol * per_vol / 2) / days_per_year,
          .vega = discount * legs.density * root_years / 100,
          .rho = sign * discount * legs.strike * carry.years / 100};
}

}  // namespace legwork::pricing
