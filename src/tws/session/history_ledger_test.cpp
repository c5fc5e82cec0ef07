#include "tws/session/history_ledger.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

HistoryAsk ask(int number, std::string series = {}) {
  return {.identity = "request " + std::to_string(number), .series = series.empty() ? "series " + std::to_string(number) : series};
}

HistoryLedger::Booking ask_now(HistoryLedger& ledger, const HistoryAsk& what, core::TimePoint now) {
  const auto booking = ledger.book(what, now);
  ledger.written(booking, now);
  return booking;
}

TEST(HistoryLedger, TheFirstRequestGoesAtOnce) { EXPECT_EQ(HistoryLedger{}.earliest(ask(1), start), start); }

TEST(HistoryLedger, AnIdenticalRequestWaitsFifteenSeconds) {
  HistoryLedger ledger;
  ledger.close(ask_now(ledger, ask(1), start));
  EXPECT_EQ(ledger.earliest(ask(1), start + 3s), start + 15s + 1ns);
  EXPECT_EQ(ledger.earliest(ask(2), start + 3s), start + 3s) << "another does not";
  EXPECT_EQ(ledger.earliest(ask(1), start + 16s), start + 16s);
}

TEST(HistoryLedger, FewerThanSixOfOneSeriesInTwoSeconds) {
  HistoryLedger ledger;
  for (int number = 0; number < 5; ++number) ask_now(ledger, ask(number, "SPY SMART TRADES"), start + number * 100ms);
  EXPECT_EQ(ledger.earliest(ask(9, "SPY SMART TRADES"), start + 1s), start + 2s + 1ns)
      << "when the first of the five is two seconds old";
  EXPECT_EQ(ledger.earliest(ask(9, "SPY SMART MIDPOINT"), start + 1s), start + 1s);
}

TEST(HistoryLedger, SixtySmallOnesInTenMinutesAndBidAskCountsTwice) {
  HistoryLedger ledger;
  auto bid_ask = ask(0);
  bid_ask.weight = 2;
  for (int number = 0; number < 30; ++number) {
    bid_ask.identity = bid_ask.series = std::to_string(number);
    ASSERT_EQ(ledger.earliest(bid_ask, start + number * 1s), start + number * 1s);
    ledger.close(ask_now(ledger, bid_ask, start + number * 1s));
  }
  EXPECT_EQ(ledger.earliest(ask(99), start + 60s), start + 10min + 1ns);
  bid_ask.identity = bid_ask.series = "another";
  EXPECT_EQ(ledger.earliest(bid_ask, start + 60s), start + 10min + 1ns);
  auto daily_bars = ask(100);
  daily_bars.small_bars = false;
  EXPECT_EQ(ledger.earliest(daily_bars, start + 60s), start + 60s) << "bars above 30 seconds are not counted";
}

TEST(HistoryLedger, FiftyOpenAtOnceUntilOneCloses) {
  HistoryLedger ledger;
  auto large = ask(0);
  large.small_bars = false;
  std::vector<HistoryLedger::Booking> open;
  for (int number = 0; number < 50; ++number) {
    large.identity = large.series = std::to_string(number);
    open.push_back(ask_now(ledger, large, start));
  }
  large.identity = large.series = "the 51st";
  EXPECT_EQ(ledger.earliest(large, start + 1h), std::nullopt);
  ledger.close(open[7]);
  ledger.close(open[7]);  // twice is once
  EXPECT_EQ(ledger.open(), 49);
  EXPECT_EQ(ledger.earliest(large, start + 1h), start + 1h);
}

TEST(HistoryLedger, OneThatWasNeverWrittenCountsNoLonger) {
  HistoryLedger ledger;
  const auto booking = ledger.book(ask(1), start);
  EXPECT_GT(*ledger.earliest(ask(1), start + 1h), start + 1h) << "still on its way: as if asked now";
  ledger.withdraw(booking);
  EXPECT_EQ(ledger.earliest(ask(1), start), start);
  EXPECT_EQ(ledger.open(), 0);
}

TEST(HistoryLedger, AnyOfManyMayBeWithdrawn) {
  for (std::uint64_t which = 1; which <= 40; ++which) {
    HistoryLedger ledger;
    for (int number = 1; number <= 40; ++number) ledger.book(ask(number), start);
    ledger.withdraw(which);
    EXPECT_EQ(ledger.open(), 39);
    EXPECT_EQ(ledger.earliest(ask(static_cast<int>(which)), start), start);
    EXPECT_GT(ledger.earliest(ask(which == 40 ? 39 : 40), start), start);
  }
}

TEST(HistoryLedger, AComplaintHoldsEverythingAndTheNextOneTwiceAsLong) {
  HistoryLedger ledger;
  ledger.violation(start);
  ledger.violation(start + 1s);  // of the same burst
  EXPECT_EQ(ledger.earliest(ask(1), start + 2s), start + 15s);
  ledger.violation(start + 20s);
  EXPECT_EQ(ledger.earliest(ask(1), start + 21s), start + 50s);
  ledger.violation(start + 1h);
  EXPECT_EQ(ledger.earliest(ask(1), start + 1h), start + 1h + 15s) << "an old complaint is forgotten";
}

/// The gateway's own count over a random day, asked whenever the ledger allows it.
TEST(HistoryLedger, NoWindowIsEverOverfull) {
  core::Prng prng(3);
  HistoryLedger ledger;
  std::vector<std::pair<core::TimePoint, HistoryAsk>> asked;
  auto now = start;
  while (now < start + 24h) {
    HistoryAsk wish = ask(static_cast<int>(prng.below(40)), std::to_string(prng.below(4)));
    wish.weight = prng.chance(1, 4) ? 2 : 1;
    wish.identity += std::to_string(wish.weight) + wish.series;
    const auto at = ledger.earliest(wish, now);
    ASSERT_TRUE(at.has_value());
    now = *at;
    ledger.close(ask_now(ledger, wish, now));
    asked.emplace_back(now, wish);
    now += std::chrono::milliseconds(prng.below(1500));
  }
  ASSERT_GT(asked.size(), 3000U);
  for (std::size_t last = 0; last < asked.size(); ++last) {
    int in_series = 0;
    int in_ten_minutes = 0;
    int identical = 0;
    for (std::size_t one = last + 1; one-- > 0 && asked[last].first - asked[one].first <= 10min;) {
      const auto age = asked[last].first - asked[one].first;
      in_ten_minutes += asked[one].second.weight;
      if (age <= 2s && asked[one].second.series == asked[last].second.series) in_series += asked[one].second.weight;
      if (age <= 15s && asked[one].second.identity == asked[last].second.identity) ++identical;
    }
    ASSERT_LE(in_ten_minutes, 60);
    ASSERT_LT(in_series, 6);
    ASSERT_EQ(identical, 1);
  }
}

}  // namespace
}  // namespace legwork::tws
