// Horner's rule for the coefficient tables of the special functions; constant term first. One multiply-add per coefficient.
// With positive coefficients the first form is sharp for small z and the second for large z: each starts from the terms that
// matter least there.
#pragma once

#include <cstddef>

namespace legwork::pricing {

template <std::size_t n>
constexpr double polynomial(const double (&coefficients)[n], double z) {
  double sum = coefficients[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) sum = sum * z + coefficients[i];
  return sum;
}

/// The same polynomial over z^(n − 1), from w = 1/z.
template <std::size_t n>
constexpr double reversed_polynomial(const double (&coefficients)[n], double w) {
  double sum = coefficients[0];
  for (std::size_t i = 1; i < n; ++i) sum = sum * w + coefficients[i];
  return sum;
}

}  // namespace legwork::pricing
