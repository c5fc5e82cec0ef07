// Reading a finished solve: interpolation between the nodes, and what lies beyond them.
#include <algorithm>
#include <array>
#include <cmath>

#include "pricing/american_pde.hpp"

namespace legwork::pricing {
namespace {

/// Three-point derivatives in log spot at an inner node.
struct Derivatives {
  double slope, curvature;

  Derivatives(const LogSpotGrid& grid, std::span<const double> v, std::size_t i) {
    const double x = grid.log_spot(i), back = x - grid.log_spot(i - 1), ahead = grid.log_spot(i + 1) - x;
    const double before = (v[i] - v[i - 1]) / back, after = (v[i + 1] - v[i]) / ahead;
    slope = (after * back + before * ahead) / (back + ahead);
    curvature = 2 * (after - before) / (back + ahead);
  }
};

/// The four inner nodes around a position, and the position among them.
struct Window {
  std::size_t first;
  double position;

  Window(std::size_t nodes, double at)
      : first(static_cast<std::size_t>(std::clamp(std::floor(at) - 1, 1.0, static_cast<double>(nodes) - 5))),
        position(at - static_cast<double>(first)) {}
};

}  // namespace

double interpolate(const LogSpotGrid& grid, std::span<const double> value, double value_at_zero, double spot) {
  const std::size_t last = grid.size() - 1;
  const double position = spot > 0 ? grid.position(std::log(spot)) : -1;
  if (position <= 0) return value_at_zero + (value[0] - value_at_zero) * std::max(spot, 0.0) / std::exp(grid.log_spot(0));
  if (position >= static_cast<double>(last)) {
    const double end = std::exp(grid.log_spot(last)), before = std::exp(grid.log_spot(last - 1));
    return value[last] + (value[last] - value[last - 1]) / (end - before) * (spot - end);
  }
  const auto i = static_cast<std::size_t>(position);
  const auto [low, high] = std::minmax(value[i], value[i + 1]);
  return std::clamp(cubic(value, position), low, high);  // option values are monotone in spot
}

double PdeSolution::price(double spot) const {
  if (value_.empty() || !(spot >= 0)) return unknown;
  const double held = interpolate(grid_, value_, value_at_zero_, spot);
  if (exercise_ == Exercise::european) return held;
  return is_exercised(spot) ? intrinsic(spot) : std::max(held, intrinsic(spot));
}

/// Both neighbouring nodes are at their exercise value.
bool PdeSolution::is_exercised(double spot) const {
  const double position = grid_.position(std::log(spot));
  if (exercise_ == Exercise::european || !(position >= 0 && position < static_cast<double>(grid_.size() - 1))) return false;
  const auto at_floor = [&](std::size_t i) { return value_[i] <= intrinsic(std::exp(grid_.log_spot(i))); };
  const auto i = static_cast<std::size_t>(position);
  return at_floor(i) && at_floor(i + 1);
}

double PdeSolution::delta(double spot) const {
  if (value_.empty() || !(spot > 0)) return unknown;
  const double position = grid_.position(std::log(spot));
  if (position <= 1 || position >= static_cast<double>(grid_.size() - 2)) {
    const double h = 0.01 * spot;  // straight out there
    return (price(spot + h) - price(spot - h)) / (2 * h);
  }
  if (is_exercised(spot)) return sign(right_);
  const Window window(grid_.size(), position);
  std::array<double, 4> slope{};
  for (std::size_t j = 0; j < 4; ++j) slope[j] = Derivatives(grid_, value_, window.first + j).slope;
  return cubic(slope, window.position) / spot;
}

double PdeSolution::gamma(double spot) const {
  if (value_.empty() || !(spot > 0)) return unknown;
  const double position = grid_.position(std::log(spot));
  if (position <= 1 || position >= static_cast<double>(grid_.size() - 2) || is_exercised(spot)) return 0;
  const auto i = std::min(static_cast<std::size_t>(position), grid_.size() - 3);
  const auto at = [&](std::size_t j) {
    const Derivatives d(grid_, value_, j);
    return d.curvature - d.slope;
  };
  const double share = position - static_cast<double>(i);
  return ((1 - share) * at(i) + share * at(i + 1)) / (spot * spot);
}

}  // namespace legwork::pricing
