#include "drill/day.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drill/totals.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::IsEmpty;

DayOptions short_day(std::uint64_t seed, const char* mix) {
  DayOptions options;
  options.seed = seed;
  options.mix = *mix_called(mix);
  options.chaos = 90min;
  return options;
}

TEST(Day, TheSameSeedIsTheSameDayToTheByte) {
  const DayReport first = run_day(short_day(3, "hostile")), second = run_day(short_day(3, "hostile"));
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_EQ(first.timeline, second.timeline);
  EXPECT_NE(first.trace, run_day(short_day(4, "hostile")).trace);
}

TEST(Day, AHostileMorningBreaksNothing) {
  const DayReport day = run_day(short_day(3, "hostile"));
  EXPECT_TRUE(day.violations.empty()) << day.violations.kept().front().what;
  EXPECT_GT(day.sent, 0U);
  EXPECT_GT(day.faults, 10U);
  EXPECT_GT(day.lives, 1U);
}

TEST(Day, OnlyTheFaultsThatWereNamed) {
  DayOptions options = short_day(5, "hostile");
  options.faults = {"conn.1100-upstream-lost", "sto.kill-at-any-byte"};
  Totals totals;
  totals.add(run_day(options));
  for (const auto& [id, count] : totals.faults_by_id)
    EXPECT_TRUE(id == "conn.1100-upstream-lost" || id == "sto.kill-at-any-byte" || id.starts_with("ops.")) << id;
  EXPECT_GT(totals.faults_by_id["conn.1100-upstream-lost"], 0U);
  EXPECT_THAT(never_hit(totals, {"conn.1100-upstream-lost"}), IsEmpty());
  EXPECT_THAT(never_hit(totals, {}), Contains("conn.1101-restored-data-lost"));
}

TEST(Day, AFaultIsCountedWithThePhasesItMet) {
  DayOptions options = short_day(6, "hostile");
  options.faults = {"net.reset"};
  const DayReport day = run_day(options);
  const auto cells = day.coverage.find("net.reset");
  ASSERT_NE(cells, day.coverage.end());
  std::uint64_t met = 0;
  for (const std::uint64_t count : cells->second) met += count;
  EXPECT_GT(met, 0U);
}

}  // namespace
}  // namespace legwork::drill
