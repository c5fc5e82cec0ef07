// Collocation prices against QuantLib's; tests/data/quantlib/README.md says how those were made and how far they can be trusted.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "pricing/american.hpp"
#include "pricing/reference_csv.hpp"

namespace legwork::pricing {
namespace {

struct Errors {
  double square_sum = 0;
  int count = 0;

  void add(double error) {
    square_sum += error * error;
    ++count;
  }
  double rms() const { return std::sqrt(square_sum / count); }
};

Errors compare_with_quantlib(const std::string& engine, const CollocationScheme& scheme, std::size_t every, double tolerance) {
  Errors errors;
  std::size_t i = 0;
  for (const ReferenceRow& r : read_reference("quantlib/american_reference.csv")) {
    if (r.text("engine") != engine || i++ % every != 0) continue;
    const Carry carry{r.number("spot"), r.number("rate"), r.number("yield"), r.number("days") / 365};
    const Right right = r.text("right") == "call" ? Right::call : Right::put;
    const double error = american_price(right, carry, r.number("strike"), r.number("vol"), scheme) - r.number("price");
    EXPECT_LT(std::abs(error), tolerance) << r.line();
    errors.add(error);
  }
  return errors;
}

// Spot is 100 throughout. The reference itself is good to 2e-6, rms 1.5e-7: finite differences and the highest collocation order
// agree with each other more closely than with it.
TEST(AmericanReference, CollocationAgreesWithQuantLibWhereverExerciseCanPay) {
  const Errors errors = compare_with_quantlib("qdfp", CollocationScheme::standard(), 1, 4e-6);
  EXPECT_GT(errors.count, 1100);
  EXPECT_LT(errors.rms(), 4e-7);
}

TEST(AmericanReference, TheHighestOrderAgreesToo) {
  const Errors errors = compare_with_quantlib("qdfp", CollocationScheme::highest(), 5, 2e-6);
  EXPECT_GT(errors.count, 200);
  EXPECT_LT(errors.rms(), 2e-7);
}

TEST(AmericanReference, WhereExerciseNeverPaysThePriceIsTheEuropeanOne) {
  const Errors errors = compare_with_quantlib("analytic", CollocationScheme::standard(), 1, 1e-9);
  EXPECT_GT(errors.count, 350);
}

}  // namespace
}  // namespace legwork::pricing
