// Every kind of record survives the disk, and what the disk cannot have from us is refused.
#include "trade/records.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "core/prng.hpp"
#include "trade/engine/engine_fixture.hpp"

namespace legwork::trade {
namespace {

const core::TimePoint noon = core::TimePoint(std::chrono::hours(12));

template <std::size_t Index>
void round_trip_default() {
  const AnyRecord record = std::variant_alternative_t<Index, AnyRecord>{};
  const Record written = to_record(record, noon);
  const auto read = from_record(written);
  ASSERT_TRUE(read.has_value()) << written.kind.name() << ": " << read.error().message << " " << read.error().where.field;
  EXPECT_EQ(to_record(*read, noon), written);
}

template <std::size_t... Index>
void round_trip_all(std::index_sequence<Index...>) {
  (round_trip_default<Index>(), ...);
}

TEST(Records, EveryKindReadsBack) { round_trip_all(std::make_index_sequence<std::variant_size_v<AnyRecord>>()); }

TEST(Records, AnIntentReadsBackAsItself) {
  const Intent roll = Intent::roll("DU1", {option(595, 595), option(600, 600)}, {option(590, 590), option(585, 585)}, 3,
                                   NetPrice::credit(price("0.35")), TimeInForce::gtd(noon))
                          .value();
  for (const Intent& intent : {bull_put(), close_bull_put(), roll}) {
    records::Intended record;
    record.intent = records::write(intent);
    const auto read = from_record(to_record(record, noon)).value();
    EXPECT_EQ(records::read(std::get<records::Intended>(read).intent).value(), intent) << to_string(intent);
  }
}

TEST(Records, TheDiskCannotMakeAnIntentThatTheFactoriesRefuse) {
  records::IntentText text = records::write(bull_put());
  text.quantity = 0;
  EXPECT_FALSE(records::read(text).has_value());
  text = records::write(bull_put());
  text.limit = price("-1");
  EXPECT_FALSE(records::read(text).has_value());
  text = records::write(bull_put());
  text.legs[0].ratio = 2;
  EXPECT_FALSE(records::read(text).has_value());
  text = records::write(bull_put());
  text.legs[0].right = "X";
  EXPECT_FALSE(records::read(text).has_value());
}

TEST(Records, WhatANewerReleaseWroteIsNamed) {
  Record record = to_record(records::IdFloor{BrokerOrderId(7)}, noon);
  record.version = 2;
  EXPECT_EQ(from_record(record).error().code, core::ErrorCode::unsupported);
  record.version = 1;
  record.kind = RecordKind("warp_drive");
  const auto unknown = from_record(record);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().message.find("warp_drive"), std::string::npos);
}

}  // namespace
}  // namespace legwork::trade
