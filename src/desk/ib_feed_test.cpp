// Two ages of a quote: since it changed, and since it was last proven live.
#include "desk/ib_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"

namespace legwork::desk {
namespace {

using namespace std::chrono_literals;
using trade::option;
using trade::QuoteClass;

struct Feed : testing::Test {
  tws::Session session{tws::SessionOptions{}};
  IbFeed feed{session, {.lines_max = 3}};
  core::TimePoint now = core::TimePoint(std::chrono::hours(500'000));
  Underlying spy{{trade::ContractId(756733), "SPY", std::nullopt}, {}};
  std::vector<trade::Instrument> legs{option(600, 600), option(595, 595)};
  std::uint64_t first_key = 0;

  Feed() {
    // Keys are given one after the other: the underlying's is next, then the legs'.
    const auto probe = session.subscribe(tws::RequestMarketData{}, now);
    session.cancel(probe, now);
    first_key = probe.value() + 1;
    EXPECT_TRUE(feed.watch(legs, spy, now).has_value());
  }
  /// 0: the underlying; 1, 2: the legs.
  void tick(std::uint64_t line, std::int32_t type, std::optional<double> price) {
    tws::TickPrice message;
    message.tick_type = type;
    message.price = price;
    message.size = tws::Decimal(5);
    feed.on(tws::Event(tws::Reply{tws::RequestKey(first_key + line), message, 1}), now);
  }
  void quote(std::uint64_t line, double bid, double ask) {
    tick(line, 1, bid);
    tick(line, 2, ask);
  }
  void passes(core::Duration time) { now += time; }
  const trade::LegQuote& leg(std::int64_t id) const { return *feed.leg(trade::ContractId(id)); }
};

TEST_F(Feed, AQuoteIsAsTheLastTicksSay) {
  EXPECT_EQ(leg(600).bid, std::nullopt);
  quote(1, 5.1, 5.3);
  EXPECT_EQ(leg(600).bid, trade::price("5.1"));
  EXPECT_EQ(leg(600).ask, trade::price("5.3"));
  EXPECT_EQ(leg(600).bid_size, 5);
  tick(1, 1, -1);
  EXPECT_EQ(leg(600).bid, std::nullopt) << "-1 is no quote";
}

TEST_F(Feed, TheUnderlyingConfirmsLegsThatStandStill) {
  quote(0, 601, 601.1);
  quote(1, 5.1, 5.3);
  const auto changed = leg(600).changed_at;
  passes(5s);
  quote(0, 601.05, 601.15);
  EXPECT_EQ(leg(600).confirmed_at, now);
  EXPECT_EQ(leg(600).changed_at, changed);
  EXPECT_NE(leg(595).confirmed_at, now) << "it has never ticked";
}

TEST_F(Feed, NotWhenItHasMovedTooFarForThat) {
  quote(0, 601, 601.1);
  quote(1, 5.1, 5.3);
  passes(5s);
  quote(0, 603, 603.1);  // a tenth of a day's deviation is 0.76 at a vol of 20 %
  EXPECT_NE(leg(600).confirmed_at, now);
  tick(1, 2, 5.2);
  EXPECT_EQ(leg(600).confirmed_at, now);
}

TEST_F(Feed, AGapTakesConfirmationAwayUntilTheLineTicks) {
  quote(0, 601, 601.1);
  quote(1, 5.1, 5.3);
  feed.on(tws::Event(tws::Gap{tws::GapCause::data_kept, 2, ""}), now);
  passes(1s);
  quote(0, 601.05, 601.15);
  EXPECT_NE(leg(600).confirmed_at, now);
  tick(1, 1, 5.1);
  EXPECT_EQ(leg(600).confirmed_at, now);
}

TEST_F(Feed, WhatIsNotLiveIsSaidToBe) {
  feed.on(tws::Event(tws::Reply{tws::RequestKey(first_key + 1), tws::MarketDataType{0, 3}, 1}), now);
  EXPECT_EQ(leg(600).quote_class, QuoteClass::delayed);
  feed.on(tws::Event(tws::Reply{tws::RequestKey(first_key + 1), tws::MarketDataType{0, 2}, 1}), now);
  EXPECT_EQ(leg(600).quote_class, QuoteClass::frozen);
  tick(2, 66, 4.9);  // a delayed bid, whatever was announced
  EXPECT_EQ(leg(595).quote_class, QuoteClass::delayed);
}

TEST_F(Feed, AHaltIsKnown) {
  feed.on(tws::Event(tws::Reply{tws::RequestKey(first_key), tws::TickGeneric{0, 49, 1}, 1}), now);
  EXPECT_THAT(feed.halted(), testing::ElementsAre("SPY"));
  feed.on(tws::Event(tws::Reply{tws::RequestKey(first_key), tws::TickGeneric{0, 49, 0}, 1}), now);
  EXPECT_THAT(feed.halted(), testing::IsEmpty());
}

TEST_F(Feed, LinesAreCountedSharedAndGivenBack) {
  EXPECT_EQ(feed.lines(), 3U);
  EXPECT_TRUE(feed.watch(legs, spy, now).has_value()) << "the same lines again cost none";
  const auto refused = feed.watch({option(590, 590)}, spy, now);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, core::ErrorCode::too_large);
  feed.release(legs, spy, now);
  EXPECT_EQ(feed.lines(), 3U);
  feed.release(legs, spy, now);
  EXPECT_EQ(feed.lines(), 0U);
  EXPECT_EQ(feed.leg(trade::ContractId(600)), nullptr);
}

TEST_F(Feed, ARefusedLineSaysWhy) {
  feed.on(tws::Event(tws::Failed{tws::RequestKey(first_key + 1), {tws::FailureReason::permission, 354, "not subscribed"}}), now);
  EXPECT_EQ(feed.trouble(trade::ContractId(600)), "not subscribed");
}

}  // namespace
}  // namespace legwork::desk
