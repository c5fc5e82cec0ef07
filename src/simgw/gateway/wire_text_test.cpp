// Times as they are written and read on the wire.
#include "simgw/gateway/wire_text.hpp"

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

const core::TimePoint eleven = market::eastern_to_utc(std::chrono::year(2026) / 7 / 10, {11 * 3600 + 3});

TEST(WireText, times_carry_the_logins_zone_from_174) {
  EXPECT_EQ(wire_time(eleven, 178), "20260710 11:00:03 US/Eastern");
  EXPECT_EQ(wire_time(eleven, 173), "20260710  11:00:03");
  EXPECT_EQ(wire_day(eleven), "20260710");
}

TEST(WireText, every_accepted_form_of_one_moment) {
  for (const char* text :
       {"20260710-15:00:03", "20260710 15:00:03 UTC", "20260710 11:00:03 US/Eastern", "20260710 11:00:03 America/New_York",
        "20260710 10:00:03 US/Central", "20260710 08:00:03 America/Los_Angeles"}) {
    bool had_zone = false;
    EXPECT_EQ(parse_wire_time(text, had_zone), eleven) << text;
    EXPECT_TRUE(had_zone) << text;
  }
  bool had_zone = true;
  EXPECT_EQ(parse_wire_time("20260710 11:00:03", had_zone), eleven);
  EXPECT_FALSE(had_zone);
}

TEST(WireText, nonsense_is_no_time) {
  bool had_zone = false;
  for (const char* text :
       {"", "2026", "20261340 11:00:03", "20260710 25:00:00", "20260710 11:00:03 Mars/Olympus", "20260710T11:00:03"}) {
    EXPECT_FALSE(parse_wire_time(text, had_zone)) << text;
  }
}

}  // namespace
}  // namespace legwork::simgw
