// Messages recorded from real gateways and clients (tests/data/tws/transcripts.jsonl; each line names its source): the outside check
// on the layouts, which a round trip of our own cannot give. Lines below server version 157 only have to be kept as fields.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tws/messages/codec.hpp"
#include "tws/messages/json.hpp"
#include "tws/messages/recorded.hpp"
#include "tws/wire/fields.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::tws {
namespace {

using nlohmann::json;

struct Recorded {
  std::size_t line = 0;
  Sender sender{};
  std::optional<int> version;
  bool truncated = false, malformed = false;
  std::vector<std::string> fields;
  std::string payload;
};

std::vector<Recorded> load(const char* file) {
  std::ifstream in(std::string(LEGWORK_SOURCE_DIR "/tests/data/tws/") + file);
  std::vector<Recorded> all;
  std::string text;
  for (std::size_t line = 1; std::getline(in, text); ++line) {
    const json object = json::parse(text);
    if (object["msg_id"].is_null()) continue;  // the handshake has tests of its own
    Recorded r{line,
               object["direction"] == "client" ? Sender::client : Sender::server,
               std::nullopt,
               object.value("truncated", false),
               object.value("malformed", false),
               object["fields"].get<std::vector<std::string>>(),
               {}};
    if (!object["server_version_if_known"].is_null()) r.version = object["server_version_if_known"].get<int>();
    for (const std::string& field : r.fields) append_field(r.payload, field);
    all.push_back(std::move(r));
  }
  return all;
}

const std::vector<Recorded>& transcripts() {
  static const auto all = load("transcripts.jsonl");
  return all;
}

const Recorded& on_line(std::size_t line) {
  for (const Recorded& r : transcripts())
    if (r.line == line) return r;
  throw std::out_of_range("no message on that line");
}

/// The stated version, or every one that fits.
std::vector<int> versions_of(const Recorded& r) {
  if (r.version) return fitting_versions(r.payload, r.sender, *r.version, *r.version);
  return fitting_versions(r.payload, r.sender, min_server_version, max_server_version);
}

/// Two lines state no version, but are from before 157 by their notes: a placeOrder of 2018 with a version field, and a contractData
/// of a server 110..120, which ends where later ones go on.
bool from_before_the_tables(const Recorded& r) { return r.line == 6 || r.line == 44 || (r.version && !supported(*r.version)); }

bool laid_out_and_whole(const Recorded& r) { return !r.truncated && !r.malformed && !from_before_the_tables(r); }

TEST(RecordedMessages, DecodeWithNothingLeftOver) {
  std::size_t whole = 0;
  for (const Recorded& r : transcripts()) {
    if (!laid_out_and_whole(r)) continue;
    ++whole;
    const auto versions = versions_of(r);
    EXPECT_FALSE(versions.empty()) << "line " << r.line << ", id " << r.fields.front();
    if (!r.version) std::cout << "line " << r.line << ", id " << r.fields.front() << " fits " << version_ranges(versions) << '\n';
  }
  EXPECT_GE(whole, 42u) << "the file was read";
}

/// Server messages only: what clients send unset differs from client to client, and all of it is read alike.
TEST(RecordedMessages, OfTheServerEncodeToTheSameFields) {
  for (const Recorded& r : transcripts()) {
    if (!laid_out_and_whole(r) || r.sender != Sender::server) continue;
    for (const int version : versions_of(r)) {
      for (const FieldDifference& d : reencoding_differences(r.payload, r.sender, version))
        ADD_FAILURE() << "line " << r.line << " at " << version << ", field " << d.field << ": recorded \"" << d.recorded
                      << "\", encoded \"" << d.encoded << "\"";
    }
  }
}

TEST(RecordedMessages, OfClientsDifferOnlyInHowUnsetIsSpelled) {
  for (const Recorded& r : transcripts()) {
    if (!laid_out_and_whole(r) || r.sender != Sender::client) continue;
    for (const int version : versions_of(r)) {
      for (const FieldDifference& d : reencoding_differences(r.payload, r.sender, version)) {
        // Clients leave a flag or an int empty where we write its default, 0.
        const bool default_spelled_out = d.recorded.empty() && d.encoded == "0";
        EXPECT_TRUE(default_spelled_out || d.kind == FieldDifference::Kind::unset_spelling)
            << "line " << r.line << " at " << version << ", field " << d.field << ": \"" << d.recorded << "\" against \""
            << d.encoded << "\"";
      }
    }
  }
}

TEST(RecordedMessages, BelowTheSupportedVersionsAreKeptAsFields) {
  std::size_t old = 0;
  for (const Recorded& r : transcripts()) {
    if (!from_before_the_tables(r) || r.sender == Sender::client) continue;
    ++old;
    const auto decoded = decode_response(r.payload, r.version.value_or(min_server_version - 1));
    ASSERT_TRUE(decoded.has_value()) << "line " << r.line;
    const auto& raw = std::get<RawMessage>(decoded->message);
    EXPECT_EQ(std::to_string(raw.id), r.fields.front());
    EXPECT_EQ(raw.fields, std::vector<std::string>(r.fields.begin() + 1, r.fields.end())) << "line " << r.line;
  }
  EXPECT_GT(old, 10u);
}

TEST(RecordedMessages, TruncatedOnesGiveTheFieldsThatAreThere) {
  const Recorded& spxw = on_line(61);  // contractData at 176 without its end
  const auto decoded = decode_response(spxw.payload, 176);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().where.column, spxw.fields.size() + 1) << "the first field that is missing";
  const json prefix = json::parse(response_json(spxw.payload, 176));
  EXPECT_EQ(prefix["symbol"], "SPX");
  EXPECT_EQ(prefix["last_trade_date_or_month"], "20230714 22:00:00 Europe/Prague") << "the zone is the login's";
  EXPECT_EQ(prefix["strike"], 4325);
  EXPECT_EQ(prefix["time_zone_id"], "US/Central");
  EXPECT_FALSE(prefix.contains("stock_type")) << "not there is not the same as empty";
}

