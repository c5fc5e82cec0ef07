#include "pricing/exercise_boundary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pricing/normal_pair.hpp"

namespace legwork::pricing {
namespace {

constexpr double inv_sqrt_2pi = 0.39894228040143267794;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Below the upper boundary at expiry, and above the lower one, waiting earns more than exercise: rate·1 = yield·B.
double start_of(const PutTerms& terms, BoundarySide side) {
  const bool at_break_even = side == BoundarySide::lower || (terms.rate > 0 && terms.yield > terms.rate);
  return at_break_even ? std::log(terms.rate / terms.yield) : 0;
}

std::vector<double> node_times(const CollocationRule& rule, double years) {
  std::vector<double> times;
  for (const double s : rule.position()) times.push_back(years * s * s);
  return times;
}

/// ln of the boundary of a perpetual put, −∞ where there is none (negative rates, high vol).
double log_perpetual(const PutTerms& terms, double vol) {
  const double variance = vol * vol, half = 0.5 - (terms.rate - terms.yield) / variance;
  const double root = std::sqrt(half * half + 2 * terms.rate / variance);
  const double power = half > 0 ? -2 * terms.rate / variance / (half + root) : half - root;  // negative root; no cancellation
  return power < 0 ? std::log(power / (power - 1)) : -std::numeric_limits<double>::infinity();
}

}  // namespace

ExerciseBoundary::ExerciseBoundary(Motion motion, Shape shape, std::span<const double> position, std::vector<double> depth)
    : motion_(motion), shape_(shape), depth_(std::move(depth)), interpolated_(depth_.size()) {
  for (std::size_t j = 0; j < depth_.size(); ++j) {
    const double scaled = position[j] * depth_[j];
    interpolated_[j] = shape == Shape::squared ? scaled * scaled : scaled;
  }
}

double ExerciseBoundary::log_level(std::span<const double> weights) const {
  double sum = 0;
  for (std::size_t j = 0; j < interpolated_.size(); ++j) sum += weights[j] * interpolated_[j];
  const double scaled = std::max(sum, 0.0);
  return motion_.log_start + motion_.log_per_depth * (shape_ == Shape::squared ? std::sqrt(scaled) : scaled);
}

BoundaryEquation::BoundaryEquation(AngleRule angles, std::vector<double> times, const PutTerms& terms, BoundarySide side)
    : angles_(std::move(angles)),
      terms_(terms),
      side_(side),
      towards_(side == BoundarySide::upper ? 1 : -1),
      log_start_(start_of(terms, side)),
      times_(std::move(times)) {
  for (const double t : times_) {
    root_time_.push_back(std::sqrt(t));
    for (std::size_t k = 0; k < angles_.size(); ++k) {
      const double cosine = angles_.cosine[k], u = t * cosine * cosine, measure = 2 * std::sqrt(t) * cosine * angles_.weight[k];
      cash_.push_back(terms.rate * measure * std::exp(terms.rate * u) * inv_sqrt_2pi);
      stock_.push_back(terms.yield * measure * std::exp(terms.yield * u));
    }
  }
}

double BoundaryEquation::drift(std::size_t i, double vol) const {
  return ((terms_.rate - terms_.yield) / vol - vol / 2) * root_time_[i];
}

BoundaryEquation::Side BoundaryEquation::cash_side(std::size_t i, double vol, double depth, Workspace& work) const {
  const double v = vol * root_time_[i], drifted = drift(i, vol);
  Side side;
  if (side_ == BoundarySide::upper) {
    const double low = log_start_ / v - depth + drifted;
    side.value = inv_sqrt_2pi * std::exp(-0.5 * low * low) / v;
    side.own = low * side.value;
  }
  for (std::size_t k = 0; k < angles_.size(); ++k) {
    const double sine = angles_.sine[k], low = towards_ * (work.scaled[k] - depth) / sine + drifted * sine;
    const double term = cash_[i * angles_.size() + k] / vol * std::exp(-0.5 * low * low);
    work.slope[k] = -towards_ * term * low / sine;
    side.value += term;
    side.own -= work.slope[k];
  }
  return side;
}

BoundaryEquation::Side BoundaryEquation::stock_side(std::size_t i, double vol, double depth, Workspace& work) const {
  const bool upper = side_ == BoundarySide::upper;
  const double v = vol * root_time_[i], drifted = drift(i, vol) + v;
  Side side;
  if (upper) {
    const double high = log_start_ / v - depth + drifted;
    const NormalPair normal(high);
    side.value = normal.density / v + normal.cumulative;
    side.own = high * normal.density / v - normal.density;
  }
  std::ranges::fill(work.stock_slope, 0.0);
  for (std::size_t k = 0; terms_.yield != 0 && k < angles_.size(); ++k) {
    const double sine = angles_.sine[k], vs = v * sine;
    const double high = towards_ * (work.scaled[k] - depth) / sine + (drifted - v) * sine + vs;
    const NormalPair normal(high);
    const double weight = stock_[i * angles_.size() + k] / vol;
    side.value += weight * (normal.density + vs * (upper ? normal.cumulative : -normal.rest));
    work.stock_slope[k] = towards_ * weight * normal.density * (v - high / sine);
    side.own -= work.stock_slope[k];
  }
  return side;
}

BoundaryEquation::Row BoundaryEquation::row(std::size_t i, double vol, double depth, Workspace& work) const {
  const Side cash = cash_side(i, vol, depth, work), stock = stock_side(i, vol, depth, work);
  const double v = vol * root_time_[i], quotient = cash.value / stock.value;
  if (!(quotient > 0) || !std::isfinite(quotient)) return {not_a_number, not_a_number};
  for (std::size_t k = 0; k < angles_.size(); ++k) work.slope[k] = work.stock_slope[k] / stock.value - work.slope[k] / cash.value;
  const double log_level = log_start_ - towards_ * v * depth, carry = (terms_.rate - terms_.yield) * times_[i];
  return {.residual = log_level + carry - std::log(quotient),
          .own = -towards_ * v - cash.own / cash.value + stock.own / stock.value};
}

/// Newton's method inside a bracket: the residual falls with the depth from above zero at the start of the curve.
double BoundaryEquation::alone(std::size_t i, double vol, double guess) const {
  constexpr int steps_max = 60;
  constexpr double enough = 1e-3;
  Workspace work(angles_.size());
  double low = 0, high = 60, depth = guess;
  for (int step = 0; step < steps_max && high - low > enough; ++step) {
    for (std::size_t k = 0; k < angles_.size(); ++k) work.scaled[k] = angles_.cosine[k] * depth;
    const Row r = row(i, vol, depth, work);
    double slope = r.own;
    for (std::size_t k = 0; k < angles_.size(); ++k) slope += angles_.cosine[k] * work.slope[k];
    (towards_ * r.residual > 0 ? low : high) = depth;
    const double newton = depth - r.residual / slope;
    const double next = newton > low && newton < high ? newton : 0.5 * (low + high);  // also where the row is NaN
    if (std::fabs(next - depth) < enough) return next;
    depth = next;
  }
  return depth;
}

BoundarySolver::BoundarySolver(const CollocationRule& rule, const PutTerms& terms, BoundarySide side)
    : rule_(rule),
      terms_(terms),
      side_(side),
      equation_(rule.inner(), node_times(rule, terms.years), terms, side),
      coarse_(AngleRule(8), node_times(rule, terms.years), terms, side) {}

std::optional<ExerciseBoundary> BoundarySolver::solve(double vol, std::span<const double> start) const {
  const double span = vol * std::sqrt(terms_.years);
  const ExerciseBoundary::Motion motion{equation_.log_start(), side_ == BoundarySide::upper ? -span : span};
  const std::vector<double> guess = start.empty() ? first_guess(vol) : std::vector<double>(start.begin(), start.end());
  for (const Shape shape : {Shape::squared, Shape::linear}) {
    std::vector<double> depth = guess;
    if (newton(vol, shape, depth)) return ExerciseBoundary(motion, shape, rule_.position(), std::move(depth));
  }
  return std::nullopt;
}

std::vector<double> BoundarySolver::first_guess(double vol) const {
  std::vector<double> depth(rule_.nodes());
  double last = 1;
  for (std::size_t i = depth.size(); i-- > 0;) depth[i] = last = std::min(coarse_.alone(i, vol, last), 0.999 * deepest(i, vol));
  return depth;
}

/// No boundary lies beyond the perpetual one.
double BoundarySolver::deepest(std::size_t i, double vol) const {
  const double room = equation_.log_start() - log_perpetual(terms_, vol);
  if (side_ == BoundarySide::lower || !(room > 0)) return std::numeric_limits<double>::infinity();
  return room / (vol * equation_.root_time(i));
}

bool BoundarySolver::newton(double vol, Shape shape, std::span<double> depth) const {
  constexpr double enough = 1e-4;  // the error left is of the order of its square
  LinearSystem system(depth.size());
  for (int step = 0; step < rule_.newton_steps(); ++step) {
    if (!linearise(vol, shape, depth, system) || !system.solve()) return false;
    double largest = 0;
    for (std::size_t i = 0; i < depth.size(); ++i) {
      const double change = system.solution(i);
      if (!std::isfinite(change)) return false;
      largest = std::max(largest, std::fabs(change));
      depth[i] = std::clamp(depth[i] + change, 0.3 * depth[i], 2 * depth[i] + 1);
      if (shape == Shape::squared) depth[i] = std::min(depth[i], deepest(i, vol));  // linear is never led astray
    }
    if (largest < enough) return true;
  }
  return false;
}

/// The Newton system for the depths at all nodes. The chain rule goes through the interpolation: cosθ·G(u)·s = P or √P, where s is
/// the position of the row's node and P the interpolant.
bool BoundarySolver::linearise(double vol, Shape shape, std::span<const double> depth, LinearSystem& system) const {
  const std::size_t n = depth.size();
  const std::span<const double> s = rule_.position();
  const bool squared = shape == Shape::squared;
  std::vector<double> value(n), slope(n);
  for (std::size_t j = 0; j < n; ++j) {
    value[j] = squared ? s[j] * s[j] * depth[j] * depth[j] : s[j] * depth[j];
    slope[j] = squared ? s[j] * s[j] * depth[j] : s[j];  // half of the derivative where squared: √P halves it
  }
  const double* const values = value.data();
  BoundaryEquation::Workspace work(equation_.angles().size());
  for (std::size_t i = 0; i < n; ++i) {
    const double* const weights = rule_.inner_weights(i).data();  // pointers: the loops over j are the hot ones
    for (std::size_t k = 0; k < work.scaled.size(); ++k) {
      double sum = 0;
      const double* const weight = weights + k * n;
      for (std::size_t j = 0; j < n; ++j) sum += weight[j] * values[j];
      const double floor = 1e-3 * equation_.angles().cosine[k];
      work.scaled[k] = std::max(squared ? std::sqrt(std::max(sum, 0.0)) / s[i] : sum / s[i], floor);
    }
    const BoundaryEquation::Row row = equation_.row(i, vol, depth[i], work);
    if (std::isnan(row.residual)) return false;
    double* const line = system.clear_row(i, -row.residual).data();
    for (std::size_t k = 0; k < work.scaled.size(); ++k) {
      const double through = work.slope[k] / s[i] / (squared ? work.scaled[k] * s[i] : 1.0);
      const double* const weight = weights + k * n;
      for (std::size_t j = 0; j < n; ++j) line[j] += through * weight[j];
    }
    for (std::size_t j = 0; j < n; ++j) line[j] *= slope[j];
    line[i] += row.own;
  }
  return true;
}

}  // namespace legwork::pricing
