#include "pricing/pde_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace legwork::pricing {
namespace {

constexpr double stock_floor = 0.001;   // USD: a dividend leaves at least this much of the stock
constexpr double min_deviation = 1e-6;  // σ√T below this is taken as this: no price moves by more than 4e-5 per S = 100
constexpr int max_policy_rounds = 60;
constexpr double policy_tolerance = 1e-13;  // of the strike: rounding must not make nodes change sides for ever
constexpr double no_obstacle = -std::numeric_limits<double>::infinity();

// TR-BDF2 with γ = 2 − √2: both stages have the matrix I − k·L with k = γ/2·dt.
constexpr double gamma_stage = 2 - std::numbers::sqrt2;
constexpr double implicit_share = gamma_stage / 2;
constexpr double bdf_mid = 1 / (gamma_stage * (2 - gamma_stage));
constexpr double bdf_old = bdf_mid - 1;

}  // namespace

template <int lanes>
PdeKernel<lanes>::PdeKernel(const PdeTerms& terms, std::span<const PdeProblem> problems, PdeLevel level)
    : right_(terms.right), carry_(terms.carry) {
  for (std::size_t l = 0; l < lanes; ++l) {
    set_grid(l, problems[l], terms, level);
    set_problem(l, problems[l]);
  }
}

template <int lanes>
void PdeKernel<lanes>::set_grid(std::size_t l, const PdeProblem& problem, const PdeTerms& terms, PdeLevel level) {
  Carry wide = carry_;
  wide.years = std::max(carry_.years, std::pow(min_deviation / problem.vol, 2));  // an expired option needs a grid too
  grid_[l] = LogSpotGrid(wide, terms.dividend_sum, problem.strike, problem.vol, terms.nodes);
  if (level == PdeLevel::coarse) grid_[l] = grid_[l].coarsened();
  n_ = grid_[l].size();
  node_.resize(n_);
  spot_[l].resize(n_);
  for (std::size_t i = 0; i < n_; ++i) spot_[l][i] = std::exp(grid_[l].log_spot(i));
  if (right_ == Right::call) std::ranges::reverse(spot_[l]);
}

template <int lanes>
void PdeKernel<lanes>::set_problem(std::size_t l, const PdeProblem& problem) {
  const double vol = std::max(problem.vol, min_deviation / std::sqrt(carry_.years));
  strike_[l] = problem.strike;
  american_[l] = problem.exercise == Exercise::american;
  edge_[l] = {sign(right_), -sign(right_) * problem.strike};
  zero_[l] = right_ == Right::put ? problem.strike : 0;

  std::vector<double> payoff(n_), nothing(n_, 0.0);
  for (std::size_t i = 0; i < n_; ++i) {
    payoff[i] = intrinsic(l, spot_[l][i]);
    node_[i].floor[l] = american_[l] ? payoff[i] : no_obstacle;
    if (i > 0 && i + 1 < n_) set_row(i, l, vol);
  }
  smooth_maximum(l, nothing, payoff);
}

/// Row of L = σ²S²/2·∂SS + (r − q)·S·∂S − r by central differences in S, which are exact for stock and cash: far in the money nodes
/// may be sparse. Where drift outruns diffusion within one spacing, as much diffusion is added as keeps both coefficients positive.
template <int lanes>
void PdeKernel<lanes>::set_row(std::size_t i, std::size_t l, double vol) {
  const std::vector<double>& s = spot_[l];
  const double back = s[i] - s[i - 1], ahead = s[i + 1] - s[i], both = back + ahead;  // all negative for a call
  const double drift = (carry_.rate - carry_.yield) * s[i];
  const double diffusion = std::max({vol * s[i] * vol * s[i], drift * ahead, -drift * back});
  node_[i].toward[l] = (diffusion - drift * ahead) / (back * both);
  node_[i].away[l] = (diffusion + drift * back) / (ahead * both);
}

