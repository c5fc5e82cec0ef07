// What `legwork spreads` and `legwork positions` print.
#include "trade/ledger/rows.hpp"

#include <gtest/gtest.h>

#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

TEST(Rows, SpreadsAndPositionsOfADay) {
  LedgerStory story;
  const OrderNumber first = story.orders(1, sell_put_spread(600, 595, 2, "1.05"));
  story.executes(first, "a.1", spy(600), -2, "5");
  story.executes(first, "a.2", spy(595), 2, "3.95");
  story.charges("a.1.01", "1.3");
  const Intent roll =
      Intent::roll("DU1", {spy(595), spy(600)}, {spy(590), spy(585)}, 1, NetPrice::credit(price_of("0.1")), TimeInForce::day())
          .value();
  const OrderNumber rolls = story.orders(1, roll, 2);
  story.executes(rolls, "r.1", spy(600), 1, "6");
  story.executes(rolls, "r.2", spy(595), -1, "5");
  story.executes(rolls, "r.3", spy(590), -1, "4.1");
  story.executes(rolls, "r.4", spy(585), 1, "3");
  const OrderNumber third = story.orders(3, sell_put_spread(595, 590, 1, "0.9"));
  story.executes(third, "c.1", spy(595), -1, "4");
  story.executes(OrderNumber{}, "hand.1", spy(585), 2, "3");
  EXPECT_EQ(to_text(spread_rows(story.ledger(), std::vector{rolls})),
            "SPREAD  LEGS                    UNITS   STATE    ENTRY        REALISED  FEES              ROLLED  BREAKS\n"
            "1       SPY:20261218:P:600/595  1 of 2  closing  1.05 credit  5.00      1.30 + 3 to come  into 2\n"
            "2       SPY:20261218:P:590/585  1 of 1  open     1.1 credit   0.00      0.00 + 2 to come  from 1\n"
            "3       SPY:20261218:P:595/590  0 of 1  open                  0.00      0.00 + 1 to come          1\n");
  EXPECT_EQ(to_text(position_rows(story.ledger(), "DU1")),
            "CONTRACT  WHAT                  HELD  IN SPREADS  IN NONE  WHICH\n"
            "585       SPY 2026-12-18 585 P  3     1           2        2: +1\n"
            "590       SPY 2026-12-18 590 P  -1    -1          0        2: -1\n"
            "595       SPY 2026-12-18 595 P  0     0           0        1: +1, 3: -1\n"
            "600       SPY 2026-12-18 600 P  -1    -1          0        1: -1\n");
}

TEST(Rows, AnEmptyLedgerIsAHead) {
  EXPECT_EQ(to_text(position_rows(Ledger(), "DU1")), "CONTRACT  WHAT  HELD  IN SPREADS  IN NONE  WHICH\n");
}

}  // namespace
}  // namespace legwork::trade