TEST(RecordedMessages, TruncatedBarsWithQuestionMarksAreReadUpToTheCut) {
  const json bars = json::parse(response_json(on_line(62).payload, 176));
  ASSERT_EQ(bars["bars"].size(), 12u);
  EXPECT_EQ(bars["bars"][0]["open"], nullptr);
  EXPECT_EQ(bars["bars"][11]["date"], "20180510");
}

TEST(RecordedMessages, AMalformedFrameIsRejectedAndTheNextOneRead) {
  const Recorded& bad = on_line(43);
  const Recorded& good = on_line(3);  // nextValidId
  std::string bytes;
  append_frame(bytes, bad.payload);
  append_frame(bytes, good.payload);
  for (int version = min_server_version; version <= max_server_version; ++version) {
    Framer framer;
    framer.push(bytes);
    const auto first = framer.next();
    ASSERT_TRUE(first.has_value() && *first);
    EXPECT_FALSE(decode_response(**first, version).has_value()) << version;
    const auto second = framer.next();
    ASSERT_TRUE(second.has_value() && *second);
    const auto decoded = decode_response(**second, version);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(std::get<NextValidId>(decoded->message).order_id, 1);
  }
}

TEST(RecordedMessages, TheFilledOrderOfAnOldTraceIsReadFieldByField) {
  const auto decoded = decode_response(on_line(40).payload, 183);
  ASSERT_TRUE(decoded.has_value());
  const auto& m = std::get<OpenOrder>(decoded->message);
  EXPECT_EQ(m.contract.symbol, "SPY");
  EXPECT_EQ(m.contract.right, "?");
  EXPECT_EQ(m.order.action, "SELL");
  EXPECT_EQ(m.order.total_quantity, Decimal(10));
  EXPECT_EQ(m.order.perm_id, 7508265);
  EXPECT_EQ(m.order.shares_allocation, "7508265.0/DU1827364/100");
  EXPECT_EQ(m.order.delta_neutral_order_type, "None");
  EXPECT_EQ(m.order.delta_neutral_open_close, "?");
  EXPECT_EQ(m.order.display_size, std::nullopt);
  EXPECT_EQ(m.order.trail_stop_price, std::nullopt);
  EXPECT_EQ(m.order.working_stop_price, 568.58);
  EXPECT_TRUE(m.order.dont_use_auto_price_for_hedge);
  EXPECT_EQ(m.state.status, "Filled");
  EXPECT_EQ(m.state.margin_before, MarginFigures{});
  EXPECT_EQ(m.order.customer_account, "");
}

}  // namespace
}  // namespace legwork::tws