/// Node values become max(held, taken), averaged over the node's cell where the two cross inside it: the error then does not
/// depend on where between two nodes the kink lies.
template <int lanes>
void PdeKernel<lanes>::smooth_maximum(std::size_t l, std::span<const double> held, std::span<const double> taken) {
  for (std::size_t i = 0; i < n_; ++i) node_[i].value[l] = std::max(held[i], taken[i]);
  for (std::size_t i = 1; i + 2 < n_; ++i) {
    const double here = taken[i] - held[i], next = taken[i + 1] - held[i + 1];
    if ((here < 0) == (next < 0)) continue;
    const double crossing = here / (here - next);  // 0 at node i, 1 at node i + 1
    const double reach = 0.5 - std::min(crossing, 1 - crossing);
    node_[crossing < 0.5 ? i : i + 1].value[l] += std::abs(next - here) * reach * reach / 2;
  }
}

template <int lanes>
void PdeKernel<lanes>::run(std::span<const TimeSegment> segments) {
  for (const TimeSegment& segment : segments) {
    for (double dt : segment.steps) step(dt);
    if (segment.dividend > 0) {
      for (std::size_t l = 0; l < lanes; ++l) pay(l, segment.dividend);
    }
  }
}

template <int lanes>
void PdeKernel<lanes>::step(double dt) {
  factorise(implicit_share * dt);
  for (std::size_t i = 1; i + 1 < n_; ++i) {
    Node& p = node_[i];
    const Lane &inner = node_[i - 1].value, &outer = node_[i + 1].value;
    for (std::size_t l = 0; l < lanes; ++l) {
      const double flow = p.toward[l] * (inner[l] - p.value[l]) + p.away[l] * (outer[l] - p.value[l]);
      p.rhs[l] = p.value[l] + k_ * (flow - carry_.rate * p.value[l]);
    }
  }
  stage(gamma_stage * dt, &Node::mid);
  for (std::size_t i = 1; i + 1 < n_; ++i) {
    Node& p = node_[i];
    for (std::size_t l = 0; l < lanes; ++l) p.rhs[l] = bdf_mid * p.mid[l] - bdf_old * p.value[l];
  }
  stage((1 - gamma_stage) * dt, &Node::value);
}

/// Eliminates I − k·L from the out-of-the-money end towards node 0.
template <int lanes>
void PdeKernel<lanes>::factorise(double k) {
  if (k == k_) return;
  k_ = k;
  node_[n_ - 1].inverse.fill(1);
  node_[n_ - 1].toward.fill(0);
  for (std::size_t i = n_ - 2; i > 0; --i) {
    Node& p = node_[i];
    const Node& outer = node_[i + 1];
    for (std::size_t l = 0; l < lanes; ++l) {
      p.factor[l] = k * p.away[l] * outer.inverse[l];
      const double pivot = 1 + k * (p.toward[l] + p.away[l] + carry_.rate) - p.factor[l] * (k * outer.toward[l]);
      p.inverse[l] = 1 / pivot;
      p.low[l] = k * p.toward[l] * p.inverse[l];
    }
  }
}

/// Solves (I − k·L)·out = rhs under out >= floor, `dt` later in backward time.
template <int lanes>
void PdeKernel<lanes>::stage(double dt, Lane Node::* out) {
  set_edges(dt, out);
  node_[n_ - 1].rhs = node_[n_ - 1].*out;
  const bool may_have_two_boundaries = right_ == Right::put ? carry_.rate < 0 : carry_.yield < 0;
  if (!may_have_two_boundaries) return sweep(out);
  for (std::size_t l = 0; l < lanes; ++l) policy_iteration(l, out);
}

template <int lanes>
void PdeKernel<lanes>::set_edges(double dt, Lane Node::* out) {
  const double stock = std::exp(-carry_.yield * dt), cash = std::exp(-carry_.rate * dt);
  for (std::size_t l = 0; l < lanes; ++l) {
    const double spot = spot_[l][0];
    edge_[l] = {edge_[l].stock * stock, edge_[l].cash * cash};
    zero_[l] *= cash;
    if (american_[l]) {
      if (edge_[l].value(spot) < intrinsic(l, spot)) edge_[l] = {sign(right_), -sign(right_) * strike_[l]};
      zero_[l] = std::max(zero_[l], intrinsic(l, 0));
    }
    (node_[0].*out)[l] = edge_[l].value(spot);
    (node_[n_ - 1].*out)[l] = 0;
  }
}

