#include "pricing/forward.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr double true_forward = 101.3, true_discount = 0.98;

double smile_vol(double strike) { return 0.2 - 0.3 * std::log(strike / 100); }

/// European quotes at the prices of one forward and discount, with the given half width.
std::vector<ParityPair> european_pairs(double half_width, int count = 41, double low = 80, double high = 120) {
  std::vector<ParityPair> pairs;
  for (int i = 0; i < count; ++i) {
    const double strike = low + (high - low) * i / std::max(count - 1, 1);
    const double total_vol = smile_vol(strike) * std::sqrt(0.5);
    const double call = true_discount * black_price(Right::call, true_forward, strike, total_vol);
    const double put = true_discount * black_price(Right::put, true_forward, strike, total_vol);
    pairs.push_back({strike, call - half_width, call + half_width, put - half_width, put + half_width});
  }
  return pairs;
}

void shift_call(ParityPair& pair, double by) {
  pair.call_bid += by;
  pair.call_ask += by;
}

TEST(ParityForward, is_exact_on_consistent_quotes) {
  const ParityForward fit = parity_forward(european_pairs(0.02), true_discount, 0.1);
  EXPECT_NEAR(fit.forward, true_forward, 1e-9);
  EXPECT_EQ(fit.discount, true_discount);
  EXPECT_EQ(fit.pairs, 20);  // strikes 92 … 111: |ln K/F| <= 0.1
  EXPECT_LT(fit.stderr_forward, 1e-9);
}

TEST(ParityForward, fits_the_discount_when_asked_and_possible) {
  const ParityForward fit = parity_forward(european_pairs(0.02), unknown, 0.1);
  EXPECT_NEAR(fit.forward, true_forward, 1e-8);
  EXPECT_NEAR(fit.discount, true_discount, 1e-9);
  EXPECT_EQ(parity_forward(european_pairs(0.02, 7, 96, 106), unknown, 0.1).pairs, 0);
}

TEST(ParityForward, a_third_of_stale_quotes_does_not_move_it) {
  auto pairs = european_pairs(0.02);
  for (std::size_t i = 0; i < pairs.size(); i += 3) shift_call(pairs[i], 1.5);
  for (const double discount : {true_discount, unknown}) {
    const ParityForward fit = parity_forward(pairs, discount, 0.1);
    EXPECT_NEAR(fit.forward, true_forward, 1e-6);
    EXPECT_NEAR(fit.pairs, 13, 1);  // the band's centre moves by a strike
  }
}

TEST(ParityForward, tight_quotes_count_more_but_a_single_locked_one_does_not_decide) {
  auto pairs = european_pairs(0.02);
  for (std::size_t i = 0; i < pairs.size(); i += 2) {  // wide and biased within their width
    shift_call(pairs[i], 0.2);
    pairs[i].call_bid -= 1;
    pairs[i].call_ask += 1;
  }
  EXPECT_NEAR(parity_forward(pairs, true_discount, 0.1).forward, true_forward, 0.002);
  pairs = european_pairs(0.05);
  shift_call(pairs[20], 0.04);
  pairs[20].call_ask = pairs[20].call_bid;
  pairs[20].put_ask = pairs[20].put_bid;
  EXPECT_NEAR(parity_forward(pairs, true_discount, 0.1).forward, true_forward, 0.015);
}

/// As after the close: firm at the money, and the in-the-money sides of all other strikes wide, their mids off in one direction.
TEST(ParityForward, many_wide_quotes_do_not_outvote_the_firm_ones) {
  auto pairs = european_pairs(0.02, 161);
  for (auto& pair : pairs) {
    if (std::abs(pair.strike - true_forward) < 1.5) continue;
    shift_call(pair, -0.2);
    pair.call_bid -= 1.5;
    pair.call_ask += 1.5;
  }
  const ParityForward fit = parity_forward(pairs, true_discount, 0.1);
  EXPECT_GT(fit.pairs, 60);
  EXPECT_NEAR(fit.forward, true_forward, 0.005);
}

TEST(ParityForward, its_standard_error_is_the_scatter_of_repeated_quotes) {
  core::Prng prng(11);
  double squares = 0, stated = 0;
  constexpr int repeats = 400;
  for (int i = 0; i < repeats; ++i) {
    auto pairs = european_pairs(0.05);
    for (auto& pair : pairs) shift_call(pair, 0.1 * (prng.uniform() - 0.5));
    const ParityForward fit = parity_forward(pairs, true_discount, 0.1);
    squares += (fit.forward - true_forward) * (fit.forward - true_forward) / repeats;
    stated += fit.stderr_forward / repeats;
  }
  EXPECT_NEAR(stated / std::sqrt(squares), 1, 0.15);
}

