// Money by lots is exact: what is realised and what is still open always add up to what was paid.
#include "trade/ledger/lots.hpp"

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::trade {
namespace {

using market::Money;
Money micros(std::int64_t count) { return Money::from_micros(count); }

TEST(Lots, TheOldestGoesFirst) {
  Lots lots;
  lots.trade(2, micros(200));
  lots.trade(1, micros(400));
  EXPECT_EQ(lots.trade(-1, micros(-150)).realised, micros(50));
  EXPECT_EQ(lots.trade(-2, micros(-300)).realised, micros(-200)) << "one of 100, one of 400, sold for 300";
  EXPECT_EQ(lots.quantity(), 0);
  EXPECT_EQ(lots.cost(), Money());
}

TEST(Lots, AShortIsBoughtBack) {
  Lots lots;
  lots.trade(-2, micros(-210));
  EXPECT_EQ(lots.trade(1, micros(50)).realised, micros(55));
  EXPECT_EQ(lots.cost(), micros(-105));
}

TEST(Lots, ATradeBeyondWhatIsHeldOpensTheRest) {
  Lots lots;
  lots.trade(1, micros(100));
  const Lots::Traded traded = lots.trade(-3, micros(-600));
  EXPECT_EQ(traded.realised, micros(100));
  EXPECT_EQ(traded.closed, -1);
  EXPECT_EQ(traded.opened, -2);
  EXPECT_EQ(lots.quantity(), -2);
  EXPECT_EQ(lots.cost(), micros(-400));
}

TEST(Lots, NoMillionthIsLostWhenPartsDoNotDivide) {
  core::Prng random(7);
  Lots lots;
  Money paid, realised;
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t quantity = random.between(-7, 7);
    if (quantity == 0) continue;
    const Money cost = micros(random.between(1, 1000) * quantity + random.between(-3, 3));
    paid = paid + cost;
    realised = realised + lots.trade(quantity, cost).realised;
    ASSERT_EQ(realised - lots.cost(), -paid) << "after trade " << i;
  }
}

TEST(Lots, AnExecutionIsWorthItsPriceTimesItsShares) {
  const market::Price price = market::Price::parse("-1.05").value();
  EXPECT_EQ(cost_of(price, 100, 3), Money::parse("-315").value());
  EXPECT_EQ(cost_of(market::Price::from_nanos(500), 1, -1), micros(-1)) << "halves away from zero";
  EXPECT_EQ(cost_of(market::Price::from_nanos(499), 1, 1), Money());
  EXPECT_FALSE(cost_of(price, 100, 1'000'000'000'000).has_value()) << "no execution is worth that";
}

TEST(Lots, AveragesAreToTheNearestNano) {
  EXPECT_EQ(per_share(Money::parse("100").value(), 3, 100), market::Price::from_nanos(333'333'333));
  EXPECT_EQ(per_share(Money::parse("-210").value(), -2, 100), market::Price::parse("1.05").value());
  EXPECT_FALSE(per_share(Money::parse("2000001").value(), 1, 1).has_value()) << "no share costs that";
  EXPECT_EQ(scaled(10, 3, -2), -15);
}

}  // namespace
}  // namespace legwork::trade
