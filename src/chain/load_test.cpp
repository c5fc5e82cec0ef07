#include "chain/load.hpp"

#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace legwork::chain {
namespace {

namespace fs = std::filesystem;
using market::Date;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

/// A folder of this test alone, removed with it.
class TempFolder {
 public:
  TempFolder() { fs::create_directories(path_); }
  ~TempFolder() { fs::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  fs::path file(std::string_view name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_ =
      fs::path(testing::TempDir()) / (std::string("load_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

/// A small index chain around 100 whose prices keep put-call parity; `bid_shift` moves every quote.
std::string chain_text(std::string_view date, std::string_view time, double underlying_price = 100, double bid_shift = 0,
                       int strike_count = 9) {
  std::string text = "quote_date,quote_time,underlying,underlying_price,expiry,strike,right,bid,ask,option_symbol\n";
  for (int i = 0; i < strike_count; ++i) {
    const int strike = 92 + 2 * i;
    const double time_value = 3 - 0.1 * std::abs(strike - 100);
    for (const char right : {'C', 'P'}) {
      const double intrinsic = std::max(0, right == 'C' ? 100 - strike : strike - 100);
      const double bid = intrinsic + time_value + bid_shift;
      text += fmt::format("{},{},XSP,{},2026-08-21,{},{},{:.2f},{:.2f},XSP260821{}{:05}000\n", date, time, underlying_price, strike,
                          right, bid, bid + 0.05, right, strike);
    }
  }
  return text;
}

std::string bars_text(Date last, int count) {
  std::string text = "date,open,high,low,close,volume\n";
  for (int i = count; i-- > 0;) {
    const double close = 100 + (i % 7);
    text += fmt::format("{},{},{},{},{},1000\n", market::to_string(market::add_days(last, -i)), close, close + 1, close - 1, close);
  }
  return text;
}

std::string iv_text(Date last, int count) {
  std::string text = "date,close\n";
  for (int i = count; i-- > 0;) text += fmt::format("{},{}\n", market::to_string(market::add_days(last, -i)), 10 + i % 10);
  return text;
}

LoadOptions options_for(std::vector<fs::path> chains) {
  LoadOptions options;
  options.chains = std::move(chains);
  return options;
}

std::string message(const core::Result<Loaded>& result) { return result ? "" : to_string(result.error()); }

TEST(Load, MakesAStoreOfOneFile) {
  const TempFolder folder;
  const auto loaded = load(options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))}));
  ASSERT_TRUE(loaded) << message(loaded);
  EXPECT_EQ(loaded->store.contracts(), 18u);
  ASSERT_EQ(loaded->store.underlyings().size(), 1u);
  EXPECT_EQ(loaded->store.underlyings()[0].symbol, "XSP");
  EXPECT_EQ(loaded->store.underlyings()[0].as_of, market::eastern_to_utc(2026y / 7 / 10, {16 * 3600 + 15 * 60}));
  EXPECT_EQ(loaded->rejects.total(), 0u);
  EXPECT_THAT(loaded->notices, testing::IsEmpty());
}

TEST(Load, FoldsFilesInAnyOrderIntoTheNewestSnapshot) {
  const TempFolder folder;
  const fs::path early = folder.file("early.csv", chain_text("2026-07-10", "10:00"));
  const fs::path late = folder.file("late.csv", chain_text("2026-07-10", "10:05", 100, 0.1));
  for (const auto& files : {std::vector{early, late}, std::vector{late, early}}) {
    const auto loaded = load(options_for(files));
    ASSERT_TRUE(loaded) << message(loaded);
    EXPECT_EQ(loaded->store.contracts(), 18u);
    EXPECT_EQ(loaded->store.at(Column::quote_age, 0), 0);
    EXPECT_NEAR(loaded->store.at(Column::bid, 0), 8 + 2.2 + 0.1, 1e-9);
  }
}

TEST(Load, ABadFileIsAnErrorEvenBesideAGoodOne) {
  const TempFolder folder;
  const auto loaded =
      load(options_for({folder.file("a.csv", chain_text("2026-07-10", "10:00")), folder.file("b.csv", "nonsense\n")}));
  EXPECT_THAT(message(loaded), HasSubstr("b.csv"));
  EXPECT_THAT(message(load(options_for({folder.path() / "none.csv"}))), HasSubstr("no such file"));
  EXPECT_THAT(message(load({})), HasSubstr("no chain file"));
}

TEST(Load, LeavesOutWhatIsLaterThanTheValuationTimeAndSaysSo) {
  const TempFolder folder;
  LoadOptions options = options_for(
      {folder.file("early.csv", chain_text("2026-07-10", "10:00")), folder.file("late.csv", chain_text("2026-07-10", "10:05"))});
  options.as_of = market::eastern_to_utc(2026y / 7 / 10, {10 * 3600 + 120});
  const auto loaded = load(options);
  ASSERT_TRUE(loaded) << message(loaded);
  EXPECT_EQ(loaded->store.underlyings()[0].as_of, *options.as_of);
  EXPECT_THAT(loaded->notices, Contains(HasSubstr("18 rows are later than 2026-07-10 10:02:00 Eastern")));
  options.as_of = market::eastern_to_utc(2026y / 7 / 9, {0});
  EXPECT_THAT(message(load(options)), HasSubstr("every row is later"));
}

TEST(Load, TellsWhenTheNewestSnapshotNoLongerListsContracts) {
  const TempFolder folder;
  const auto loaded = load(options_for({folder.file("early.csv", chain_text("2026-07-10", "10:00")),
                                        folder.file("late.csv", chain_text("2026-07-10", "10:05", 100, 0, 6))}));
  ASSERT_TRUE(loaded) << message(loaded);
  EXPECT_EQ(loaded->store.contracts(), 12u);
  EXPECT_THAT(loaded->notices, Contains(HasSubstr("XSP: 6 contracts are not in the newest snapshot")));
}

TEST(Load, TellsWhenTheUnderlyingPriceLagsBehindItsOptions) {
  const TempFolder folder;
  const auto loaded = load(options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15", 103))}));
  ASSERT_TRUE(loaded) << message(loaded);
  EXPECT_THAT(loaded->notices, Contains(HasSubstr("XSP: the underlying price 103.00 in the file is +")));
}

TEST(Load, TellsWhenTheRateCurveIsOlderThanTheQuotes) {
  const TempFolder folder;
  LoadOptions options = options_for({folder.file("a.csv",
                                                 "quote_date,underlying,underlying_price,expiry,strike,right,bid,ask\n"
                                                 "2027-07-09,KO,70,2027-08-20,70,C,1,1.1\n")});
  EXPECT_THAT(load(options).value().notices,
              Contains(HasSubstr("the Treasury curve of 2026-08-20 is used for quotes of 2027-07-09")));
  options.valuation.rate = 0.04;
  EXPECT_THAT(load(options).value().notices, Not(Contains(HasSubstr("Treasury"))));
}

TEST(Load, ReadsBarsOfTheSymbolAndTheBenchmark) {
  const TempFolder folder, bars;
  bars.file("XSP.csv", bars_text(2026y / 7 / 10, 400));
  bars.file("SPY.csv", bars_text(2026y / 7 / 10, 400));
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.bars = bars.path();
  const auto loaded = load(options);
  ASSERT_TRUE(loaded) << message(loaded);
  const Measures& measures = loaded->store.underlyings()[0].measures;
  EXPECT_EQ(measures.bars, 400);
  EXPECT_NEAR(measures.beta, 1, 1e-9);
  EXPECT_THAT(loaded->notices, testing::IsEmpty());
}

TEST(Load, TellsWhichBarsAreMissingOrTooOld) {
  const TempFolder folder, bars;
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.bars = bars.path();
  EXPECT_THAT(load(options).value().notices, Contains(HasSubstr("XSP: no bars in")));
  EXPECT_THAT(load(options).value().notices, Contains(HasSubstr("no bars of the benchmark SPY")));
  bars.file("XSP.csv", bars_text(2026y / 6 / 10, 400));
  EXPECT_THAT(load(options).value().notices, Contains(HasSubstr("to 2026-06-10) end more than three sessions before the quotes")));
  bars.file("XSP.csv", "date,open\n");
  EXPECT_THAT(message(load(options)), HasSubstr("XSP.csv:1: high: missing column"));
  options.bars = folder.path() / "none";
  EXPECT_THAT(message(load(options)), HasSubstr("no folder of bars"));
}

TEST(Load, UsesOneIvHistoryForEverySymbolOrAFolderOfThem) {
  const TempFolder folder, histories;
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.iv_history = folder.file("vix.csv", iv_text(2026y / 7 / 9, 300));
  EXPECT_FALSE(std::isnan(load(options).value().store.underlyings()[0].measures.iv_percentile));
  options.iv_history = histories.path();
  EXPECT_THAT(load(options).value().notices, Contains(HasSubstr("XSP: no IV history in")));
  histories.file("XSP.csv", iv_text(2026y / 7 / 9, 300));
  EXPECT_FALSE(std::isnan(load(options).value().store.underlyings()[0].measures.iv_rank));
  options.iv_lookback = 301;
  EXPECT_THAT(load(options).value().notices, Contains(HasSubstr("does not give the 301 closes")));
}

TEST(Load, EventsReachTheirUnderlyingAndKnownDividendsTheValuation) {
  const TempFolder folder;
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.events = {folder.file("macro.csv", "date,kind\n2026-07-29,fomc\n"),
                    folder.file("names.csv", "date,kind,symbol,amount\n2026-08-03,dividend,XSP,0.5\n2026-08-03,earnings,KO,\n")};
  const auto loaded = load(options);
  ASSERT_TRUE(loaded) << message(loaded);
  const Measures& measures = loaded->store.underlyings()[0].measures;
  ASSERT_EQ(measures.events.size(), 2u);
  EXPECT_EQ(measures.events[0].kind, EventKind::fomc);
  EXPECT_EQ(measures.events[1].kind, EventKind::dividend);
  ASSERT_EQ(loaded->store.expiries()[0].dividends.size(), 1u);
  EXPECT_EQ(loaded->store.expiries()[0].dividends[0].amount, 0.5);
}

TEST(Load, TheBookIsMadeOfOwnDeltasBarsAndHoldings) {
  const TempFolder folder, bars;
  bars.file("XSP.csv", bars_text(2026y / 7 / 10, 400));
  bars.file("SPY.csv", bars_text(2026y / 7 / 10, 400));
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.bars = bars.path();
  EXPECT_TRUE(load(options).value().book_correlation.empty()) << "no holdings";
  const auto correlation = [&](std::string_view rows) {
    options.holdings = folder.file("held.csv", "contract,quantity,delta\n" + std::string(rows));
    const auto loaded = load(options);
    EXPECT_TRUE(loaded) << message(loaded);
    EXPECT_THAT(loaded->notices, testing::IsEmpty());
    return loaded->book_correlation.at(0);
  };
  EXPECT_NEAR(correlation("XSP260821P00096000,-1,\n"), 1, 1e-9) << "a put sold: its delta is the own model's";
  EXPECT_NEAR(correlation("XSP260821P00096000,1,\n"), -1, 1e-9);
  EXPECT_NEAR(correlation("SPY260821P00600000,1,-0.3\nSPY,100,\n"), 1, 1e-9) << "its delta is the file's, the same bars";
  options.book_lookback = 399;
  EXPECT_NEAR(correlation("XSP,5,\n"), 1, 1e-9);
}

TEST(Load, TellsWhyTheCorrelationToTheBookIsUnknown) {
  const TempFolder folder, bars;
  bars.file("XSP.csv", bars_text(2026y / 7 / 10, 400));
  bars.file("SPY.csv", bars_text(2026y / 7 / 10, 400));
  LoadOptions options = options_for({folder.file("a.csv", chain_text("2026-07-10", "16:15"))});
  options.bars = bars.path();
  const auto notices = [&](std::string_view rows) {
    options.holdings = folder.file("held.csv", "contract,quantity\n" + std::string(rows));
    const auto loaded = load(options);
    EXPECT_TRUE(loaded) << message(loaded);
    EXPECT_TRUE(std::isnan(loaded->book_correlation.at(0)));
    return loaded->notices;
  };
  EXPECT_THAT(notices("SPY260821P00600000,1\n"), Contains(HasSubstr("nobody tells the delta or the price of SPY260821P00600000")));
  EXPECT_THAT(notices("KO,100\n"), Contains(HasSubstr("the price of KO")));
  EXPECT_THAT(notices("XSP260703P00090000,1\n"), Contains(HasSubstr("the positions held move with nothing")));
  bars.file("KO.csv", bars_text(2026y / 7 / 10, 252));
  EXPECT_THAT(notices("KO,100\n"), Contains(HasSubstr("XSP: the bars have not the 252 daily returns")));
  options.holdings = folder.file("held.csv", "contract,quantity\nXSP,x\n");
  EXPECT_THAT(message(load(options)), HasSubstr("held.csv:2:5: quantity: 'x' is no number"));
}

TEST(Load, AStopByTheProgressCallbackIsAnError) {
  const TempFolder folder;
  std::string text = chain_text("2026-07-10", "16:15");
  const std::string rows = text.substr(text.find('\n') + 1);
  while (text.size() < (9u << 20)) text += rows;
  LoadOptions options = options_for({folder.file("a.csv", text)});
  int calls = 0;
  options.reading.progress = [&](std::uint64_t, std::uint64_t) { return ++calls < 1; };
  EXPECT_THAT(message(load(options)), HasSubstr("stopped"));
  EXPECT_EQ(calls, 1);
}

TEST(Load, TheDemoHasItsChainAndItsBars) {
  const fs::path demo = fs::path(LEGWORK_SOURCE_DIR) / "demo";
  LoadOptions options = options_for({demo / "GOOG_2015-12-24_5min.csv.gz"});
  options.bars = demo / "bars";
  const auto loaded = load(options);
  ASSERT_TRUE(loaded) << message(loaded);
  EXPECT_EQ(loaded->store.contracts(), 2016u);
  EXPECT_THAT(loaded->rejects.by_reason(), testing::ElementsAre(testing::Pair("expired", 176u)))
      << "the day's own expiry settles at the file's last quote";
  const Underlying& goog = loaded->store.underlyings()[0];
  EXPECT_EQ(goog.as_of, market::eastern_to_utc(2015y / 12 / 24, {13 * 3600}));
  EXPECT_EQ(goog.measures.last_bar, Date(2015y / 12 / 24)) << "a half day: the bar is complete at 13:00";
  EXPECT_NEAR(goog.measures.close, 748.4, 2);
  EXPECT_GT(goog.measures.beta, 0.5);
  EXPECT_THAT(loaded->notices, testing::IsEmpty());
}

}  // namespace
}  // namespace legwork::chain
