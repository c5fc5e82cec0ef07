#include "chain/measures.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "market/calendar.hpp"
#include "pricing/technical.hpp"

namespace legwork::chain {
namespace {

using market::Date;
using testing::HasSubstr;
using namespace std::chrono_literals;

TimePoint eastern(Date date, int hour, int minute = 0) { return market::eastern_to_utc(date, {hour * 3600 + minute * 60}); }

/// One bar a session up to and including `last`; a deterministic random walk.
Bars walk(Date last, int count, std::uint64_t seed = 1) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  core::Prng prng(seed);
  Bars bars;
  Date date = last;
  for (int i = 1; i < count; ++i) date = calendar.previous_session(date);
  double close = 100;
  for (int i = 0; i < count; ++i, date = calendar.next_session(date)) {
    const double open = close;
    close *= std::exp(0.02 * (prng.uniform() - 0.5));
    bars.date.push_back(date);
    bars.open.push_back(open);
    bars.high.push_back(1.005 * std::max(open, close));
    bars.low.push_back(0.995 * std::min(open, close));
    bars.close.push_back(close);
    bars.volume.push_back(1000 + static_cast<double>(i));
  }
  return bars;
}

Measures measure_with(const Bars& bars, TimePoint as_of) {
  MeasureInputs inputs;
  inputs.bars = &bars;
  return measure(as_of, unknown, inputs);
}

class TempFile {
 public:
  explicit TempFile(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  // NOLINTNEXTLINE(google-explicit-constructor): a temporary file is its path wherever one is asked for
  operator const std::filesystem::path&() const { return path_; }

 private:
  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) /
                                (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".csv");
};

template <class T>
std::string message(const core::Result<T>& result) {
  return result ? "" : to_string(result.error());
}

// ---- which bars count ----

TEST(Measures, TodaysBarCountsOnlyAfterTheClose) {
  const Date friday = 2026y / 7 / 10, thursday = 2026y / 7 / 9;
  const Bars bars = walk(friday, 30);
  EXPECT_EQ(measure_with(bars, eastern(friday, 15, 59)).last_bar, thursday);
  EXPECT_EQ(measure_with(bars, eastern(friday, 16)).last_bar, friday);
  EXPECT_EQ(measure_with(bars, eastern(friday, 15, 59)).bars, 29);
}

TEST(Measures, OnAHalfDayTheBarIsCompleteAtOne) {
  const Date half_day = 2015y / 12 / 24;
  const Bars bars = walk(half_day, 30);
  EXPECT_EQ(measure_with(bars, eastern(half_day, 12, 59)).bars, 29);
  EXPECT_EQ(measure_with(bars, eastern(half_day, 13)).bars, 30);
}

TEST(Measures, BarsThatEndMoreThanThreeSessionsBeforeCountAsMissing) {
  const Bars bars = walk(2026y / 7 / 7, 300);  // a Tuesday
  EXPECT_EQ(measure_with(bars, eastern(2026y / 7 / 10, 16)).bars, 300);   // Friday: three sessions
  EXPECT_EQ(measure_with(bars, eastern(2026y / 7 / 12, 12)).bars, 300);   // Sunday: still three
  const Measures old = measure_with(bars, eastern(2026y / 7 / 13, 10));   // Monday: four
  EXPECT_EQ(old.bars, 0);
  for (const double value : {old.close, old.hv20, old.hv252, old.sma50, old.rsi14, old.macd, old.atr14, old.beta,
                             old.dollar_volume20, old.support_distance, old.stochastic_k, old.bollinger_b})
    EXPECT_TRUE(std::isnan(value));
}

TEST(Measures, BarsOfTheFutureAreNeverRead) {
  Bars bars = walk(2026y / 7 / 10, 300);
  const TimePoint as_of = eastern(2026y / 6 / 1, 12);
  const Measures before = measure_with(bars, as_of);
  for (std::size_t i = 0; i < bars.size(); ++i)
    if (bars.date[i] >= Date(2026y / 6 / 1)) bars.open[i] = bars.high[i] = bars.low[i] = bars.close[i] = bars.volume[i] = 1e6;
  const Measures after = measure_with(bars, as_of);
  EXPECT_EQ(before.hv20, after.hv20);
  EXPECT_EQ(before.sma200, after.sma200);
  EXPECT_EQ(before.adx14, after.adx14);
  EXPECT_EQ(before.atr14, after.atr14);
  EXPECT_LT(after.close, 1000);
}

TEST(Measures, NoFilesMeansUnknown) {
  const Measures none = measure(eastern(2026y / 7 / 10, 16), 0.2, {});
  EXPECT_EQ(none.bars, 0);
  EXPECT_TRUE(std::isnan(none.close));
  EXPECT_TRUE(std::isnan(none.iv_rank));
  EXPECT_TRUE(none.events.empty());
}

// ---- the numbers ----

TEST(Measures, EveryNumberIsTheOneOfItsWindow) {
  const Bars bars = walk(2026y / 7 / 10, 300);
  const Measures m = measure_with(bars, eastern(2026y / 7 / 10, 16));
  const pricing::BarSpan span{bars.open, bars.high, bars.low, bars.close, bars.volume};
  EXPECT_EQ(m.close, bars.close.back());
  EXPECT_EQ(m.hv10, pricing::close_to_close_vol(bars.close, 10));
  EXPECT_EQ(m.hv252, pricing::close_to_close_vol(bars.close, 252));
  EXPECT_EQ(m.yang_zhang20, pricing::yang_zhang_vol(span, 20));
  EXPECT_EQ(m.sma200, pricing::sma(bars.close, 200));
  EXPECT_EQ(m.ema50, pricing::ema(bars.close, 50));
  EXPECT_EQ(m.macd_signal, pricing::macd(bars.close).signal);
  EXPECT_EQ(m.stochastic_d, pricing::stochastic(span).d);
  EXPECT_EQ(m.atr14, pricing::atr(span));
  double dollars = 0, now = 0, before = 0;
  for (std::size_t i = 280; i < 300; ++i) dollars += bars.close[i] * bars.volume[i] / 20;
  for (std::size_t i = 250; i < 300; ++i) now += bars.close[i] / 50;
  for (std::size_t i = 245; i < 295; ++i) before += bars.close[i] / 50;
  EXPECT_NEAR(m.dollar_volume20, dollars, 1e-9 * dollars);
  EXPECT_NEAR(m.sma50_slope, (now - before) / 5 / bars.close.back(), 1e-12);
}

TEST(Measures, TooFewBarsGiveNoNumberFromAShortWindow) {
  const Measures m = measure_with(walk(2026y / 7 / 10, 19), eastern(2026y / 7 / 10, 16));
  EXPECT_EQ(m.bars, 19);
  EXPECT_FALSE(std::isnan(m.hv10));
  for (const double value : {m.hv20, m.sma20, m.dollar_volume20, m.sma50_slope, m.hv252}) EXPECT_TRUE(std::isnan(value));
}

TEST(Measures, ASplitChangesNoReturnAndNoDollarVolume) {
  const Bars adjusted = walk(2026y / 7 / 10, 300);
  Bars raw = adjusted;
  const Date split_day = 2026y / 6 / 1;
  for (std::size_t i = 0; i < raw.size() && raw.date[i] < split_day; ++i) {
    for (auto* price : {&raw.open, &raw.high, &raw.low, &raw.close}) (*price)[i] *= 4;
    raw.volume[i] /= 4;
  }
  MeasureInputs inputs;
  inputs.bars = &raw;
  inputs.splits = {{"KO", split_day, 4}};
  const TimePoint as_of = eastern(2026y / 7 / 10, 16);
  const Measures with = measure(as_of, unknown, inputs), clean = measure_with(adjusted, as_of);
  EXPECT_NEAR(with.hv60, clean.hv60, 1e-12);
  EXPECT_NEAR(with.sma200, clean.sma200, 1e-9);
  EXPECT_NEAR(with.atr14, clean.atr14, 1e-9);
  EXPECT_GT(measure_with(raw, as_of).hv60, 2 * clean.hv60) << "unadjusted, the split is a crash";
  EXPECT_EQ(measure(eastern(2026y / 5 / 29, 16), unknown, inputs).close, measure_with(raw, eastern(2026y / 5 / 29, 16)).close)
      << "a split of the future changes nothing";
}

TEST(Measures, BetaUsesTheDaysThatBothHave) {
  const TimePoint as_of = eastern(2026y / 7 / 10, 16);
  const Bars market = walk(2026y / 7 / 10, 400, 2);
  Bars twice = market;
  for (std::size_t i = 0; i < twice.size(); ++i) twice.close[i] = std::pow(market.close[i], 2);
  for (auto* column : {&twice.open, &twice.high, &twice.low, &twice.close, &twice.volume}) column->erase(column->begin() + 350);
  twice.date.erase(twice.date.begin() + 350);
  MeasureInputs inputs;
  inputs.bars = &twice;
  inputs.benchmark = &market;
  EXPECT_NEAR(measure(as_of, unknown, inputs).beta, 2, 1e-9);
  inputs.bars = &market;
  EXPECT_NEAR(measure(as_of, unknown, inputs).beta, 1, 1e-12);
  const Bars ended = walk(2026y / 6 / 10, 400, 2);
  inputs.benchmark = &ended;
  EXPECT_TRUE(std::isnan(measure(as_of, unknown, inputs).beta));
}

TEST(Measures, RankAndPercentileUseTheClosesBeforeTheDayOnly) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  IvHistory history;
  Date date = 2025y / 7 / 1;
  for (int i = 0; i < 300; ++i, date = calendar.next_session(date)) {
    history.date.push_back(date);
    history.iv.push_back(0.10 + 0.001 * (i % 100));  // 0.100 … 0.199
  }
  const TimePoint as_of = eastern(history.date[260], 16, 15);
  history.iv[260] = 9;  // today's own close and what follows
  history.iv[261] = 0.01;
  MeasureInputs inputs;
  inputs.iv_history = &history;
  inputs.iv_lookback = 100;
  const Measures m = measure(as_of, 0.1495, inputs);
  EXPECT_NEAR(m.iv_rank, 50, 1e-9);
  EXPECT_NEAR(m.iv_percentile, 50, 1e-9);
  EXPECT_EQ(m.iv_lookback, 100);
  inputs.iv_lookback = 270;
  EXPECT_TRUE(std::isnan(measure(as_of, 0.15, inputs).iv_percentile)) << "only 260 closes";
  inputs.iv_lookback = 100;
  EXPECT_TRUE(std::isnan(measure(as_of, unknown, inputs).iv_rank));
  EXPECT_TRUE(std::isnan(measure(eastern(market::add_days(history.date.back(), 30), 16), 0.15, inputs).iv_rank))
      << "ended a month ago";
}

