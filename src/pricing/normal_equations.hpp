// Least squares in a handful of unknowns: normal equations, gathered row by row and solved by Cholesky.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace legwork::pricing::svi {

template <std::size_t n>
using Vector = std::array<double, n>;

template <std::size_t n>
struct NormalEquations {
  std::array<Vector<n>, n> A{};  // the lower triangle counts
  Vector<n> b{};

  void add(const Vector<n>& gradient, double residual, double weight) {
    for (std::size_t i = 0; i < n; ++i) {
      const double weighted = weight * gradient[i];
      b[i] += weighted * residual;
      for (std::size_t j = 0; j <= i; ++j) A[i][j] += weighted * gradient[j];
    }
  }

  /// Takes an unknown out: it will not move.
  void hold(std::size_t unknown) {
    b[unknown] = 0;
    for (std::size_t i = 0; i < n; ++i) (i < unknown ? A[unknown][i] : A[i][unknown]) = 0;
  }

  /// A pivot that vanishes makes its unknown 0: that column adds nothing to the others.
  Vector<n> solve() const {
    auto L = A;
    Vector<n> x = b;
    std::array<bool, n> dropped{};
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < j; ++k) L[j][j] -= L[j][k] * L[j][k];
      dropped[j] = !(L[j][j] > 1e-13 * A[j][j]);
      L[j][j] = dropped[j] ? 1 : std::sqrt(L[j][j]);
      for (std::size_t i = j + 1; i < n; ++i) {
        for (std::size_t k = 0; k < j; ++k) L[i][j] -= L[i][k] * L[j][k];
        L[i][j] = dropped[j] ? 0 : L[i][j] / L[j][j];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) x[i] -= L[i][k] * x[k];
      x[i] = dropped[i] ? 0 : x[i] / L[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) x[i] -= L[k][i] * x[k];
      x[i] = dropped[i] ? 0 : x[i] / L[i][i];
    }
    return x;
  }
};

}  // namespace legwork::pricing::svi
