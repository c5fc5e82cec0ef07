#include "pricing/value_curve.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace legwork::pricing {
namespace {

/// Three-point derivatives in log spot at an inner node.
struct Derivatives {
  double slope, curvature;

  Derivatives(const LogSpotGrid& grid, std::size_t i, double before, double here, double after) {
    const double x = grid.log_spot(i), back = x - grid.log_spot(i - 1), ahead = grid.log_spot(i + 1) - x;
    const double rise_back = (here - before) / back, rise_ahead = (after - here) / ahead;
    slope = (rise_ahead * back + rise_back * ahead) / (back + ahead);
    curvature = 2 * (rise_ahead - rise_back) / (back + ahead);
  }
};

}  // namespace

/// What is taken off before interpolating: the line on the strike's in-the-money side, nothing on the other.
StockAndCash ValueCurve::line(double position) const {
  const bool above_strike = position > grid.centre();
  return above_strike == (right == core::Right::call) ? in_the_money : StockAndCash{};
}

double ValueCurve::at(double at_spot) const {
  const std::size_t last = grid.size() - 1;
  const double position = at_spot > 0 ? grid.position(std::log(at_spot)) : -1;
  if (!(position > 0)) return value_at_zero + (value[0] - value_at_zero) * std::max(at_spot, 0.0) / spot[0];
  if (position >= static_cast<double>(last)) {
    return right == core::Right::put ? value[last] : value[last] + in_the_money.stock * (at_spot - spot[last]);
  }
  const auto i = static_cast<std::size_t>(position);
  const auto [low, high] = std::minmax(value[i], value[i + 1]);
  return std::clamp(at_position(position, at_spot), low, high);  // option values are monotone in spot
}

double ValueCurve::at_position(double position, double at_spot) const {
  const StockAndCash off = line(position);
  const std::size_t first = first_of_four(position, grid.size());
  if (off.stock == 0 && off.cash == 0) return cubic(value, first, position);
  std::array<double, 4> excess{};
  for (std::size_t j = 0; j < 4; ++j) excess[j] = value[first + j] - off.value(spot[first + j]);
  return off.value(at_spot) + cubic(excess, 0, position - static_cast<double>(first));
}

double ValueCurve::delta(double at_spot) const {
  const double position = grid.position(std::log(at_spot));
  if (!is_inner(position)) {
    const double h = 0.01 * at_spot;  // straight out there
    return (at(at_spot + h) - at(at_spot - h)) / (2 * h);
  }
  const StockAndCash off = line(position);
  const std::size_t first = first_of_four(position, grid.size(), 1);
  std::array<double, 6> excess{};
  for (std::size_t j = 0; j < 6; ++j) excess[j] = value[first + j - 1] - off.value(spot[first + j - 1]);
  std::array<double, 4> slope{};
  for (std::size_t j = 0; j < 4; ++j) slope[j] = Derivatives(grid, first + j, excess[j], excess[j + 1], excess[j + 2]).slope;
  return off.stock + cubic(slope, 0, position - static_cast<double>(first)) / at_spot;
}

double ValueCurve::gamma(double at_spot) const {
  const double position = grid.position(std::log(at_spot));
  if (!is_inner(position)) return 0;
  const StockAndCash off = line(position);
  const auto excess = [&](std::size_t i) { return value[i] - off.value(spot[i]); };
  const auto scaled = [&](std::size_t i) {
    const Derivatives d(grid, i, excess(i - 1), excess(i), excess(i + 1));
    return d.curvature - d.slope;
  };
  const auto i = std::min(static_cast<std::size_t>(position), grid.size() - 3);
  const double share = position - static_cast<double>(i);
  return ((1 - share) * scaled(i) + share * scaled(i + 1)) / (at_spot * at_spot);
}

}  // namespace legwork::pricing
