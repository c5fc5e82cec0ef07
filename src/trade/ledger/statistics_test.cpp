// Statistics, fill quality and calibration on days small enough to check by hand.
#include "trade/ledger/statistics.hpp"

#include <gtest/gtest.h>

#include "trade/ledger/calibration.hpp"
#include "trade/ledger/fill_quality.hpp"
#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

using records::EndCause;

/// A spread of the 600/595 put, opened at 1.05 and bought back at the difference of two prices.
void round_trip(LedgerStory& story, std::uint64_t spread, const char* short_at, const char* long_at) {
  const std::string base = std::to_string(spread);
  const OrderNumber open = story.orders(spread, sell_put_spread(600, 595, 2, "1.05"));
  story.executes(open, "o1-" + base, spy(600), -2, "5");
  story.executes(open, "o2-" + base, spy(595), 2, "3.95");
  const OrderNumber close = story.orders(spread, buy_back_put_spread(600, 595, 2, "0.5"));
  story.executes(close, "c1-" + base, spy(600), 2, short_at);
  story.executes(close, "c2-" + base, spy(595), -2, long_at);
  for (const char* leg : {"o1-", "o2-", "c1-", "c2-"}) story.charges(leg + base + ".01", "1.25");
}

TEST(Statistics, OfFourTradesByHand) {
  LedgerStory story;
  round_trip(story, 1, "2", "1.5");  // 0.55 × 200 - 5 = 105
  round_trip(story, 2, "7", "4.95");  // -1 × 200 - 5 = -205
  round_trip(story, 3, "2", "1");  // 0.05 × 200 - 5 = 5
  round_trip(story, 4, "2.025", "1");  // 0.025 × 200 - 5 = 0
  const OrderNumber open = story.orders(5, sell_put_spread(600, 595, 2, "1.05"));
  story.executes(open, "still", spy(600), -2, "5");
  const std::vector<TradeResult> results = results_of(story.ledger().spreads());
  ASSERT_EQ(results.size(), 5u);
  EXPECT_EQ(results[0].strategy, "bull_put");
  EXPECT_EQ(results[0].risk, usd("790")) << "2 × 100 × (5 - 1.05)";
  EXPECT_DOUBLE_EQ(results[0].return_on_risk.value(), 105.0 / 790);
  EXPECT_EQ(results[0].held, std::chrono::minutes(3));
  EXPECT_FALSE(results[4].ended);
  const Statistics sums = statistics(results);
  EXPECT_EQ(sums.trades, 4);
  EXPECT_EQ(sums.wins, 2);
  EXPECT_EQ(sums.losses, 1);
  EXPECT_EQ(sums.gross, usd("-75"));
  EXPECT_EQ(sums.fees, usd("20"));
  EXPECT_EQ(sums.net, usd("-95"));
  EXPECT_DOUBLE_EQ(sums.win_rate.value(), 0.5);
  EXPECT_DOUBLE_EQ(sums.profit_factor.value(), 110.0 / 205);
  EXPECT_EQ(sums.expectancy, usd("-23.75"));
  EXPECT_EQ(sums.average_win, usd("55"));
  EXPECT_EQ(sums.average_loss, usd("-205"));
  EXPECT_EQ(sums.largest_win, usd("105"));
  EXPECT_EQ(sums.drawdown_max, usd("205"));
  EXPECT_DOUBLE_EQ(sums.expectancy_on_risk.value(), -95.0 / 790 / 4);
  EXPECT_EQ(sums.average_held, std::chrono::minutes(3));
}

TEST(Statistics, AreMissingWhereTheyMeanNothing) {
  const Statistics none = statistics({});
  EXPECT_FALSE(none.win_rate || none.profit_factor || none.expectancy || none.average_held);
  LedgerStory story;
  round_trip(story, 1, "2", "1.5");
  const Statistics one = statistics(results_of(story.ledger().spreads()));
  EXPECT_EQ(one.win_rate, 1.0);
  EXPECT_FALSE(one.profit_factor.has_value()) << "nothing was lost";
}

