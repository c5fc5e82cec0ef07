// A dense system of linear equations of a few dozen unknowns, solved in place by Gaussian elimination with partial pivoting.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace legwork::pricing {

class LinearSystem {
 public:
  explicit LinearSystem(std::size_t unknowns) : n_(unknowns), cells_(n_ * (n_ + 1)) {}

  /// Sets row i to zero coefficients and this right-hand side; returns the coefficients to be filled in.
  std::span<double> clear_row(std::size_t i, double right_hand_side) {
    std::ranges::fill(row(i), 0.0);
    row(i)[n_] = right_hand_side;
    return row(i).first(n_);
  }

  /// False when a pivot vanishes or is NaN.
  bool solve() {
    for (std::size_t k = 0; k < n_; ++k) {
      bring_up_pivot(k);
      if (!(std::fabs(row(k)[k]) > 0)) return false;
      for (std::size_t i = k + 1; i < n_; ++i) {
        const double factor = row(i)[k] / row(k)[k];
        for (std::size_t j = k; j <= n_; ++j) row(i)[j] -= factor * row(k)[j];
      }
    }
    for (std::size_t k = n_; k-- > 0;) {
      for (std::size_t j = k + 1; j < n_; ++j) row(k)[n_] -= row(k)[j] * row(j)[n_];
      row(k)[n_] /= row(k)[k];
    }
    return true;
  }

  double solution(std::size_t i) const { return cells_[i * (n_ + 1) + n_]; }

 private:
  std::span<double> row(std::size_t i) { return std::span(cells_).subspan(i * (n_ + 1), n_ + 1); }

  void bring_up_pivot(std::size_t k) {
    std::size_t largest = k;
    for (std::size_t i = k + 1; i < n_; ++i)
      if (std::fabs(row(i)[k]) > std::fabs(row(largest)[k])) largest = i;
    if (largest != k) std::ranges::swap_ranges(row(k), row(largest));
  }

  std::size_t n_;
  std::vector<double> cells_;  // [row][column], the right-hand side last
};

}  // namespace legwork::pricing
