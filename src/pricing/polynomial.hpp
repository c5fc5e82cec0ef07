// Coefficient tables of the special functions, constant term first. Even and odd powers run side by side, which halves the chain
// of dependent operations. With positive coefficients the first form is sharp for small z and the second for large z: each
// starts from the terms that matter least there. ≈ 5 ns for degree 10.
#pragma once

#include <cstddef>

namespace legwork::pricing {

template <std::size_t n>
constexpr double polynomial(const double (&coefficients)[n], double z) {
  const double z2 = z * z;
  double high = coefficients[n - 1], low = coefficients[n - 2];
  std::size_t i = n - 2;
  for (; i >= 2; i -= 2) {
    high = high * z2 + coefficients[i - 1];
    low = low * z2 + coefficients[i - 2];
  }
  if (i == 0) return high * z + low;
  return (high * z2 + coefficients[0]) + low * z;
}

/// The same polynomial over z^(n − 1), from w = 1/z.
template <std::size_t n>
constexpr double reversed_polynomial(const double (&coefficients)[n], double w) {
  const double w2 = w * w;
  double high = coefficients[0], low = coefficients[1];
  std::size_t i = 1;
  for (; i + 2 < n; i += 2) {
    high = high * w2 + coefficients[i + 1];
    low = low * w2 + coefficients[i + 2];
  }
  if (i + 1 == n) return high * w + low;
  return (high * w2 + coefficients[n - 1]) + low * w;
}

}  // namespace legwork::pricing
