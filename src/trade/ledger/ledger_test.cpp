// The ledger as its owner reads it: a spread lives through partial fills, corrections, rolls, assignment and expiry; its neighbours on the
// same strikes do not notice; what nobody explains stays visible.
#include "trade/ledger/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "trade/ledger/ledger_fixture.hpp"
#include "trade/ledger/rows.hpp"

namespace legwork::trade {
namespace {

using records::EndCause;

/// Two units of the 600/595 bull put, sold at 1.05: -5.00 and 3.95 a leg.
OrderNumber open_two(LedgerStory& story, std::uint64_t spread = 1, const std::string& base = "open") {
  const OrderNumber order = story.orders(spread, sell_put_spread(600, 595, 2, "1.05"));
  story.executes(order, base + ".1", spy(600), -2, "5");
  story.executes(order, base + ".2", spy(595), 2, "3.95");
  return order;
}
OrderNumber close_some(LedgerStory& story, std::int64_t units, std::uint64_t spread = 1, const std::string& base = "close") {
  const OrderNumber order = story.orders(spread, buy_back_put_spread(600, 595, units, "0.5"));
  story.executes(order, base + ".1", spy(600), units, "2");
  story.executes(order, base + ".2", spy(595), -units, "1.5");
  return order;
}

TEST(Ledger, ASpreadFromItsIntentToItsClose) {
  LedgerStory story;
  const OrderNumber order = story.orders(1, sell_put_spread(600, 595, 2, "1.05"));
  EXPECT_EQ(story.spread(1).state, SpreadState::intended);
  EXPECT_EQ(story.spread(1).units_intended, 2);
  story.executes(order, "a.1", spy(600), -2, "5");
  EXPECT_EQ(story.spread(1).units_open, 0) << "one leg is no spread yet";
  ASSERT_EQ(story.spread(1).breaks.size(), 1u);
  EXPECT_EQ(story.spread(1).breaks.front().kind, BreakKind::leg_imbalance);
  story.executes(order, "a.2", spy(595), 2, "3.95");
  LedgerSpread spread = story.spread(1);
  EXPECT_EQ(spread.state, SpreadState::open);
  EXPECT_EQ(spread.units_open, 2);
  EXPECT_EQ(spread.entry_cost, price_of("-1.05"));
  EXPECT_EQ(spread.cash, usd("210"));
  EXPECT_EQ(spread.realised, usd("0"));
  EXPECT_TRUE(spread.breaks.empty());

  const OrderNumber close = close_some(story, 1);
  spread = story.spread(1);
  EXPECT_EQ(spread.state, SpreadState::partially_closed);
  EXPECT_EQ(spread.units_open, 1);
  EXPECT_EQ(spread.realised, usd("55"));
  EXPECT_EQ(state_with(spread, std::vector{close}), SpreadState::closing);
  EXPECT_EQ(unrealised(spread, {{ContractId(600), price_of("3")}, {ContractId(595), price_of("2.5")}}), usd("55"));
  EXPECT_FALSE(unrealised(spread, {{ContractId(600), price_of("3")}}).has_value()) << "a leg without a mark";

  close_some(story, 1, 1, "close2");
  spread = story.spread(1);
  EXPECT_EQ(spread.state, SpreadState::closed);
  EXPECT_EQ(spread.realised, usd("110"));
  EXPECT_EQ(spread.exit_cost, price_of("0.5"));
  EXPECT_EQ(spread.closed_at, minute(story.clock));
}

TEST(Ledger, TheStepsOfAWalkWantTheSameUnits) {
  LedgerStory story;
  const OrderNumber first = story.orders(1, sell_put_spread(600, 595, 3, "1.1"), {}, 7);
  story.executes(first, "a.1", spy(600), -1, "5");
  story.executes(first, "a.2", spy(595), 1, "3.9");
  story.orders(1, sell_put_spread(600, 595, 2, "1.05"), {}, 7);
  EXPECT_EQ(story.spread(1).units_intended, 3);
  story.orders(1, sell_put_spread(600, 595, 2, "1.05"), {}, 8);
  EXPECT_EQ(story.spread(1).units_intended, 5) << "another ticket wants more";
}

TEST(Ledger, TwoSpreadsShareAStrikeThatTheBrokerNets) {
  LedgerStory story;
  open_two(story);
  const OrderNumber lower = story.orders(2, sell_put_spread(595, 590, 2, "0.9"));
  story.executes(lower, "b.1", spy(595), -2, "3.9");
  story.executes(lower, "b.2", spy(590), 2, "3");
  const Ledger ledger = story.ledger();
  EXPECT_EQ(ledger.explained("DU1"), (Ledger::Positions{{ContractId(600), -2}, {ContractId(590), 2}}));
  EXPECT_EQ(ledger.positions("DU1"), ledger.explained("DU1"));
  EXPECT_EQ(ledger.spread(SpreadNumber(1))->holdings.at(ContractId(595)).quantity, 2);
  EXPECT_EQ(ledger.spread(SpreadNumber(2))->holdings.at(ContractId(595)).quantity, -2);
  EXPECT_TRUE(ledger.unexplained("DU1", ledger.explained("DU1")).empty());
  close_some(story, 2);
  EXPECT_EQ(story.spread(1).state, SpreadState::closed);
  EXPECT_EQ(story.spread(2).units_open, 2) << "its neighbour's close is none of its own";
}

TEST(Ledger, ACorrectionAfterTheCloseChangesWhatWasEarned) {
  LedgerStory story;
  const OrderNumber order = open_two(story);
  close_some(story, 2);
  EXPECT_EQ(story.spread(1).realised, usd("110"));
  story.executes(order, "open.1", spy(600), -2, "4.9", 2);
  EXPECT_EQ(story.spread(1).realised, usd("90"));
  story.executes(order, "open.1", spy(600), -1, "4.9", 3);
  const LedgerSpread spread = story.spread(1);
  EXPECT_EQ(spread.holdings.at(ContractId(600)).quantity, 1) << "more was bought back than was ever sold";
  EXPECT_TRUE(std::ranges::any_of(spread.breaks, [](const Break& one) { return one.kind == BreakKind::overclosed; }));
}

TEST(Ledger, ARollEndsOneSpreadAndBeginsTheNext) {
  LedgerStory story;
  open_two(story);
  const Intent roll =
      Intent::roll("DU1", {spy(595), spy(600)}, {spy(590), spy(585)}, 2, NetPrice::credit(price_of("0.1")), TimeInForce::day())
          .value();
  const OrderNumber order = story.orders(1, roll, 2);
  EXPECT_TRUE(story.spread(1).rolled_into.empty()) << "a wish is no roll";
  story.executes(order, "r.1", spy(600), 2, "6");
  story.executes(order, "r.2", spy(595), -2, "5");
  story.executes(order, "r.3", spy(590), -2, "4.1");
  story.executes(order, "r.4", spy(585), 2, "3");
  const LedgerSpread old = story.spread(1);
  const LedgerSpread next = story.spread(2);
  EXPECT_EQ(old.state, SpreadState::closed);
  EXPECT_EQ(old.realised, usd("10"));
  EXPECT_EQ(old.rolled_into, std::vector{SpreadNumber(2)});
  EXPECT_EQ(next.rolled_from, std::vector{SpreadNumber(1)});
  EXPECT_EQ(next.units_open, 2);
  EXPECT_EQ(next.entry_cost, price_of("-1.1"));
  EXPECT_TRUE(old.breaks.empty() && next.breaks.empty());
}

TEST(Ledger, AnAssignmentLeavesSharesAndTheLongLeg) {
  LedgerStory story;
  open_two(story);
  story.ended(1, EndCause::assigned, spy(600), 2, "600");
  LedgerSpread spread = story.spread(1);
  EXPECT_EQ(spread.state, SpreadState::assigned);
  EXPECT_EQ(spread.holdings.at(spy_stock.id).quantity, 200);
  EXPECT_EQ(spread.cash, usd("-119790")) << "210 received, 120000 paid for the shares";
  EXPECT_EQ(spread.realised, usd("1000")) << "the short option's 5.00 each is earned; the loss is in the shares";
  story.ended(1, EndCause::exercised, spy(595), -2, "595");
  spread = story.spread(1);
  EXPECT_EQ(spread.state, SpreadState::closed);
  EXPECT_EQ(spread.realised, usd("-790")) << "the width less the credit, twice";
  EXPECT_TRUE(story.ledger().positions("DU1").empty());
}

TEST(Ledger, ExpiryAndCashSettlementEndASpread) {
  LedgerStory story;
  open_two(story);
  story.ended(1, EndCause::expired, spy(595), -2);
  EXPECT_EQ(story.spread(1).state, SpreadState::partially_closed);
  story.ended(1, EndCause::cash_settled, spy(600), 2, "1.25");
  EXPECT_EQ(story.spread(1).state, SpreadState::expired);
  EXPECT_EQ(story.spread(1).realised, usd("-40"));
}

TEST(Ledger, WhatNoRecordExplainsIsABreak) {
  LedgerStory story;
  open_two(story);
  story.executes(OrderNumber{}, "hand.1", spy(580), -1, "1");
  const Ledger ledger = story.ledger();
  const Ledger::Positions broker = {{ContractId(600), -3}, {ContractId(595), 2}, {ContractId(580), -1}};
  const std::vector<Break> breaks = ledger.unexplained("DU1", broker);
  ASSERT_EQ(breaks.size(), 2u);
  EXPECT_EQ(breaks[0].contract, ContractId(580));
  EXPECT_EQ(breaks[0].kind, BreakKind::in_no_spread) << "an execution is known, and whose it is is not";
  EXPECT_EQ(breaks[1].contract, ContractId(600));
  EXPECT_EQ(breaks[1].kind, BreakKind::position);
  EXPECT_EQ(breaks[1].broker - breaks[1].explained, -1);
}

TEST(Ledger, APersonGivesAnExecutionElsewhereToItsSpread) {
  LedgerStory story;
  open_two(story);
  story.executes(OrderNumber{}, "hand.1", spy(600), 2, "2");
  story.executes(OrderNumber{}, "hand.2", spy(595), -2, "1.5");
  for (const auto& [base, contract] : {std::pair("hand.1.01", 600), std::pair("hand.2.01", 595)})
    story.say(records::Attributed{base, SpreadNumber(1), "DU1", base, ContractId(contract), "person:ann", "", {}});
  EXPECT_EQ(story.spread(1).state, SpreadState::closed);
  EXPECT_EQ(story.spread(1).realised, usd("110"));
  EXPECT_TRUE(story.ledger().unexplained("DU1", {}).empty());
  open_two(story, 2, "again");
  story.say(records::Attributed{"twice", SpreadNumber(2), "DU1", "hand.1.01", ContractId(600), "person:ann", "", {}});
  ASSERT_EQ(story.spread(2).breaks.size(), 1u);
  EXPECT_EQ(story.spread(2).breaks.front().kind, BreakKind::attributed_twice);
  EXPECT_EQ(story.spread(2).units_open, 2);
}

TEST(Ledger, TheMoneyOfAContractThatNobodyDescribedIsNotKnown) {
  LedgerStory story;
  open_two(story);
  story.executes(OrderNumber{}, "hand.1", spy(580), 1, "2");
  records::Attributed fact{"mine", SpreadNumber(1), "DU1", "hand.1.01", ContractId(580), "person:ann", "", {}};
  story.say(fact);
  LedgerSpread spread = story.spread(1);
  EXPECT_FALSE(spread.money_known);
  EXPECT_EQ(spread.holdings.at(ContractId(580)).quantity, 1) << "what is held is known all the same";
  ASSERT_EQ(spread.breaks.size(), 1u);
  EXPECT_EQ(spread.breaks.front().kind, BreakKind::unknown_contract);
  fact.fact = "described";
  fact.instrument = records::write(spy(580));
  story.say(fact);
  spread = story.spread(1);
  EXPECT_TRUE(spread.money_known && spread.breaks.empty());
  EXPECT_EQ(spread.cash, usd("10"));
}

TEST(Ledger, ExecutionsBeyondAllMeasureLeaveQuantitiesAndNoMoney) {
  LedgerStory story;
  const OrderNumber order = open_two(story);
  for (int i = 0; i < 12; ++i) story.executes(order, fmt::format("garbage.{}", i), spy(600), 999, "9999");
  const LedgerSpread spread = story.spread(1);
  EXPECT_FALSE(spread.money_known);
  EXPECT_FALSE(spread.entry_cost.has_value());
  EXPECT_EQ(spread.holdings.at(ContractId(600)).quantity, 12 * 999 - 2);
  EXPECT_EQ(spread_rows(story.ledger(), {}).rows.front()[5], "not known");
}

TEST(Ledger, ASplitTurnsContractsIntoOthersAtTheSameCost) {
  LedgerStory story;
  open_two(story);
  const Instrument halves[] = {spy(300), spy(298)};
  const std::int64_t held[] = {-2, 2};
  for (int i = 0; i < 2; ++i)
    story.say(records::LegRemapped{fmt::format("split-{}", i),
                                   SpreadNumber(1),
                                   "DU1",
                                   i == 0 ? ContractId(600) : ContractId(595),
                                   -held[i],
                                   records::write(halves[i]),
                                   2 * held[i],
                                   {},
                                   minute(++story.clock),
                                   "person:ann",
                                   "2:1"});
  const LedgerSpread spread = story.spread(1);
  EXPECT_EQ(spread.units_open, 4);
  EXPECT_EQ(spread.units_opened, 4);
  EXPECT_EQ(spread.entry_cost, price_of("-0.525"));
  EXPECT_EQ(spread.realised, usd("0"));
  EXPECT_EQ(spread.legs.front().instrument.id, ContractId(298));
  EXPECT_EQ(story.ledger().positions("DU1"), (Ledger::Positions{{ContractId(300), -4}, {ContractId(298), 4}}));
}

TEST(Ledger, FeesComeLateAndAreMissedUntilThen) {
  LedgerStory story;
  open_two(story);
  story.charges("open.1.01", "1.30");
  EXPECT_EQ(story.spread(1).fees_pending, 1);
  story.charges("open.2.01", "1.30");
  EXPECT_EQ(story.spread(1).fees_pending, 0);
  EXPECT_EQ(story.spread(1).net(), usd("-2.60"));
}

TEST(Ledger, WhatWasHeldBeforeIsKnownAndInNoSpread) {
  LedgerStory story;
  story.say(records::Started{"k2m9zq", "DU1", false, 7, "1"});
  story.say(records::OpeningBalance{minute(10), {{ContractId(590), "SPY 590 P", 3}}});
  story.executes(OrderNumber{}, "before.1", spy(590), 3, "1");
  story.clock = 20;
  story.executes(OrderNumber{}, "after.1", spy(590), -1, "1");
  EXPECT_EQ(story.ledger().positions("DU1"), (Ledger::Positions{{ContractId(590), 2}}));
  EXPECT_TRUE(story.ledger().explained("DU1").empty());
  story.say(records::Adjusted{"DU1", ContractId(590), -1, "person:ann", "transferred"});
  story.say(records::Adjusted{"DU2", ContractId(590), -1, "person:ann", "of another account"});
  EXPECT_EQ(story.ledger().positions("DU1"), (Ledger::Positions{{ContractId(590), 1}}));
}

TEST(Ledger, NeitherOrderNorRepetitionMatters) {
  LedgerStory story;
  const OrderNumber order = open_two(story);
  story.charges("open.1.01", "1.30");
  close_some(story, 1);
  story.executes(order, "open.2", spy(595), 2, "3.9", 2);
  story.ended(1, EndCause::assigned, spy(600), 1, "600");
  story.ended(1, EndCause::closed_outside, spy_stock, -100, "601");
  story.ended(1, EndCause::expired, spy(595), -1);
  const Ledger ledger = story.ledger();
  const LedgerSpread spread = *ledger.spread(SpreadNumber(1));
  ASSERT_TRUE(spread.is_flat());
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Ledger other = story.scrambled(seed);
    ASSERT_EQ(other.hash(), ledger.hash()) << "seed " << seed;
    ASSERT_EQ(other.spread(SpreadNumber(1))->realised, spread.realised) << "seed " << seed;
    ASSERT_EQ(other.positions("DU1"), ledger.positions("DU1")) << "seed " << seed;
  }
  story.charges("open.2.01", "1.30");
  EXPECT_NE(story.ledger().hash(), ledger.hash());
}

TEST(Ledger, ARecordThatContradictsAnEarlierOneIsRefused) {
  LedgerStory story;
  open_two(story);
  records::LegEnded fact = story.ended(1, EndCause::expired, spy(595), -1);
  Ledger ledger = story.ledger();
  const std::uint64_t hash = ledger.hash();
  EXPECT_FALSE(ledger.apply(fact).value()) << "said before";
  fact.quantity = -2;
  EXPECT_FALSE(ledger.apply(fact).has_value());
  fact.fact = "";
  EXPECT_FALSE(ledger.apply(fact).has_value());
  auto intended = std::get<records::Intended>(story.said.front().first);
  intended.spread = SpreadNumber(5);
  EXPECT_FALSE(ledger.apply(intended).has_value());
  EXPECT_EQ(ledger.hash(), hash);
}

TEST(Ledger, AnExecutionOfAnOrderThatWasNeverDecidedIsAnOrphan) {
  LedgerStory story;
  story.executes(OrderNumber(77), "x.1", spy(600), -1, "5");
  const auto breaks = story.ledger().breaks();
  ASSERT_EQ(breaks.size(), 1u);
  EXPECT_EQ(breaks.front().kind, BreakKind::orphan);
}

}  // namespace
}  // namespace legwork::trade