TEST(Measures, EventsComeInOrderFromTenDaysBackOn) {
  MeasureInputs inputs;
  inputs.events = {{.symbol = "KO", .date = 2026y / 8 / 1, .kind = EventKind::earnings},
                   {.symbol = "", .date = 2026y / 7 / 15, .kind = EventKind::cpi},
                   {.symbol = "KO", .date = 2026y / 6 / 30, .kind = EventKind::dividend},
                   {.symbol = "KO", .date = 2026y / 6 / 29, .kind = EventKind::dividend}};
  const Measures m = measure(eastern(2026y / 7 / 10, 16), unknown, inputs);
  ASSERT_EQ(m.events.size(), 3u);
  EXPECT_EQ(m.events[0].date, Date(2026y / 6 / 30));
  EXPECT_EQ(m.events[1].kind, EventKind::cpi);
  EXPECT_EQ(m.events[2].kind, EventKind::earnings);
}

// ---- files ----

TEST(BarsFile, ReadsBarsAndSkipsDaysWithoutATrade) {
  const TempFile file(
      "Date,Open,High,Low,Close,Adj Close,Volume\n2026-07-08,1,2,0.5,1.5,1.4,100\n"
      "2026-07-09,null,null,null,null,null,null\n2026-07-10,\"1,001.5\",1002,1000,1001,1,\n");
  const auto bars = read_bars(file);
  ASSERT_TRUE(bars) << message(bars);
  ASSERT_EQ(bars->size(), 2u);
  EXPECT_EQ(bars->close[0], 1.5);
  EXPECT_EQ(bars->open[1], 1001.5);
  EXPECT_TRUE(std::isnan(bars->volume[1]));
}

