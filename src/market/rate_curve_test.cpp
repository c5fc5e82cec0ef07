#include "market/rate_curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace legwork::market {
namespace {

Date date(std::string_view text) { return parse_date(text).value(); }
double continuous(double percent) { return 2 * std::log(1 + percent / 200); }

TEST(RateCurve, flat_is_the_same_for_every_term) {
  const auto curve = RateCurve::flat(0.04, date("2026-08-14"));
  for (const double years : {0.0, 0.01, 1.0, 100.0}) EXPECT_EQ(curve.rate(years), 0.04);
  EXPECT_EQ(curve.as_of(), date("2026-08-14"));
}

// The published row is 2026-08-20,3.8,3.87,3.94,3.99,4.19,4.26,4.39,4.53,4.69,5.2,5.23.
TEST(RateCurve, turns_published_par_yields_into_continuous_rates) {
  const auto curve = RateCurve::treasury(date("2026-08-20"));
  EXPECT_NEAR(curve.rate(1.0 / 12), continuous(3.8), 1e-15);
  EXPECT_NEAR(curve.rate(0.25), continuous(3.87), 1e-15);
  EXPECT_NEAR(curve.rate(1), continuous(3.99), 1e-15);
  EXPECT_NEAR(curve.rate(30), continuous(5.23), 1e-15);
}

TEST(RateCurve, is_linear_between_terms_and_flat_outside) {
  const auto curve = RateCurve::treasury(date("2026-08-20"));
  EXPECT_NEAR(curve.rate(1.5), (continuous(3.99) + continuous(4.19)) / 2, 1e-15);
  EXPECT_NEAR(curve.rate(0), continuous(3.8), 1e-15);
  EXPECT_NEAR(curve.rate(50), continuous(5.23), 1e-15);
}

TEST(RateCurve, a_day_without_publication_has_the_curve_of_the_last_day_before) {
  EXPECT_EQ(RateCurve::treasury(date("2026-08-16")).as_of(), date("2026-08-14"));  // Sunday
  EXPECT_EQ(RateCurve::treasury(date("2026-08-14")).as_of(), date("2026-08-14"));
  EXPECT_EQ(RateCurve::treasury(date("2030-01-01")).as_of(), date("2026-08-20"));
}

TEST(RateCurve, days_before_the_table_have_its_first_row) {
  EXPECT_EQ(RateCurve::treasury(date("2001-01-01")).as_of(), date("2010-01-04"));
}

TEST(RateCurve, every_published_day_gives_sensible_rates) {
  for (Date day = date("2010-01-04"); day <= date("2026-08-20"); day = add_days(day, 1)) {
    const auto curve = RateCurve::treasury(day);
    ASSERT_LE(days_between(curve.as_of(), day), 5) << to_string(day);
    for (const double years : {0.0, 0.08, 0.3, 2.5, 15.0, 30.0}) {
      ASSERT_GE(curve.rate(years), 0) << to_string(day);
      ASSERT_LE(curve.rate(years), 0.06) << to_string(day);
    }
  }
}

}  // namespace
}  // namespace legwork::market
