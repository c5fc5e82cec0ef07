// The normal distribution to full double accuracy: density, cumulative, inverse and the scaled complementary error function.
#pragma once

namespace legwork::pricing {

double normal_pdf(double x);
/// Relative accuracy ≈ 1e-15 in both tails (through erfc).
double normal_cdf(double x);
/// Inverse of normal_cdf; p in (0, 1).
double normal_inverse(double p);
/// normal_inverse to within 5e-4, for p in (0, ¾]: a start for an iteration.
double normal_inverse_estimate(double p);
/// exp(x²)·erfc(x), without overflow for x down to −26 (W. J. Cody, "Rational Chebyshev approximation for the error function", 1969,
/// or better). Relative accuracy ≤ 4 ulp on x ≥ −5.
double erfcx(double x);

}  // namespace legwork::pricing
