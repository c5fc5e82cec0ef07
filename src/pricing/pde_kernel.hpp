// The inner loops of the finite-difference solver: `lanes` problems side by side, so that the long dependency chains of the
// tridiagonal sweeps overlap. Each lane gives bit for bit what it gives alone. Used by american_pde.cpp only.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "pricing/american_pde.hpp"
#include "pricing/time_segments.hpp"

namespace legwork::pricing {

/// What the problems of a batch share.
struct PdeTerms {
  Right right{};
  Carry carry;
  double dividend_sum = 0;
  int nodes = 0;  // of the fine level
};

enum class PdeLevel { fine, coarse };  // coarse: every other node

/// Node 0 is the in-the-money end (put: lowest spot, call: highest), so that the exercise region lies there and one sweep
/// direction serves both rights.
template <int lanes>
class PdeKernel {
 public:
  PdeKernel(const PdeTerms& terms, std::span<const PdeProblem> problems, PdeLevel level);

  void run(std::span<const TimeSegment> segments);
  PdeSolution solution(int lane) const;
  /// Richardson extrapolation of two second-order solutions on nested grids.
  static PdeSolution extrapolated(const PdeSolution& fine, const PdeSolution& coarse);

 private:
  using Lane = std::array<double, lanes>;
  struct Node {
    Lane toward, away;          // row of the operator: coefficients of nodes i − 1 and i + 1
    Lane floor;                 // exercise value, −∞ for a European
    Lane value, mid, rhs;       // mid: after the first stage
    Lane factor, inverse, low;  // elimination: away/pivot, 1/pivot, toward/pivot
  };

  void set_grid(std::size_t l, const PdeProblem& problem, const PdeTerms& terms, PdeLevel level);
  void set_problem(std::size_t l, const PdeProblem& problem);
  void set_row(std::size_t i, std::size_t l, double vol);
  void smooth_maximum(std::size_t l, std::span<const double> held, std::span<const double> taken);

  void step(double dt);
  void factorise(double k);
  void stage(double dt, Lane Node::* out);
  void set_edges(double dt, Lane Node::* out);
  void sweep(Lane Node::* out);
  void policy_iteration(std::size_t l, Lane Node::* out);
  void solve_with(std::span<const char> exercised, std::size_t l, Lane Node::* out);
  bool improve(std::span<char> exercised, std::size_t l, Lane Node::* out) const;

  void pay(std::size_t l, double dividend);
  void pay_edge(std::size_t l, double dividend);
  double exercise_level(std::size_t l) const;
  double refined_level(std::size_t l, std::size_t last) const;
  double intrinsic(std::size_t l, double spot) const { return sign(right_) * (spot - strike_[l]); }
  ValueCurve curve(std::size_t l) const;

  Right right_;
  Carry carry_;
  std::size_t n_ = 0;
  std::vector<Node> node_;
  std::array<LogSpotGrid, lanes> grid_;
  std::array<std::vector<double>, lanes> spot_;  // from the in-the-money end
  std::array<StockAndCash, lanes> edge_;       // the value at node 0
  std::array<bool, lanes> american_{};
  Lane strike_{}, zero_{};  // zero_: the value of a worthless stock
  double k_ = 0;            // of the factors in node_
};

extern template class PdeKernel<1>;
extern template class PdeKernel<2>;
extern template class PdeKernel<4>;

}  // namespace legwork::pricing