TEST(Statistics, ByWhatWasTradedByWhomAndWhen) {
  LedgerStory story;
  round_trip(story, 1, "2", "1.5");
  round_trip(story, 2, "7", "4.95");
  std::vector<TradeResult> results = results_of(story.ledger().spreads());
  EXPECT_EQ(results[0].month, "2024-10");
  results[1].month = "2024-11";
  results[1].actor = "playbook:weekly";
  for (const GroupBy by : {GroupBy::actor, GroupBy::month}) {
    const auto groups = statistics_by(by, results);
    ASSERT_EQ(groups.size(), 2u) << to_string(by);
    EXPECT_EQ(groups.at(by == GroupBy::actor ? "playbook:weekly" : "2024-11").net, usd("-205"));
  }
  EXPECT_EQ(statistics_by(GroupBy::strategy, results).at("bull_put").trades, 2);
  EXPECT_EQ(statistics_by(GroupBy::underlying, results).at("SPY").net, usd("-100"));
}

TEST(Statistics, ExcursionsAreOfWhatWasHeldThen) {
  LedgerStory story;
  round_trip(story, 1, "2", "1.5");  // held from minute 2 to minute 3
  const auto marks = [](std::int64_t at, const char* short_mark, const char* long_mark) {
    return MarkPoint{minute(at), {{ContractId(600), price_of(short_mark)}, {ContractId(595), price_of(long_mark)}}};
  };
  const std::vector<MarkPoint> points = {marks(0, "9", "1"),
                                         marks(2, "6", "4"),
                                         marks(2, "5", "4.5"),
                                         marks(2, "5", "4"),
                                         {minute(2), {{ContractId(600), price_of("99")}}},
                                         marks(9, "9", "1")};
  const Excursion seen = excursion(story.spread(1), points).value();
  EXPECT_EQ(seen.points, 3) << "not before, not after, not without a mark";
  EXPECT_EQ(seen.adverse, usd("-190"));
  EXPECT_EQ(seen.favourable, usd("110"));
  EXPECT_FALSE(excursion(story.spread(1), {}).has_value());
}

TEST(FillQuality, IsOfTheWholeWalkAgainstItsFirstQuote) {
  LedgerStory story;
  const OrderNumber first = story.orders(1, sell_put_spread(600, 595, 3, "1.10"), {}, 7);
  auto& sent = std::get<records::Intended>(story.said.back().first);
  sent.mid_at_send = -1.10;
  sent.natural_at_send = price_of("-1.00");
  story.executes(first, "a.1", spy(600), -1, "5");
  story.executes(first, "a.2", spy(595), 1, "3.92");
  const OrderNumber second = story.orders(1, sell_put_spread(600, 595, 2, "1.05"), {}, 7);
  story.executes(second, "b.1", spy(600), -2, "5");
  FillQuality quality = fill_quality(story.ledger()).front();
  EXPECT_EQ(quality.units_filled, 1);
  EXPECT_FALSE(quality.cost.has_value()) << "a leg is still to come";
  story.executes(second, "b.2", spy(595), 2, "3.95");
  ASSERT_EQ(fill_quality(story.ledger()).size(), 1u);
  quality = fill_quality(story.ledger()).front();
  EXPECT_EQ(quality.units_wanted, 3);
  EXPECT_EQ(quality.units_filled, 3);
  EXPECT_EQ(quality.steps, 1);
  EXPECT_EQ(quality.cost, price_of("-1.06"));
  EXPECT_NEAR(quality.beyond_mid.value(), 0.04, 1e-12);
  EXPECT_NEAR(quality.inside_natural.value(), 0.06, 1e-12);
  EXPECT_NEAR(quality.capture.value(), 0.6, 1e-12);
  EXPECT_DOUBLE_EQ(quality.seconds.value(), 240);
  LedgerStory odd = story;
  odd.executes(second, "b.3", spy(580), 1, "1");
  EXPECT_FALSE(fill_quality(odd.ledger()).front().cost.has_value()) << "an execution in none of its legs";
  story.orders(2, sell_put_spread(600, 595, 1, "4"));
  const FillTotals totals = fill_totals(fill_quality(story.ledger()));
  EXPECT_EQ(totals.tickets, 2);
  EXPECT_EQ(totals.filled, 1);
  EXPECT_NEAR(totals.given_usd, 12, 1e-9);
  EXPECT_EQ(totals.average_steps, 1);
  EXPECT_EQ(totals.median_seconds, 240);
}

