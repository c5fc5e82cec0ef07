// Interpolation at the roots of a Chebyshev polynomial, turned into powers of x ∈ [−1, 1] for Horner's rule. At most 16 nodes: the powers
// then cost five digits of the sixteen.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace legwork::pricing {

template <std::size_t n>
constexpr void check_chebyshev_size() {
  static_assert(n >= 2 && n <= 16);
}

/// Node i, from near 1 down to near −1.
template <std::size_t n>
double chebyshev_node(std::size_t i) {
  check_chebyshev_size<n>();
  return std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
}

/// powers[j][i]: what a value of 1 at node i contributes to the coefficient of x^j.
template <std::size_t n>
using PowerMatrix = std::array<std::array<double, n>, n>;

template <std::size_t n>
const PowerMatrix<n>& chebyshev_powers() {
  static const PowerMatrix<n> matrix = [] {
    PowerMatrix<n> m{};
    std::array<double, n> before{}, here{};  // powers of T(k − 1) and T(k)
    here[0] = 1;
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        const double angle = std::numbers::pi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
        const double share = (k == 0 ? 1.0 : 2.0) / static_cast<double>(n) * std::cos(angle);
        for (std::size_t j = 0; j <= k; ++j) m[j][i] += share * here[j];
      }
      std::array<double, n> next{};
      for (std::size_t j = 0; j < n; ++j) next[j] = (j > 0 ? (k == 0 ? 1 : 2) * here[j - 1] : 0.0) - before[j];
      before = here;
      here = next;
    }
    return m;
  }();
  return matrix;
}

}  // namespace legwork::pricing
