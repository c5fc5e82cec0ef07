#include "pricing/normal.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::pricing {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// |actual − expected| in units of expected·ε; subnormal results are compared to their last bit.
double ulps(double actual, double expected) {
  if (actual == expected) return 0;
  return std::fabs(actual - expected) / std::fmax(std::fabs(expected) * epsilon, std::numeric_limits<double>::denorm_min());
}

struct Value {
  double x, pdf, cdf, erfcx;
};
// From 120-digit arithmetic (mpmath).
constexpr Value values[] = {
    {-38.4, 2.535e-321, 6.4e-323, infinity},
    {-37.5, 1.7282337322841054e-306, 4.605353009581955e-308, infinity},
    {-26.5, 1.2860566740713691e-153, 4.8461626603033206e-155, 1.924553162418569e+305},
    {-20.1, 7.434525389680312e-89, 3.6896808637213897e-90, 5.758954262649785e+175},
    {-12.3, 5.60665692630384e-34, 4.5287069561587846e-35, 1.0126098854537595e+66},
    {-8.0, 5.052271083536892e-15, 6.220960574271784e-16, 1.2470298161623233e+28},
    {-5.0, 1.4867195147342977e-06, 2.866515718791939e-07, 144009798674.66104},
    {-3.3, 0.0017225689390536812, 0.0004834241423837775, 107274.43593281436},
    {-1.7, 0.09404907737688693, 0.04456546275854304, 35.69495590602528},
    {-0.9, 0.2660852498987548, 0.18406012534675947, 4.039284322029826},
    {-0.1, 0.39695254747701175, 0.460172162722971, 1.1236433541992095},
    {0.0, 0.3989422804014327, 0.5, 1.0},
    {0.2, 0.3910426939754559, 0.579259709439103, 0.8090195199015807},
    {0.75, 0.30113743215480443, 0.7733726476231318, 0.5069376502931449},
    {1.9, 0.06561581477467661, 0.9712834401839981, 0.26650937366167265},
    {2.1, 0.043983595980427184, 0.9821355794371834, 0.24511912334517233},
    {3.7, 0.00042478027055075143, 0.9998922002665226, 0.1474349975371851},
    {8.1, 2.2588094031543087e-15, 0.9999999999999998, 0.06913392017734316},
    {25.0, 7.653929736419392e-137, 1.0, 0.02254957243264136},
    {1000.5, 0.0, 1.0, 0.0005639073480612395},
    {3000000000.0, 0.0, 1.0, 1.8806319451591877e-10},
};

TEST(Normal, density_and_distribution_agree_with_high_precision_values_in_both_tails) {
  for (const Value& v : values) {
    EXPECT_LE(ulps(normal_pdf(v.x), v.pdf), 3) << v.x;
    EXPECT_LE(ulps(normal_cdf(v.x), v.cdf), 5) << v.x;
  }
}

TEST(Normal, erfcx_agrees_with_high_precision_values) {
  for (const Value& v : values) EXPECT_LE(ulps(erfcx(v.x), v.erfcx), 4) << v.x;
}

TEST(Normal, erfcx_is_within_4_ulp_of_extended_precision_everywhere) {
  core::Prng prng(1);
  for (int i = 0; i < 100'000; ++i) {
    const long double x = static_cast<double>(prng.uniform() * (i % 2 ? 105 : 7) - 5), square = x * x;
    const auto expected = static_cast<double>(std::exp(square) * (1 + std::fma(x, x, -square)) * std::erfc(x));
    ASSERT_LE(ulps(erfcx(static_cast<double>(x)), expected), 4) << x;
  }
}

TEST(Normal, distribution_is_within_5_ulp_of_extended_precision_in_the_left_tail) {
  core::Prng prng(2);
  for (int i = 0; i < 100'000; ++i) {
    const double x = -37.5 * prng.uniform();
    const auto expected = static_cast<double>(std::erfc(-x / std::numbers::sqrt2_v<long double>) / 2);
    ASSERT_LE(ulps(normal_cdf(x), expected), 5) << x;
  }
}

