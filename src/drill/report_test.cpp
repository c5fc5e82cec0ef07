#include "drill/report.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace legwork::drill {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

DayReport a_day(std::uint64_t seed) {
  DayReport day;
  day.seed = seed;
  day.trace = 7 * seed;
  day.events = 100;
  day.orders = 3;
  day.faults = 2;
  day.faults_by_id["net.reset"] = 2;
  day.coverage["net.reset"][static_cast<std::size_t>(trade::Phase::working)] = 2;
  return day;
}

TEST(Report, SaysWhatHappenedDayByDayAndInAll) {
  Totals totals;
  totals.add(a_day(1));
  DayReport bad = a_day(2);
  bad.violations.add("NO_DUP_ORDER", core::TimePoint(std::chrono::hours(500'000)), "order 'LWx-1' left twice");
  totals.add(bad);
  const Json json = Json::parse(to_json({}, totals, "abc"));
  EXPECT_EQ(json.at("days"), 2);
  EXPECT_EQ(json.at("events"), 200);
  EXPECT_EQ(json.at("commit"), "abc");
  EXPECT_EQ(json.at("faults_by_id").at("net.reset"), 4);
  EXPECT_EQ(json.at("faults_by_id_and_phase").at("net.reset").at(std::string(to_string(trade::Phase::working))), 4);
  EXPECT_EQ(json.at("violation_count"), 1);
  EXPECT_EQ(json.at("violations")[0].at("seed"), 2);
  EXPECT_EQ(json.at("violations")[0].at("invariant"), "NO_DUP_ORDER");
  EXPECT_EQ(json.at("by_day")[1].at("violations"), 1);
}

TEST(Report, NoFaultOfTheCatalogueIsPassedOverInSilence) {
  Totals totals;
  totals.add(a_day(1));
  const Json json = Json::parse(to_json({}, totals, ""));
  std::size_t in_reach = 0;
  for (const Injectable& one : injectable_faults()) in_reach += one.why_not.empty() ? 1 : 0;
  EXPECT_EQ(json.at("faults_never_hit").size(), in_reach);
  EXPECT_EQ(json.at("faults_out_of_reach").size(), injectable_faults().size() - in_reach);
}

TEST(Report, OneCommandSeesItAgain) {
  DrillOptions options;
  options.mix = "hostile";
  EXPECT_EQ(replay_command(options, 12, {{"net.reset", "sto.disk-full"}, std::chrono::minutes(30)}, 0.25),
            "build/release/bin/drill --seed 12 --days 1 --mix hostile --chaos-minutes 30 --each-per-hour 0.25 --timeline --fault "
            "net.reset "
            "--fault sto.disk-full");
  EXPECT_THAT(replay_command(options, 12, {{}, std::chrono::minutes(5)}, 1), HasSubstr("--fault none"));
  // A rate that is cut short is another day.
  EXPECT_THAT(replay_command(options, 3, {{}, std::chrono::seconds(450)}, 60.0 / 14),
              HasSubstr("--chaos-minutes 7.5 --each-per-hour 4.285714285714286"));
}

}  // namespace
}  // namespace legwork::drill
