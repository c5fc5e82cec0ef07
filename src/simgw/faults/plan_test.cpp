// How a plan of faults is written, and what is said about one that is not.
#include "simgw/faults/plan.hpp"

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

TEST(FaultPlan, times_spans_rates_and_exceptions) {
  const auto plan = FaultPlan::parse(
      "# a bad morning\n"
      "at 10:31:00 conn.1100-upstream-lost seconds=30 data=lost\n"
      "\n"
      "  at 2026-07-14 09:30 md.tick-flood   # the next day\r\n"
      "after 90s ord.201-rejected count=2 text=\"No # thank you\"\n"
      "after 1.5h hs.accept-but-mute\n"
      "rate frame.split-anywhere 5/h\n"
      "rate md.* 2/h\n"
      "rate wire 0.5/h\n"
      "except md.tick-flood\n");
  ASSERT_TRUE(plan.has_value()) << core::to_string(plan.error());
  const auto& planned = plan->planned();
  ASSERT_EQ(planned.size(), 4U);
  EXPECT_EQ(planned[0].time.seconds, 10 * 3600 + 31 * 60);
  EXPECT_FALSE(planned[0].date.has_value());
  EXPECT_EQ(planned[0].parameters.text("data"), "lost");
  EXPECT_EQ(market::to_string(*planned[1].date), "2026-07-14");
  EXPECT_EQ(planned[2].after, core::Duration(std::chrono::seconds(90)));
  EXPECT_EQ(planned[2].parameters.text("text"), "No # thank you");
  EXPECT_EQ(planned[3].after, core::Duration(std::chrono::minutes(90)));
  ASSERT_EQ(plan->rates().size(), 3U);
  EXPECT_EQ(plan->rates()[0].entries.size(), 1U);
  for (const FaultEntry* entry : plan->rates()[1].entries) EXPECT_TRUE(entry->id.starts_with("md.")) << entry->id;
  for (const FaultRate& rate : plan->rates()) {
    for (const FaultEntry* entry : rate.entries) EXPECT_NE(entry->id, "md.tick-flood");
  }
  EXPECT_GT(plan->rates()[2].entries.size(), 200U);
}

TEST(FaultPlan, an_error_names_file_line_and_word) {
  const auto error = [](std::string_view text) {
    const auto plan = FaultPlan::parse(text, "bad.plan");
    return plan ? "" : core::to_string(plan.error());
  };
  EXPECT_EQ(error("\nsometimes md.tick-flood\n"), "bad.plan:2: sometimes: a line begins with at, after, rate or except");
  EXPECT_EQ(error("at 25:00 md.tick-flood"), "bad.plan:1: 25:00: not a time of day; write at HH:MM:SS, or at YYYY-MM-DD HH:MM:SS");
  EXPECT_EQ(error("at 10:00 md.flood"), "bad.plan:1: md.flood: there is no such fault; legwork sim --faults-table lists them");
  EXPECT_EQ(error("after soon md.tick-flood"), "bad.plan:1: soon: not a length of time; write 90s, 5m or 2h");
  EXPECT_EQ(error("after 1s md.tick-flood times=many"), "bad.plan:1: times: 'many' is no number");
  EXPECT_EQ(error("after 1s md.tick-flood loudly"), "bad.plan:1: loudly: 'loudly' is no parameter; write key=value");
  EXPECT_EQ(error("after 1s ord.201-rejected text=\"no end"), "bad.plan:1: text: a quoted value has no closing quote");
  EXPECT_EQ(error("after 1s ord.201-rejected code=1 code=2"), "bad.plan:1: code: stands twice");
  EXPECT_EQ(error("rate wire 6"), "bad.plan:1: 6: not a rate; write 5/h, at most 3600/h");
  EXPECT_EQ(error("except md.flood"), "bad.plan:1: md.flood: there is no such fault");
  EXPECT_NE(error("rate sto.* 1/h").find("names no fault that a gateway can bring about"), std::string::npos);
  EXPECT_NE(error("after 1s sto.disk-full").find("strikes at disk, which the gateway does not reach"), std::string::npos);
  const auto missing = FaultPlan::read("/no/such/plan");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(core::to_string(missing.error()), "/no/such/plan: cannot read the plan of faults");
}

TEST(FaultPlan, at_random_means_any_fault_of_the_wire) {
  FaultPlan plan = FaultPlan::random_wire(6);
  ASSERT_EQ(plan.rates().size(), 1U);
  EXPECT_EQ(plan.rates().front().per_hour, 6);
  std::size_t of_wire = 0;
  for (const FaultEntry& entry : fault_catalogue()) of_wire += entry.tag == FaultTag::wire ? 1 : 0;
  EXPECT_EQ(plan.rates().front().entries.size(), of_wire);
  EXPECT_TRUE(plan.exclude("sess.auto-logoff"));
  EXPECT_FALSE(plan.exclude("sess.no-such"));
  EXPECT_EQ(plan.rates().front().entries.size(), of_wire - 1);
  EXPECT_TRUE(FaultPlan::random_wire(0).rates().empty());
}

}  // namespace
}  // namespace legwork::simgw
