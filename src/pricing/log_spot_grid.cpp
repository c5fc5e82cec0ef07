#include "pricing/log_spot_grid.hpp"

#include <algorithm>

namespace legwork::pricing {
namespace {

constexpr double reach_deviations = 4.5;
constexpr double focus_deviations = 0.7;
constexpr double least_stock_left = 0.02;  // of spot or strike: what lies below after huge dividends is worthless stock

}  // namespace

LogSpotGrid::LogSpotGrid(const Carry& carry, double dividend_sum, double strike, double vol, int nodes)
    : focus_(std::log(strike)), nodes_(static_cast<std::size_t>(nodes - 1) / 2 * 2 + 1) {
  const double deviation = vol * std::sqrt(carry.years);
  const double drift = std::abs(carry.rate - carry.yield) * carry.years;
  const double reach = reach_deviations * deviation + drift;
  width_ = focus_deviations * deviation + drift + std::log1p(dividend_sum / strike);

  const double lowest = std::min(carry.spot, strike), highest = std::max(carry.spot, strike);
  const double low = std::log(std::max(lowest - dividend_sum, least_stock_left * lowest)) - reach;
  const double high = std::log(highest + dividend_sum) + reach;
  const double below = std::asinh((focus_ - low) / width_), above = std::asinh((high - focus_) / width_);
  const double intervals = static_cast<double>(nodes_ - 1);
  centre_ = 2 * std::clamp(std::round(below / (below + above) * intervals / 2), 2.0, intervals / 2 - 2);
  step_ = std::max(below / centre_, above / (intervals - centre_));
}

LogSpotGrid LogSpotGrid::coarsened() const {
  LogSpotGrid half = *this;
  half.step_ *= 2;
  half.centre_ /= 2;
  half.nodes_ = (nodes_ + 1) / 2;
  return half;
}

std::size_t first_of_four(double position, std::size_t size, double margin) {
  return static_cast<std::size_t>(std::clamp(std::floor(position) - 1, margin, static_cast<double>(size) - 4 - margin));
}

double cubic(std::span<const double> values, std::size_t first, double position) {
  const double* v = values.subspan(first, 4).data();
  const double t = position - static_cast<double>(first) - 1;  // from the second of the four
  return -v[0] * t * (t - 1) * (t - 2) / 6 + v[1] * (t + 1) * (t - 1) * (t - 2) / 2 - v[2] * (t + 1) * t * (t - 2) / 2 +
         v[3] * (t + 1) * t * (t - 1) / 6;
}

}  // namespace legwork::pricing