TEST(BarsFile, StopsAtTheFirstBadRowWithItsPlace) {
  for (const auto& [text, expected] : {std::pair{"date,open,high,low,close\n2026-07-09,1,2,0.5,1.5\n2026-07-09,1,2,0.5,1.5\n",
                                                 ":3:1: date: 2026-07-09 does not come after 2026-07-09"},
                                       {"date,open,high,low,close\n2026-07-09,1,2,0.5,-1.5\n", ":2:20: close: '-1.5' is no price"},
                                       {"date,open,high,low,close\n2026-07-09,1,2,0.5,x\n", ":2:20: close: 'x' is no number"},
                                       {"date,open,high,low,close\n2026-07-09,1,2,3,1\n", "the high 2 is below the low 3"},
                                       {"date,open,high,low\n", "missing column close; found: date, open, high, low"},
                                       {"", "empty"}}) {
    const TempFile file(text);
    EXPECT_THAT(message(read_bars(file)), HasSubstr(expected));
  }
}

TEST(IvHistoryFile, ReadsDecimalsAndPublishedPercents) {
  const TempFile decimals("date,iv\n2026-07-09,0.25\n2026-07-10,26%\n");
  EXPECT_THAT(read_iv_history(decimals).value().iv, testing::ElementsAre(0.25, 0.26));
  const TempFile percents("date,open,high,low,close\n2026-07-09,13,15,12,14.08\n");
  EXPECT_DOUBLE_EQ(read_iv_history(percents).value().iv.at(0), 0.1408);
  const TempFile mistaken("date,iv\n2026-07-09,25\n");
  EXPECT_THAT(message(read_iv_history(mistaken)), HasSubstr("would be 2500 %"));
  const TempFile nothing("date,open\n2026-07-09,25\n");
  EXPECT_THAT(message(read_iv_history(nothing)), HasSubstr("no column iv"));
}

