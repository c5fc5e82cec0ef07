#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/american_slice.hpp"
#include "pricing/dividend_parity.hpp"
#include "pricing/forward.hpp"

namespace legwork::pricing {
namespace {

// Early exercise is worked out inside these limits. A yield beyond them (minutes to expiry, or a spot that lags the options)
// says that the spot is off, so the spot that goes with the forward takes its place. Three days' interest over the last day of an
// option, as on a Thursday before an expiry on Friday, is a yield of −11 %.
constexpr double lowest_yield = -0.25, highest_yield = 0.50;

Carry exercise_carry(const Carry& carry, double yield) {
  Carry plausible = carry;
  plausible.yield = std::clamp(yield, lowest_yield, highest_yield);
  plausible.spot = carry.spot * std::exp((plausible.yield - yield) * carry.years);
  return plausible;
}

bool exercised(const AmericanSlice& slice, double spot, double strike, double vol) {
  const double now = sign(slice.terms().right) * (spot - strike);
  return now > 0 && slice.price(spot, strike, vol) <= now;
}

/// The pairs as if European. Both premiums of a strike are taken at the vol of its out-of-the-money side, which is always
/// identified; strikes where that has no vol are left out, and so are those where a side is exercised now: it tells the spot, not the
/// forward.
std::vector<ParityPair> without_premiums(std::span<const ParityPair> pairs, const Carry& carry) {
  const AmericanSlice calls = AmericanSlice::build({Right::call, carry, {}});
  const AmericanSlice puts = AmericanSlice::build({Right::put, carry, {}});
  const double forward = carry.forward();
  std::vector<ParityPair> european;
  for (ParityPair pair : pairs) {
    const ImpliedVol vol = pair.strike >= forward ? calls.implied_vol(carry.spot, pair.strike, pair.call())
                                                  : puts.implied_vol(carry.spot, pair.strike, pair.put());
    if (!vol || exercised(calls, carry.spot, pair.strike, vol.vol) || exercised(puts, carry.spot, pair.strike, vol.vol)) continue;
    pair.take_off(calls.premium(carry.spot, pair.strike, vol.vol), puts.premium(carry.spot, pair.strike, vol.vol));
    european.push_back(pair);
  }
  return european;
}

std::vector<ParityPair> usable_within(std::span<const ParityPair> pairs, double forward, double band) {
  std::vector<ParityPair> inside;
  for (const auto& pair : pairs)
    if (pair.usable() && std::abs(std::log(pair.strike / forward)) <= band) inside.push_back(pair);
  return inside;
}

/// Secant steps on g(yield) − yield, where g is one round of taking premiums off. g answers to a change of the yield with an eighth
/// of it, typically, which makes the first step.
class YieldSearch {
 public:
  double next(double yield, double change) {
    const double slope = std::isnan(last_yield_) ? usual_slope : (change - last_change_) / (yield - last_yield_);
    last_yield_ = yield;
    last_change_ = change;
    return yield - change / (slope < -0.3 && slope > -3 ? slope : usual_slope);
  }

 private:
  static constexpr double usual_slope = -0.875;
  double last_yield_ = unknown, last_change_ = unknown;
};

constexpr int rounds_max = 8;

/// Change of ln F that no longer matters: 2 USD in a million, or a fifth of what the quotes leave open.
double settled_change(const ParityForward& fit) { return std::max(2e-6, 0.2 * fit.stderr_forward / fit.forward); }

bool valid(const Carry& carry) { return carry.spot > 0 && carry.years > 0 && std::isfinite(carry.spot + carry.years + carry.rate); }

}  // namespace

ImpliedCarry american_parity_forward(std::span<const ParityPair> pairs, const Carry& carry, std::span<const CashDividend> dividends,
                                     double band) {
  if (!valid(carry)) return {};
  const ParityForward european = parity_forward(pairs, carry.discount(), band);
  if (european.pairs == 0) return {};
  const std::vector<ParityPair> near = usable_within(pairs, european.forward, band);
  double yield = std::isfinite(carry.yield) ? carry.yield : dividend_yield(carry, dividends, european.forward);
  YieldSearch search;
  ImpliedCarry result;
  while (result.rounds < rounds_max) {
    const Carry exercise = exercise_carry(carry, yield);
    const auto stripped = dividends.empty() ? without_premiums(near, exercise) : without_premiums(near, exercise, dividends);
    const ParityForward fit = parity_forward(stripped, carry.discount(), band);
    if (fit.pairs == 0) return {};
    const double implied = dividend_yield(carry, dividends, fit.forward);
    if (std::isnan(implied)) return {};
    result = {fit.forward, implied, fit.stderr_forward, fit.pairs, result.rounds + 1};
    if (std::abs(implied - yield) * carry.years < settled_change(fit)) break;
    yield = search.next(yield, implied - yield);
  }
  return result;
}

}  // namespace legwork::pricing
