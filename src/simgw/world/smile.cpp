#include "simgw/world/smile.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "pricing/european.hpp"

namespace legwork::simgw {
namespace {

constexpr double reference_total_vol = 0.08;  // a month of 28 %: where shape and scale are set

/// σ(z)·√T of a price at ln(K/F) = z·reference_total_vol.
double reference_vol(const Smile& smile, double z) {
  const double strike = std::exp(z * reference_total_vol);
  const Right right = z < 0 ? Right::put : Right::call;
  return pricing::black_total_vol(right, 1, strike, smile.price(right, 1, strike, reference_total_vol)).vol;
}

}  // namespace

/// Calm most of the time; the crash part is wider and `lean` total vols lower, the rally part wide and a little higher. Skews of the
/// other sign (metals) are the mirror image.
Smile::Components Smile::components(double skew, double lean) {
  const double side = skew < 0 ? -1 : 1, size = std::fabs(skew);
  return {Component{0.75, 1, 0.25 * side * lean}, Component{0.17, 1.25 + size, -side * lean}, Component{0.08, 1.7, 0.2 * side}};
}

Smile Smile::of(const Components& parts) {
  Smile smile;
  smile.parts_ = parts;
  for (int round = 0; round < 8; ++round) smile.scale_ *= reference_total_vol / reference_vol(smile, 0);
  return smile;
}

double Smile::lean_at_money() const {
  constexpr double z = 0.25;
  return (reference_vol(*this, -z) - reference_vol(*this, z)) / (2 * z * reference_vol(*this, 0));
}

Smile Smile::mixture(double skew) {
  ASSERT(skew >= -0.25 && skew <= 0.25, "skew {}", skew);
  double low = -0.5, high = 3;  // the lean grows with the distance of the crash part
  for (int round = 0; round < 40; ++round) {
    const double middle = (low + high) / 2;
    const double found = of(components(skew, middle)).lean_at_money() * (skew < 0 ? -1 : 1);
    (found < std::fabs(skew) ? low : high) = middle;
  }
  return of(components(skew, (low + high) / 2));
}

Smile Smile::recorded(std::vector<double> ratios, double z_min, double z_max) {
  ASSERT(ratios.size() >= 2 && z_max > z_min);
  Smile smile;
  smile.z_min_ = z_min;
  smile.z_step_ = (z_max - z_min) / static_cast<double>(ratios.size() - 1);
  smile.ratios_ = std::move(ratios);
  return smile;
}

double Smile::recorded_ratio(double z) const {
  const double last = static_cast<double>(ratios_.size() - 1);
  const double at = std::clamp((z - z_min_) / z_step_, 0.0, last);
  const double cell = std::min(std::floor(at), last - 1);
  const auto i = static_cast<std::size_t>(cell);
  return ratios_[i] + (at - cell) * (ratios_[i + 1] - ratios_[i]);
}

double Smile::price(Right right, double forward, double strike, double total_vol) const {
  if (!ratios_.empty()) {
    const double z = std::log(strike / forward) / total_vol;
    return pricing::black_price(right, forward, strike, total_vol * recorded_ratio(z));
  }
  const double scaled = scale_ * total_vol;
  std::array<double, 3> means{};
  double mean = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    means[i] = std::exp(parts_[i].shift * scaled);
    mean += parts_[i].weight * means[i];
  }
  double price = 0;
  for (std::size_t i = 0; i < 3; ++i)
    price += parts_[i].weight * pricing::black_price(right, forward * means[i] / mean, strike, scaled * parts_[i].vol_ratio);
  return price;
}

}  // namespace legwork::simgw
