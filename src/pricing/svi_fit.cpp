#include "pricing/svi_fit.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/normal_equations.hpp"

namespace legwork::pricing::svi {

Svi Wings::svi() const {
  const double sum = u + v;
  return {a, sum / (2 * sigma), sum > 0 ? (u - v) / sum : 0, m, sigma};
}

double Wings::lowest() const { return a + std::sqrt(std::max(u * v, 0.0)); }

OuterBox::OuterBox(const Domain& domain)
    : m_low(domain.extended_low()), m_high(domain.extended_high()), sigma_low(0.03 * domain.span()), sigma_high(domain.span()) {}

double Domain::extended_low() const { return k_low - std::max(0.1 * span(), -0.5 * k_low); }
double Domain::extended_high() const { return k_high + std::max(0.1 * span(), 0.5 * k_high); }

namespace {

/// Moments of the three basis functions 1, R, L: everything that the inner problem needs of the samples.
struct Moments {
  NormalEquations<3> normal;
  double ww = 0;

  double cost(const Vector<3>& x) const {
    double sum = ww;
    for (std::size_t i = 0; i < 3; ++i) {
      sum -= 2 * normal.b[i] * x[i];
      for (std::size_t j = 0; j <= i; ++j) sum += (i == j ? 1 : 2) * normal.A[i][j] * x[i] * x[j];
    }
    return sum;
  }
};

Moments moments(std::span<const Sample> samples, double m, double sigma) {
  double s1 = 0, sr = 0, sl = 0, srr = 0, srl = 0, sll = 0, sw = 0, swr = 0, swl = 0, sww = 0;
  const double scale = 1 / sigma;
  for (const auto& sample : samples) {
    const double y = (sample.k - m) * scale, z = std::sqrt(y * y + 1), p = sample.precision;
    const double right = 0.5 * (z + y), left = 0.5 * (z - y), pr = p * right, pl = p * left, pw = p * sample.w;
    s1 += p;
    sr += pr;
    sl += pl;
    srr += pr * right;
    srl += pr * left;
    sll += pl * left;
    sw += pw;
    swr += pw * right;
    swl += pw * left;
    sww += pw * sample.w;
  }
  return {{{{{s1, 0, 0}, {sr, srr, 0}, {sl, srl, sll}}}, {sw, swr, swl}}, sww};
}

/// Minimises with some unknowns held at a value; NaN means free.
Vector<3> minimise(const NormalEquations<3>& free, const Vector<3>& held) {
  NormalEquations<3> equations = free;
  auto& [A, b] = equations;
  for (std::size_t i = 0; i < 3; ++i) {
    if (std::isnan(held[i])) continue;
    for (std::size_t j = 0; j < 3; ++j) {
      double& coupling = j < i ? A[i][j] : A[j][i];
      if (j != i && std::isnan(held[j])) b[j] -= coupling * held[i];
      coupling = j == i ? 1 : 0;
    }
    b[i] = held[i];
  }
  return equations.solve();
}

/// The inner problem, min over (a, u, v) of a convex quadratic, for given m and σ. Few faces of the box, so all are tried.
class Inner {
 public:
  Inner(std::span<const Sample> samples, double m, double sigma, double floor)
      : sums_(moments(samples, m, sigma)), m_(m), sigma_(sigma), floor_(floor) {}

  /// Where the free solution would take w below the floor: the point of the segment from there to the best solution with
  /// a = floor at which w just touches it (the feasible set is convex, and the cost falls along the segment).
  Wings solve() const {
    Wings free = at(sums_.normal.solve());
    if (!in_box(free)) free = best_on_faces(unknown);
    if (free.lowest() >= floor_) return clipped(free);
    Wings safe = best_on_faces(floor_);
    for (int i = 0; i < 20; ++i) {
      const Wings middle = at({0.5 * (free.a + safe.a), 0.5 * (free.u + safe.u), 0.5 * (free.v + safe.v)});
      (middle.lowest() >= floor_ ? safe : free) = middle;
    }
    return clipped(safe);
  }

