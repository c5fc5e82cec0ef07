#include "tws_client/restart_schedule.hpp"

#include <gtest/gtest.h>

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using market::WallTime;

core::TimePoint eastern(int month, int day, int hour, int minute, int second = 0) {
  const market::Date date{std::chrono::year(2026), std::chrono::month(static_cast<unsigned>(month)),
                          std::chrono::day(static_cast<unsigned>(day))};
  return market::eastern_to_utc(date, WallTime{(hour * 60 + minute) * 60 + second});
}

const RestartOptions nightly{.daily_at = WallTime{(23 * 60 + 45) * 60}};

struct Case {
  const char* what;
  core::TimePoint now;
  RestartPhase phase;
  core::TimePoint until;
};

TEST(RestartSchedule, WarnsLeavesAndReturns) {
  const auto restart = eastern(7, 17, 23, 45);
  const Case cases[] = {
      {"the day long", eastern(7, 17, 12, 0), RestartPhase::normal, restart - 5min},
      {"just before the warning", eastern(7, 17, 23, 39, 59), RestartPhase::normal, restart - 5min},
      {"five minutes before", eastern(7, 17, 23, 40), RestartPhase::soon, restart - 1min},
      {"a minute before", eastern(7, 17, 23, 44), RestartPhase::away, restart + 5min},
      {"at the restart", eastern(7, 17, 23, 45), RestartPhase::away, restart + 5min},
      {"still away", eastern(7, 17, 23, 49, 59), RestartPhase::away, restart + 5min},
      {"back", eastern(7, 17, 23, 50), RestartPhase::normal, restart + 24h - 5min},
  };
  for (const auto& [what, now, phase, until] : cases) {
    const auto state = restart_state(nightly, now);
    EXPECT_EQ(state.phase, phase) << what;
    EXPECT_EQ(state.until, until) << what;
  }
}

TEST(RestartSchedule, ReachesOverMidnight) {
  const RestartOptions options{.daily_at = WallTime{23 * 3600 + 58 * 60}};
  const auto state = restart_state(options, eastern(7, 18, 0, 1));
  EXPECT_EQ(state.phase, RestartPhase::away);
  EXPECT_EQ(state.restart, eastern(7, 17, 23, 58));
  EXPECT_EQ(state.until, eastern(7, 18, 0, 3));
}

TEST(RestartSchedule, FollowsTheWallClockWhenTheHourChanges) {
  EXPECT_EQ(restart_state(nightly, eastern(10, 31, 23, 51)).restart, eastern(11, 1, 23, 45));
  EXPECT_EQ(eastern(11, 1, 23, 45) - eastern(10, 31, 23, 45), 25h);
}

TEST(RestartSchedule, WithoutOneNothingIsNear) {
  const auto state = restart_state({}, eastern(7, 17, 23, 45));
  EXPECT_EQ(state.phase, RestartPhase::normal);
  EXPECT_EQ(state.until, core::TimePoint::max());
}

}  // namespace
}  // namespace legwork::tws_client