TEST(ParityForward, one_pair_is_enough_and_its_error_is_its_half_width) {
  const ParityForward fit = parity_forward(european_pairs(0.05, 1, 100, 100), true_discount, 0.1);
  EXPECT_NEAR(fit.forward, true_forward, 1e-9);
  EXPECT_EQ(fit.pairs, 1);
  EXPECT_NEAR(fit.stderr_forward, 0.1 / true_discount, 1e-9);
}

TEST(ParityForward, unusable_quotes_are_left_out_and_without_any_there_is_none) {
  auto pairs = european_pairs(0.02);
  pairs[15].call_bid = 0;
  pairs[16].put_ask = unknown;
  std::swap(pairs[17].put_bid, pairs[17].put_ask);  // crossed
  const ParityForward fit = parity_forward(pairs, true_discount, 0.1);
  EXPECT_EQ(fit.pairs, 17);
  EXPECT_NEAR(fit.forward, true_forward, 1e-9);
  EXPECT_EQ(parity_forward({}, true_discount).pairs, 0);
  EXPECT_TRUE(std::isnan(parity_forward({}, true_discount).forward));
  EXPECT_EQ(parity_forward(pairs, -1).pairs, 0);
  EXPECT_EQ(parity_forward(std::span(pairs).subspan(16, 1), true_discount).pairs, 0);
}

struct American {
  Carry carry;
  AmericanSlice calls, puts;

  explicit American(const Carry& terms)
      : carry(terms), calls(AmericanSlice::build({Right::call, terms, {}})), puts(AmericanSlice::build({Right::put, terms, {}})) {}

  std::vector<ParityPair> pairs(double half_width) const {
    std::vector<ParityPair> quotes;
    for (double strike = 85; strike <= 115; strike += 1) {
      const double call = calls.price(carry.spot, strike, smile_vol(strike)),
                   put = puts.price(carry.spot, strike, smile_vol(strike));
      quotes.push_back({strike, call - half_width, call + half_width, put - half_width, put + half_width});
    }
    return quotes;
  }
};

Carry with_guess(Carry carry, double yield) {
  carry.yield = yield;
  return carry;
}

TEST(AmericanParityForward, finds_the_yield_behind_american_prices_from_any_start) {
  for (const double yield : {-0.01, 0.0, 0.015, 0.05}) {
    const American market({100, 0.04, yield, 0.75});
    for (const double guess : {yield, 0.0, 0.10, unknown}) {
      const ImpliedCarry implied = american_parity_forward(market.pairs(0.02), with_guess(market.carry, guess));
      EXPECT_NEAR(implied.forward, market.carry.forward(), 1e-3) << yield << " from " << guess;
      EXPECT_NEAR(implied.yield, yield, 2e-5);
      EXPECT_LE(implied.rounds, 5);
    }
  }
}

TEST(AmericanParityForward, european_parity_is_off_by_the_early_exercise_premium) {
  const American market({100, 0.04, 0.0, 1.5});
  const double european = parity_forward(market.pairs(0.02), market.carry.discount()).forward;
  EXPECT_LT(european, market.carry.forward() - 0.2);
  EXPECT_NEAR(american_parity_forward(market.pairs(0.02), market.carry).forward, market.carry.forward(), 2e-3);
}

TEST(AmericanParityForward, stale_quotes_do_not_move_it) {
  const American market({100, 0.04, 0.013, 0.4});
  auto pairs = market.pairs(0.02);
  for (std::size_t i = 0; i < pairs.size(); i += 4) shift_call(pairs[i], -0.7);
  const ImpliedCarry implied = american_parity_forward(pairs, with_guess(market.carry, 0));
  EXPECT_NEAR(implied.forward, market.carry.forward(), 2e-3);
  EXPECT_EQ(implied.pairs, 15);  // of 20 in the band
}

TEST(AmericanParityForward, a_spot_that_lags_the_options_on_the_last_day_still_gives_their_forward) {
  const American market({100, 0.04, 0.0, 0.5 / 365});
  std::vector<ParityPair> near;
  for (const auto& pair : market.pairs(0.0005))
    if (std::abs(pair.strike - 100) < 1.5) near.push_back(pair);
  Carry lagging = market.carry;
  lagging.spot = 99.5;
  EXPECT_NEAR(american_parity_forward(near, lagging).forward, market.carry.forward(), 5e-3);
}

TEST(AmericanParityForward, nonsense_gives_no_pairs) {
  const American market({100, 0.04, 0.0, 0.5});
  EXPECT_EQ(american_parity_forward({}, market.carry).pairs, 0);
  Carry bad = market.carry;
  bad.years = 0;
  EXPECT_EQ(american_parity_forward(market.pairs(0.02), bad).pairs, 0);
  bad = market.carry;
  bad.spot = unknown;
  EXPECT_EQ(american_parity_forward(market.pairs(0.02), bad).pairs, 0);
}

}  // namespace
}  // namespace legwork::pricing
