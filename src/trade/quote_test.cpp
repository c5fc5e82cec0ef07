// A spread's quote from its legs': what it costs to cross, what it might bring, and when it may not be leaned on.
#include "trade/quote.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/prng.hpp"
#include "trade/engine/engine_fixture.hpp"
#include "trade/quote_fixture.hpp"

namespace legwork::trade {
namespace {

using namespace std::chrono_literals;
const core::TimePoint now = core::TimePoint(core::Duration(24h * 20'000));

struct SpreadQuoteTest : testing::Test {
  SpreadQuoteTest() {
    board.set(600, "3.10", "3.20", now - 1s);
    board.set(595, "2.00", "2.08", now - 400ms);
  }
  SpreadQuote of(const Intent& intent) const { return quote_spread(intent.legs(), board, now); }
  QuotesOfTest board;
};

TEST_F(SpreadQuoteTest, SellingAtTheBidAndBuyingAtTheAskIsNatural) {
  const SpreadQuote quote = of(bull_put());
  EXPECT_EQ(quote.natural, price("-1.02"));  // 2.08 paid, 3.10 received
  EXPECT_EQ(quote.far, price("-1.2"));  // 2.00 paid, 3.20 received
  EXPECT_DOUBLE_EQ(*quote.mid, -1.11);
  EXPECT_TRUE(quote.complete && quote.live);
  EXPECT_FALSE(quote.crossed);
  EXPECT_EQ(quote.confirmed_age, 1s);
  EXPECT_EQ(quote.skew, 600ms);
}

TEST_F(SpreadQuoteTest, TheCloseIsTheMirror) {
  const SpreadQuote open = of(bull_put()), close = of(close_bull_put());
  EXPECT_EQ(close.natural, -*open.far);
  EXPECT_EQ(close.far, -*open.natural);
  EXPECT_DOUBLE_EQ(*close.mid, -*open.mid);
}

TEST_F(SpreadQuoteTest, TheSmallestSideDecidesHowManyUnits) {
  board.set(600, "3.10", "3.20", now).bid_size = 7;
  board.set(595, "2.00", "2.08", now).ask_size = 4;
  EXPECT_EQ(of(bull_put()).size, 4);
  EXPECT_EQ(of(close_bull_put()).size, 10) << "the other two sides";
}

TEST_F(SpreadQuoteTest, WithoutABidWhatIsSoldBringsNothingAndThereIsNoMid) {
  board.set(600, "0", "0.10", now);
  const SpreadQuote quote = of(bull_put());
  EXPECT_EQ(quote.natural, price("2.08"));
  EXPECT_FALSE(quote.complete);
  EXPECT_FALSE(quote.mid.has_value());
}

TEST_F(SpreadQuoteTest, ABoughtLegNeedsNoBid) {
  board.set(595, "0", "0.05", now);
  const SpreadQuote quote = of(bull_put());
  EXPECT_TRUE(quote.complete);
  EXPECT_EQ(quote.natural, price("-3.05"));
  EXPECT_EQ(quote.far, price("-3.2"));
}

TEST_F(SpreadQuoteTest, AMissingSideIsNotZero) {
  board.set(595, "2.00", "", now);
  EXPECT_FALSE(of(bull_put()).complete);
  EXPECT_FALSE(of(bull_put()).natural.has_value());
  EXPECT_TRUE(of(bull_put()).far.has_value()) << "that one needs the bid";
  board.set(595, "", "2.08", now);
  EXPECT_FALSE(of(bull_put()).complete);
  board.set(595, "-1", "-1", now);  // how the wire says that there is none
  EXPECT_FALSE(of(bull_put()).complete);
  EXPECT_FALSE(of(bull_put()).natural.has_value());
}

TEST_F(SpreadQuoteTest, ALegWithoutALineMakesItUseless) {
  board.remove(595);
  const SpreadQuote quote = of(bull_put());
  EXPECT_FALSE(quote.complete || quote.live || quote.natural.has_value());
  EXPECT_GT(quote.confirmed_age, 24h * 365);
  EXPECT_FALSE(quote_spread({}, board, now).complete);
}

TEST_F(SpreadQuoteTest, OneBadLegTaintsTheWhole) {
  board.set(595, "2.10", "2.08", now);
  EXPECT_TRUE(of(bull_put()).crossed);
  board.set(595, "2.08", "2.08", now);
  EXPECT_FALSE(of(bull_put()).crossed) << "locked";
  for (const QuoteClass bad : {QuoteClass::delayed, QuoteClass::frozen, QuoteClass::modelled}) {
    board.set(595, "2.00", "2.08", now).quote_class = bad;
    EXPECT_FALSE(of(bull_put()).live) << to_string(bad);
  }
  board.set(595, "2.00", "2.08", now).halted = true;
  EXPECT_FALSE(of(bull_put()).live);
}

// Against a second computation, in whole cents, leg by leg in the other direction.
TEST_F(SpreadQuoteTest, RandomBooks) {
  core::Prng chance(7);
  for (int round = 0; round < 5000; ++round) {
    std::vector<OrderLeg> legs;
    std::int64_t natural_cents = 0, far_cents = 0, size = 1'000'000;
    bool complete = true;
    for (int i = static_cast<int>(chance.between(1, 4)); i > 0; --i) {
      const std::int64_t bid = chance.between(0, 400), ask = bid + chance.between(0, 30) + (bid == 0 ? 1 : 0),
                         ratio = chance.chance(1, 2) ? 1 : -1;
      LegQuote& quote =
          board.set(i, fmt::format("{}.{:02}", bid / 100, bid % 100), fmt::format("{}.{:02}", ask / 100, ask % 100), now);
      quote.bid_size = chance.between(0, 50);
      quote.ask_size = chance.between(0, 50);
      legs.push_back({option(i, 600 + i), static_cast<std::int32_t>(ratio), false});
      natural_cents += ratio == 1 ? ask : -bid;
      far_cents += ratio == 1 ? bid : -ask;
      size = std::min(size, ratio == 1 ? quote.ask_size : quote.bid_size);
      complete = complete && (ratio == 1 || bid > 0);
    }
    const SpreadQuote quote = quote_spread(legs, board, now);
    ASSERT_EQ(quote.natural->nanos(), natural_cents * 10'000'000);
    ASSERT_EQ(quote.far->nanos(), far_cents * 10'000'000);
    ASSERT_EQ(quote.size, size);
    ASSERT_EQ(quote.complete, complete);
    ASSERT_EQ(quote.mid.has_value(), complete);
    if (complete) {
      ASSERT_NEAR(*quote.mid, static_cast<double>(natural_cents + far_cents) / 200, 1e-9);
    }
  }
}

}  // namespace
}  // namespace legwork::trade
