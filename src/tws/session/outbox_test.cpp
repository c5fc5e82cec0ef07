#include "tws/session/outbox.hpp"

#include <gtest/gtest.h>

#include "tws/wire/framer.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

Sender flight(std::uint64_t id) { return {.kind = Sender::Kind::flight, .id = id}; }

std::string frame(std::string_view payload) {
  std::string bytes;
  append_frame(bytes, payload);
  return bytes;
}

TEST(Outbox, WhatIsPostedComesOutFramedAndInTheOrderOfItsLane) {
  Outbox outbox(45);
  outbox.post(Lane::market_data, "data", flight(1), start);
  outbox.post(Lane::cancel, "cancel", flight(2), start);
  EXPECT_EQ(outbox.output(start), frame("cancel") + frame("data"));
}

TEST(Outbox, NothingIsAddedWhileBytesAreUnwrittenSoTheViewStaysValid) {
  Outbox outbox(45);
  outbox.post(Lane::order, "first", flight(1), start);
  const auto bytes = outbox.output(start);
  outbox.post(Lane::order, "second", flight(2), start);
  EXPECT_EQ(outbox.output(start), frame("first"));
  EXPECT_EQ(bytes, frame("first"));
  EXPECT_EQ(outbox.deadline(start), std::nullopt) << "the transport has to move first";
  outbox.written(bytes.size(), start);
  EXPECT_EQ(outbox.deadline(start), start);
  EXPECT_EQ(outbox.output(start), frame("second"));
}

TEST(Outbox, WhatMustLeaveSoonLeavesAloneAndInTimeOrNotAtAll) {
  Outbox outbox(45);
  outbox.post(Lane::cancel, "cancel", flight(1), start);
  outbox.post(Lane::order, "order", flight(2), start, start + 2s);
  outbox.post(Lane::order, "next", flight(3), start);
  EXPECT_EQ(outbox.output(start), frame("cancel")) << "nothing before it may keep it back once it is given out";
  outbox.written(frame("cancel").size(), start);
  EXPECT_EQ(outbox.output(start + 1s), frame("order"));
  EXPECT_EQ(outbox.output(start + 2s), frame("order")) << "the way is blocked: not one byte was taken";
  EXPECT_EQ(outbox.output(start + 2s + 1ms), frame("next")) << "too late";
  const auto late = outbox.take_late();
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].sender, flight(2));
  EXPECT_FALSE(late[0].is_partly_out);
}

TEST(Outbox, WhatIsLateBeforeItsTurnIsToldOfAndWhatHasBegunGoesOn) {
  Outbox outbox(45);
  outbox.post(Lane::order, "late", flight(1), start, start + 1s);
  EXPECT_EQ(outbox.output(start + 2s), "");
  EXPECT_EQ(outbox.take_late().size(), 1U);
  outbox.post(Lane::order, "begun", flight(2), start + 2s, start + 3s);
  outbox.output(start + 2s);
  outbox.written(1, start + 2s);
  EXPECT_EQ(outbox.output(start + 9s), frame("begun").substr(1)) << "its fate is no longer ours to decide";
  EXPECT_TRUE(outbox.take_late().empty());
}

TEST(Outbox, WhatWaitsAloneIsDroppedWithTheConnection) {
  Outbox outbox(45);
  outbox.post(Lane::cancel, "cancel", flight(1), start);
  outbox.post(Lane::order, "order", flight(2), start, start + 2s);
  outbox.output(start);
  const auto stranded = outbox.drop();
  ASSERT_EQ(stranded.size(), 2U);
  EXPECT_EQ(stranded[1].sender, flight(2));
  EXPECT_EQ(outbox.output(start), "");
  EXPECT_EQ(outbox.deadline(start), std::nullopt);
}

TEST(Outbox, EachMessageIsToldOfItsFirstAndItsLastByte) {
  Outbox outbox(45);
  outbox.post(Lane::order, "one", flight(1), start);
  outbox.post(Lane::order, "two", flight(2), start);
  ASSERT_EQ(outbox.output(start).size(), 14U);
  const auto some = outbox.written(3, start);
  ASSERT_EQ(some.size(), 1U);
  EXPECT_FALSE(some[0].is_whole);
  const auto rest_of_one = outbox.written(4, start);
  ASSERT_EQ(rest_of_one.size(), 1U) << "its last byte; none of the second";
  EXPECT_TRUE(rest_of_one[0].is_whole);
  EXPECT_EQ(rest_of_one[0].sender, flight(1));
  const auto two = outbox.written(7, start);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].sender, flight(2));
  EXPECT_TRUE(two[1].is_whole);
  EXPECT_EQ(outbox.frames_out(), 2U);
}

TEST(Outbox, WithdrawnIsWithdrawnButNotOnceGivenOut) {
  Outbox outbox(45);
  const auto given_out = outbox.post(Lane::order, "one", flight(1), start);
  ASSERT_FALSE(outbox.output(start).empty());
  const auto waiting = outbox.post(Lane::order, "two", flight(2), start);
  EXPECT_TRUE(outbox.withdraw(waiting));
  EXPECT_FALSE(outbox.withdraw(waiting));
  EXPECT_FALSE(outbox.withdraw(given_out));
}

TEST(Outbox, ALostConnectionTellsWhatNeverLeftAndWhatLeftInPart) {
  Outbox outbox(45);
  outbox.put_first("hello");
  for (std::uint64_t id = 1; id <= 3; ++id) outbox.post(Lane::order, "message", flight(id), start);
  outbox.written(outbox.output(start).size(), start);
  ASSERT_FALSE(outbox.output(start).empty());
  outbox.post(Lane::cancel, "late", flight(9), start);
  outbox.written(13, start);  // the first whole, two bytes of the second
  const auto stranded = outbox.drop();
  ASSERT_EQ(stranded.size(), 3U);
  EXPECT_EQ(stranded[0].sender, flight(2));
  EXPECT_TRUE(stranded[0].is_partly_out);
  EXPECT_EQ(stranded[1].sender, flight(3));
  EXPECT_FALSE(stranded[1].is_partly_out);
  EXPECT_EQ(stranded[2].sender, flight(9)) << "in the order of their wish";
  EXPECT_TRUE(outbox.output(start + 10s).empty());
}

}  // namespace
}  // namespace legwork::tws
