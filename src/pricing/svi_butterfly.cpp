#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/normal_equations.hpp"
#include "pricing/svi_fit.hpp"

namespace legwork::pricing::svi {
namespace {

/// Where Durrleman's condition is checked: evenly, and denser around the kink.
std::vector<double> butterfly_grid(const Svi& svi, const Domain& domain) {
  std::vector<double> grid;
  const double low = domain.extended_low(), high = domain.extended_high();
  constexpr int even_steps = 64;
  for (int i = 0; i <= even_steps; ++i) grid.push_back(low + (high - low) * i / even_steps);
  for (double t = -4; t <= 4; t += 0.25) {
    const double k = svi.m + t * svi.sigma;
    if (k > low && k < high) grid.push_back(k);
  }
  return grid;
}

using Parameters = Vector<5>;  // a, u, v, m, ln σ

Wings wings_at(const Parameters& x, const Domain& domain) {
  const OuterBox box(domain);
  Wings wings;
  wings.sigma = std::clamp(std::exp(x[4]), box.sigma_low, box.sigma_high);
  wings.m = std::clamp(x[3], box.m_low, box.m_high);
  // Off the corners |ρ| = 1, where √(u·v) has no slope and the descent would stall.
  const double least = 2e-3 * (std::max(x[1], 0.0) + std::max(x[2], 0.0));
  wings.u = std::clamp(std::max(x[1], least), 0.0, lee_slope * wings.sigma);
  wings.v = std::clamp(std::max(x[2], least), 0.0, lee_slope * wings.sigma);
  wings.a = std::max(x[0], domain.floor() - std::sqrt(wings.u * wings.v));
  return wings;
}

Parameters parameters(const Wings& w) { return {w.a, w.u, w.v, w.m, std::log(w.sigma)}; }

constexpr double margin = 2e-3;  // aimed at by the penalty, so that the projection has little left to do

double shortfall(const Svi& svi, double k) { return std::max(margin - durrleman(svi, k), 0.0); }

/// Least squares plus penalty · Σ shortfall², as a Levenberg–Marquardt problem in the five parameters.
class Penalised {
 public:
  Penalised(std::span<const Sample> samples, const Domain& domain, std::vector<double> grid, double penalty)
      : samples_(samples), domain_(domain), grid_(std::move(grid)), penalty_(penalty) {}

  double cost(const Wings& wings) const {
    const Svi svi = wings.svi();
    double sum = 0;
    for (const auto& sample : samples_) {
      const double residual = sample.w - svi.total_variance(sample.k);
      sum += sample.precision * residual * residual;
    }
    for (const double k : grid_) sum += penalty_ * shortfall(svi, k) * shortfall(svi, k);
    return sum;
  }

  Wings minimise(Wings best, int rounds) const {
    best.cost = cost(best);
    double damping = 1e-3;
    for (int round = 0; round < rounds && damping < 1e8; ++round) {
      NormalEquations<5> equations = linearised(best);
      for (std::size_t i = 0; i < 5; ++i) equations.A[i][i] *= 1 + damping;
      Wings next = moved(best, equations);
      next.cost = cost(next);
      const bool better = next.cost < best.cost;
      const bool settled = better && best.cost - next.cost < 1e-5 * best.cost;
      if (better) best = next;
      damping *= better ? 0.2 : 10;
      if (settled) break;
    }
    return best;
  }

 private:
  /// Takes the step; parameters that the box stops are held, and the others step again without them.
  Wings moved(const Wings& from, NormalEquations<5> equations) const {
    Parameters x = parameters(from);
    const Parameters step = equations.solve();
    for (std::size_t i = 0; i < 5; ++i) x[i] += step[i];
    const Wings inside = wings_at(x, domain_);
    const Parameters kept = parameters(inside);
    bool stopped = false;
    for (std::size_t i = 0; i < 5; ++i) {
      if (std::abs(kept[i] - x[i]) <= 1e-9 * std::abs(step[i])) continue;
      equations.hold(i);
      stopped = true;
    }
    if (!stopped) return inside;
    const Parameters again = equations.solve();
    for (std::size_t i = 0; i < 5; ++i) x[i] = kept[i] == x[i] ? x[i] - step[i] + again[i] : kept[i];
    return wings_at(x, domain_);
  }

  NormalEquations<5> linearised(const Wings& wings) const {
    const Parameters x = parameters(wings);
    const Svi svi = wings.svi();
    std::array<Svi, 5> bumped;
    Parameters bump;
    for (std::size_t i = 0; i < 5; ++i) {
      bump[i] = 1e-6 * (i == 4 ? 1 : i == 3 ? wings.sigma : std::abs(wings.a) + wings.u + wings.v);
      Parameters nudged = x;
      nudged[i] += bump[i];
      bumped[i] = Wings{nudged[0], nudged[1], nudged[2], nudged[3], std::exp(nudged[4])}.svi();
    }
    NormalEquations<5> equations;
    const auto add = [&](auto&& quantity, double k, double residual, double weight) {
      Parameters gradient;
      const double here = quantity(svi, k);
      for (std::size_t i = 0; i < 5; ++i) gradient[i] = (quantity(bumped[i], k) - here) / bump[i];
      equations.add(gradient, residual, weight);
    };
    for (const auto& sample : samples_)
      add([](const Svi& s, double k) { return s.total_variance(k); }, sample.k, sample.w - svi.total_variance(sample.k),
          sample.precision);
    for (const double k : grid_)
      if (const double missing = shortfall(svi, k); missing > 0) add(durrleman, k, missing, penalty_);
    return equations;
  }

  std::span<const Sample> samples_;
  Domain domain_;
  std::vector<double> grid_;
  double penalty_;
};

/// The smile pulled towards its at-the-money variance; share 1 is flat.
Svi flattened(const Svi& svi, double share) {
  Svi flat = svi;
  flat.b = (1 - share) * svi.b;
  flat.a = (1 - share) * svi.a + share * svi.total_variance(0);
  return flat;
}

}  // namespace

bool is_butterfly_free(const Svi& svi, const Domain& domain) {
  const auto grid = butterfly_grid(svi, domain);
  return std::all_of(grid.begin(), grid.end(), [&](double k) { return durrleman(svi, k) >= 0; });
}

Svi projected(const Svi& svi, const Domain& domain) {
  if (is_butterfly_free(svi, domain)) return svi;
  double arbitrage = 0, free = 1;
  for (int i = 0; i < 24; ++i) {
    const double middle = 0.5 * (arbitrage + free);
    (is_butterfly_free(flattened(svi, middle), domain) ? free : arbitrage) = middle;
  }
  return flattened(svi, free);
}

Svi without_butterflies(std::span<const Sample> samples, const Domain& domain, const Wings& fitted) {
  if (is_butterfly_free(fitted.svi(), domain)) return fitted.svi();
  double precision = 0;
  for (const auto& sample : samples) precision += sample.precision * sample.w * sample.w;
  Wings wings = fitted;
  for (const double strength : {1e-2, 1.0, 100.0}) {  // a shortfall of 1 costs as much as a relative error of w by √strength
    wings = Penalised(samples, domain, butterfly_grid(wings.svi(), domain), strength * precision).minimise(wings, 30);
    if (is_butterfly_free(wings.svi(), domain)) break;
  }
  return projected(wings.svi(), domain);
}

}  // namespace legwork::pricing::svi
