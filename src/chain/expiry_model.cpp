#include "chain/expiry_model.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/dividend_parity.hpp"
#include "pricing/european.hpp"

namespace legwork::chain {
namespace {

constexpr double near_years_max = 10.0 / 365.0;   // a dividend yield of 2 % moves the spot by 0.05 % over this time
constexpr double american_years_min = 0.5 / 365;  // below, early exercise is worth less than a hundredth of a cent
constexpr double lag_limit = 0.001;               // vendor's underlying against the parity-implied one
constexpr double unknown_yield = 0.04;            // a year: what dividends and borrow may plausibly be
constexpr double yield_max = 0.60;                // beyond this the quotes, not the carry, are odd

double yield_of(const ExpiryTerms& terms, double forward) {
  const double yield = pricing::dividend_yield({terms.spot, terms.rate, 0, terms.years}, terms.dividends, forward);
  return std::clamp(yield, -yield_max, yield_max);
}

/// The yield over `to` years that grows as much as `yield` over `from`: both leave the same forward.
double stretched(double rate, double yield, double from, double to) { return rate - (rate - yield) * from / to; }

ForwardFit fit_of(const ExpiryTerms& terms, double forward, ForwardSource source, int pairs) {
  const double yield = yield_of(terms, forward);
  const double financed = terms.financing_years > 0 ? stretched(terms.rate, yield, terms.years, terms.financing_years) : 0.0;
  return {forward, yield, financed, source, pairs};
}

}  // namespace

SlicePricer::SlicePricer(market::Right right, const pricing::Carry& carry, std::vector<pricing::CashDividend> dividends,
                         bool american)
    : right_(right), carry_(carry), forward_(pricing::dividend_forward(carry, dividends)) {
  const bool cash = !dividends.empty();
  if (american && (cash || carry.years > american_years_min))
    american_ = pricing::AmericanSlice::build({right, carry, std::move(dividends)});
}

pricing::ImpliedVol SlicePricer::implied_vol(double strike, double price) const {
  return american_ ? american_->implied_vol(carry_.spot, strike, price)
                   : pricing::european_implied_vol(right_, carry_, strike, price);
}

pricing::Greeks SlicePricer::greeks(double strike, double vol) const {
  return american_ ? american_->greeks(carry_.spot, strike, vol) : pricing::european_greeks(right_, carry_, strike, vol);
}

double SlicePricer::premium(double strike, double vol) const {
  return american_ ? american_->premium(carry_.spot, strike, vol) : 0.0;
}

double SlicePricer::intrinsic(double strike) const {
  const double sign = core::sign(right_);
  const double at_expiry = sign * (forward_ - strike) * carry_.discount();
  const double now = american_ ? sign * (carry_.spot - strike) : 0.0;
  return std::max({0.0, at_expiry, now});
}

ForwardFit fit_forward(const ExpiryTerms& terms, std::span<const pricing::ParityPair> pairs, std::optional<double> fallback_yield) {
  const double discount = std::exp(-terms.rate * terms.years);
  const pricing::ParityForward european = pricing::parity_forward(pairs, discount);
  // Pairs that are outliers to European parity may be none once early exercise is taken off: each fit is judged by its own count.
  if (european.pairs > 0 && terms.american && terms.years > american_years_min) {
    const pricing::Carry guess{terms.spot, terms.rate, yield_of(terms, european.forward), terms.years};
    const pricing::ImpliedCarry american = pricing::american_parity_forward(pairs, guess, terms.dividends);
    if (american.pairs >= pairs_min && std::isfinite(american.forward))
      return fit_of(terms, american.forward, ForwardSource::american_parity, american.pairs);
  }
  if (european.pairs >= pairs_min) return fit_of(terms, european.forward, ForwardSource::parity, european.pairs);
  const double yield = stretched(terms.rate, fallback_yield.value_or(0.0), terms.financing_years, terms.years);
  const double forward = pricing::dividend_forward({terms.spot, terms.rate, yield, terms.years}, terms.dividends);
  return {forward, yield, fallback_yield.value_or(0.0), fallback_yield ? ForwardSource::neighbours : ForwardSource::carry,
          european.pairs};
}

bool is_near(const NearForward& forward) { return forward.years <= near_years_max; }

ImpliedSpot implied_spot(std::span<const NearForward> forwards) {
  std::vector<double> spots;
  for (const NearForward& f : forwards) {
    if (!std::isfinite(f.forward)) continue;
    const double spot = f.forward * std::exp(-f.rate * f.years) + f.dividends;
    if (!is_near(f)) {
      if (spots.empty()) return {spot, lag_limit + unknown_yield * f.years, false};
      break;
    }
    spots.push_back(spot);
    if (spots.size() == spot_expiries) break;
  }
  if (spots.empty()) return {};
  std::ranges::sort(spots);
  return {spots[spots.size() / 2], lag_limit, true};
}

}  // namespace legwork::chain