TEST(EventsFile, ReadsAllKindsFromOneFile) {
  const TempFile file(
      "date,kind,symbol,status,when,amount\n2026-07-29,earnings,ko,estimated,before open,\n"
      "2026-09-14,ex-dividend,KO,,,0.51\n2026-07-29,FOMC,,,,\n2026-08-12,cpi,,confirmed,,\n2026-08-07,nfp,,,,\n");
  const auto events = read_events(file);
  ASSERT_TRUE(events) << message(events);
  ASSERT_EQ(events->size(), 5u);
  EXPECT_EQ((*events)[0].symbol, "KO");
  EXPECT_FALSE((*events)[0].confirmed);
  EXPECT_EQ((*events)[0].when, ReportTime::before_open);
  EXPECT_EQ((*events)[1].kind, EventKind::dividend);
  EXPECT_EQ((*events)[1].amount, 0.51);
  EXPECT_EQ((*events)[2].kind, EventKind::fomc);
  EXPECT_EQ((*events)[4].kind, EventKind::jobs);
}

TEST(EventsFile, TakesAListOfDividendsWithoutAKind) {
  const TempFile file("underlying,ex_date,amount\nAAPL,2026-08-10,0.27\n");
  const auto events = read_events(file);
  ASSERT_TRUE(events) << message(events);
  EXPECT_EQ((*events)[0].kind, EventKind::dividend);
}

TEST(EventsFile, RefusesWhatItDoesNotUnderstand) {
  for (const auto& [row, expected] : {std::pair{"2026-07-29,earnigs,KO,,,", "'earnigs' is none of earnings"},
                                      {"2026-07-29,earnings,,,,", "earnings need a symbol"},
                                      {"2026-07-29,dividend,KO,,,", "a dividend needs its amount"},
                                      {"2026-07-29,earnings,KO,maybe,,", "neither confirmed nor estimated"},
                                      {"2026-07-29,earnings,KO,,noon,", "none of before_open, after_close, during_session"},
                                      {"29.7.2026,cpi,,,,", "'29.7.2026' is no date"}}) {
    const TempFile file("date,kind,symbol,status,when,amount\n" + std::string(row) + "\n");
    EXPECT_THAT(message(read_events(file)), HasSubstr(expected));
  }
}