TradeResult ran_out(double pop, const char* gross, double value = 0) {
  TradeResult result;
  result.ended = result.ran_out = true;
  result.pop = pop;
  result.expected_value = value;
  result.gross = result.net = usd(gross);
  return result;
}

TEST(Calibration, BucketsScoreAndSkillByHand) {
  std::vector<TradeResult> results = {ran_out(0.8, "10", 1), ran_out(0.85, "10", 1), ran_out(0.8, "-40", 1), ran_out(0.3, "-5", 1)};
  const Calibration all = calibration(results);
  EXPECT_EQ(all.count, 4);
  ASSERT_EQ(all.buckets.size(), 2u);
  EXPECT_DOUBLE_EQ(all.buckets[0].low, 0.3);
  EXPECT_EQ(all.buckets[1].count, 3);
  EXPECT_NEAR(all.buckets[1].promised, 2.45 / 3, 1e-12);
  EXPECT_NEAR(all.buckets[1].observed, 2.0 / 3, 1e-12);
  EXPECT_NEAR(all.buckets[1].observed_low, 0.2077, 1e-4) << "Wilson's interval of 2 in 3";
  EXPECT_NEAR(all.buckets[1].observed_high, 0.9385, 1e-4);
  EXPECT_NEAR(all.brier.value(), (0.04 + 0.0225 + 0.64 + 0.09) / 4, 1e-12);
  EXPECT_NEAR(all.skill.value(), 1 - all.brier.value() / 0.25, 1e-12);
  EXPECT_EQ(all.promised_value, 4);
  EXPECT_EQ(all.realised_value, -25);
  EXPECT_NEAR(all.value_error.value(), std::sqrt(4 * 1668.75 / 3), 1e-9);
}

TEST(Calibration, WhatWasClosedEarlyIsAnotherEvent) {
  std::vector<TradeResult> results = {ran_out(1, "10"), ran_out(0.5, "10"), ran_out(0.5, "10")};
  results[1].ran_out = false;
  results[2].ended = false;
  EXPECT_EQ(calibration(results).count, 1);
  EXPECT_EQ(calibration(results).buckets.front().high, 1);
  EXPECT_EQ(calibration(results, {10, true}).count, 2);
  EXPECT_FALSE(calibration({}).brier.has_value());
}

TEST(Calibration, ASpreadBringsItsPromises) {
  LedgerStory story;
  const OrderNumber order = story.orders(1, sell_put_spread(600, 595, 4, "1.05"));
  auto& sent = std::get<records::Intended>(story.said.back().first);
  sent.pop = 0.75;
  sent.expected_value = -8;
  story.executes(order, "a.1", spy(600), -1, "5");
  story.executes(order, "a.2", spy(595), 1, "3.95");
  story.ended(1, EndCause::expired, spy(600), 1);
  story.ended(1, EndCause::expired, spy(595), -1);
  const TradeResult result = result_of(story.spread(1)).value();
  EXPECT_TRUE(result.ran_out);
  EXPECT_EQ(result.pop, 0.75);
  EXPECT_EQ(result.expected_value, -2) << "one of four units was opened";
  EXPECT_NEAR(calibration(std::vector{result}).brier.value(), 0.0625, 1e-12);
}

}  // namespace
}  // namespace legwork::trade
