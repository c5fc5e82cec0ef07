#include "chain/csv_reader.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace legwork::chain {
namespace {

using core::ErrorCode;
using market::Date;
using market::Right;
using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::string_view header = "quote_date,quote_time,underlying,underlying_price,expiry,strike,right,bid,ask\n";

struct Read {
  core::Result<std::size_t> rows = core::Error{};
  std::vector<Quote> quotes;
  RejectLog rejects;

  std::string message() const { return rows ? "" : to_string(rows.error()); }
  std::size_t rejected(std::string_view reason) const {
    const auto hit = rejects.by_reason().find(reason);
    return hit == rejects.by_reason().end() ? 0 : hit->second;
  }
};

Read read(std::string_view text, std::string_view name = "chain.csv", const ReadOptions& options = {}) {
  Read out;
  out.rows = read_chain_csv(text, name, options, [&](Quote&& quote) { out.quotes.push_back(std::move(quote)); }, out.rejects);
  return out;
}

Read read_file(const std::filesystem::path& file) {
  Read out;
  out.rows = read_chain_csv(file, {}, [&](Quote&& quote) { out.quotes.push_back(std::move(quote)); }, out.rejects);
  return out;
}

std::string with_header(std::string_view rows) { return std::string(header) + std::string(rows); }

/// A file of this test alone, removed with it.
class TempFile {
 public:
  explicit TempFile(std::string_view name, std::string_view bytes = {})
      : path_(std::filesystem::path(testing::TempDir()) /
              (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + std::string(name))) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string gzipped(std::string_view text) {
  const TempFile file("_source.gz");
  gzFile out = gzopen(file.path().c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  std::ifstream in(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string many_rows(int count) {
  std::string rows(header);
  for (int i = 0; i < count; ++i)
    rows += "2026-07-10,16:15:00,SPY,750," + market::to_string(market::add_days(Date(2026y / 8 / 1), i % 97)) + "," +
            std::to_string(100 + i) + ",C," + std::to_string(i * 37 % 1009) + ".05,\n";
  return rows;
}

// ---- what a good row becomes ----

TEST(ChainCsv, ReadsEveryColumnOfTheSchema) {
  const Read out = read(
      "quote_date,quote_time,underlying,underlying_price,expiry,strike,right,bid,ask,last,volume,open_interest,iv_vendor,"
      "delta_vendor,gamma_vendor,theta_vendor,vega_vendor,rho_vendor,bid_size,ask_size,option_symbol,exercise_style,settlement\n"
      "2026-07-10,16:15:00,SPX,7575.39,2026-08-21,7500,P,60.1,60.5,60.2,12,345,0.145,-0.41,0.0012,-1.5,9.8,-3.3,7,8,"
      "SPX260821P07500000,E,AM\n");
  ASSERT_EQ(out.quotes.size(), 1u) << out.message();
  const Quote& q = out.quotes[0];
  EXPECT_EQ(q.quoted_at, market::eastern_to_utc(2026y / 7 / 10, {16 * 3600 + 15 * 60}));
  EXPECT_EQ(q.contract.underlying, "SPX");
  EXPECT_EQ(q.contract.trading_class, "SPX");
  EXPECT_EQ(q.contract.expiry, Date(2026y / 8 / 21));
  EXPECT_EQ(q.contract.strike.to_string(), "7500");
  EXPECT_EQ(q.contract.right, Right::put);
  EXPECT_EQ(q.contract.exercise, market::ExerciseStyle::european);
  EXPECT_EQ(q.contract.settlement, market::Settlement::am);
  EXPECT_EQ(q.contract.delivery, market::Delivery::cash);
  EXPECT_EQ(q.contract.multiplier, 100);
  const std::pair<double, double> numbers[] = {{q.underlying_price, 7575.39},
                                               {q.bid, 60.1},
                                               {q.ask, 60.5},
                                               {q.last, 60.2},
                                               {q.volume, 12},
                                               {q.open_interest, 345},
                                               {q.iv_vendor, 0.145},
                                               {q.delta_vendor, -0.41},
                                               {q.gamma_vendor, 0.0012},
                                               {q.theta_vendor, -1.5},
                                               {q.vega_vendor, 9.8},
                                               {q.rho_vendor, -3.3},
                                               {q.bid_size, 7},
                                               {q.ask_size, 8}};
  for (const auto& [got, want] : numbers) EXPECT_EQ(got, want);
}

TEST(ChainCsv, KeepsAZeroSideAsZeroAndAnEmptyOneAsUnknown) {
  const Read out = read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,0,\n"));
  ASSERT_EQ(out.quotes.size(), 1u);
  EXPECT_EQ(out.quotes[0].bid, 0);
  EXPECT_TRUE(std::isnan(out.quotes[0].ask));
}

TEST(ChainCsv, WhatBrokersWriteForAbsentIsUnknownAndNeverANumber) {
  const Read out = read(
      "quote_date,underlying,expiry,strike,right,bid,ask,last,volume,open_interest\n"
      "2026-07-10,KO,2026-08-21,75,C,-1,1.7976931348623157e308,1.797E308,-1,-1\n");
  ASSERT_EQ(out.quotes.size(), 1u);
  const Quote& q = out.quotes[0];
  for (const double value : {q.bid, q.ask, q.last, q.volume, q.open_interest}) EXPECT_TRUE(std::isnan(value)) << value;
}

TEST(ChainCsv, KeepsCrossedQuotesBecauseFiltersJudgeThem) {
  const Read out = read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1.2,1.1\n"));
  EXPECT_EQ(out.quotes.size(), 1u);
  EXPECT_EQ(out.rejects.total(), 0u);
}

TEST(ChainCsv, TakesVendorVolsBelowHalfAPointAsMissing) {
  const Read out = read(
      "quote_date,underlying,expiry,strike,right,bid,ask,iv\n"
      "2026-07-10,KO,2026-08-21,70,C,1,1.1,0.00001\n"
      "2026-07-10,KO,2026-08-21,71,C,1,1.1,0\n"
      "2026-07-10,KO,2026-08-21,72,C,1,1.1,0.005\n");
  ASSERT_EQ(out.quotes.size(), 3u);
  EXPECT_TRUE(std::isnan(out.quotes[0].iv_vendor));
  EXPECT_TRUE(std::isnan(out.quotes[1].iv_vendor));
  EXPECT_EQ(out.quotes[2].iv_vendor, 0.005);
}

// ---- classes and terms ----

TEST(ChainCsv, TakesTheTradingClassFromTheOptionSymbolSoThatAmAndPmStayApart) {
  const Read out = read(
      "quote_date,underlying,option_symbol,bid,ask\n"
      "2026-07-10,SPX,SPX260821P07500000,1,2\n"
      "2026-07-10,SPX,SPXW260821P07500000,1,2\n");
  ASSERT_EQ(out.quotes.size(), 2u) << out.message();
  EXPECT_EQ(out.quotes[0].contract.trading_class, "SPX");
  EXPECT_EQ(out.quotes[0].contract.settlement, market::Settlement::am);
  EXPECT_EQ(out.quotes[1].contract.trading_class, "SPXW");
  EXPECT_EQ(out.quotes[1].contract.settlement, market::Settlement::pm);
  EXPECT_EQ(out.quotes[1].contract.underlying, "SPX");
}

TEST(ChainCsv, KnowsTheUsualTermsOfAClassWhenTheFileIsSilent) {
  struct Case {
    const char *symbol, *underlying;
    market::ExerciseStyle exercise;
    market::Settlement settlement;
    market::Delivery delivery;
  };
  using enum market::ExerciseStyle;
  using enum market::Settlement;
  using enum market::Delivery;
  for (const Case& c : {Case{"SPXW", "SPX", european, pm, cash},
                        {"NDX", "NDX", european, am, cash},
                        {"RUTW", "RUT", european, pm, cash},
                        {"VIX", "VIX", european, am, cash},
                        {"XSP", "XSP", european, pm, cash},
                        {"DJX", "DJX", european, am, cash},
                        {"SPY", "SPY", american, pm, physical},
                        {"AAPL1", "AAPL", american, pm, physical}}) {
    const Read out = read("quote_date,option_symbol,bid,ask\n2026-07-10," + std::string(c.symbol) + "260821C00100000,1,2\n");
    ASSERT_EQ(out.quotes.size(), 1u) << c.symbol;
    const market::Contract& contract = out.quotes[0].contract;
    EXPECT_EQ(contract.underlying, c.underlying) << c.symbol;
    EXPECT_EQ(contract.exercise, c.exercise) << c.symbol;
    EXPECT_EQ(contract.settlement, c.settlement) << c.symbol;
    EXPECT_EQ(contract.delivery, c.delivery) << c.symbol;
  }
}

TEST(ChainCsv, WhatTheFileSaysOfTermsWins) {
  const Read out = read(
      "quote_date,underlying,expiry,strike,right,bid,ask,style,settlement,multiplier\n"
      "2026-07-10,SPY,2026-08-21,600,P,1,2,European,AM,10\n"
      "2026-07-10,SPY,2026-08-21,600,P,1,2,american,pm,REGULAR\n");
  ASSERT_EQ(out.quotes.size(), 2u);
  EXPECT_EQ(out.quotes[0].contract.exercise, market::ExerciseStyle::european);
  EXPECT_EQ(out.quotes[0].contract.settlement, market::Settlement::am);
  EXPECT_EQ(out.quotes[0].contract.multiplier, 10);
  EXPECT_EQ(out.quotes[1].contract.multiplier, 100);
}

// ---- exports as people have them ----

TEST(ChainCsv, ReadsHeadersInBracketsWithSpacesAndOtherNames) {
  const Read out = read(
      "[QUOTE_READTIME], [UNDERLYING_LAST], [EXPIRE_DATE], [STRIKE], [OPTION_TYPE], [BID], [ASK], [SYMBOL]\n"
      "2023-01-03 10:30, 380.82, 2023-01-20, 380.5, c, 7.1, 7.2, SPY\n");
  ASSERT_EQ(out.quotes.size(), 1u) << out.message();
  const Quote& q = out.quotes[0];
  EXPECT_EQ(q.quoted_at, market::eastern_to_utc(2023y / 1 / 3, {10 * 3600 + 30 * 60}));
  EXPECT_EQ(q.underlying_price, 380.82);
  EXPECT_EQ(q.contract.expiry, Date(2023y / 1 / 20));
  EXPECT_EQ(q.contract.strike.to_string(), "380.5");
  EXPECT_EQ(q.contract.underlying, "SPY");
}

TEST(ChainCsv, ReadsADesktopExportWithDollarsPercentsThousandsAndUsDates) {
  const Read out = read(
      "\xEF\xBB\xBFOption chain of SPX\r\n\r\n"
      "Symbol,Date,Time,Expiration Date,Strike,Type,Bid,Ask,Open Int.,Volume,Impl Vol\r\n"
      "\"^SPX\",7/10/2026,4:15 PM,\"Fri Aug 21 2026\",\"7,500.00\",Put,$60.10,\"$1,060.50\",\"12,345\",--,14.5%\r\n");
  ASSERT_EQ(out.quotes.size(), 1u) << out.message();
  const Quote& q = out.quotes[0];
  EXPECT_EQ(q.quoted_at, market::eastern_to_utc(2026y / 7 / 10, {16 * 3600 + 15 * 60}));
  EXPECT_EQ(q.contract.underlying, "SPX");
  EXPECT_EQ(q.contract.expiry, Date(2026y / 8 / 21));
  EXPECT_EQ(q.contract.strike.to_string(), "7500");
  EXPECT_EQ(q.bid, 60.1);
  EXPECT_EQ(q.ask, 1060.5);
  EXPECT_EQ(q.open_interest, 12345);
  EXPECT_TRUE(std::isnan(q.volume));
  EXPECT_DOUBLE_EQ(q.iv_vendor, 0.145);
}

TEST(ChainCsv, ReadsAPythonExportThatOnlyHasOptionSymbolsAndADateInItsName) {
  const Read out = read(
      "contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,change,volume,openInterest,impliedVolatility,contractSize\n"
      "SPY260821P00600000,2026-07-09 19:59:58+00:00,600.0,1.25,1.2,1.3,0.0,,17.0,0.2104,REGULAR\n",
      "folder/SPY_2026-07-10_1015.csv");
  ASSERT_EQ(out.quotes.size(), 1u) << out.message();
  EXPECT_EQ(out.quotes[0].quoted_at, market::eastern_to_utc(2026y / 7 / 10, {10 * 3600 + 15 * 60}));
  EXPECT_EQ(out.quotes[0].contract.right, Right::put);
  EXPECT_EQ(out.quotes[0].iv_vendor, 0.2104);
}

TEST(ChainCsv, ReadsSemicolonsWithDecimalCommasAndTabs) {
  const Read semicolons = read(
      "quote_date;underlying;expiry;strike;right;bid;ask;iv %\n"
      "2026-07-10;SPX;2026-08-21;7.500,5;P;60,1;1.060,50;14,5\n");
  ASSERT_EQ(semicolons.quotes.size(), 1u) << semicolons.message();
  EXPECT_EQ(semicolons.quotes[0].contract.strike.to_string(), "7500.5");
  EXPECT_EQ(semicolons.quotes[0].ask, 1060.5);
  EXPECT_DOUBLE_EQ(semicolons.quotes[0].iv_vendor, 0.145);
  const Read tabs =
      read("quote_date\tunderlying\texpiry\tstrike\tright\tbid\task\n2026-07-10\tSPX\t20260821\t7,500\tP\t60.1\t60.5\n");
  ASSERT_EQ(tabs.quotes.size(), 1u) << tabs.message();
  EXPECT_EQ(tabs.quotes[0].contract.strike.to_string(), "7500");
}

TEST(ChainCsv, RefusesACommaThatCouldBeThousandsOrDecimals) {
  const Read out = read("quote_date;underlying;expiry;strike;right;bid;ask\n2026-07-10;SPX;2026-08-21;7,500;P;60,1;60,5\n");
  EXPECT_FALSE(out.rows);
  EXPECT_EQ(out.rejected("bad_number"), 1u);
}

TEST(ChainCsv, RefusesThousandsThatDoNotStandInThrees) {
  for (const char* strike : {"1,25", "12,34,567", ",500", "1234,567", "7,5000"}) {
    const Read out = read(with_header("2026-07-10,16:00:00,SPX,70,2026-08-21,\"" + std::string(strike) + "\",C,1,2\n"));
    EXPECT_EQ(out.rejected("bad_number"), 1u) << strike;
  }
}

TEST(ChainCsv, UnquotesFieldsWithSeparatorsAndDoubledQuotes) {
  const Read out = read(
      "note,quote_date,underlying,expiry,strike,right,bid,ask\n"
      "\"a \"\"good\"\", cheap one\",2026-07-10,\"KO\",2026-08-21,\"70\",\"C\",1,2\n");
  ASSERT_EQ(out.quotes.size(), 1u) << out.message();
  EXPECT_EQ(out.quotes[0].contract.underlying, "KO");
}

TEST(ChainCsv, AMissingQuoteTimeIsTheClose) {
  const Read out = read("quote_date,underlying,expiry,strike,right,bid,ask\n2026-07-10,KO,2026-08-21,70,C,1,2\n");
  ASSERT_EQ(out.quotes.size(), 1u);
  EXPECT_EQ(out.quotes[0].quoted_at, market::eastern_to_utc(2026y / 7 / 10, {16 * 3600}));
}

TEST(ChainCsv, EveryAliasBelongsToOneColumnUnlessItsValueTellsThemApart) {
  std::map<std::string, std::string> owner;
  const std::set<std::string_view> shared = {"symbol", "ticker", "quote_readtime", "quote_datetime", "timestamp", "datetime"};
  for (const ColumnAlias& entry : column_aliases())
    for (const auto alias : entry.aliases) {
      const auto [hit, is_new] = owner.emplace(alias, entry.column);
      EXPECT_TRUE(is_new || shared.contains(alias)) << alias << ": " << hit->second << " and " << entry.column;
    }
}

// ---- bad rows: counted by reason, the good ones kept ----

TEST(ChainCsv, RejectsBadRowsByReasonWithLineColumnAndField) {
  struct Case {
    const char *reason, *field, *row;
    std::size_t column;
  };
  for (const Case& c : {Case{"negative_price", "bid", "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,-2,2", 43},
                        {"negative_price", "underlying_price", "2026-07-10,16:00:00,KO,-70,2026-08-21,75,C,1,2", 24},
                        {"bad_number", "ask", "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,abc", 45},
                        {"bad_number", "ask", "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,inf", 45},
                        {"bad_number", "ask", "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,1e999", 45},
                        {"bad_number", "strike", "2026-07-10,16:00:00,KO,70,2026-08-21,7x,C,1,2", 38},
                        {"bad_strike", "strike", "2026-07-10,16:00:00,KO,70,2026-08-21,0,C,1,2", 38},
                        {"bad_strike", "strike", "2026-07-10,16:00:00,KO,70,2026-08-21,-5,C,1,2", 38},
                        {"missing_value", "strike", "2026-07-10,16:00:00,KO,70,2026-08-21,NaN,C,1,2", 38},
                        {"bad_right", "right", "2026-07-10,16:00:00,KO,70,2026-08-21,75,X,1,2", 41},
                        {"bad_date", "expiry", "2026-07-10,16:00:00,KO,70,2026-02-30,75,C,1,2", 27},
                        {"bad_date", "quote_date", "31/12/2026,16:00:00,KO,70,2026-08-21,75,C,1,2", 1},
                        {"bad_date", "quote_date", "5964-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2", 1},
                        {"bad_time", "quote_time", "2026-07-10,25:00:00,KO,70,2026-08-21,75,C,1,2", 12},
                        {"bad_time", "quote_time", "2026-07-10,16:00:00Z,KO,70,2026-08-21,75,C,1,2", 12},
                        {"bad_symbol", "underlying", "2026-07-10,16:00:00,K:O,70,2026-08-21,75,C,1,2", 21},
                        {"missing_value", "underlying", "2026-07-10,16:00:00,,70,2026-08-21,75,C,1,2", 21}}) {
    const Read out = read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2\n" + std::string(c.row) + "\n"));
    EXPECT_EQ(out.quotes.size(), 1u) << c.row;
    ASSERT_EQ(out.rejects.first().size(), 1u) << c.row;
    EXPECT_EQ(out.rejected(c.reason), 1u) << c.row << " " << to_string(out.rejects.first()[0]);
    const core::Location& where = out.rejects.first()[0].where;
    EXPECT_EQ(where.file, "chain.csv");
    EXPECT_EQ(where.line, 3u);
    EXPECT_EQ(where.column, c.column) << c.row;
    EXPECT_EQ(where.field, c.field);
  }
}

TEST(ChainCsv, ANaNSideIsUnknownAndNoNumber) {
  const Read out = read(with_header("2026-07-10,16:00:00,KO,NaN,2026-08-21,75,C,nan,N/A\n"));
  ASSERT_EQ(out.quotes.size(), 1u);
  EXPECT_TRUE(std::isnan(out.quotes[0].bid));
  EXPECT_TRUE(std::isnan(out.quotes[0].ask));
  EXPECT_TRUE(std::isnan(out.quotes[0].underlying_price));
}

TEST(ChainCsv, RejectsRowsWithTooFewOrTooManyFieldsButNotASeparatorAtTheEnd) {
  const Read out =
      read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2,\n"
                       "2026-07-10,16:00:00,KO,70,2026-08-21,75\n"
                       "2026-07-10,16:00:00,SPX,7,500,2026-08-21,7600,C,1,2\n"
                       "\"2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2\n"));
  EXPECT_EQ(out.quotes.size(), 1u);
  EXPECT_EQ(out.rejected("field_count"), 2u);
  EXPECT_EQ(out.rejected("open_quote"), 1u);
}

TEST(ChainCsv, RejectsASymbolThatContradictsItsRow) {
  const Read out = read(
      "quote_date,underlying,expiry,strike,right,bid,ask,option_symbol\n"
      "2026-07-10,KO,2026-08-21,75,C,1,2,KO260821C00075000\n"
      "2026-07-10,KO,2026-08-21,75,P,1,2,KO260821C00075000\n"
      "2026-07-10,KO,2026-08-21,76,C,1,2,KO260821C00075000\n"
      "2026-07-10,KO,2026-08-21,76,C,1,2,KO_082126C76\n");
  EXPECT_EQ(out.quotes.size(), 1u);
  EXPECT_EQ(out.rejected("symbol_mismatch"), 2u);
  EXPECT_EQ(out.rejected("bad_symbol"), 1u);
}

TEST(ChainCsv, CountsEveryRejectButKeepsOnlyTheFirst) {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,-2,2\n";
  const Read out = read(with_header(rows + "2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2\n"));
  EXPECT_EQ(out.rejects.total(), 50u);
  EXPECT_EQ(out.rejects.first().size(), RejectLog::kept_max);
}

// ---- bad files: one message with what to do ----

TEST(ChainCsv, NamesTheMissingColumnTheOnesFoundAndTheClosest) {
  const Read out = read("quote_date,underlying,expiry,strike,right,bidd,ask\n2026-07-10,KO,2026-08-21,70,C,1,2\n");
  ASSERT_FALSE(out.rows);
  EXPECT_EQ(out.rows.error().code, ErrorCode::not_found);
  EXPECT_EQ(out.rows.error().where.line, 1u);
  EXPECT_EQ(out.rows.error().where.field, "bid");
  EXPECT_THAT(out.message(), HasSubstr("missing column bid"));
  EXPECT_THAT(out.message(), HasSubstr("found: quote_date, underlying, expiry, strike, right, bidd, ask"));
  EXPECT_THAT(out.message(), HasSubstr("'bidd' comes closest to 'bid'"));
}

TEST(ChainCsv, AsksForADateWhenNeitherColumnNorNameTellsIt) {
  const Read out = read("underlying,expiry,strike,right,bid,ask\nKO,2026-08-21,70,C,1,2\n");
  EXPECT_THAT(out.message(), HasSubstr("missing column quote_date"));
  EXPECT_THAT(out.message(), HasSubstr("the file's name"));
}

TEST(ChainCsv, RefusesCallsAndPutsSideBySide) {
  for (const char* text : {"[QUOTE_DATE],[EXPIRE_DATE],[C_BID],[C_ASK],[STRIKE],[P_BID],[P_ASK]\n",
                           "Expiration Date,Calls,Bid,Ask,Strike,Puts,Bid,Ask\n"}) {
    const Read out = read(text);
    ASSERT_FALSE(out.rows);
    EXPECT_EQ(out.rows.error().code, ErrorCode::unsupported);
    EXPECT_THAT(out.message(), HasSubstr("side by side"));
  }
}

TEST(ChainCsv, SaysThatAFileHasNoGoodRowAndQuotesTheFirstReason) {
  EXPECT_THAT(read(header).message(), HasSubstr("no rows"));
  const Read out = read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,-2,2\n"));
  EXPECT_FALSE(out.rows);
  EXPECT_THAT(out.message(), HasSubstr("none of 1 rows is good"));
  EXPECT_THAT(out.message(), HasSubstr("chain.csv:2:43: bid: '-2' is negative"));
}

TEST(ChainCsv, TellsEmptyBinaryAndForeignFilesApart) {
  EXPECT_THAT(read("").message(), HasSubstr("empty"));
  EXPECT_THAT(read("\n\n\n").message(), HasSubstr("no header line"));
  EXPECT_THAT(read(std::string("quote_date\0bid", 14)).message(), HasSubstr("binary"));
  EXPECT_THAT(read("PK\x03\x04....").message(), HasSubstr("zip archive or an Excel workbook"));
  EXPECT_THAT(read("\xFF\xFEq").message(), HasSubstr("UTF-16"));
  EXPECT_THAT(read("PAR1....").message(), HasSubstr("Parquet"));
}

TEST(ChainCsv, TellsAMissingFileFromADirectory) {
  const Read missing = read_file("no/such/file.csv");
  ASSERT_FALSE(missing.rows);
  EXPECT_EQ(missing.rows.error().code, ErrorCode::not_found);
  const Read directory = read_file(testing::TempDir());
  ASSERT_FALSE(directory.rows);
  EXPECT_EQ(directory.rows.error().code, ErrorCode::io);
  EXPECT_THAT(directory.message(), HasSubstr("directory"));
}

// ---- gzip, size, progress ----

TEST(ChainCsv, ReadsGzipLikePlainText) {
  const std::string text = many_rows(20'000);  // several buffers
  const TempFile plain(".csv", text), packed(".csv.gz", gzipped(text));
  const Read a = read_file(plain.path()), b = read_file(packed.path());
  ASSERT_EQ(a.quotes.size(), 20'000u) << a.message();
  ASSERT_EQ(b.quotes.size(), 20'000u) << b.message();
  for (std::size_t i = 0; i < a.quotes.size(); ++i) {
    ASSERT_EQ(a.quotes[i].contract, b.quotes[i].contract);
    ASSERT_EQ(a.quotes[i].contract.strike.to_double(), 100.0 + static_cast<double>(i));
    ASSERT_EQ(a.quotes[i].bid, b.quotes[i].bid);
  }
}

TEST(ChainCsv, KeepsTheRowsBeforeAGzipBreaksOffAndSaysSo) {
  const std::string packed = gzipped(many_rows(20'000));
  const TempFile half(".csv.gz", packed.substr(0, packed.size() / 2));
  const Read out = read_file(half.path());
  ASSERT_TRUE(out.rows) << out.message();
  EXPECT_GT(*out.rows, 5'000u);
  EXPECT_LT(*out.rows, 20'000u);
  EXPECT_EQ(out.rejected("truncated"), 1u);
  EXPECT_EQ(out.rejects.total(), 1u) << "the half line at the break is no row of its own";
}

TEST(ChainCsv, AGzipWithoutAWholeRowIsAnError) {
  const std::string packed = gzipped(many_rows(20'000));
  for (const std::size_t size : {2u, 12u, 40u}) {
    const TempFile stub(".csv.gz", packed.substr(0, size));
    const Read out = read_file(stub.path());
    ASSERT_FALSE(out.rows) << size;
    EXPECT_THAT(out.message(), testing::AnyOf(HasSubstr("truncated"), HasSubstr("cut off"))) << size;
  }
}

TEST(ChainCsv, DamagedGzipDataIsToldFromATruncatedOne) {
  std::string packed = gzipped(many_rows(200));
  for (std::size_t i = 20; i < 60; ++i) packed[i] = static_cast<char>(~packed[i]);
  const TempFile damaged(".csv.gz", packed);
  EXPECT_THAT(read_file(damaged.path()).message(), HasSubstr("damaged gzip"));
}

TEST(ChainCsv, ALineWithoutEndIsAnErrorAndNotMemory) {
  const Read out = read(with_header("2026-07-10,16:00:00,KO,70,2026-08-21,75,C,1,2\n" + std::string(70'000, 'x')));
  ASSERT_FALSE(out.rows);
  EXPECT_EQ(out.rows.error().code, ErrorCode::too_large);
  EXPECT_THAT(out.message(), HasSubstr("line 3 is longer than"));
}

TEST(ChainCsv, TextBeyondTheBoundIsAnError) {
  const Read out = read(many_rows(20'000), "chain.csv", {.bytes_max = 600'000, .line_bytes_max = 1000, .progress = {}});
  ASSERT_FALSE(out.rows);
  EXPECT_EQ(out.rows.error().code, ErrorCode::too_large);
}

TEST(ChainCsv, ReportsProgressAndStopsWhenToldTo) {
  std::string text = many_rows(1);
  const std::string row = text.substr(header.size());
  while (text.size() < (20u << 20)) text += row;
  int calls = 0;
  ReadOptions options;
  options.progress = [&](std::uint64_t read_bytes, std::uint64_t size) {
    EXPECT_LE(read_bytes, size);
    return ++calls < 2;
  };
  const Read out = read(text, "chain.csv", options);
  ASSERT_FALSE(out.rows);
  EXPECT_EQ(out.rows.error().code, ErrorCode::io);
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace legwork::chain
