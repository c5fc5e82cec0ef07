#include "tws/session/error_code.hpp"

#include <gtest/gtest.h>

namespace legwork::tws {
namespace {

TEST(ErrorCode, FailuresHaveATypedReason) {
  EXPECT_EQ(meaning_of(200).effect, CodeEffect::fails);
  EXPECT_EQ(meaning_of(200).reason, FailureReason::refused);
  for (const int code : {101, 309, 322, 420, 10190}) EXPECT_EQ(meaning_of(code).reason, FailureReason::pacing) << code;
  for (const int code : {354, 10168, 10186, 10187, 10189, 10197}) {
    EXPECT_EQ(meaning_of(code).effect, CodeEffect::fails) << code;
    EXPECT_EQ(meaning_of(code).reason, FailureReason::permission) << code;
  }
}

TEST(ErrorCode, DataThatStillComesIsNoFailure) {
  for (const int code : {317, 2187, 2188, 10089, 10090, 10091, 10167})
    EXPECT_EQ(meaning_of(code).effect, CodeEffect::notice) << code;
  for (const int code : {316, 10182, 10225}) EXPECT_EQ(meaning_of(code).effect, CodeEffect::asks_again) << code;
}

TEST(ErrorCode, UnknownCodesAreNoticesInTheWarningRangeAndFailuresElsewhere) {
  EXPECT_EQ(meaning_of(2150).effect, CodeEffect::notice);
  EXPECT_EQ(meaning_of(10999).effect, CodeEffect::fails);
  EXPECT_EQ(meaning_of(10999).reason, FailureReason::refused);
  EXPECT_EQ(meaning_of(0).effect, CodeEffect::fails);
}

TEST(ErrorCode, TheThreeMeaningsOf162) {
  EXPECT_EQ(history_refusal("Historical Market Data Service error message:HMDS query returned no data: SPY@SMART Trades"),
            HistoryRefusal::no_data);
  EXPECT_EQ(history_refusal("Historical Market Data Service error message:Historical data request pacing violation"),
            HistoryRefusal::pacing);
  EXPECT_EQ(history_refusal("Historical Market Data Service error message:API historical data query cancelled: 4"),
            HistoryRefusal::cancelled);
  EXPECT_EQ(history_refusal("Historical Market Data Service error message:No market data permissions for AMEX STK"),
            HistoryRefusal::other);
}

TEST(ErrorCode, AFarmIsNamedBehindTheColon) {
  EXPECT_EQ(farm_of("Market data farm connection is broken:usfarm.nj"), "usfarm.nj");
  EXPECT_EQ(farm_of("HMDS data farm connection is OK: ushmds"), "ushmds");
  EXPECT_EQ(farm_of("no farm here"), "");
}

TEST(ErrorCode, TheTableIsPrintedForThePages) {
  const auto text = error_codes_markdown();
  EXPECT_NE(text.find("| 10197 | a competing live session has the data; orders still work | fails | permission |"),
            std::string::npos);
  EXPECT_NE(text.find("| 1101 |"), std::string::npos);
}

}  // namespace
}  // namespace legwork::tws
