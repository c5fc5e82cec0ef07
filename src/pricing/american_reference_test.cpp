// Collocation prices against QuantLib's; tests/data/quantlib/README.md says how those were made and how far they can be trusted.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "pricing/american.hpp"
#include "pricing/reference_csv.hpp"

namespace legwork::pricing {
namespace {

struct Errors {
  double largest = 0, square_sum = 0;
  int count = 0;

  void add(double error) {
    largest = std::max(largest, std::abs(error));
    square_sum += error * error;
    ++count;
  }
  double rms() const { return std::sqrt(square_sum / count); }
};

Errors compare_with_quantlib(const std::string& engine, const CollocationScheme& scheme, std::size_t every) {
  Errors errors;
  std::size_t i = 0;
  for (const ReferenceRow& r : read_reference("quantlib/american_reference.csv")) {
    if (r.text("engine") != engine || i++ % every != 0) continue;
    const Carry carry{r.number("spot"), r.number("rate"), r.number("yield"), r.number("days") / 365};
    const Right right = r.text("right") == "call" ? Right::call : Right::put;
    const double error = american_price(right, carry, r.number("strike"), r.number("vol"), scheme) - r.number("price");
    EXPECT_LT(std::abs(error), 4e-6) << r.line();
    errors.add(error);
  }
  return errors;
}

// Spot is 100 throughout: 2e-6 is 1e-6 of our own and as much of the reference's.
TEST(AmericanReference, CollocationAgreesWithQuantLibWhereverExerciseCanPay) {
  const Errors errors = compare_with_quantlib("qdfp", CollocationScheme::standard(), 1);
  EXPECT_GT(errors.count, 1100);
  EXPECT_LT(errors.rms(), 3e-7);
}

TEST(AmericanReference, TheHighestOrderAgreesToo) {
  const Errors errors = compare_with_quantlib("qdfp", CollocationScheme::highest(), 20);
  EXPECT_GT(errors.count, 50);
  EXPECT_LT(errors.rms(), 3e-7);
}

TEST(AmericanReference, WhereExerciseNeverPaysThePriceIsTheEuropeanOne) {
  const Errors errors = compare_with_quantlib("analytic", CollocationScheme::standard(), 1);
  EXPECT_GT(errors.count, 350);
  EXPECT_LT(errors.largest, 1e-9);
}

}  // namespace
}  // namespace legwork::pricing
