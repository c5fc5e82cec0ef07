#include "pricing/american_pde.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/pde_kernel.hpp"
#include "pricing/time_segments.hpp"

namespace legwork::pricing {
namespace {

constexpr int min_space_nodes = 20, min_time_steps = 4;

bool is_valid(const Carry& c, const PdeProblem& p) {
  const bool finite = std::isfinite(c.rate) && std::isfinite(c.yield) && std::isfinite(c.years) && std::isfinite(c.spot) &&
                      std::isfinite(p.strike) && std::isfinite(p.vol);
  return finite && c.spot > 0 && p.strike > 0 && p.vol > 0 && c.years >= 0;
}

/// What all problems of a batch share.
struct Terms {
  Right right;
  Carry carry;
  std::vector<TimeSegment> segments;
  double dividend_sum = 0;
  int nodes;

  Terms(Right r, const Carry& c, std::span<const CashDividend> dividends, const PdeGrid& grid)
      : right(r), carry(c), segments(time_segments(c.years, dividends, std::max(grid.time_steps, min_time_steps))),
        nodes(std::max(grid.space_nodes, min_space_nodes)) {
    for (const TimeSegment& s : segments) dividend_sum += s.dividend;
  }
};

template <int lanes>
void solve_lanes(const Terms& terms, std::span<const PdeProblem> problems, std::vector<PdeSolution>& solutions) {
  PdeKernel<lanes> kernel(terms.right, terms.carry, terms.dividend_sum, problems, terms.nodes);
  kernel.run(terms.segments);
  for (int l = 0; l < lanes; ++l) solutions.push_back(kernel.solution(l));
}

void solve_valid(const Terms& terms, std::span<const PdeProblem> problems, std::vector<PdeSolution>& solutions) {
  while (problems.size() >= 4) {
    solve_lanes<4>(terms, problems, solutions);
    problems = problems.subspan(4);
  }
  if (problems.size() >= 2) {
    solve_lanes<2>(terms, problems, solutions);
    problems = problems.subspan(2);
  }
  if (!problems.empty()) solve_lanes<1>(terms, problems, solutions);
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

}  // namespace legwork::pricing
