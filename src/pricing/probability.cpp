#include "pricing/probability.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "pricing/european.hpp"
#include "pricing/normal.hpp"

namespace legwork::pricing {

std::string_view to_string(PopMethod method) {
  switch (method) {
    case PopMethod::skew: return "skew";
    case PopMethod::flat: return "flat";
    case PopMethod::market_digital: return "market digital";
    case PopMethod::from_price: return "from price";
    case PopMethod::delta_proxy: return "delta proxy";
    case PopMethod::forecast: return "forecast";
  }
  return "unknown";
}

double flat_below(double forward, double years, double vol, double level) {
  if (level <= 0) return 0;
  const double total_vol = vol * std::sqrt(years);
  if (total_vol == 0) return level > forward ? 1 : 0;
  return normal_cdf(std::log(level / forward) / total_vol + total_vol / 2);
}

double smile_below(const Smile& smile, double level) {
  if (level <= 0) return 0;
  const double total_vol = smile.vol(level) * std::sqrt(smile.years);
  const double d1 = std::log(smile.forward / level) / total_vol + total_vol / 2;
  const double tilt = smile.forward * normal_pdf(d1) * std::sqrt(smile.years) * smile.vol_slope(level);
  return std::clamp(normal_cdf(total_vol - d1) + tilt, 0.0, 1.0);
}

double market_digital_below(double put_low, double put_high, double strike_low, double strike_high, double discount) {
  if (!(strike_high > strike_low) || !(discount > 0)) return unknown;
  return std::clamp((put_high - put_low) / (strike_high - strike_low) / discount, 0.0, 1.0);
}

namespace {

/// e^(2νb/σ²)·N(−x), the probability of the paths that touch and come back, where x·s = |b| ± νT so that the exponent completes
/// the square: no overflow times underflow.
double returning(double direct_argument, double x, double log_weight) {
  if (x <= 0) return std::exp(log_weight) * normal_cdf(-x);
  return 0.5 * erfcx(x / std::numbers::sqrt2) * std::exp(-0.5 * direct_argument * direct_argument);
}

}  // namespace

double touch(const Carry& carry, double vol, double barrier) {
  if (barrier == carry.spot) return 1;
  if (barrier <= 0) return 0;
  const double up = barrier > carry.spot ? 1 : -1, distance = std::log(barrier / carry.spot);
  const double total_vol = vol * std::sqrt(carry.years), drift = carry.rate - carry.yield - vol * vol / 2;
  const double direct = up * (drift * carry.years - distance) / total_vol;
  const double back = up * (drift * carry.years + distance) / total_vol;
  const double log_weight = 2 * drift * distance / (vol * vol);
  return std::clamp(normal_cdf(direct) + returning(direct, back, log_weight), 0.0, 1.0);
}

double smile_expected_put(const Smile& smile, double strike) {
  if (strike <= 0) return 0;
  return black_price(Right::put, smile.forward, strike, smile.vol(strike) * std::sqrt(smile.years));
}

double smile_expected_call(const Smile& smile, double strike) {
  if (strike <= 0) return smile.forward - strike;
  return black_price(Right::call, smile.forward, strike, smile.vol(strike) * std::sqrt(smile.years));
}

double flat_expected_put(double forward, double years, double vol, double strike) {
  if (strike <= 0) return 0;
  return black_price(Right::put, forward, strike, vol * std::sqrt(years));
}

namespace {

double vertical(Right right, double put_short, double put_long, double short_strike, double long_strike) {
  // Call = put + F − K on both legs: the forward cancels.
  const double carried = right == Right::call ? short_strike - long_strike : 0;
  const double width = std::abs(short_strike - long_strike);
  return std::clamp(put_long - put_short + carried, -width, width);
}

}  // namespace

double vertical_expected_payoff(const Smile& smile, Right right, double short_strike, double long_strike) {
  return vertical(right, smile_expected_put(smile, short_strike), smile_expected_put(smile, long_strike), short_strike,
                  long_strike);
}

double vertical_expected_payoff(double forward, double years, double vol, Right right, double short_strike, double long_strike) {
  return vertical(right, flat_expected_put(forward, years, vol, short_strike), flat_expected_put(forward, years, vol, long_strike),
                  short_strike, long_strike);
}

double expected_move_sigma(double spot, double atm_vol, double years) { return spot * atm_vol * std::sqrt(years); }

double expected_move_straddle(double call_mid, double put_mid) { return 0.85 * (call_mid + put_mid); }

double kelly(double probability, double max_profit, double max_loss) {
  if (!(max_profit > 0) || !(max_loss >= 0)) return 0;
  return std::clamp(probability - (1 - probability) * max_loss / max_profit, 0.0, 1.0);
}

}  // namespace legwork::pricing