TEST(SplitsFile, ReadsRatiosAsNumbersAndAsWords) {
  const TempFile file("symbol,date,ratio\nAAPL,2020-08-31,4\nUSO,2020-04-29,0.125\nX,2020-01-02,3:2\nY,2020-01-02,4-for-1\n");
  const auto splits = read_splits(file);
  ASSERT_TRUE(splits) << message(splits);
  std::vector<double> ratios;
  for (const Split& split : *splits) ratios.push_back(split.ratio);
  EXPECT_THAT(ratios, testing::ElementsAre(4, 0.125, 1.5, 4));
  for (const char* bad : {"0", "-4", "four", "4:0", "4:1:1", ""}) {
    const TempFile wrong("symbol,date,ratio\nAAPL,2020-08-31," + std::string(bad) + "\n");
    EXPECT_THAT(message(read_splits(wrong)), HasSubstr("no ratio")) << bad;
  }
}

TEST(EventsFile, KnowsTheWordsOfTheUsualEarningsCalendars) {
  const auto when = [](std::string_view word) {
    const TempFile file(fmt::format("Symbol,Earnings Date,Report Time\nKO,2026-07-29,{}\n", word));
    const auto events = read_events(file);
    EXPECT_TRUE(events) << message(events);
    EXPECT_EQ(events->at(0).kind, EventKind::earnings) << "a report time without a kind";
    return events->at(0).when;
  };
  for (const char* word : {"BMO", "before_open", "time-pre-market", "Before Market Open"})
    EXPECT_EQ(when(word), ReportTime::before_open) << word;
  for (const char* word : {"amc", "After Close", "time-after-hours", "after market close"})
    EXPECT_EQ(when(word), ReportTime::after_close) << word;
  for (const char* word : {"dmh", "during market hours"}) EXPECT_EQ(when(word), ReportTime::during_session) << word;
  for (const char* word : {"", "TAS", "time-not-supplied", "unknown", "-"}) EXPECT_EQ(when(word), ReportTime::not_told) << word;
}

TEST(EventsFile, AnEstimatedDateIsToldFromAConfirmedOne) {
  const auto confirmed = [](std::string_view word) {
    const TempFile file(fmt::format("symbol,date,kind,confirmed\nKO,2026-07-29,earnings,{}\n", word));
    return read_events(file).value().at(0).confirmed;
  };
  for (const char* word : {"", "confirmed", "yes", "TRUE", "1", "Verified"}) EXPECT_TRUE(confirmed(word)) << word;
  for (const char* word : {"estimated", "no", "false", "0", "Projected", "Unconfirmed"}) EXPECT_FALSE(confirmed(word)) << word;
}

TEST(HoldingsFile, ReadsOptionsAndSharesAndLeavesOutCash) {
  const TempFile file(
      "symbol,position,delta\nSPY   260814P00600000,-2,\nSPY,100,\nUSD,12345.67,\nSPXW260814C07500000,1,0.4\nko,-50,\n");
  const auto holdings = read_holdings(file);
  ASSERT_TRUE(holdings) << message(holdings);
  ASSERT_EQ(holdings->options.size(), 2u);
  EXPECT_EQ(holdings->options[0].contract.root, "SPY");
  EXPECT_EQ(holdings->options[0].quantity, -2);
  EXPECT_TRUE(std::isnan(holdings->options[0].delta));
  EXPECT_EQ(holdings->options[1].contract.root, "SPXW");
  EXPECT_EQ(holdings->options[1].delta, 0.4);
  ASSERT_EQ(holdings->shares.size(), 2u);
  EXPECT_EQ(holdings->shares[0].symbol, "SPY");
  EXPECT_EQ(holdings->shares[0].quantity, 100);
  EXPECT_EQ(holdings->shares[1].symbol, "KO");
  EXPECT_EQ(holdings->shares[1].quantity, -50);
}

TEST(HoldingsFile, RefusesWhatItDoesNotUnderstand) {
  for (const auto& [row, expected] : {std::pair{"SPY,many,", "'many' is no number"},
                                      {"SPY,,", "a position needs a quantity"},
                                      {"SPY,0,", "a position needs a quantity"},
                                      {"SPY260814X00600000,1,", "no OCC symbol"},
                                      {",1,", "no OCC symbol"},
                                      {"SPY260814P00600000,1,-25", "no delta per share"}}) {
    const TempFile file("symbol,position,delta\n" + std::string(row) + "\n");
    EXPECT_THAT(message(read_holdings(file)), HasSubstr(expected)) << row;
  }
}

}  // namespace
}  // namespace legwork::chain