 private:
  double high() const { return lee_slope * sigma_; }
  Wings at(const Vector<3>& x) const { return {x[0], x[1], x[2], m_, sigma_, sums_.cost(x)}; }
  bool in_box(const Wings& w) const {
    const double low = -1e-12 * high(), top = high() - low;
    return w.u >= low && w.v >= low && w.u <= top && w.v <= top;
  }
  Wings clipped(Wings w) const {
    w.u = std::clamp(w.u, 0.0, high());
    w.v = std::clamp(w.v, 0.0, high());
    return w;
  }
  Wings best_on_faces(double a) const {
    Wings best{floor_, 0, 0, m_, sigma_};
    for (const double u : {unknown, 0.0, high()})
      for (const double v : {unknown, 0.0, high()}) {
        const Wings wings = at(minimise(sums_.normal, {a, u, v}));
        if (in_box(wings) && wings.cost < best.cost) best = clipped(wings);
      }
    return best;
  }

  Moments sums_;
  double m_, sigma_, floor_;
};

Wings inner(std::span<const Sample> samples, double m, double sigma, double floor) {
  return Inner(samples, m, sigma, floor).solve();
}

struct OuterPoint {
  double m, sigma;
};

/// One Gauss–Newton step in (m, ln σ) with the linear parameters projected out: the full 5 × 5 normal equations, damped in the two
/// non-linear unknowns only (Levenberg). What stands on the border of its box, and would leave it, does not move.
OuterPoint outer_step(std::span<const Sample> samples, const Wings& wings, const OuterBox& box, double damping) {
  NormalEquations<5> equations;
  const double scale = 1 / wings.sigma, high = lee_slope * wings.sigma;
  const bool u_moves = wings.u > 0 && wings.u < high, v_moves = wings.v > 0 && wings.v < high;
  for (const auto& sample : samples) {
    const double y = (sample.k - wings.m) * scale, z = std::sqrt(y * y + 1);
    const double right = 0.5 * (z + y), left = 0.5 * (z - y);
    const double by_y = (wings.u * right - wings.v * left) / z;
    const double residual = sample.w - (wings.a + wings.u * right + wings.v * left);
    equations.add({1, u_moves ? right : 0, v_moves ? left : 0, -by_y * scale, -by_y * y}, residual, sample.precision);
  }
  equations.A[3][3] *= 1 + damping;
  equations.A[4][4] *= 1 + damping;
  const auto target = [&] {
    const Vector<5> step = equations.solve();
    return OuterPoint{wings.m + step[3], wings.sigma * std::exp(std::clamp(step[4], -1.0, 1.0))};
  };
  OuterPoint to = target();
  const bool m_leaves = (wings.m <= box.m_low && to.m < wings.m) || (wings.m >= box.m_high && to.m > wings.m);
  const bool sigma_leaves =
      (wings.sigma <= box.sigma_low && to.sigma < wings.sigma) || (wings.sigma >= box.sigma_high && to.sigma > wings.sigma);
  if (m_leaves) equations.hold(3);
  if (sigma_leaves) equations.hold(4);
  if (m_leaves || sigma_leaves) to = target();
  return {std::clamp(to.m, box.m_low, box.m_high), std::clamp(to.sigma, box.sigma_low, box.sigma_high)};
}

Wings coarse_search(std::span<const Sample> samples, const Domain& domain) {
  Wings best;
  for (const double at : {0.1, 0.35, 0.55, 0.75, 0.95})
    for (const double width : {0.05, 0.2, 0.7}) {
      const Wings wings = inner(samples, domain.k_low + at * domain.span(), width * domain.span(), domain.floor());
      if (wings.cost < best.cost) best = wings;
    }
  return best;
}

}  // namespace

Wings fit(std::span<const Sample> samples, const Domain& domain) { return refit(samples, domain, coarse_search(samples, domain)); }

Wings refit(std::span<const Sample> samples, const Domain& domain, const Wings& start) {
  constexpr int rounds_max = 12, refusals_max = 4;
  const OuterBox box(domain);
  Wings best = inner(samples, start.m, start.sigma, domain.floor());
  double damping = 1e-3;
  for (int round = 0, refusals = 0; round < rounds_max && refusals < refusals_max; ++round) {
    const OuterPoint to = outer_step(samples, best, box, damping);
    const Wings next = inner(samples, to.m, to.sigma, domain.floor());
    if (!(next.cost < best.cost)) {
      damping = std::max(damping, 1e-2) * 10;
      ++refusals;
      continue;
    }
    const bool settled = best.cost - next.cost < 1e-6 * best.cost;
    best = next;
    damping *= 0.2;
    refusals = 0;
    if (settled) break;
  }
  return best;
}

}  // namespace legwork::pricing::svi
