// Positions that nobody explains, as the verticals they could be: proposed, confirmed by a person, and explained from then on.
#include "trade/ledger/adopt.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

BrokerPosition held(const Instrument& what, std::int64_t quantity, const char* price = "1") {
  return {what, quantity, price_of(price)};
}
std::vector<std::string> names(const std::vector<AdoptionProposal>& proposals) {
  std::vector<std::string> names;
  for (const AdoptionProposal& one : proposals) names.push_back(to_string(one.grouping));
  return names;
}
using Names = std::vector<std::string>;

TEST(Adopt, PairsWhatIsOfOneRightAndPrefersEqualSizesThenTheNarrowest) {
  const std::vector<BrokerPosition> open = {held(spy(600), -2), held(spy(590), 2), held(spy(595), 3),
                                            held(spy(620, core::Right::call), -1), held(spy(630, core::Right::call), 1)};
  const Adoption adoption = propose(open);
  EXPECT_EQ(names(adoption.proposals), (Names{"SPY:20261218:C:620/630 x1, bear_call", "SPY:20261218:P:600/590 x2, bull_put"}));
  ASSERT_EQ(adoption.proposals[1].alternatives.size(), 1u);
  EXPECT_EQ(to_string(adoption.proposals[1].alternatives[0]), "SPY:20261218:P:600/595 x2, bull_put");
  ASSERT_EQ(adoption.left.size(), 1u);
  EXPECT_EQ(adoption.left[0].instrument, spy(595));
  EXPECT_EQ(adoption.left[0].quantity, 3);
}

TEST(Adopt, GivesNothingAwayTwiceAndDoesNotDependOnTheOrderOfRows) {
  std::vector<BrokerPosition> open = {held(spy(600), -3), held(spy(595), 1), held(spy(590), 1), held(spy(585), 2),
                                      held(spy_stock, 100)};
  std::ranges::sort(open, {}, [](const BrokerPosition& one) { return one.instrument.id; });
  const auto by_id = [](const BrokerPosition& a, const BrokerPosition& b) { return a.instrument.id < b.instrument.id; };
  const Names expected = {"SPY:20261218:P:600/595 x1, bull_put", "SPY:20261218:P:600/590 x1, bull_put",
                          "SPY:20261218:P:600/585 x1, bull_put"};
  do {
    const Adoption adoption = propose(open);
    ASSERT_TRUE(std::ranges::is_permutation(names(adoption.proposals), expected));
    ASSERT_EQ(adoption.left.size(), 2u);
    EXPECT_EQ(adoption.left[0].instrument, spy(585));
    EXPECT_EQ(adoption.left[0].quantity, 1);
    EXPECT_EQ(adoption.left[1].instrument, spy_stock) << "shares are in no vertical";
  } while (std::next_permutation(open.begin(), open.end(), by_id));
}

TEST(Adopt, DoesNotPairAcrossExpiriesOrClasses) {
  Instrument later = spy(595);
  later.option->expiry = market::add_days(later.option->expiry, 7);
  Instrument adjusted = spy(590);
  adjusted.option->trading_class = "SPY1";
  EXPECT_TRUE(propose({held(spy(600), -1), held(later, 1), held(adjusted, 1)}).proposals.empty());
}

TEST(Adopt, WhatAPersonConfirmsIsExplained) {
  LedgerStory story;
  const OrderNumber order = story.orders(1, sell_put_spread(600, 595, 2, "1.05"));
  story.executes(order, "a.1", spy(600), -2, "5");
  story.executes(order, "a.2", spy(595), 2, "4");
  // By phone: the 595/590 put spread, which the broker nets with the long leg above to nothing.
  const std::vector<BrokerPosition> broker = {held(spy(600), -2, "5"), held(spy(590), 2, "3")};
  const std::vector<BrokerPosition> open = open_positions(story.ledger(), "DU1", broker);
  const Adoption adoption = propose(open);
  ASSERT_EQ(names(adoption.proposals), Names{"SPY:20261218:P:595/590 x2, bull_put"});
  Grouping grouping = adoption.proposals.front().grouping;
  const Confirmation confirmation{"adopt-2", story.ledger().next_spread(), "DU1", "person:ann", "by phone", minute(3), usd("2")};
  EXPECT_FALSE(adopted(grouping, confirmation).has_value()) << "the broker shows no price for what it netted away";
  grouping.sold.average_price = price_of("3.8");
  story.say(adopted(grouping, confirmation).value());
  EXPECT_TRUE(open_positions(story.ledger(), "DU1", broker).empty());
  const LedgerSpread spread = story.spread(2);
  EXPECT_EQ(spread.state, SpreadState::open);
  EXPECT_EQ(spread.units_open, 2);
  EXPECT_EQ(spread.entry_cost, price_of("-0.8"));
  EXPECT_EQ(spread.fees, usd("2"));
  EXPECT_EQ(story.ledger().explained("DU1"), (Ledger::Positions{{ContractId(600), -2}, {ContractId(590), 2}}));
}

}  // namespace
}  // namespace legwork::trade
