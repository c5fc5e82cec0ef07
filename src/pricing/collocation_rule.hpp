// What the collocation of an exercise boundary needs and no option changes: nodes in time, quadrature angles and interpolation
// matrices. Immutable; computed once per scheme in some ten µs and shared.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "pricing/american.hpp"

namespace legwork::pricing {

/// Integrals over the time u ∈ [0, τ] before a node are taken in the angle θ of u = τ·cos²θ, so that both √u and √(τ − u), the roots
/// that appear in the integrand, are smooth. Gauss–Legendre on [0, π/2].
struct AngleRule {
  explicit AngleRule(std::size_t count);
  std::size_t size() const { return sine.size(); }
  std::vector<double> sine, cosine, weight;
};

class CollocationRule {
 public:
  explicit CollocationRule(const CollocationScheme& scheme);
  /// The shared rule of `scheme`; those of the named schemes are kept, others are built.
  static std::shared_ptr<const CollocationRule> of(const CollocationScheme& scheme);

  std::size_t nodes() const { return position_.size(); }
  int newton_steps() const { return newton_steps_; }
  /// √(τ/T) of the nodes, ascending to 1: Chebyshev–Lobatto without 0, where the interpolated functions vanish.
  std::span<const double> position() const { return position_; }
  const AngleRule& inner() const { return inner_; }  // of the integrals in the boundary equation
  const AngleRule& outer() const { return outer_; }  // of the integral in the price

  /// Interpolation weights from the nodes to position()[node]·cosθ for all inner angles: row-major [angle][node].
  std::span<const double> inner_weights(std::size_t node) const;
  /// The same to cosθ of the outer angles.
  std::span<const double> outer_weights() const { return outer_weights_; }
  /// To any position in [0, 1].
  std::vector<double> weights_at(double position) const;

 private:
  void fill_weights(double position, std::span<double> out) const;

  int newton_steps_;
  std::vector<double> position_;
  AngleRule inner_, outer_;
  std::vector<double> inner_weights_, outer_weights_;
};

}  // namespace legwork::pricing
