// The referee's limits, to the message.
#include "simgw/gateway/pacing_guard.hpp"

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Verdict = MessagePacing::Verdict;

const core::TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 7 / 10);

TEST(MessagePacing, fifty_in_a_second_are_fine_and_the_next_is_not) {
  MessagePacing pacing({});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(pacing.on_message(start + milliseconds(19 * i)), Verdict::fine);
  EXPECT_EQ(pacing.on_message(start + milliseconds(999)), Verdict::too_fast);
  EXPECT_EQ(pacing.busiest_second(), 51);
}

TEST(MessagePacing, the_window_slides) {
  MessagePacing pacing({});
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(pacing.on_message(start + milliseconds(20 * i)), Verdict::fine) << i;
  EXPECT_EQ(pacing.busiest_second(), 50);
}

TEST(MessagePacing, the_third_burst_ends_the_connection) {
  MessagePacing pacing({});
  std::vector<Verdict> bad;
  for (int burst = 0; burst < 3; ++burst) {
    for (int i = 0; i < 60; ++i) {
      if (const Verdict verdict = pacing.on_message(start + seconds(10 * burst)); verdict != Verdict::fine) bad.push_back(verdict);
    }
  }
  EXPECT_EQ(bad, (std::vector{Verdict::too_fast, Verdict::too_fast, Verdict::hang_up}));
}

tws::RequestHistoricalData bars(std::string what, std::string end = "") {
  tws::RequestHistoricalData request;
  request.contract.symbol = "SPY";
  request.contract.exchange = "SMART";
  request.end_date_time = std::move(end);
  request.duration = "1800 S";
  request.bar_size = "5 secs";
  request.what_to_show = std::move(what);
  return request;
}

TEST(HistoryPacing, the_same_request_within_fifteen_seconds) {
  HistoryPacing pacing;
  EXPECT_FALSE(pacing.on_request(bars("TRADES"), seconds(5), start));
  EXPECT_TRUE(pacing.on_request(bars("TRADES"), seconds(5), start + seconds(14)));
  EXPECT_FALSE(pacing.on_request(bars("TRADES"), seconds(5), start + seconds(30)));
}

TEST(HistoryPacing, six_of_one_series_in_two_seconds) {
  HistoryPacing pacing;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(pacing.on_request(bars("TRADES", std::to_string(i)), seconds(5), start));
  EXPECT_TRUE(pacing.on_request(bars("TRADES", "5"), seconds(5), start + milliseconds(1900)));
}

TEST(HistoryPacing, sixty_in_ten_minutes_where_bid_ask_counts_twice) {
  HistoryPacing pacing;
  for (int i = 0; i < 30; ++i)
    EXPECT_FALSE(pacing.on_request(bars("BID_ASK", std::to_string(i)), seconds(5), start + seconds(3 * i)));
  EXPECT_TRUE(pacing.on_request(bars("TRADES"), seconds(5), start + seconds(100)));
}

TEST(HistoryPacing, large_bars_are_free) {
  HistoryPacing pacing;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(pacing.on_request(bars("TRADES"), std::chrono::hours(24), start));
}

}  // namespace
}  // namespace legwork::simgw
