// What the codec promises, by example: the gates that change bytes, what may be missing, what is left over, and what an error says.
#include "tws/messages/codec.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

#include "tws/wire/fields.hpp"

namespace legwork::tws {
namespace {

std::string payload_of(std::initializer_list<std::string_view> fields) {
  std::string payload;
  for (const std::string_view field : fields) append_field(payload, field);
  return payload;
}

/// The fields of a payload joined by '|', as logs show them.
std::string shown(const std::string& payload) {
  std::string text = payload;
  for (char& c : text)
    if (c == '\0') c = '|';
  return text;
}

template <class Message>
std::string encoded(const Message& message, int version) {
  std::string payload;
  encode(message, version, payload);
  return shown(payload);
}

template <class T>
T read(std::initializer_list<std::string_view> fields, int version) {
  const auto decoded = decode_response(payload_of(fields), version);
  EXPECT_TRUE(decoded.has_value()) << core::to_string(decoded.error());
  if (!decoded) return {};
  EXPECT_TRUE(decoded->surplus.empty());
  EXPECT_TRUE(std::holds_alternative<T>(decoded->message));
  return std::get<T>(decoded->message);
}

core::Error error_of(std::initializer_list<std::string_view> fields, int version) {
  const auto decoded = decode_response(payload_of(fields), version);
  EXPECT_FALSE(decoded.has_value());
  return decoded ? core::Error{} : decoded.error();
}

TEST(Codec, AnErrorLosesItsVersionAndGainsATimeAt194) {
  const ErrorMessage error{.request_id = 9002, .code = 10089, .text = "no subscription", .time_ms = 1772160892101};
  EXPECT_EQ(encoded(Response{error}, 165), "4|2|9002|10089|no subscription|");
  EXPECT_EQ(encoded(Response{error}, 193), "4|2|9002|10089|no subscription||");
  EXPECT_EQ(encoded(Response{error}, 194), "4|9002|10089|no subscription||1772160892101|");
  EXPECT_EQ(read<ErrorMessage>({"4", "9002", "10089", "no subscription", "", "1772160892101"}, 200), error);
}

TEST(Codec, ACancelChangesShapeTwice) {
  const Request cancel = CancelOrder{.order_id = 7, .manual_cancel_time = ""};
  EXPECT_EQ(encoded(cancel, 157), "4|1|7|");
  EXPECT_EQ(encoded(cancel, 169), "4|1|7||");
  EXPECT_EQ(encoded(cancel, 187), "4|1|7||||2147483647|");
  EXPECT_EQ(encoded(cancel, 190), "4|1|7||");
  EXPECT_EQ(encoded(cancel, 192), "4|7|||2147483647|");
  EXPECT_EQ(encoded(Request{GlobalCancel{}}, 186), "58|1|");
  EXPECT_EQ(encoded(Request{GlobalCancel{}}, 188), "58|1|||2147483647|");
  EXPECT_EQ(encoded(Request{GlobalCancel{}}, 192), "58||2147483647|");
}

TEST(Codec, AGlobalCancelWithoutTheQuoteRequestFieldsIsUnderstood) {
  const auto decoded = decode_request(payload_of({"58", "1"}), 188);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_TRUE(std::holds_alternative<GlobalCancel>(decoded->message));
}

TEST(Codec, ExecutionsAskForDaysFrom200) {
  RequestExecutions request{.request_id = 3};
  EXPECT_EQ(encoded(Request{request}, 199), "7|3|3|0|||||||");
  EXPECT_EQ(encoded(Request{request}, 200), "7|3|3|0|||||||2147483647|0|");
  request.last_days = 7;
  request.dates = {"20260101"};
  EXPECT_EQ(encoded(Request{request}, 200), "7|3|3|0|||||||7|1|20260101|");
}

TEST(Codec, RequestsWriteUnsetAsEmptyAndABagWithItsLegs) {
  RequestMarketData request{.request_id = 1, .generic_ticks = "106"};
  request.contract.symbol = "AAPL";
  request.contract.security_type = "BAG";
  request.contract.combo_legs = {{.contract_id = 11, .ratio = 1, .action = "BUY", .exchange = "SMART"},
                                 {.contract_id = 12, .ratio = 1, .action = "SELL", .exchange = "SMART"}};
  EXPECT_EQ(encoded(Request{request}, 178), "1|11|1|0|AAPL|BAG||0||||||||2|11|1|BUY|SMART|12|1|SELL|SMART|0|106|0|0||");
}

TEST(Codec, AContractLookUpIsTheRecordedOne) {
  RequestContractData request{.request_id = 7};
  request.contract.symbol = "MES";
  request.contract.security_type = "FUT";
  request.contract.exchange = "CME";
  request.contract.currency = "USD";
  EXPECT_EQ(encoded(Request{request}, 178), "9|8|7|0|MES|FUT||0|||CME||USD|||0||||");
  EXPECT_EQ(encoded(Request{request}, 175), "9|8|7|0|MES|FUT||0|||CME||USD|||0|||");
}

TEST(Codec, ATickWithoutASizeIsATick) {
  const auto tick = read<TickPrice>({"1", "6", "163635", "4", "4594.45", "", "0"}, 178);  // erdewit/ib_insync#428
  EXPECT_EQ(tick.price, 4594.45);
  EXPECT_EQ(tick.size, std::nullopt);
  EXPECT_EQ(size_tick_of(tick.tick_type), 5);
}

TEST(Codec, GreeksThatWereNotComputedAreUnset) {
  const auto tick = read<TickOptionComputation>({"21", "5", "13", "0", "-1", "-2", "-1", "-1", "-2", "-2", "-2", "-1"}, 178);
  EXPECT_EQ(tick.implied_vol, std::nullopt);
  EXPECT_EQ(tick.delta, std::nullopt);
  EXPECT_EQ(tick.under_price, std::nullopt);
  const auto priced =
      read<TickOptionComputation>({"21", "5", "13", "0", "0.25", "-1", "1.5", "0", "0.02", "0.1", "-0.05", "100"}, 178);
  EXPECT_EQ(priced.delta, -1.0) << "a delta of -1 is a delta";
  EXPECT_EQ(priced.theta, -0.05);
}

TEST(Codec, BarsMayHoldQuestionMarks) {
  const auto history = read<HistoricalData>({"17", "3", "s", "e", "1", "20180424", "?", "?", "?", "?", "-1", "-1.00", "-1"}, 178);
  ASSERT_EQ(history.bars.size(), 1U);
  EXPECT_EQ(history.bars[0].open, std::nullopt);
  EXPECT_EQ(history.bars[0].wap, Decimal(-1));
  EXPECT_EQ(encoded(Response{history}, 178), "17|3|s|e|1|20180424|?|?|?|?|-1|-1.00|-1|");
  EXPECT_EQ(encoded(Response{history}, 196), "17|3|1|20180424|?|?|?|?|-1|-1.00|-1|");
}

TEST(Codec, AnUpdatedBarHasAnotherOrder) {
  const auto update = read<HistoricalDataUpdate>({"90", "3", "7", "20260102", "1", "2", "4", "0.5", "1.5", "100"}, 178);
  EXPECT_EQ(update.bar.open, 1.0);
  EXPECT_EQ(update.bar.close, 2.0);
  EXPECT_EQ(update.bar.high, 4.0);
  EXPECT_EQ(update.bar.low, 0.5);
  EXPECT_EQ(update.bar.wap, Decimal(15, -1));
}

TEST(Codec, AccountNamesDropTheOneAfterTheLastComma) {
  const auto accounts = read<ManagedAccounts>({"15", "1", "DF1,DU2,DU3,"}, 165);
  EXPECT_EQ(account_names(accounts), (std::vector<std::string>{"DF1", "DU2", "DU3"}));
  EXPECT_TRUE(account_names({}).empty());
  EXPECT_EQ(encoded(Response{accounts}, 165), "15|1|DF1,DU2,DU3,|") << "sent on as it came";
}

TEST(Codec, EscapedNamesAreUtf8Inside) {
  const auto error = read<ErrorMessage>({"4", "2", "1", "200", "Soci\\u00e9t\\u00e9"}, 157);
  EXPECT_EQ(error.text, "Société");
  EXPECT_EQ(encoded(Response{error}, 157), "4|2|1|200|Soci\\u00e9t\\u00e9|");
}

TEST(Codec, UnknownIdsAndUnknownVersionsAreKeptRaw) {
  EXPECT_EQ(read<RawMessage>({"86", "9000", "headline"}, 200), (RawMessage{86, {"9000", "headline"}}));
  EXPECT_EQ(read<RawMessage>({"199", "x"}, 200), (RawMessage{199, {"x"}}));
  EXPECT_EQ(read<RawMessage>({"-5"}, 200).id, -5);
  EXPECT_EQ(read<RawMessage>({"4", "2", "77", "200", "no such contract"}, 118).fields.size(), 4U) << "below our tables";
  EXPECT_STREQ(name_of(Response{RawMessage{86, {}}}), "historicalNews");
  EXPECT_STREQ(name_of(Response{RawMessage{199, {}}}), "unknown");
  EXPECT_STREQ(name_of(Request{CancelOrder{}}), "cancelOrder");
  EXPECT_EQ(encoded(Response{RawMessage{86, {"9000", "headline"}}}, 200), "86|9000|headline|");
}

TEST(Codec, FieldsAfterTheLastOneAreKeptAndNotFatal) {
  const auto decoded = decode_response(payload_of({"9", "1", "43", "new", ""}), 200);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(std::get<NextValidId>(decoded->message).order_id, 43);
  EXPECT_EQ(decoded->surplus, (std::vector<std::string>{"new", ""}));
}

TEST(Codec, AnErrorNamesMessageFieldAndReason) {
  const core::Error missing = error_of({"3", "13", "Filled"}, 200);
  EXPECT_EQ(missing.code, core::ErrorCode::parse);
  EXPECT_EQ(missing.message, "orderStatus (3): filled is missing: the message ends before it");
  EXPECT_EQ(missing.where.field, "filled");
  EXPECT_EQ(missing.where.column, 4U);
  const core::Error number = error_of({"21", "6", "52", "11", "0.125", "", "", "\f2"}, 200);  // erdewit/ib_insync#393
  EXPECT_EQ(number.message, "tickOptionComputation (21): pv_dividend is not a number of its type: \"?2\"");
  EXPECT_EQ(number.where.column, 8U);
  EXPECT_EQ(error_of({"x"}, 200).where.field, "id");
}

TEST(Codec, AnErrorLeavesWhatWasReadBeforeIt) {
  DecodedResponse out;
  EXPECT_FALSE(decode_response(payload_of({"3", "13", "Filled", "100"}), 200, out).has_value());
  const auto& status = std::get<OrderStatus>(out.message);
  EXPECT_EQ(status.order_id, 13);
  EXPECT_EQ(status.filled, Decimal(100));
  EXPECT_EQ(status.remaining, Decimal(0));
}

TEST(Codec, ACountIsCheckedAgainstTheRestOfTheMessage) {
  for (const std::string_view count : {"507", "2147483646", "-1", "x", "1e9"}) {
    const core::Error error = error_of({"93", "26", count, "0", "0.01"}, 200);
    EXPECT_EQ(error.code, core::ErrorCode::parse) << count;
  }
  EXPECT_TRUE(read<MarketRule>({"93", "26", ""}, 200).increments.empty()) << "an empty count is none";
}

TEST(Codec, AMessageOfTooManyFieldsIsRefusedBeforeItIsHeld) {
  std::string payload = "86";
  payload.append(fields_max + 2, '\0');
  const auto decoded = decode_response(payload, 200);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().code, core::ErrorCode::too_large);
}

TEST(Codec, WhatOneMessageLeftDoesNotReachTheNext) {
  DecodedResponse out;
  ASSERT_TRUE(decode_response(payload_of({"1", "6", "1", "1", "2.5", "10", "0"}), 200, out).has_value());
  ASSERT_TRUE(decode_response(payload_of({"1", "6", "2", "2", "", "", "", "surplus"}), 200, out).has_value());
  EXPECT_EQ(std::get<TickPrice>(out.message), (TickPrice{.request_id = 2, .tick_type = 2}));
  EXPECT_EQ(out.surplus.size(), 1U);
  ASSERT_TRUE(decode_response(payload_of({"53", "1"}), 200, out).has_value());
  EXPECT_TRUE(out.surplus.empty());
}

TEST(Codec, TextCannotShiftFields) {
  StartApi start{.client_id = 1};
  start.optional_capabilities = std::string("a\0b", 3);
  EXPECT_EQ(encoded(Request{start}, 178), "71|2|1|ab|");
}

TEST(Codec, PythonClientsCountTheirOptions) {
  const std::string fields = "54|3|9|0|SPY|OPT|20260116|500|C|100|SMART||USD|||5.5|501|";
  for (const std::string_view tail : {"|", "0||"}) {
    std::string payload = fields + std::string(tail);
    for (char& c : payload)
      if (c == '|') c = '\0';
    const auto decoded = decode_request(payload, 178);
    ASSERT_TRUE(decoded.has_value()) << core::to_string(decoded.error());
    EXPECT_TRUE(decoded->surplus.empty()) << tail;
    EXPECT_EQ(std::get<CalculateImpliedVolatility>(decoded->message).under_price, 501);
  }
}

TEST(Codec, EncodingATypedMessageOutsideTheTablesIsABug) {
  std::string payload;
  EXPECT_DEATH(encode(Request{RequestCurrentTime{}}, 201, payload), "reqCurrentTime has no layout at server version 201");
}

}  // namespace
}  // namespace legwork::tws
