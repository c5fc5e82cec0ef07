// Parity under cash dividends, on prices of the finite-difference solver: what comes out is held against what went in.
#include "pricing/dividend_parity.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace legwork::pricing {
namespace {

const std::vector<CashDividend> quarterly{{0.05, 0.6}, {0.30, 0.6}, {0.55, 0.6}};

double smile_vol(double strike) { return 0.2 - 0.15 * std::log(strike / 100); }

/// American quotes on a fine grid, with the given half width; strikes where something is bid.
std::vector<ParityPair> american_pairs(const Carry& carry, std::span<const CashDividend> dividends, double half_width) {
  std::vector<ParityPair> pairs;
  for (double strike = 90; strike <= 110; strike += 2) {
    const auto price = [&](Right right) {
      return solve_pde(Exercise::american, right, carry, dividends, strike, smile_vol(strike)).price(carry.spot);
    };
    const double call = price(Right::call), put = price(Right::put);
    pairs.push_back({strike, call - half_width, call + half_width, put - half_width, put + half_width});
  }
  return pairs;
}

TEST(DividendForward, is_what_the_stock_grows_to_less_what_the_dividends_grow_to) {
  const Carry carry{100, 0.04, 0.01, 0.6};
  double expected = 100 * std::exp(0.03 * 0.6);
  for (const CashDividend& d : quarterly) expected -= 0.6 * std::exp(0.03 * (0.6 - d.years));
  EXPECT_NEAR(dividend_forward(carry, quarterly), expected, 1e-12);
  EXPECT_NEAR(dividend_forward(carry, {}), carry.forward(), 1e-12);
}

TEST(DividendForward, of_a_european_call_and_put_is_the_parity_forward_of_their_prices) {
  const Carry carry{100, 0.04, 0.01, 0.6};
  const auto price = [&](Right right) { return solve_pde(Exercise::european, right, carry, quarterly, 98, 0.2).price(100); };
  const double forward = 98 + (price(Right::call) - price(Right::put)) / carry.discount();
  EXPECT_NEAR(dividend_forward(carry, quarterly), forward, 1e-3);
}

TEST(DividendYield, is_the_inverse_of_the_forward) {
  for (const double yield : {-0.05, 0.0, 0.02, 0.3})
    for (const double years : {0.6, 1.0}) {
      const Carry carry{100, 0.04, yield, years};
      EXPECT_NEAR(dividend_yield(carry, quarterly, dividend_forward(carry, quarterly)), yield, 1e-10) << yield << " " << years;
      EXPECT_NEAR(dividend_yield(carry, {}, carry.forward()), yield, 1e-12);
    }
}

TEST(DividendYield, is_nan_where_nothing_can_lead_there) {
  const Carry carry{100, 0.04, 0, 0.6};
  EXPECT_TRUE(std::isnan(dividend_yield(carry, quarterly, -5)));
  EXPECT_TRUE(std::isnan(dividend_yield(carry, quarterly, unknown)));
  EXPECT_TRUE(std::isnan(dividend_yield({100, 0.04, 0, 0}, quarterly, 99)));
}

TEST(WithoutPremiums, leaves_pairs_that_keep_european_parity) {
  const Carry carry{100, 0.04, 0.005, 0.6};
  const auto pairs = american_pairs(carry, quarterly, 0.02);
  const auto european = without_premiums(pairs, carry, quarterly);
  ASSERT_GE(european.size(), 9u);
  for (const ParityPair& pair : european) {
    const double forward = pair.strike + (pair.call() - pair.put()) / carry.discount();
    EXPECT_NEAR(forward, dividend_forward(carry, quarterly), 6e-3) << pair.strike;
    EXPECT_NEAR(pair.call_ask - pair.call_bid, 0.04, 1e-12) << "the width stays";
  }
}

TEST(WithoutPremiums, leaves_out_what_is_exercised_now_and_what_has_no_vol) {
  const Carry carry{100, 0.04, 0, 0.02};  // a week, no dividend in it: puts far in the money are exercised at once
  const std::vector<CashDividend> next_to_nothing{{0.01, 0.001}};
  std::vector<ParityPair> pairs = american_pairs(carry, {}, 0.005);
  ASSERT_EQ(pairs.back().strike, 110);
  for (const ParityPair& pair : without_premiums(pairs, carry, next_to_nothing)) EXPECT_LT(pair.strike, 109);
  pairs.resize(1);
  pairs[0].put_bid = pairs[0].put_ask = 500;
  EXPECT_TRUE(without_premiums(pairs, carry, next_to_nothing).empty());
}

TEST(AmericanParityForward, finds_the_yield_beside_known_dividends) {
  for (const double yield : {-0.01, 0.0, 0.02}) {
    const Carry carry{100, 0.04, yield, 0.6};
    const auto pairs = american_pairs(carry, quarterly, 0.02);
    for (const double guess : {0.0, 0.1, unknown}) {
      const ImpliedCarry implied = american_parity_forward(pairs, {100, 0.04, guess, 0.6}, quarterly);
      EXPECT_NEAR(implied.forward, dividend_forward(carry, quarterly), 5e-3) << yield << " from " << guess;
      EXPECT_NEAR(implied.yield, yield, 1e-4);
      EXPECT_LE(implied.rounds, 6);
    }
  }
}

// Calls in the money are exercised on the eve of the dividend: a continuous yield, however well fitted, sees nothing of it and takes
// what the right to do so is worth for a higher forward.
TEST(AmericanParityForward, a_yield_in_place_of_a_dividend_just_before_expiry_misses_the_forward) {
  const std::vector<CashDividend> late{{0.07, 0.6}};
  const Carry carry{100, 0.04, 0, 0.08};
  const auto pairs = american_pairs(carry, late, 0.01);
  const double forward = dividend_forward(carry, late);
  EXPECT_NEAR(american_parity_forward(pairs, {100, 0.04, unknown, 0.08}, late).forward, forward, 5e-3);
  EXPECT_GT(american_parity_forward(pairs, {100, 0.04, unknown, 0.08}).forward, forward + 0.1);
}

}  // namespace
}  // namespace legwork::pricing
