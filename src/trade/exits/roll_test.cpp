#include "trade/exits/roll.hpp"

#include <gtest/gtest.h>

#include "trade/exits/exit_fixture.hpp"

namespace legwork::trade::exits_test {
namespace {

SpreadQuote net(const char* natural, const char* far) {
  SpreadQuote quote;
  quote.natural = price(natural);
  quote.far = price(far);
  quote.mid = (quote.natural->to_double() + quote.far->to_double()) / 2;
  quote.complete = quote.live = true;
  return quote;
}
RollCandidate candidate(int short_strike, int long_strike, const char* expiry, const SpreadQuote& quote) {
  Terms terms;
  terms.expiry = expiry;
  return {option(short_strike, terms), option(long_strike, terms), quote};
}
const Date today = std::chrono::year(2026) / 11 / 27;  // 21 days before 2026-12-18

RollRefusal refused(const RollCandidate& offered, RollRule rule = {}) { return refusal_of(rule, bull_put(), offered, {}, today); }

TEST(Roll, TakesTheMostCreditThenTheNearest) {
  RollRule rule;
  rule.credit_min = price("0.30");
  const std::vector<RollCandidate> offers{
      candidate(600, 595, "2027-01-15", net("-0.30", "-0.50")),  // mid 0.40, less 0.05: 0.35
      candidate(598, 593, "2027-01-22", net("-0.40", "-0.50")),  // mid 0.45, less 0.05: 0.40
      candidate(598, 593, "2027-01-15", net("-0.40", "-0.50")),  // the same, sooner
      candidate(597, 592, "2027-01-15", net("-0.20", "-0.40")),  // 0.25: less than is asked
  };
  const auto choice = choose_roll(rule, bull_put(), offers, {}, today);
  ASSERT_TRUE(choice.has_value());
  EXPECT_EQ(choice->candidate, 2U);
  EXPECT_NEAR(choice->credit, 0.40, 1e-12);
  EXPECT_FALSE(choose_roll(rule, bull_put(), {}, {}, today));
}

TEST(Roll, TheNetCreditIsAtMidLessSlippageButNeverLessThanNatural) {
  RollRule rule;
  rule.credit_min = price("0.35");
  EXPECT_EQ(refused(candidate(600, 595, "2027-01-15", net("-0.30", "-0.50")), rule), RollRefusal::none) << "0.40 − 0.05, exactly";
  rule.credit_min = price("0.36");
  EXPECT_EQ(refused(candidate(600, 595, "2027-01-15", net("-0.30", "-0.50")), rule), RollRefusal::credit);
  EXPECT_EQ(refused(candidate(600, 595, "2027-01-15", net("-0.38", "-0.40")), rule), RollRefusal::none) << "natural gives 0.38";
  rule.credit_min = price("0");
  EXPECT_EQ(refused(candidate(600, 595, "2027-01-15", net("0.20", "0.00")), rule), RollRefusal::credit) << "it would cost";
}

TEST(Roll, WhatIsNotAllowed) {
  const SpreadQuote good = net("-0.30", "-0.50");
  EXPECT_EQ(refused(candidate(600, 595, "2026-12-24", good)), RollRefusal::days) << "27 days";
  EXPECT_EQ(refused(candidate(600, 595, "2027-02-19", good)), RollRefusal::days) << "84 days";
  EXPECT_EQ(refused(candidate(600, 590, "2027-01-15", good)), RollRefusal::width);
  RollRule wide;
  wide.may_widen = true;
  EXPECT_EQ(refused(candidate(600, 590, "2027-01-15", good), wide), RollRefusal::none);
  EXPECT_EQ(refused(candidate(595, 600, "2027-01-15", good)), RollRefusal::legs) << "the other side";
  EXPECT_EQ(refused(candidate(600, 600, "2027-01-15", good)), RollRefusal::legs);
  RollCandidate call = candidate(600, 605, "2027-01-15", good);
  call.short_leg.option->right = call.long_leg.option->right = core::Right::call;
  EXPECT_EQ(refused(call), RollRefusal::legs);
  RollCandidate shared = candidate(600, 595, "2027-01-15", good);
  shared.long_leg.id = bull_put().short_leg.id;
  EXPECT_EQ(refused(shared), RollRefusal::shared_contract);
  SpreadQuote old = good;
  old.confirmed_age = std::chrono::seconds(3);
  EXPECT_EQ(refused(candidate(600, 595, "2027-01-15", old)), RollRefusal::quote);
  RollCandidate stock = candidate(600, 595, "2027-01-15", good);
  stock.long_leg.option.reset();
  EXPECT_EQ(refused(stock), RollRefusal::legs);
}

}  // namespace
}  // namespace legwork::trade::exits_test
