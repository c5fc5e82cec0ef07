#include "pricing/american_vol_limits.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/european.hpp"
#include "pricing/unit_put.hpp"

namespace legwork::pricing {
namespace {

// As for European options; the search has room below, and an answer there is out of range.
constexpr double least_total_vol = 1e-4, search_total_vol = 0.5e-4, most_total_vol = 8;

/// A price at immediate-exercise value says nothing on volatility; neither does one at the value of certain later exercise.
NoVol reason_at_lower_bound(double lower_bound, double exercise_value, double resolution) {
  return exercise_value > 0 && exercise_value >= lower_bound - resolution ? NoVol::early_exercise : NoVol::at_intrinsic;
}

}  // namespace

AmericanVolLimits::AmericanVolLimits(Right right, const Carry& carry, double strike, double price, double resolution) {
  if (!is_priceable({carry.spot, carry.rate, carry.yield, std::max(carry.years, 0.0)}, strike) || !(price > 0) ||
      !std::isfinite(price))
    reason = NoVol::not_finite;
  else if (!(carry.years > 0))
    reason = NoVol::expired;
  if (reason != NoVol::none) return;
  const UnitPut put(right, carry, strike);
  const double unit_price = price / put.scale, lower = certain_value(put.terms, put.log_spot);
  if (unit_price < lower - resolution)
    reason = NoVol::below_intrinsic;
  else if (unit_price <= lower + resolution)
    reason = reason_at_lower_bound(lower, 1 - std::exp(put.log_spot), resolution);
  else if (unit_price >= largest_value(put.terms))
    reason = NoVol::above_maximum;
  if (reason != NoVol::none) return;
  const double root_years = std::sqrt(carry.years);
  bracket = {search_total_vol / root_years, most_total_vol / root_years * (1 + 1e-9)};
  start = 1 / root_years;
  // An American option is worth at least the European one, so it needs no more volatility.
  if (const ImpliedVol european = european_implied_vol(right, carry, strike, price))
    start = bracket.high = european.vol * (1 + 1e-9);
}

ImpliedVol AmericanVolLimits::result(double vol) const {
  const bool at_end = vol <= bracket.low * (1 + 1e-6) || vol * search_total_vol <= bracket.low * least_total_vol * (1 - 1e-9);
  const bool beyond = vol * search_total_vol > bracket.low * most_total_vol * (1 - 1e-6);
  if (at_end || beyond) return {unknown, NoVol::out_of_range};
  return {vol, NoVol::none};
}

}  // namespace legwork::pricing