/// With one exercise region, at node 0, the sweep from there may take the maximum as it goes and is exact (M. Brennan,
/// E. Schwartz, "The valuation of American put options", 1977).
template <int lanes>
void PdeKernel<lanes>::sweep(Lane Node::* out) {
  for (std::size_t i = n_ - 2; i > 0; --i) {
    for (std::size_t l = 0; l < lanes; ++l) node_[i].rhs[l] += node_[i].factor[l] * node_[i + 1].rhs[l];
  }
  for (std::size_t i = 1; i + 1 < n_; ++i) {
    Node& p = node_[i];
    const Lane& inner = node_[i - 1].*out;
    for (std::size_t l = 0; l < lanes; ++l) {
      const double held = p.rhs[l] * p.inverse[l] + p.low[l] * inner[l];
      (p.*out)[l] = held > p.floor[l] ? held : p.floor[l];
    }
  }
}

/// The same for any shape of the exercise region: solve with the exercised nodes fixed at their floor, then let each node take the
/// smaller of (I − k·L)·out − rhs and out − floor, until none changes (C. Reisinger, J. Witte, "On the use of policy iteration as
/// an easy way of pricing American options", 2012). Two or three rounds are usual.
template <int lanes>
void PdeKernel<lanes>::policy_iteration(std::size_t l, Lane Node::* out) {
  std::vector<char> exercised(n_);
  for (std::size_t i = 1; i + 1 < n_; ++i) exercised[i] = node_[i].value[l] <= node_[i].floor[l];
  for (int round = 0; round < max_policy_rounds; ++round) {
    solve_with(exercised, l, out);
    if (!improve(exercised, l, out)) break;
  }
}

template <int lanes>
void PdeKernel<lanes>::solve_with(std::span<const char> exercised, std::size_t l, Lane Node::* out) {
  std::vector<double> rhs(n_), inverse(n_);
  rhs[n_ - 1] = node_[n_ - 1].rhs[l];
  inverse[n_ - 1] = 1;
  for (std::size_t i = n_ - 2; i > 0; --i) {
    const Node& p = node_[i];
    const double factor = exercised[i] ? 0 : k_ * p.away[l] * inverse[i + 1];
    const double outer_toward = exercised[i + 1] ? 0 : k_ * node_[i + 1].toward[l];
    inverse[i] = exercised[i] ? 1 : 1 / (1 + k_ * (p.toward[l] + p.away[l] + carry_.rate) - factor * outer_toward);
    rhs[i] = exercised[i] ? p.floor[l] : p.rhs[l] + factor * rhs[i + 1];
  }
  for (std::size_t i = 1; i + 1 < n_; ++i) {
    const double inner = exercised[i] ? 0 : k_ * node_[i].toward[l] * (node_[i - 1].*out)[l];
    (node_[i].*out)[l] = (rhs[i] + inner) * inverse[i];
  }
}

template <int lanes>
bool PdeKernel<lanes>::improve(std::span<char> exercised, std::size_t l, Lane Node::* out) const {
  const double tolerance = policy_tolerance * strike_[l];
  bool changed = false;
  for (std::size_t i = 1; i + 1 < n_; ++i) {
    const Node& p = node_[i];
    const double v = (p.*out)[l], inner = (node_[i - 1].*out)[l], outer = (node_[i + 1].*out)[l];
    const double flow = p.toward[l] * (inner - v) + p.away[l] * (outer - v);
    const double gain_of_waiting = p.rhs[l] + k_ * (flow - carry_.rate * v) - v;
    const bool better = exercised[i] ? gain_of_waiting <= tolerance : v < p.floor[l] - tolerance;
    if (better != static_cast<bool>(exercised[i])) {
      exercised[i] = better;
      changed = true;
    }
  }
  return changed;
}

/// Across a dividend the stock drops and the option's value does not: V(S, before) = V(S − D, after), or the exercise value if more.
template <int lanes>
void PdeKernel<lanes>::pay(std::size_t l, double dividend) {
  const ValueCurve after = curve(l);
  std::vector<double> held(n_), taken(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    held[i] = after.at(std::max(spot_[l][i] - dividend, stock_floor));
    taken[i] = node_[i].floor[l];
  }
  pay_edge(l, dividend);
  held[0] = edge_[l].value(spot_[l][0]);
  if (american_[l]) return smooth_maximum(l, held, taken);
  for (std::size_t i = 0; i < n_; ++i) node_[i].value[l] = held[i];
}

