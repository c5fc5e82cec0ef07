#include "chain/snapshot.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::chain {
namespace {

using market::Right;
using namespace std::chrono_literals;

TimePoint at(int minute) { return market::eastern_to_utc(2026y / 7 / 10, {10 * 3600 + minute * 60}); }

Quote quote(int minute, const char* strike, double bid, double ask, double spot = 100) {
  Quote q;
  q.quoted_at = at(minute);
  q.contract = {.underlying = "KO",
                .trading_class = "KO",
                .expiry = 2026y / 8 / 21,
                .strike = market::Price::parse(strike).value(),
                .right = Right::call};
  q.bid = bid;
  q.ask = ask;
  q.underlying_price = spot;
  return q;
}

struct Fold {
  RejectLog rejects;
  std::size_t later = 0;
  std::vector<UnderlyingSnapshot> snapshots;
};

Fold fold(const std::vector<Quote>& quotes, std::optional<TimePoint> as_of = {}) {
  Fold out;
  SnapshotBuilder builder(as_of);
  for (const Quote& q : quotes) EXPECT_TRUE(builder.add(Quote(q), out.rejects).has_value());
  out.later = builder.later();
  out.snapshots = std::move(builder).finish();
  return out;
}

TEST(Snapshot, KeepsTheNewestQuoteOfEveryContract) {
  const Fold out =
      fold({quote(0, "70", 1, 1.1, 99), quote(0, "75", 2, 2.1, 99), quote(5, "70", 1.2, 1.3, 101), quote(5, "75", 2, 2.1, 101)});
  ASSERT_EQ(out.snapshots.size(), 1u);
  const UnderlyingSnapshot& ko = out.snapshots[0];
  EXPECT_EQ(ko.symbol, "KO");
  EXPECT_EQ(ko.as_of, at(5));
  EXPECT_EQ(ko.quoted_at, at(5));
  EXPECT_EQ(ko.price, 101);
  EXPECT_EQ(ko.snapshots, 2);
  ASSERT_EQ(ko.rows.size(), 2u);
  EXPECT_EQ(ko.rows[0].quote.bid, 1.2);
}

TEST(Snapshot, AQuoteIsAsOldAsItsLastChangeOfBidOrAsk) {
  const Fold out = fold({quote(0, "70", 1, 1.1, 99), quote(5, "70", 1, 1.2, 100), quote(10, "70", 1, 1.2, 101)});
  const SnapshotRow& row = out.snapshots[0].rows[0];
  EXPECT_TRUE(row.change_seen);
  EXPECT_EQ(row.changed_at, at(5));
  EXPECT_EQ(row.underlying_at_change, 100);
}

TEST(Snapshot, WithoutAChangeTheAgeIsALowerBoundFromTheFirstSight) {
  const Fold out = fold({quote(0, "70", 1, 1.1, 99), quote(5, "70", 1, 1.1, 100)});
  const SnapshotRow& row = out.snapshots[0].rows[0];
  EXPECT_FALSE(row.change_seen);
  EXPECT_EQ(row.changed_at, at(0));
  EXPECT_EQ(row.underlying_at_change, 99);
}

TEST(Snapshot, AMissingSideThatStaysMissingIsNoChange) {
  const Fold out =
      fold({quote(0, "70", unknown, 1.1), quote(5, "70", unknown, 1.1), quote(5, "75", 1, 1.1), quote(0, "75", unknown, 1.1)});
  EXPECT_FALSE(out.snapshots[0].rows[0].change_seen);
  EXPECT_TRUE(out.snapshots[0].rows[1].change_seen);
}

TEST(Snapshot, DropsContractsThatTheNewestSnapshotNoLongerLists) {
  const Fold out = fold({quote(0, "70", 1, 1.1), quote(0, "75", 2, 2.1), quote(5, "75", 2, 2.1)});
  ASSERT_EQ(out.snapshots[0].rows.size(), 1u);
  EXPECT_EQ(out.snapshots[0].rows[0].quote.contract.strike.to_string(), "75");
  EXPECT_EQ(out.snapshots[0].dropped, 1);
}

TEST(Snapshot, LeavesOutAndCountsRowsLaterThanTheValuationTime) {
  const Fold out = fold({quote(0, "70", 1, 1.1, 99), quote(5, "70", 1.2, 1.3, 101)}, at(3));
  EXPECT_EQ(out.later, 1u);
  EXPECT_EQ(out.snapshots[0].as_of, at(3));
  EXPECT_EQ(out.snapshots[0].quoted_at, at(0));
  EXPECT_EQ(out.snapshots[0].rows[0].quote.bid, 1);
  EXPECT_TRUE(fold({quote(5, "70", 1, 1.1)}, at(3)).snapshots.empty());
}

TEST(Snapshot, KeepsTheFirstOfDuplicatesAndCountsTheRest) {
  const Fold out = fold({quote(0, "70", 1, 1.1), quote(0, "70", 5, 5.1)});
  EXPECT_EQ(out.snapshots[0].rows[0].quote.bid, 1);
  EXPECT_EQ(out.rejects.by_reason().at("duplicate"), 1u);
  EXPECT_NE(out.rejects.first()[0].message.find("KO 2026-08-21 C 70"), std::string::npos);
}

TEST(Snapshot, KeepsClassesRightsAndMultipliersApart) {
  Quote am = quote(0, "70", 1, 1.1), weekly = am, put = am, mini = am;
  weekly.contract.trading_class = "KOW";
  put.contract.right = Right::put;
  mini.contract.multiplier = 10;
  const Fold out = fold({am, weekly, put, mini});
  EXPECT_EQ(out.snapshots[0].rows.size(), 4u);
  EXPECT_EQ(out.rejects.total(), 0u);
}

TEST(Snapshot, RowsComeByExpiryClassRightAndStrike) {
  std::vector<Quote> quotes;
  for (const char* strike : {"75", "70"})
    for (const Right right : {Right::put, Right::call})
      for (const char* name : {"KOW", "KO"})
        for (const auto expiry : {2026y / 9 / 18, 2026y / 8 / 21}) {
          quotes.push_back(quote(0, strike, 1, 1.1));
          quotes.back().contract.right = right;
          quotes.back().contract.trading_class = name;
          quotes.back().contract.expiry = expiry;
        }
  const Fold out = fold(quotes);
  std::string order;
  for (const SnapshotRow& row : out.snapshots[0].rows)
    order += std::to_string(static_cast<unsigned>(row.quote.contract.expiry.month())) + row.quote.contract.trading_class +
             core::letter(row.quote.contract.right) + row.quote.contract.strike.to_string() + " ";
  EXPECT_EQ(order,
            "8KOC70 8KOC75 8KOP70 8KOP75 8KOWC70 8KOWC75 8KOWP70 8KOWP75 "
            "9KOC70 9KOC75 9KOP70 9KOP75 9KOWC70 9KOWC75 9KOWP70 9KOWP75 ");
}

TEST(Snapshot, EveryUnderlyingHasItsOwnTime) {
  Quote spy = quote(7, "600", 1, 1.1);
  spy.contract.underlying = spy.contract.trading_class = "AAA";
  const Fold out = fold({quote(0, "70", 1, 1.1), spy});
  ASSERT_EQ(out.snapshots.size(), 2u);
  EXPECT_EQ(out.snapshots[0].symbol, "AAA");
  EXPECT_EQ(out.snapshots[0].as_of, at(7));
  EXPECT_EQ(out.snapshots[1].as_of, at(0));
}

/// Files may be given in any order: the fold must not depend on it.
TEST(Snapshot, TheOrderOfSnapshotsDoesNotMatter) {
  core::Prng prng(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Quote> quotes;
    for (int minute = 0; minute < 8; ++minute)
      for (const char* strike : {"70", "75", "80"})
        quotes.push_back(quote(minute, strike, static_cast<double>(prng.below(2)), 3, 100 + minute));
    const Fold in_order = fold(quotes);
    std::shuffle(quotes.begin(), quotes.end(), prng);
    const Fold shuffled = fold(quotes);
    const auto &a = in_order.snapshots[0].rows, &b = shuffled.snapshots[0].rows;
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].quote.bid, b[i].quote.bid);
      EXPECT_EQ(a[i].changed_at, b[i].changed_at);
      EXPECT_EQ(a[i].change_seen, b[i].change_seen);
      EXPECT_EQ(a[i].underlying_at_change, b[i].underlying_at_change);
    }
  }
}

}  // namespace
}  // namespace legwork::chain
