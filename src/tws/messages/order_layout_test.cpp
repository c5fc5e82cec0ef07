// placeOrder, openOrder and completedOrder where the layout depends on what the order is. Fields are checked as text, one by one, so
// that a misreading which reader and writer share is seen here. What travels where is from the field table in docs/protocol.md.
#include <algorithm>

#include <gtest/gtest.h>

#include "tws/messages/codec.hpp"
#include "tws/wire/fields.hpp"

namespace legwork::tws {
namespace {

using Fields = std::vector<std::string>;

Fields fields_of(std::string_view payload) {
  Fields out;
  FieldReader reader(payload);
  for (std::string_view text; reader.next(text);) out.emplace_back(text);
  return out;
}

template <class Variant, class T>
Fields encoded(const T& message, int version) {
  std::string payload;
  encode(Variant{message}, version, payload);
  return fields_of(payload);
}
Fields placed(const PlaceOrder& m, int version) { return encoded<Request>(m, version); }
Fields answered(const OpenOrder& m, int version) { return encoded<Response>(m, version); }
Fields completed(const CompletedOrder& m, int version) { return encoded<Response>(m, version); }

std::string payload_of(const Fields& fields) {
  std::string payload;
  for (const std::string& field : fields) append_field(payload, field);
  return payload;
}

/// The first place where `part` stands in `whole`, or npos.
std::size_t place_of(const Fields& whole, const Fields& part) {
  const auto found = std::search(whole.begin(), whole.end(), part.begin(), part.end());
  return found == whole.end() ? std::string::npos : static_cast<std::size_t>(found - whole.begin());
}
bool ends_with(const Fields& whole, const Fields& part) {
  return whole.size() >= part.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin());
}

PlaceOrder limit_order() {
  PlaceOrder m;
  m.order_id = 77;
  m.contract.contract_id = 265598;
  m.contract.symbol = "AAPL";
  m.contract.security_type = "STK";
  m.contract.exchange = "SMART";
  m.contract.currency = "USD";
  m.order.action = "BUY";
  m.order.total_quantity = Decimal(100);
  m.order.order_type = "LMT";
  m.order.limit_price = 187.5;
  m.order.time_in_force = "DAY";
  return m;
}

TEST(PlaceOrderLayout, BeginsWithTheContractAndHasNoVersionField) {
  const Fields fields = placed(limit_order(), 178);
  EXPECT_EQ(place_of(fields, {"3",   "77", "265598", "AAPL", "STK", "",    "0",   "",    "",      "SMART", "",
                              "USD", "",   "",       "",     "",    "BUY", "100", "LMT", "187.5", "",      "DAY"}),
            0u);
}

TEST(PlaceOrderLayout, GrowsWithTheServerVersion) {
  struct Growth {
    int version;
    std::size_t fields;
  };
  // 162 is the version of the recorded requests: 113 fields.
  for (const Growth g : {Growth{157, 110}, Growth{158, 111}, Growth{160, 112}, Growth{162, 113}, Growth{166, 114}, Growth{169, 115},
                         Growth{176, 115}, Growth{177, 114}, Growth{183, 115}, Growth{184, 116}, Growth{187, 118}, Growth{188, 118},
                         Growth{189, 119}, Growth{190, 117}, Growth{192, 118}, Growth{199, 119}, Growth{200, 119}})
    EXPECT_EQ(placed(limit_order(), g.version).size(), g.fields) << g.version;
}

TEST(PlaceOrderLayout, HasTwoDeadFieldsFrom187To189Only) {
  PlaceOrder m = limit_order();
  m.order.professional_customer = true;
  EXPECT_TRUE(ends_with(placed(m, 186), {"1"}));
  EXPECT_TRUE(ends_with(placed(m, 187), {"1", "", "2147483647"}));
  EXPECT_TRUE(ends_with(placed(m, 189), {"1", "", "2147483647", "0"})) << "then include_overnight";
  EXPECT_TRUE(ends_with(placed(m, 190), {"1", "0"}));
}

TEST(PlaceOrderLayout, ACreditVerticalCarriesItsLegsPricesAndRouting) {
  PlaceOrder m = limit_order();
  m.contract.security_type = "BAG";
  m.contract.combo_legs = {{1001, 1, "SELL", "SMART", 0, 0, "", -1}, {1002, 1, "BUY", "SMART", 0, 0, "", -1}};
  m.order.limit_price = -1.25;
  m.order.combo_leg_prices = {1.5, std::nullopt};
  m.order.smart_combo_routing_params = {{"NonGuaranteed", "1"}};
  const Fields fields = placed(m, 200);
  EXPECT_NE(place_of(fields, {"2",     "1001", "1", "SELL", "SMART", "0", "0",   "", "-1", "1002",          "1", "BUY",
                              "SMART", "0",    "0", "",     "-1",    "2", "1.5", "", "1",  "NonGuaranteed", "1", ""}),
            std::string::npos);
  EXPECT_NE(place_of(fields, {"LMT", "-1.25"}), std::string::npos);
  m.contract.security_type = "OPT";
  EXPECT_EQ(place_of(placed(m, 200), {"1001"}), std::string::npos) << "legs travel in a BAG only";
}

TEST(PlaceOrderLayout, PegOffsetsDependOnExchangeAndType) {
  PlaceOrder m = limit_order();
  m.order.auto_cancel_parent = true;
  m.order.min_trade_quantity = 3;
  m.order.min_compete_size = 100;
  m.order.compete_against_best_offset = 0.02;
  m.order.mid_offset_at_whole = 0.01;
  m.order.mid_offset_at_half = 0.005;
  const Fields before = {"1", "", ""};  // auto_cancel_parent, advanced_error_override, manual_order_time
  const auto tail = [&](Fields peg) {
    peg.insert(peg.begin(), before.begin(), before.end());
    return ends_with(placed(m, 170), peg);
  };
  EXPECT_TRUE(tail({}));
  m.contract.exchange = "IBKRATS";
  EXPECT_TRUE(tail({"3"}));
  m.contract.exchange = "SMART";
  m.order.order_type = "PEG BEST";
  EXPECT_TRUE(tail({"100", "0.02"}));
  m.order.compete_against_best_offset = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(tail({"100", "Infinity", "0.01", "0.005"})) << "up to mid";
  m.order.order_type = "PEG MID";
  EXPECT_TRUE(tail({"0.01", "0.005"}));
  m.order.order_type = "PEGMID";
  EXPECT_TRUE(tail({"0.01", "0.005"}));
}

TEST(PlaceOrderLayout, AConditionHasItsValueBeforeItsContract) {
  PlaceOrder m = limit_order();
  using Type = OrderCondition::Type;
  m.order.conditions.resize(6);
  const auto condition = [&](std::size_t i, Type type) -> OrderCondition& {
    m.order.conditions[i].type = type;
    return m.order.conditions[i];
  };
  const auto of_contract = [](OrderCondition& c, std::int32_t id, const char* exchange) {
    c.contract_id = id;
    c.exchange = exchange;
  };
  OrderCondition& price = condition(0, Type::price);
  of_contract(price, 42, "CBOE");
  price.is_more = true;
  price.price = 190;
  price.trigger_method = 2;
  OrderCondition& time = condition(1, Type::time);
  time.is_conjunction = false;
  time.time = "20260717-12:00:00";
  condition(2, Type::margin).margin_percent = 30;
  OrderCondition& execution = condition(3, Type::execution);
  execution.security_type = "STK";
  execution.exchange = "SMART";
  execution.symbol = "IBM";
  OrderCondition& volume = condition(4, Type::volume);
  of_contract(volume, 43, "ARCA");
  volume.is_more = true;
  volume.volume = 1000;
  OrderCondition& change = condition(5, Type::percent_change);
  of_contract(change, 44, "NYSE");
  change.change_percent = 2.5;
  m.order.conditions_cancel_order = true;
  const Fields expected = {"6",    "1",  "a",    "1",  "190", "42", "CBOE", "2",     "3",    "o", "0", "20260717-12:00:00",
                           "4",    "a",  "0",    "30", "5",   "a",  "STK",  "SMART", "IBM",  "6", "a", "1",
                           "1000", "43", "ARCA", "7",  "a",   "0",  "2.5",  "44",    "NYSE", "0", "1"};
  const Fields fields = placed(m, 200);
  EXPECT_NE(place_of(fields, expected), std::string::npos);
  const auto decoded = decode_request(payload_of(fields), 200);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(std::get<PlaceOrder>(decoded->message), m);
}

TEST(PlaceOrderLayout, AnUnknownConditionIsAnErrorThatNamesIt) {
  PlaceOrder m = limit_order();
  m.order.conditions.resize(1);
  Fields fields = placed(m, 200);
  const std::size_t at = place_of(fields, {"1", "1", "a", "0"});
  ASSERT_NE(at, std::string::npos);
  fields[at + 1] = "2";
  const auto decoded = decode_request(payload_of(fields), 200);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().where.field, "type");
}