template <int lanes>
void PdeKernel<lanes>::pay_edge(std::size_t l, double dividend) {
  StockAndCash& edge = edge_[l];
  if (spot_[l][0] - dividend > stock_floor)
    edge.cash -= edge.stock * dividend;
  else
    edge = {0, edge.stock * stock_floor + edge.cash};
}

template <int lanes>
ValueCurve PdeKernel<lanes>::curve(std::size_t l) const {
  std::vector<double> spots = spot_[l], values(n_);
  for (std::size_t i = 0; i < n_; ++i) values[i] = node_[i].value[l];
  if (right_ == Right::call) {
    std::ranges::reverse(spots);
    std::ranges::reverse(values);
  }
  return {right_, grid_[l], std::move(spots), std::move(values), zero_[l], edge_[l]};
}

/// The last node of the exercise region seen from the strike; none where holding the proceeds of exercise would earn nothing.
template <int lanes>
double PdeKernel<lanes>::exercise_level(std::size_t l) const {
  for (std::size_t i = n_ - 8; american_[l] && i > 0; --i) {
    const double spot = spot_[l][i];
    const double yearly_gain = sign(right_) * (carry_.yield * spot - carry_.rate * strike_[l]);
    if (node_[i].value[l] <= node_[i].floor[l] && node_[i].floor[l] > 0 && yearly_gain > 0) return refined_level(l, i);
  }
  return unknown;
}

/// Smooth fit makes the excess over the exercise value grow quadratically, so its root vanishes like a smooth function. The
/// nodes next to the level carry the obstacle's own error: extrapolate from three beyond them (inverse quadratic).
template <int lanes>
double PdeKernel<lanes>::refined_level(std::size_t l, std::size_t last) const {
  std::array<double, 3> x{}, root{};
  for (std::size_t j = 0; j < 3; ++j) {
    const Node& p = node_[last + 4 + j];
    x[j] = std::log(spot_[l][last + 4 + j]);
    root[j] = std::sqrt(std::max(p.value[l] - p.floor[l], 0.0));
  }
  const double near = (x[1] - x[0]) / (root[1] - root[0]), far = (x[2] - x[1]) / (root[2] - root[1]);
  const double level = std::exp(x[0] - root[0] * near + root[0] * root[1] * (far - near) / (root[2] - root[0]));
  const double before = spot_[l][last - 1], after = spot_[l][last + 2];
  const bool plausible = level > std::min(before, after) && level < std::max(before, after);  // false for NaN
  return plausible ? level : spot_[l][last];
}

template <int lanes>
PdeSolution PdeKernel<lanes>::solution(int lane) const {
  const auto l = static_cast<std::size_t>(lane);
  PdeSolution s;
  s.curve_ = curve(l);
  s.strike_ = strike_[l];
  s.exercise_level_ = exercise_level(l);
  s.exercise_ = american_[l] ? Exercise::american : Exercise::european;
  return s;
}

template <int lanes>
PdeSolution PdeKernel<lanes>::extrapolated(const PdeSolution& fine, const PdeSolution& coarse) {
  PdeSolution s = fine;
  std::vector<double>& value = s.curve_.value;
  std::vector<double> correction(coarse.curve_.value.size());
  for (std::size_t j = 0; j < correction.size(); ++j) correction[j] = (value[2 * j] - coarse.curve_.value[j]) / 3;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const double position = static_cast<double>(i) / 2;
    const double improved = value[i] + cubic(correction, first_of_four(position, correction.size()), position);
    const double intrinsic = s.intrinsic(s.curve_.spot[i]);
    const bool exercised = s.exercise_ == Exercise::american && value[i] <= intrinsic;
    if (!exercised) value[i] = std::max({improved, 0.0, s.exercise_ == Exercise::american ? intrinsic : 0.0});
  }
  return s;
}

template class PdeKernel<1>;
template class PdeKernel<2>;
template class PdeKernel<4>;

}  // namespace legwork::pricing
