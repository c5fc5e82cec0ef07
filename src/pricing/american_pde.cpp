#include "pricing/american_pde.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/pde_kernel.hpp"
#include "pricing/time_segments.hpp"

namespace legwork::pricing {
namespace {

constexpr int min_space_nodes = 20, min_time_steps = 4;
constexpr double max_exponent = 20;  // of σ√T, rT, qT: the grid reaches to e^(5·20) without overflow

bool is_valid(const Carry& c, const PdeProblem& p) {
  const bool finite = std::isfinite(c.rate) && std::isfinite(c.yield) && std::isfinite(c.years) && std::isfinite(c.spot) &&
                      std::isfinite(p.strike) && std::isfinite(p.vol);
  const bool in_reach =
      p.vol * std::sqrt(c.years) <= max_exponent && std::max(std::abs(c.rate), std::abs(c.yield)) * c.years <= max_exponent;
  return finite && c.spot > 0 && p.strike > 0 && p.vol > 0 && c.years >= 0 && in_reach;
}

/// The terms of a batch with its two time grids.
struct Batch {
  PdeTerms terms;
  std::vector<TimeSegment> fine, coarse;

  Batch(Right right, const Carry& carry, std::span<const CashDividend> dividends, const PdeGrid& grid)
      : terms{right, carry, 0, std::max(grid.space_nodes, min_space_nodes)},
        fine(time_segments(carry.years, dividends, std::max(grid.time_steps, min_time_steps))),
        coarse(coarsened(fine)) {
    for (const TimeSegment& s : fine) terms.dividend_sum += s.dividend;
  }
};

template <int lanes>
void solve_lanes(const Batch& batch, std::span<const PdeProblem> problems, std::vector<PdeSolution>& solutions) {
  PdeKernel<lanes> fine(batch.terms, problems, PdeLevel::fine), coarse(batch.terms, problems, PdeLevel::coarse);
  fine.run(batch.fine);
  coarse.run(batch.coarse);
  for (int l = 0; l < lanes; ++l) solutions.push_back(PdeKernel<lanes>::extrapolated(fine.solution(l), coarse.solution(l)));
}

void solve_valid(const Batch& batch, std::span<const PdeProblem> problems, std::vector<PdeSolution>& solutions) {
  while (problems.size() >= 4) {
    solve_lanes<4>(batch, problems, solutions);
    problems = problems.subspan(4);
  }
  if (problems.size() >= 2) {
    solve_lanes<2>(batch, problems, solutions);
    problems = problems.subspan(2);
  }
  if (!problems.empty()) solve_lanes<1>(batch, problems, solutions);
}

}  // namespace

std::vector<PdeSolution> solve_pde_batch(Right right, const Carry& carry, std::span<const CashDividend> dividends,
                                         std::span<const PdeProblem> problems, const PdeGrid& grid) {
  std::vector<PdeProblem> valid;
  std::ranges::copy_if(problems, std::back_inserter(valid), [&](const PdeProblem& p) { return is_valid(carry, p); });
  if (valid.empty()) return std::vector<PdeSolution>(problems.size());

  std::vector<PdeSolution> solved, solutions;
  solve_valid({right, carry, dividends, grid}, valid, solved);
  auto next = solved.begin();
  for (const PdeProblem& p : problems) solutions.push_back(is_valid(carry, p) ? std::move(*next++) : PdeSolution());
  return solutions;
}

PdeSolution solve_pde(Exercise exercise, Right right, const Carry& carry, std::span<const CashDividend> dividends, double strike,
                      double vol, const PdeGrid& grid) {
  const PdeProblem problem{exercise, strike, vol};
  return std::move(solve_pde_batch(right, carry, dividends, {&problem, 1}, grid).front());
}

double PdeSolution::price(double spot) const {
  if (curve_.value.empty() || !(spot >= 0)) return unknown;
  if (exercise_ == Exercise::european) return curve_.at(spot);
  return is_exercised(spot) ? intrinsic(spot) : std::max(curve_.at(spot), intrinsic(spot));
}

double PdeSolution::delta(double spot) const {
  if (curve_.value.empty() || !(spot > 0)) return unknown;
  return is_exercised(spot) ? sign(curve_.right) : curve_.delta(spot);
}

double PdeSolution::gamma(double spot) const {
  if (curve_.value.empty() || !(spot > 0)) return unknown;
  return is_exercised(spot) ? 0 : curve_.gamma(spot);
}

/// Both neighbouring nodes are at their exercise value.
bool PdeSolution::is_exercised(double spot) const {
  const double position = curve_.grid.position(std::log(spot));
  if (exercise_ == Exercise::european || !curve_.is_inner(position)) return false;
  const auto at_intrinsic = [&](std::size_t i) { return curve_.value[i] <= intrinsic(curve_.spot[i]); };
  const auto i = static_cast<std::size_t>(position);
  return at_intrinsic(i) && at_intrinsic(i + 1);
}

}  // namespace legwork::pricing
