// The book of positions as dollars per underlying, and how an underlying's returns go with it, against a count by hand.
#include "chain/book.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chain/store_builder.hpp"
#include "core/prng.hpp"
#include "market/calendar.hpp"

namespace legwork::chain {
namespace {

using market::Date;
using namespace std::chrono_literals;

const Date friday = 2026y / 7 / 10;

TimePoint close_of(Date date) { return market::eastern_to_utc(date, {16 * 3600}); }

/// One bar a session up to `last`, a random walk of its own.
Bars walk(Date last, int count, std::uint64_t seed) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  core::Prng prng(seed);
  Bars bars;
  Date date = last;
  for (int i = 1; i < count; ++i) date = calendar.previous_session(date);
  double close = 100;
  for (int i = 0; i < count; ++i, date = calendar.next_session(date)) {
    close *= std::exp(0.02 * (prng.uniform() - 0.5));
    bars.date.push_back(date);
    for (auto* column : {&bars.open, &bars.high, &bars.low, &bars.close}) column->push_back(close);
    bars.volume.push_back(1000);
  }
  return bars;
}

void erase_day(Bars& bars, std::size_t day) {
  const auto at = static_cast<std::ptrdiff_t>(day);
  bars.date.erase(bars.date.begin() + at);
  for (auto* column : {&bars.open, &bars.high, &bars.low, &bars.close, &bars.volume}) column->erase(column->begin() + at);
}

/// XYZ at 100 with a 95 put of delta −0.25 and a 105 call of unknown delta, expiring on 2026-08-21.
Store small_store() {
  StoreBuilder builder;
  Underlying u;
  u.symbol = "XYZ";
  u.as_of = close_of(friday);
  u.spot = 100;
  builder.add_underlying(u);
  Expiry e;
  e.trading_class = "XYZ";
  e.date = 2026y / 8 / 21;
  const auto index = builder.add_expiry(e);
  builder.add_slice(index, market::Right::call, std::vector{market::Price::from_nanos(105'000'000'000)});
  const auto put = builder.add_slice(index, market::Right::put, std::vector{market::Price::from_nanos(95'000'000'000)});
  builder.column(Column::delta)[builder.slice(put).begin] = -0.25;
  return std::move(builder).finish();
}

Holding option(std::string_view occ, double quantity, double delta = unknown) {
  return {market::parse_occ(occ).value(), quantity, delta};
}

double price_of(const std::string& symbol) { return symbol == "KO" ? 70 : unknown; }

Exposures exposures(const Holdings& holdings) { return exposures_of(small_store(), holdings, friday, price_of); }

TEST(Book, OptionsCountTheirDeltaInDollarsAndSharesTheirPrice) {
  const Exposures book = exposures({{option("XYZ260821P00095000", -2), option("KO260918C00070000", 3, 0.5)}, {{"XYZ", 10}}});
  ASSERT_EQ(book.parts.size(), 2u);
  EXPECT_EQ(book.parts[0].symbol, "KO");
  EXPECT_DOUBLE_EQ(book.parts[0].usd, 3 * 0.5 * 100 * 70);
  EXPECT_EQ(book.parts[1].symbol, "XYZ");
  EXPECT_DOUBLE_EQ(book.parts[1].usd, -2 * -0.25 * 100 * 100 + 10 * 100) << "two puts sold gain when it rises";
  EXPECT_TRUE(book.unknown.empty());
}

TEST(Book, WhoseDeltaOrPriceNobodyTellsIsNamed) {
  const Exposures book = exposures({{option("XYZ260821C00105000", 1),         // in the store, without a delta
                                     option("KO260918C00070000", 1),          // not in the store
                                     option("KO1260918C00070000", 1, 0.5),    // adjusted: how many shares?
                                     option("MMM260918C00070000", 1, 0.5)},   // no price
                                    {{"IBM", 5}}});
  EXPECT_TRUE(book.parts.empty());
  EXPECT_THAT(book.unknown,
              testing::ElementsAre("IBM", "XYZ260821C00105000", "KO260918C00070000", "KO1260918C00070000", "MMM260918C00070000"));
}

TEST(Book, TheFilesDeltaStandsInWhereTheStoreHasNone) {
  const Exposures book = exposures({{option("XYZ260821C00105000", 1, 0.3), option("XYZ260821P00095000", 1, -0.9)}, {}});
  ASSERT_EQ(book.parts.size(), 1u);
  EXPECT_NEAR(book.parts[0].usd, (0.3 - 0.25) * 100 * 100, 1e-9) << "the own delta wins where there is one";
}

TEST(Book, WhatExpiredAndWhatCancelsOutCountsNothing) {
  const Exposures book = exposures({{option("KO260703C00070000", 1), option("XYZ260821P00095000", 4)}, {{"XYZ", 100}}});
  EXPECT_TRUE(book.parts.empty());
  EXPECT_TRUE(book.unknown.empty());
}

TEST(Book, IndexClassesCountForTheirIndex) {
  const Exposures book = exposures_of(small_store(), {{option("SPXW260821P06000000", 1, -0.1)}, {}}, friday,
                                      [](const std::string& symbol) { return symbol == "SPX" ? 7500.0 : unknown; });
  ASSERT_EQ(book.parts.size(), 1u);
  EXPECT_EQ(book.parts[0].symbol, "SPX");
  EXPECT_DOUBLE_EQ(book.parts[0].usd, -0.1 * 100 * 7500);
}

/// Pearson's correlation of the last n daily returns, the book's being the weighted sum of its parts' log returns.
double by_hand(const Bars& own, const std::vector<std::pair<double, Bars>>& book, int n) {
  std::vector<double> x, y;
  for (std::size_t i = own.size() - static_cast<std::size_t>(n); i < own.size(); ++i) {
    x.push_back(std::log(own.close[i] / own.close[i - 1]));
    y.push_back(0);
    for (const auto& [usd, bars] : book) y.back() += usd * std::log(bars.close[i] / bars.close[i - 1]);
  }
  double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mean_x += x[i] / n, mean_y += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(BookCorrelation, IsThatOfTheReturnsWithTheWeightedSum) {
  const Bars own = walk(friday, 300, 1), b = walk(friday, 300, 2);
  for (const double usd : {20'000.0, -300.0, 5.0}) {
    const std::vector<BookPart> book{{10'000, &own}, {usd, &b}};
    for (const int n : {20, 60, 252})
      EXPECT_NEAR(book_correlation(own, book, n, close_of(friday)), by_hand(own, {{10'000, own}, {usd, b}}, n), 1e-9) << usd << n;
  }
}

TEST(BookCorrelation, OfAnUnderlyingWithABookOfItAloneIsOneAndWithItSoldMinusOne) {
  const Bars own = walk(friday, 300, 1);
  EXPECT_NEAR(book_correlation(own, std::vector<BookPart>{{5, &own}}, 252, close_of(friday)), 1, 1e-9);
  EXPECT_NEAR(book_correlation(own, std::vector<BookPart>{{-5, &own}}, 252, close_of(friday)), -1, 1e-9);
}

TEST(BookCorrelation, ReadsTheDaysThatAllHave) {
  const Bars own = walk(friday, 300, 1), b = walk(friday, 300, 2), c = walk(friday, 300, 3);
  Bars own_gap = own, b_gap = b, c_both = c;
  erase_day(b_gap, 200);
  erase_day(own_gap, 200);
  erase_day(c_both, 200);
  const std::vector<BookPart> gap{{7, &b_gap}, {3, &c}}, same{{7, &b_gap}, {3, &c_both}};
  EXPECT_EQ(book_correlation(own, gap, 252, close_of(friday)), book_correlation(own_gap, same, 252, close_of(friday)));
  EXPECT_NE(book_correlation(own, gap, 252, close_of(friday)),
            book_correlation(own, std::vector<BookPart>{{7, &b}, {3, &c}}, 252, close_of(friday)));
}

TEST(BookCorrelation, IsUnknownWithTooFewOrTooOldCommonDays) {
  const Bars own = walk(friday, 300, 1);
  const auto with = [&](const Bars& part, int n) {
    return book_correlation(own, std::vector<BookPart>{{1, &part}}, n, close_of(friday));
  };
  const Bars young = walk(friday, 252, 2), enough = walk(friday, 253, 2), old = walk(2026y / 7 / 6, 300, 2);
  EXPECT_TRUE(std::isnan(with(young, 252))) << "252 closes are 251 returns";
  EXPECT_FALSE(std::isnan(with(enough, 252)));
  EXPECT_FALSE(std::isnan(with(young, 251)));
  EXPECT_TRUE(std::isnan(with(old, 60))) << "four sessions before the quotes";
  EXPECT_TRUE(std::isnan(with(Bars{}, 20)));
  EXPECT_TRUE(std::isnan(book_correlation(own, {}, 252, close_of(friday)))) << "no book";
}

}  // namespace
}  // namespace legwork::chain