TEST(Normal, distribution_never_falls_and_is_symmetric) {
  double last = 0;
  for (double x = -39; x <= 39; x += 1.0 / 128) {
    const double p = normal_cdf(x);
    EXPECT_GE(p, last) << x;
    EXPECT_LE(std::fabs(p + normal_cdf(-x) - 1), epsilon) << x;
    last = p;
  }
}

TEST(Normal, infinities_and_NaN_pass_through) {
  EXPECT_EQ(normal_pdf(infinity), 0);
  EXPECT_EQ(normal_pdf(-infinity), 0);
  EXPECT_EQ(normal_cdf(-infinity), 0);
  EXPECT_EQ(normal_cdf(infinity), 1);
  EXPECT_EQ(erfcx(infinity), 0);
  EXPECT_EQ(erfcx(-infinity), infinity);
  for (const double f : {normal_pdf(NAN), normal_cdf(NAN), erfcx(NAN), normal_inverse(NAN)}) EXPECT_TRUE(std::isnan(f));
}

struct Quantile {
  double p, x;
};
constexpr Quantile quantiles[] = {
    {5e-324, -38.467405617144344},
    {1e-300, -37.0470962993612},
    {1e-100, -21.273453560965326},
    {1e-20, -9.262340089798407},
    {1e-09, -5.9978070150076865},
    {0.001, -3.0902323061678136},
    {0.02425, -1.972961051311885},
    {0.2, -0.8416212335729142},
    {0.25, -0.6744897501960817},
    {0.3, -0.5244005127080408},
    {0.49, -0.025068908258711057},
    {0.499999999, -2.5066283428845328e-09},
    {0.5000000001, 2.506628482030354e-10},
    {0.6, 0.2533471031357997},
    {0.75, 0.6744897501960817},
    {0.7500001, 0.674490064882623},
    {0.9, 1.2815515655446006},
    {0.999, 3.090232306167813},
    {0.999999999999, 7.0344869100478356},
};

TEST(NormalInverse, agrees_with_high_precision_values_from_the_smallest_double_to_near_one) {
  for (const Quantile& q : quantiles) EXPECT_LE(ulps(normal_inverse(q.p), q.x), 4) << q.p;
}

TEST(NormalInverse, undoes_the_distribution_to_its_conditioning) {
  core::Prng prng(3);
  for (int i = 0; i < 100'000; ++i) {
    const double p = i % 2 ? prng.uniform() : std::exp(-700 * prng.uniform());
    if (p == 0) continue;
    const double x = normal_inverse(p);
    ASSERT_LE(ulps(normal_cdf(x), p), 8 + 4 * x * x) << p;
  }
}

TEST(NormalInverse, keeps_its_digits_next_to_one_half) {
  for (const double u : {1e-15, 1e-12, 1e-8}) {
    const double exact = (0.5 + u) - 0.5;
    EXPECT_LE(ulps(normal_inverse(0.5 + u), exact * 2.506628274631000502), 3) << u;
  }
  EXPECT_EQ(normal_inverse(0.5), 0);
}

TEST(NormalInverse, has_infinite_ends_and_nothing_beyond_them) {
  EXPECT_EQ(normal_inverse(0), -infinity);
  EXPECT_EQ(normal_inverse(1), infinity);
  for (const double p : {-1e-300, 1 + epsilon, infinity, -infinity}) EXPECT_TRUE(std::isnan(normal_inverse(p))) << p;
}

TEST(NormalInverse, estimate_is_within_5e_4) {
  core::Prng prng(4);
  for (int i = 0; i < 100'000; ++i) {
    const double p = i % 2 ? 0.75 * prng.uniform() : std::exp(-700 * prng.uniform());
    if (p == 0 || p > 0.75) continue;
    ASSERT_NEAR(normal_inverse_estimate(p), normal_inverse(p), 5e-4) << p;
  }
}

}  // namespace
}  // namespace legwork::pricing
