#include "tws_client/connection_plan.hpp"

#include <gtest/gtest.h>

namespace legwork::tws_client {
namespace {

using namespace std::chrono_literals;
using tws::CloseCause;

struct Plan : testing::Test {
  core::TimePoint now{std::chrono::sys_days(std::chrono::July / 17 / 2026)};
  PlanOptions options;
  ConnectionPlan plan{options, core::Prng(5)};

  core::Duration wait() const { return plan.attempt_at(now) - now; }
};

TEST_F(Plan, TheFirstAttemptIsAtOnce) {
  EXPECT_EQ(wait(), 0s);
  EXPECT_EQ(plan.target(), (io::Endpoint{"127.0.0.1", 7497}));
}

TEST_F(Plan, WaitsTwiceAsLongEachTimeUpToAMinute) {
  core::Duration longest = 1s;
  for (int attempt = 0; attempt < 12; ++attempt) {
    plan.on_unreachable(now);
    EXPECT_GE(wait(), longest / 2) << attempt;
    EXPECT_LE(wait(), longest) << attempt;
    now = plan.attempt_at(now);
    longest = std::min<core::Duration>(longest * 2, 60s);
  }
}

TEST_F(Plan, ASessionThatLivedStartsTheBackOffAnew) {
  for (int attempt = 0; attempt < 8; ++attempt) plan.on_unreachable(now);
  plan.on_ready(now);
  plan.on_closed({CloseCause::peer_closed, {}, {}}, now + 10s);
  EXPECT_GE(plan.attempt_at(now + 10s) - (now + 10s), 30s);  // it flaps: no mercy
  plan.on_ready(now);
  plan.on_closed({CloseCause::peer_closed, {}, {}}, now + 61s);
  EXPECT_LE(plan.attempt_at(now + 61s) - (now + 61s), 1s);
}

TEST_F(Plan, FollowsTwoRedirectsInARow) {
  plan.on_closed({CloseCause::redirected, {}, "10.0.0.8:4001"}, now);
  EXPECT_EQ(plan.target(), (io::Endpoint{"10.0.0.8", 4001}));
  EXPECT_EQ(wait(), 0s);
  plan.on_closed({CloseCause::redirected, {}, "10.0.0.9"}, now);
  EXPECT_EQ(plan.target(), (io::Endpoint{"10.0.0.9", 7497}));
  plan.on_closed({CloseCause::redirected, {}, "10.0.0.8:4001"}, now);
  EXPECT_EQ(plan.target(), options.gateway);
  EXPECT_GT(wait(), 0s);
}

TEST_F(Plan, ARedirectToNowhereIsAFailure) {
  plan.on_closed({CloseCause::redirected, {}, "10.0.0.8:99999"}, now);
  EXPECT_EQ(plan.target(), options.gateway);
  EXPECT_GT(wait(), 0s);
}

TEST_F(Plan, AfterARedirectThatLedNowhereTheConfiguredOneIsAskedAgain) {
  plan.on_closed({CloseCause::redirected, {}, "10.0.0.8"}, now);
  plan.on_unreachable(now);
  EXPECT_EQ(plan.target(), options.gateway);
}

TEST_F(Plan, AGatewayOfAnotherAgeIsNotPestered) {
  plan.on_closed({CloseCause::version_too_old, {}, {}}, now);
  EXPECT_GE(wait(), 30s);
}

TEST_F(Plan, NobodyIsAskedDuringTheRestart) {
  options.restart.daily_at = market::WallTime{(23 * 60 + 45) * 60};
  plan = ConnectionPlan(options, core::Prng(5));
  const auto restart = market::eastern_to_utc({std::chrono::July / 17 / 2026}, *options.restart.daily_at);
  EXPECT_EQ(plan.attempt_at(restart - 61s), restart - 61s);
  EXPECT_EQ(plan.attempt_at(restart - 60s), restart + 5min);
  EXPECT_EQ(plan.attempt_at(restart + 3min), restart + 5min);
}

}  // namespace
}  // namespace legwork::tws_client
