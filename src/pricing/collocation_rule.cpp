#include "pricing/collocation_rule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace legwork::pricing {
namespace {

/// Legendre polynomial of degree n and its derivative by the three-term recurrence.
struct Legendre {
  double value, slope;

  Legendre(std::size_t n, double x) {
    double last = 0, here = 1;
    for (std::size_t j = 0; j < n; ++j) {
      const double k = static_cast<double>(j);
      const double next = ((2 * k + 1) * x * here - k * last) / (k + 1);
      last = here;
      here = next;
    }
    value = here;
    slope = static_cast<double>(n) * (x * here - last) / (x * x - 1);
  }
};

double legendre_root(std::size_t n, std::size_t i) {
  double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (static_cast<double>(n) + 0.5));
  for (int step = 0; step < 6; ++step) {
    const Legendre p(n, x);
    x -= p.value / p.slope;
  }
  return x;
}

std::vector<double> lobatto_without_zero(std::size_t n) {
  std::vector<double> nodes(n);
  for (std::size_t i = 1; i <= n; ++i)
    nodes[i - 1] = 0.5 * (1 - std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(n)));
  return nodes;
}

constexpr int fewest_nodes = 4;

std::size_t count(int nodes) { return static_cast<std::size_t>(std::max(nodes, fewest_nodes)); }

bool same(const CollocationScheme& a, const CollocationScheme& b) {
  return a.boundary_nodes == b.boundary_nodes && a.fixed_point_nodes == b.fixed_point_nodes && a.newton_steps == b.newton_steps &&
         a.price_nodes == b.price_nodes;
}

}  // namespace

AngleRule::AngleRule(std::size_t count) {
  constexpr double quarter_turn = std::numbers::pi / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = legendre_root(count, i), slope = Legendre(count, x).slope;
    const double angle = quarter_turn * 0.5 * (1 - x);
    sine.push_back(std::sin(angle));
    cosine.push_back(std::cos(angle));
    weight.push_back(quarter_turn / ((1 - x * x) * slope * slope));
  }
}

CollocationRule::CollocationRule(const CollocationScheme& scheme)
    : newton_steps_(std::max(scheme.newton_steps, 1)),
      position_(lobatto_without_zero(count(scheme.boundary_nodes))),
      inner_(count(scheme.fixed_point_nodes)),
      outer_(count(scheme.price_nodes)),
      inner_weights_(nodes() * inner_.size() * nodes()),
      outer_weights_(outer_.size() * nodes()) {
  const std::span inner(inner_weights_), outer(outer_weights_);
  for (std::size_t i = 0; i < nodes(); ++i)
    for (std::size_t k = 0; k < inner_.size(); ++k)
      fill_weights(position_[i] * inner_.cosine[k], inner.subspan((i * inner_.size() + k) * nodes(), nodes()));
  for (std::size_t k = 0; k < outer_.size(); ++k) fill_weights(outer_.cosine[k], outer.subspan(k * nodes(), nodes()));
}

std::shared_ptr<const CollocationRule> CollocationRule::of(const CollocationScheme& scheme) {
  static const auto standard = std::make_shared<const CollocationRule>(CollocationScheme::standard());
  if (same(scheme, CollocationScheme::standard())) return standard;
  static const auto highest = std::make_shared<const CollocationRule>(CollocationScheme::highest());
  if (same(scheme, CollocationScheme::highest())) return highest;
  return std::make_shared<const CollocationRule>(scheme);
}

std::span<const double> CollocationRule::inner_weights(std::size_t node) const {
  return std::span(inner_weights_).subspan(node * inner_.size() * nodes(), inner_.size() * nodes());
}

std::vector<double> CollocationRule::weights_at(double position) const {
  std::vector<double> weights(nodes());
  fill_weights(position, weights);
  return weights;
}

/// Second barycentric formula on Chebyshev–Lobatto nodes (J.-P. Berrut, L. Trefethen, "Barycentric Lagrange interpolation", 2004).
/// The node at 0, with half weight, counts in the denominator only: its value is 0.
void CollocationRule::fill_weights(double position, std::span<double> out) const {
  std::ranges::fill(out, 0.0);
  if (position < 1e-15) return;
  double sum = 0.5 / position;
  for (std::size_t j = 0; j < nodes(); ++j) {
    const double distance = position - position_[j];
    if (std::fabs(distance) < 1e-15) {
      std::ranges::fill(out, 0.0);
      out[j] = 1;
      return;
    }
    const double alternating = j % 2 == 0 ? -1.0 : 1.0;
    out[j] = alternating * (j + 1 == nodes() ? 0.5 : 1.0) / distance;
    sum += out[j];
  }
  for (double& w : out) w /= sum;
}

}  // namespace legwork::pricing
