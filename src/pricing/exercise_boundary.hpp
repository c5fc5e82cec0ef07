// The exercise boundary of an American put of unit strike as a curve in time to expiry, from a spectral collocation of its integral
// equation. Sources: L. Andersen, M. Lake, D. Offengenden, "High-performance American option pricing", 2015 (equation A; here solved
// by Newton steps on all nodes together); L. Andersen, M. Lake, "Fast American option pricing: the double-boundary case", 2021.
// Solving takes about 0.1 ms at 10 nodes, 1 ms at 20.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "pricing/collocation_rule.hpp"
#include "pricing/linear_system.hpp"

namespace legwork::pricing {

/// A put of strike 1. By put–call symmetry a call on S with strike K, rate r and yield q is K·S times as … a put on K with strike S,
/// rate q and yield r, so that these terms serve both rights.
struct PutTerms {
  double rate = 0;
  double yield = 0;
  double years = 0;
};

/// Which end of the exercise region [lower, upper]. The lower one is 0 unless yield < rate < 0.
enum class BoundarySide { upper, lower };

/// ln B(τ) = log_start ∓ σ√τ·G(τ), where the depth G > 0 is in standard deviations (− upper, + lower). √(τ/years)·G, or its square, is
/// interpolated in √(τ/years); it vanishes at 0.
class ExerciseBoundary {
 public:
  enum class Shape { linear, squared };  // what is interpolated. Squared is an order more accurate, linear is never led astray.
  struct Motion {
    double log_start;  // of B at expiry
    double log_per_depth;  // ∓σ√years
  };

  ExerciseBoundary(Motion motion, Shape shape, std::span<const double> position, std::vector<double> depth);

  /// G at the nodes.
  const std::vector<double>& depth() const { return depth_; }
  /// ln B where the interpolation weights point to.
  double log_level(std::span<const double> weights) const;
  double log_start() const { return motion_.log_start; }
  /// ln B at the full time.
  double log_level_now() const { return motion_.log_start + motion_.log_per_depth * depth_.back(); }

 private:
  Motion motion_;
  Shape shape_;
  std::vector<double> depth_, interpolated_;
};

/// The integral equation at a set of times, collocated at given angles. At time τ, boundary u before: with e± = d±(B(τ)/B(u), τ − u),
///   B(τ)·e^((r−q)τ) = N/D,  N = φ(d−)/σ√τ + r∫e^(ru)·φ(e−)/σ√(τ−u) du,  D = φ(d+)/σ√τ + Φ(d+) + q∫e^(qu)·[Φ(e+) + φ(e+)/σ√(τ−u)] du.
/// The lower boundary of the double case has the integrals alone, with Φ(e+) − 1 for Φ(e+): below it the option is worth a forward
/// sale until it is exercised, and knows nothing of the strike at expiry.
class BoundaryEquation {
 public:
  struct Row {
    double residual;  // of ln B; NaN where N/D is not positive
    double own;  // its derivative by the depth at the row's own time
  };
  struct Workspace {
    explicit Workspace(std::size_t angles) : scaled(angles), slope(angles), stock_slope(angles) {}
    std::vector<double> scaled;  // in: cosθ·G(u) at the angles
    std::vector<double> slope;  // out: derivatives of the residual by them
    std::vector<double> stock_slope;
  };

  BoundaryEquation(AngleRule angles, std::vector<double> times, const PutTerms& terms, BoundarySide side);

  std::size_t size() const { return times_.size(); }
  const AngleRule& angles() const { return angles_; }
  double log_start() const { return log_start_; }
  double root_time(std::size_t i) const { return root_time_[i]; }
  Row row(std::size_t i, double vol, double depth, Workspace& work) const;
  /// The depth that solves row i alone if the boundary went as the square root of time up to there: within a few per cent.
  double alone(std::size_t i, double vol, double guess) const;

 private:
  struct Side {  // N or D, and its derivative by the row's own depth
    double value = 0, own = 0;
  };
  Side cash_side(std::size_t i, double vol, double depth, Workspace& work) const;
  Side stock_side(std::size_t i, double vol, double depth, Workspace& work) const;
  double drift(std::size_t i, double vol) const;

  AngleRule angles_;
  PutTerms terms_;
  BoundarySide side_;
  double towards_;  // of d± as the depth at u grows: 1 upper, −1 lower
  double log_start_;
  std::vector<double> times_, root_time_;
  std::vector<double> cash_, stock_;  // [time][angle]: r and q times measure and growth
};

class BoundarySolver {
 public:
  BoundarySolver(const CollocationRule& rule, const PutTerms& terms, BoundarySide side);

  /// From a neighbour's depths where `start` is given. Nothing when Newton's method finds no boundary.
  std::optional<ExerciseBoundary> solve(double vol, std::span<const double> start = {}) const;

 private:
  using Shape = ExerciseBoundary::Shape;

  std::vector<double> first_guess(double vol) const;
  double deepest(std::size_t i, double vol) const;
  bool newton(double vol, Shape shape, std::span<double> depth) const;
  bool linearise(double vol, Shape shape, std::span<const double> depth, LinearSystem& system) const;

  const CollocationRule& rule_;
  PutTerms terms_;
  BoundarySide side_;
  BoundaryEquation equation_, coarse_;
};

}  // namespace legwork::pricing
