#include "chain/confidence.hpp"

#include <gtest/gtest.h>

namespace legwork::chain {
namespace {

ConfidenceInputs good() { return {.flags = 0, .age_s = 3, .relative_spread = 0.04, .size = 50, .residual = 0.001}; }

Confidence with(QuoteFlag flag) {
  ConfidenceInputs inputs = good();
  inputs.flags = bit(flag);
  return judge(inputs);
}

TEST(Confidence, a_fresh_narrow_quote_on_the_smile_is_an_A) { EXPECT_EQ(judge(good()), Confidence::A); }

TEST(Confidence, what_must_not_be_priced_from_is_a_D) {
  for (const QuoteFlag flag : {QuoteFlag::crossed, QuoteFlag::stale, QuoteFlag::zero_bid, QuoteFlag::one_sided, QuoteFlag::no_vol})
    EXPECT_EQ(with(flag), Confidence::D) << to_string(bit(flag));
}

TEST(Confidence, what_may_be_seen_but_not_sent_is_a_C) {
  for (const QuoteFlag flag :
       {QuoteFlag::modelled, QuoteFlag::wide, QuoteFlag::below_intrinsic, QuoteFlag::non_monotone, QuoteFlag::adjusted})
    EXPECT_EQ(with(flag), Confidence::C) << to_string(bit(flag));
}

TEST(Confidence, a_lagging_underlying_or_locked_market_is_a_B) {
  EXPECT_EQ(with(QuoteFlag::underlying_lag), Confidence::B);
  EXPECT_EQ(with(QuoteFlag::locked), Confidence::B);
}

TEST(Confidence, falls_with_age_width_size_and_distance_from_the_smile) {
  const auto changed = [](auto&& change) {
    ConfidenceInputs inputs = good();
    change(inputs);
    return judge(inputs);
  };
  EXPECT_EQ(changed([](auto& in) { in.age_s = 61; }), Confidence::B);
  EXPECT_EQ(changed([](auto& in) { in.age_s = 301; }), Confidence::C);
  EXPECT_EQ(changed([](auto& in) { in.relative_spread = 0.2; }), Confidence::B);
  EXPECT_EQ(changed([](auto& in) { in.size = 1; }), Confidence::B);
  EXPECT_EQ(changed([](auto& in) { in.residual = 0.02; }), Confidence::B);
  EXPECT_EQ(changed([](auto& in) { in.residual = 0.04; }), Confidence::C);
}

TEST(Confidence, what_a_file_does_not_tell_does_not_lower_the_grade) {
  ConfidenceInputs inputs = good();
  inputs.size = inputs.residual = unknown;
  EXPECT_EQ(judge(inputs), Confidence::A);
}

TEST(Confidence, the_worst_finding_decides) {
  ConfidenceInputs inputs = good();
  inputs.flags = bit(QuoteFlag::locked) | bit(QuoteFlag::wide) | bit(QuoteFlag::crossed);
  EXPECT_EQ(judge(inputs), Confidence::D);
}

}  // namespace
}  // namespace legwork::chain
