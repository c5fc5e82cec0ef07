#include "simgw/world/option_pricer.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/european.hpp"

namespace legwork::simgw {
namespace {

constexpr double seconds_per_year = 365.0 * 86400;
constexpr double risk_premium = 1.12;  // implied over expected variance: vols are dearer than what comes, by 6 % of the vol
constexpr double shortest_variance_years = 1e-7;

double intrinsic(const Instrument& option, double spot) {
  return std::max(0.0, core::sign(option.right) * (spot - option.strike.to_double()));
}

bool is_american(const Instrument& option) { return option.terms->exercise == market::ExerciseStyle::american; }

/// The same expiry with another spot: the yield stays.
ExpiryTerms with_spot(ExpiryTerms terms, double spot) {
  terms.forward *= spot / terms.spot;
  terms.spot = spot;
  return terms;
}

}  // namespace

Moment moment_of(const SessionGrid& grid, double second) {
  const auto offset = std::chrono::nanoseconds(std::llround(second * 1e9));
  return {grid.open + offset, grid.date, std::clamp(second / grid.regular_seconds, 0.0, 1.0)};
}

double implied_variance(const PricedUnderlying& underlying, double variance, double years) {
  // E[v] reverts from today's value to the long run (Heston 1993, eq. for the expected average variance).
  const double decay = variance_reversion * years;
  const double weight = decay < 1e-6 ? 1 : -std::expm1(-decay) / decay;
  const double average = underlying.long_run_variance + (variance - underlying.long_run_variance) * weight;
  return risk_premium * (std::max(average, 1e-4) + underlying.jump_variance) * years;
}

double OptionPricer::variance_years(Date expiry, market::Settlement settlement, const Moment& moment) const {
  const int sessions = calendar_.sessions_between(moment.session, calendar_.session_on_or_before(expiry));
  double left = sessions + (1 - overnight_share) * (1 - moment.elapsed);
  if (settlement == market::Settlement::am) left -= 1 - overnight_share;
  return std::max(left / sessions_per_year, shortest_variance_years);
}

ExpiryTerms OptionPricer::terms(const ExpiryShape& shape, const PricedUnderlying& underlying, double spot, double variance,
                                const Moment& moment) const {
  ExpiryTerms terms;
  terms.spot = spot;
  terms.smile = shape.smile;
  terms.years = std::max(core::seconds_between(moment.at, shape.settles_at), 1.0) / seconds_per_year;
  terms.rate = curve_.rate(terms.years);
  terms.discount = std::exp(-terms.rate * terms.years);
  if (shape.yield) {
    terms.yield = *shape.yield;
    terms.forward = spot * std::exp((terms.rate - terms.yield) * terms.years);
  } else {
    for (const Dividend& dividend : underlying.dividends) {
      if (dividend.ex_date <= moment.session || dividend.ex_date > shape.expiry) continue;
      const double wait = market::days_between(moment.session, dividend.pay_date) / 365.0;
      terms.dividends_pv += dividend.amount * std::exp(-terms.rate * wait);
    }
    terms.dividends_pv = std::min(terms.dividends_pv, spot / 2);
    terms.forward = (spot - terms.dividends_pv) * std::exp((terms.rate - underlying.yield) * terms.years);
    terms.yield = underlying.yield - std::log1p(-terms.dividends_pv / spot) / terms.years;
  }
  const double years = variance_years(shape.expiry, shape.settlement, moment);
  terms.total_vol = std::sqrt(implied_variance(underlying, variance, years) * shape.variance_scale);
  return terms;
}

Fair OptionPricer::fair(const Instrument& option, const ExpiryTerms& terms) {
  const double strike = option.strike.to_double();
  const double undiscounted = terms.smile->price(option.right, terms.forward, strike, terms.total_vol);
  const double vol = pricing::black_total_vol(option.right, terms.forward, strike, undiscounted).vol / std::sqrt(terms.years);
  double price = terms.discount * undiscounted;
  if (is_american(option)) {
    if (vol > 0) price += premiums_->premium(option.right, terms.carry(), strike, vol);
    price = std::max(price, intrinsic(option, terms.spot));
  }
  return {price, vol};
}

double OptionPricer::price(const Instrument& option, const ExpiryTerms& terms, double vol) {
  const double strike = option.strike.to_double();
  double price = terms.discount * pricing::black_price(option.right, terms.forward, strike, vol * std::sqrt(terms.years));
  if (!is_american(option)) return price;
  price += premiums_->premium(option.right, terms.carry(), strike, vol);
  return std::max(price, intrinsic(option, terms.spot));
}

Model OptionPricer::model(const Instrument& option, const ExpiryTerms& terms, double vol) {
  Model model;
  model.implied_vol = vol;
  model.dividends_pv = terms.dividends_pv;
  model.underlying_price = terms.spot;
  const auto european = pricing::european_greeks(option.right, terms.carry(), option.strike.to_double(), vol);
  model.price = european.price;
  model.delta = european.delta;
  model.gamma = european.gamma;
  model.vega = european.vega;
  model.theta = european.theta;
  if (!is_american(option)) return model;

  const double bump = 0.002 * terms.spot;
  const auto at_spot = [&](double spot) { return price(option, with_spot(terms, spot), vol); };
  const double here = price(option, terms, vol), up = at_spot(terms.spot + bump), down = at_spot(terms.spot - bump);
  const double least = intrinsic(option, terms.spot);
  model.price = here;
  model.exercise_due = least > 0 && here - least < 1e-6 * terms.spot && here > european.price;
  if (model.exercise_due) {
    model.delta = core::sign(option.right);
    model.gamma = model.vega = model.theta = 0;
    return model;
  }
  // What early exercise adds is smooth: its differences come on top of the European Greeks, which are exact.
  const auto premium_at = [&](double spot, double american) {
    const ExpiryTerms there = with_spot(terms, spot);
    return american - terms.discount * pricing::black_price(option.right, there.forward, option.strike.to_double(),
                                                            vol * std::sqrt(terms.years));
  };
  const double premium = here - european.price, premium_up = premium_at(terms.spot + bump, up),
               premium_down = premium_at(terms.spot - bump, down);
  model.delta = std::clamp(european.delta + (premium_up - premium_down) / (2 * bump), -1.0, 1.0);
  model.gamma = std::max(0.0, european.gamma + (premium_up + premium_down - 2 * premium) / (bump * bump));
  const double vol_up = vol + 0.005;
  const double european_up = pricing::european_greeks(option.right, terms.carry(), option.strike.to_double(), vol_up).price;
  model.vega = std::max(0.0, european.vega + ((price(option, terms, vol_up) - european_up) - premium) / 0.5);
  return model;
}

double OptionPricer::implied_vol(const Instrument& option, const ExpiryTerms& terms, double target, double guess) {
  constexpr double vol_min = 0.005, vol_max = 10;
  if (!(target > 0)) return pricing::unknown;
  double low = vol_min, high = vol_max;
  const double least = price(option, terms, low);
  if (!(target > least * (1 + 1e-9) + 1e-9) || !(target < price(option, terms, high))) return pricing::unknown;
  double vol = std::isfinite(guess) ? std::clamp(guess, 2 * vol_min, vol_max / 2) : 0.3;
  for (int round = 0; round < 60; ++round) {
    const double miss = price(option, terms, vol) - target;
    if (std::fabs(miss) < 1e-7 * terms.spot || high - low < 1e-7) break;
    (miss < 0 ? low : high) = vol;
    // Newton on the European vega; bisection when it leaves the bracket.
    const double slope = 100 * pricing::european_greeks(option.right, terms.carry(), option.strike.to_double(), vol).vega;
    const double next = vol - miss / slope;
    vol = slope > 0 && next > low && next < high ? next : (low + high) / 2;
  }
  return vol;
}

double OptionPricer::implied_vol_30(const PricedUnderlying& underlying, double variance) const {
  constexpr double sessions_in_30_days = 30 * sessions_per_year / 365;
  return std::sqrt(implied_variance(underlying, variance, sessions_in_30_days / sessions_per_year) * 365 / 30);
}

}  // namespace legwork::simgw
