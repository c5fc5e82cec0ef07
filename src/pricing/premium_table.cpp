#include "pricing/premium_table.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/chebyshev.hpp"
#include "pricing/early_exercise.hpp"

namespace legwork::pricing {
namespace {

constexpr CollocationScheme table_scheme{10, 20, 12, 32};
constexpr double smallest = 1e-300;

}  // namespace

std::optional<PremiumTable> PremiumTable::build(const PutTerms& terms, double low, double high) {
  for (; low < high / 2; low *= 2) {
    PremiumTable table(terms, low, high);
    if (table.fill(terms)) return table;
  }
  return std::nullopt;
}

PremiumTable::PremiumTable(const PutTerms& terms, double low, double high)
    : low_(low),
      high_(high),
      root_years_(std::sqrt(terms.years)),
      log_mid_(0.5 * std::log(low * high)),
      log_scale_(2 / std::log(high / low)) {}

/// Boundaries from the highest vol down, each from its neighbour's.
bool PremiumTable::fill(const PutTerms& terms) {
  static const CollocationRule rule(table_scheme);
  const BoundarySolver solver(rule, terms, BoundarySide::upper);
  const PremiumIntegral integral(rule, terms, terms.years);
  std::array<double, vols> depth{};
  std::array<DistanceRow, vols> log_premium{};
  std::optional<ExerciseBoundary> boundary;
  for (std::size_t i = 0; i < vols; ++i) {
    const double vol = std::exp(log_mid_ + chebyshev_node<vols>(i) / log_scale_);
    if (boundary) boundary = solver.solve(vol, boundary->depth());
    if (!boundary) boundary = solver.solve(vol);
    if (!boundary) return false;
    depth[i] = boundary->depth().back();
    log_start_ = boundary->log_start();
    const std::vector<double> levels = integral.levels(*boundary);
    for (std::size_t a = 0; a < distances; ++a) {
      const double y = farthest / 2 * (1 + chebyshev_node<distances>(a));
      const double log_spot = boundary->log_level_now() + y * vol * root_years_;
      log_premium[i][a] = std::log(std::max(integral.below(levels, vol, log_spot).value, smallest));
    }
  }
  const auto& vol_powers = chebyshev_powers<vols>();
  const auto& distance_powers = chebyshev_powers<distances>();
  for (std::size_t j = 0; j < vols; ++j) {
    DistanceRow row{};
    for (std::size_t i = 0; i < vols; ++i) {
      depth_[j] += vol_powers[j][i] * depth[i];
      for (std::size_t a = 0; a < distances; ++a) row[a] += vol_powers[j][i] * log_premium[i][a];
    }
    for (std::size_t b = 0; b < distances; ++b)
      for (std::size_t a = 0; a < distances; ++a) value_[j][b] += distance_powers[b][a] * row[a];
  }
  return true;
}

PremiumTable::Value PremiumTable::at(double log_spot, double vol) const {
  const double t = (std::log(vol) - log_mid_) * log_scale_, dt = log_scale_ / vol, sd = vol * root_years_;
  double depth = 0, depth_slope = 0;
  for (std::size_t j = vols; j-- > 0;) {
    depth_slope = depth_slope * t + depth;
    depth = depth * t + depth_[j];
  }
  const double y = (log_spot - log_start_) / sd + depth;
  if (y <= 0) return {.exercised = true};
  const double y_slope = depth_slope * dt - (y - depth) / vol;  // by vol
  DistanceRow row{}, row_slope{};
  for (std::size_t j = vols; j-- > 0;) {
    for (std::size_t b = 0; b < distances; ++b) row_slope[b] = row_slope[b] * t + row[b];
    for (std::size_t b = 0; b < distances; ++b) row[b] = row[b] * t + value_[j][b];
  }
  const double reach = std::min(y, farthest), x = 2 / farthest * reach - 1;
  double f = 0, fx = 0, fxx = 0, ft = 0, ftx = 0;
  for (std::size_t b = distances; b-- > 0;) {
    fxx = fxx * x + fx;
    fx = fx * x + f;
    f = f * x + row[b];
    ftx = ftx * x + ft;
    ft = ft * x + row_slope[b];
  }
  const double fy = 2 / farthest * fx;
  double fyy = 8 / (farthest * farthest) * fxx;
  if (y > farthest) {
    f += fy * (y - farthest);
    ft += 2 / farthest * ftx * (y - farthest);
    fyy = 0;
  }
  const double premium = std::exp(f), slope = fy / sd;
  return {.premium = premium,
          .by_log_spot = premium * slope,
          .by_log_spot_twice = premium * (slope * slope + fyy / (sd * sd)),
          .by_vol = premium * (ft * dt + fy * y_slope)};
}

}  // namespace legwork::pricing