/// What official Python clients send for unset: sentinels where others send nothing.
TEST(PlaceOrderLayout, SentinelsAndNothingAreTheSameUnset) {
  PlaceOrder m = limit_order();
  Fields fields = placed(m, 192);
  const std::size_t at = place_of(fields, {"0", "0", "0", "", "", "", "0", "", ""});  // is_oms_container … manual_order_time
  ASSERT_NE(at, std::string::npos);
  fields[at + 3] = "2147483647";  // use_price_management_algo
  fields[at + 4] = "2147483647";  // duration
  fields[at + 5] = "2147483647";  // post_to_ats
  fields.back() = "2147483647";  // manual_order_indicator
  const auto decoded = decode_request(payload_of(fields), 192);
  ASSERT_TRUE(decoded.has_value()) << core::to_string(decoded.error());
  EXPECT_EQ(std::get<PlaceOrder>(decoded->message), m);
}

TEST(PlaceOrderLayout, EmptyNumbersAndFlagsReadAsTheirDefaults) {
  Fields fields = placed(limit_order(), 178);
  for (std::string& field : fields)
    if (field == "0") field.clear();
  const auto decoded = decode_request(payload_of(fields), 178);
  ASSERT_TRUE(decoded.has_value()) << core::to_string(decoded.error());
  EXPECT_EQ(std::get<PlaceOrder>(decoded->message), limit_order());
}

OpenOrder working_order() {
  const PlaceOrder placed_order = limit_order();
  OpenOrder m;
  m.order_id = placed_order.order_id;
  m.contract = placed_order.contract;
  m.order = placed_order.order;
  m.state.status = "Submitted";
  return m;
}

TEST(OpenOrderLayout, GrowsWithTheServerVersion) {
  struct Growth {
    int version;
    std::size_t fields;
  };
  // Without "None" in delta_neutral_order_type, which brings eight fields: recorded messages have 131 at 162..169 and 136 at 183.
  for (const Growth g : {Growth{157, 120}, Growth{158, 121}, Growth{160, 122}, Growth{162, 123}, Growth{170, 128}, Growth{177, 127},
                         Growth{183, 128}, Growth{184, 129}, Growth{185, 130}, Growth{189, 131}, Growth{193, 133}, Growth{195, 146},
                         Growth{198, 147}, Growth{199, 148}, Growth{200, 148}}) {
    OpenOrder m = working_order();
    EXPECT_EQ(answered(m, g.version).size(), g.fields) << g.version;
    m.order.delta_neutral_order_type = "None";
    EXPECT_EQ(answered(m, g.version).size(), g.fields + 8) << g.version;
  }
}

TEST(OpenOrderLayout, ThePreviewOf195StandsBeforeTheWarning) {
  OpenOrder m = working_order();
  m.order.what_if = true;
  m.state.margin_change.initial = 1250.5;
  m.state.commission_currency = "USD";
  m.state.margin_currency = "EUR";
  m.state.margin_after_outside_rth.equity_with_loan = 99;
  m.state.reject_reason = "none";
  m.state.allocations = {{"DU1", Decimal(1), Decimal(2), Decimal(3), Decimal(4), std::nullopt, true}};
  m.state.warning_text = "odd lot";
  const std::string unset = "1.7976931348623157E308";
  EXPECT_NE(place_of(answered(m, 194), {"1", "Submitted", unset, unset, unset, "1250.5", unset, unset, unset, unset, unset, "", "",
                                        "", "USD", "odd lot"}),
            std::string::npos);
  EXPECT_NE(place_of(answered(m, 195),
                     {"USD",  "EUR", unset, unset, unset, unset, unset, unset, unset, unset,    "99", "-9223372036854775808",
                      "none", "1",   "DU1", "1",   "2",   "3",   "4",   "",    "1",   "odd lot"}),
            std::string::npos);
}

TEST(OpenOrderLayout, TheExtOperatorCameAtTheEndWith193AndTheSubmitterWith198) {
  OpenOrder m = working_order();
  m.order.ext_operator = "floor";
  m.order.manual_order_indicator = 1;
  m.order.submitter = "paper-user";
  m.order.imbalance_only = true;
  EXPECT_TRUE(ends_with(answered(m, 192), {"", "0"}));
  EXPECT_TRUE(ends_with(answered(m, 193), {"floor", "1"}));
  EXPECT_TRUE(ends_with(answered(m, 198), {"floor", "1", "paper-user"}));
  EXPECT_TRUE(ends_with(answered(m, 199), {"floor", "1", "paper-user", "1"}));
}

TEST(CompletedOrderLayout, GrowsLessThanOpenOrderAndHasNoOrderId) {
  CompletedOrder m;
  m.contract = limit_order().contract;
  m.order = limit_order().order;
  m.order.perm_id = 8'589'934'592;  // 64 bits since server version 191
  m.state.status = "Filled";
  EXPECT_EQ(place_of(completed(m, 200), {"101", "265598", "AAPL", "STK"}), 0u);
  EXPECT_NE(place_of(completed(m, 200), {"8589934592"}), std::string::npos);
  struct Growth {
    int version;
    std::size_t fields;
  };
  // With "None" four more: recorded messages have 96 at 157..169 and 101 at 176.
  for (const Growth g : {Growth{157, 92}, Growth{169, 92}, Growth{170, 97}, Growth{177, 96}, Growth{183, 97}, Growth{184, 98},
                         Growth{195, 98}, Growth{198, 99}, Growth{200, 99}}) {
    m.order.delta_neutral_order_type.clear();
    EXPECT_EQ(completed(m, g.version).size(), g.fields) << g.version;
    m.order.delta_neutral_order_type = "None";
    EXPECT_EQ(completed(m, g.version).size(), g.fields + 4) << g.version;
  }
}

}  // namespace
}  // namespace legwork::tws
