#include "tws/session/pacer.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// Takes out everything that may go at `now` and says it left.
std::vector<Pacer::Ticket> drain(Pacer& pacer, core::TimePoint now) {
  std::vector<Pacer::Ticket> out;
  while (const auto ticket = pacer.pop(now)) {
    out.push_back(*ticket);
    pacer.left(now);
  }
  return out;
}

/// The same, waking only when the pacer asks for it.
std::vector<std::pair<core::TimePoint, Pacer::Ticket>> run(Pacer& pacer, core::TimePoint now, core::TimePoint end) {
  std::vector<std::pair<core::TimePoint, Pacer::Ticket>> out;
  while (now < end) {
    for (const auto ticket : drain(pacer, now)) out.emplace_back(now, ticket);
    const auto next = pacer.next_at(now);
    if (!next) break;
    EXPECT_GT(*next, now) << "a wake-up at once would spin";
    now = *next;
  }
  return out;
}

/// The most messages in any closed span of this length.
int most_within(const std::vector<core::TimePoint>& times, core::Duration span) {
  int most = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] > span) ++first;
    most = std::max(most, static_cast<int>(last - first + 1));
  }
  return most;
}

TEST(Pacer, AMessageLeavesAtOnceWhenThereIsRoom) {
  Pacer pacer(45);
  pacer.push(Lane::background, 7, start);
  EXPECT_EQ(pacer.next_at(start), start);
  EXPECT_EQ(drain(pacer, start), std::vector<Pacer::Ticket>{7});
  EXPECT_EQ(pacer.next_at(start), std::nullopt) << "nothing waits";
}

TEST(Pacer, DataLeavesFourInATenthOfASecondAndFortyInASecond) {
  Pacer pacer(45);
  for (Pacer::Ticket ticket = 0; ticket < 200; ++ticket) pacer.push(Lane::market_data, ticket, start);
  const auto out = run(pacer, start, start + 10s);
  ASSERT_EQ(out.size(), 200U);
  std::vector<core::TimePoint> times;
  for (const auto& [at, ticket] : out) times.push_back(at);
  EXPECT_EQ(most_within(times, 100ms), 4);
  EXPECT_EQ(most_within(times, 1s), 40);
  EXPECT_LT(out.back().first - start, 5s) << "the budget is used, not only kept";
}

TEST(Pacer, CancelsFindFreePlacesWhileDataSaturatesTheBudget) {
  Pacer pacer(45);
  for (Pacer::Ticket ticket = 0; ticket < 400; ++ticket) pacer.push(Lane::market_data, ticket, start);
  const auto before = run(pacer, start, start + 2s);
  const auto now = before.back().first;
  pacer.push(Lane::order, 1000, now);
  pacer.push(Lane::cancel, 1001, now);
  const auto out = run(pacer, now, now + 300ms);
  ASSERT_GE(out.size(), 2U);
  EXPECT_EQ(out[0], std::pair(now, Pacer::Ticket{1001})) << "at once, and before the order that came earlier";
  EXPECT_EQ(out[1].second, 1000U);
  EXPECT_LE(out[1].first - now, 100ms + 1ns) << "the slot has one place left, so the order has the next";
}

TEST(Pacer, LanesGoInOrderOfUrgency) {
  Pacer pacer(45);
  pacer.push(Lane::background, 5, start);
  pacer.push(Lane::history, 4, start);
  pacer.push(Lane::market_data, 3, start);
  pacer.push(Lane::order, 2, start);
  pacer.push(Lane::cancel, 1, start);
  std::vector<Pacer::Ticket> tickets;
  for (const auto& [at, ticket] : run(pacer, start, start + 1s)) tickets.push_back(ticket);
  EXPECT_EQ(tickets, (std::vector<Pacer::Ticket>{1, 2, 3, 4, 5}));
}

TEST(Pacer, MarketDataDoesNotStarveHistoryAndBackground) {
  Pacer pacer(45);
  pacer.push(Lane::history, 1, start);
  pacer.push(Lane::background, 2, start);
  for (Pacer::Ticket ticket = 100; ticket < 1000; ++ticket) pacer.push(Lane::market_data, ticket, start);
  const auto out = run(pacer, start, start + 10s);
  for (const Pacer::Ticket ticket : {1U, 2U}) {
    const auto at = std::find_if(out.begin(), out.end(), [&](const auto& one) { return one.second == ticket; });
    ASSERT_NE(at, out.end());
    EXPECT_LE(at->first - start, Pacer::patience + 300ms) << ticket;
  }
}

TEST(Pacer, OrdersDoNotStarveDataForEver) {
  Pacer pacer(45);
  pacer.push(Lane::background, 1, start);
  for (Pacer::Ticket ticket = 100; ticket < 1000; ++ticket) pacer.push(Lane::order, ticket, start);
  const auto out = run(pacer, start, start + 10s);
  const auto at = std::find_if(out.begin(), out.end(), [](const auto& one) { return one.second == 1; });
  ASSERT_NE(at, out.end());
  EXPECT_LE(at->first - start, Pacer::patience + 1s);
}

TEST(Pacer, AMessageThatIsStillInTheBufferKeepsItsPlace) {
  Pacer pacer(45);
  for (Pacer::Ticket ticket = 0; ticket < 50; ++ticket) pacer.push(Lane::cancel, ticket, start);
  for (int given = 0; given < 5; ++given) ASSERT_TRUE(pacer.pop(start));
  EXPECT_FALSE(pacer.pop(start + 5s)) << "five are given out and none has left: a blocked transport earns no budget";
  EXPECT_EQ(pacer.next_at(start + 5s), std::nullopt);
  for (int given = 0; given < 5; ++given) pacer.left(start + 5s);
  EXPECT_FALSE(pacer.pop(start + 5s)) << "they left now, not five seconds ago";
  EXPECT_TRUE(pacer.pop(start + 5s + 100ms + 1ns));
}

TEST(Pacer, AnErasedMessageTakesNoPlace) {
  Pacer pacer(45);
  pacer.push(Lane::market_data, 1, start);
  pacer.push(Lane::market_data, 2, start);
  EXPECT_TRUE(pacer.erase(Lane::market_data, 1));
  EXPECT_FALSE(pacer.erase(Lane::market_data, 1));
  EXPECT_EQ(drain(pacer, start), std::vector<Pacer::Ticket>{2});
}

TEST(Pacer, AViolationStopsAllForASecondThenDataForLongerAndTheRateComesBackSlowly) {
  Pacer pacer(45);
  pacer.violation(start);
  pacer.violation(start + 1ms);  // one for each message too many: the same episode
  EXPECT_DOUBLE_EQ(pacer.rate(), 22.5);
  pacer.push(Lane::market_data, 1, start);
  pacer.push(Lane::cancel, 2, start);
  EXPECT_EQ(pacer.next_at(start), start + 1s);
  EXPECT_TRUE(drain(pacer, start + 999ms).empty());
  EXPECT_EQ(drain(pacer, start + 1s), std::vector<Pacer::Ticket>{2}) << "the cancel, while data still waits";
  EXPECT_EQ(drain(pacer, start + 2s), std::vector<Pacer::Ticket>{1});

  pacer.violation(start + 3s);
  EXPECT_DOUBLE_EQ(pacer.rate(), 11.25) << "never below a quarter";
  EXPECT_TRUE(pacer.holds(start + 6s)) << "the second hold is twice as long";
  EXPECT_FALSE(pacer.holds(start + 7s));
  drain(pacer, start + 17s);
  EXPECT_DOUBLE_EQ(pacer.rate(), 15.75);
  drain(pacer, start + 27s);
  EXPECT_DOUBLE_EQ(pacer.rate(), 20.25);
  drain(pacer, start + 200s);
  EXPECT_DOUBLE_EQ(pacer.rate(), 45) << "and never above the nominal rate";
}

TEST(Pacer, AClockSetBackDoesNotFreezeTheBudget) {
  Pacer pacer(45);
  for (Pacer::Ticket ticket = 0; ticket < 60; ++ticket) pacer.push(Lane::market_data, ticket, start);
  run(pacer, start, start + 1s);
  const auto out = run(pacer, start - 24h, start - 24h + 5s);
  EXPECT_FALSE(out.empty());
  EXPECT_EQ(pacer.waiting(), 0U);
}

/// Random bursts in all lanes, for hours of virtual time: what the gateway counts.
TEST(Pacer, NoSlidingSecondEverHoldsMoreThanTheLimitAndCancelsGoFirst) {
  for (const int limit : {45, 20, 3}) {
    core::Prng prng(static_cast<std::uint64_t>(limit));
    Pacer pacer(limit);
    std::vector<core::TimePoint> times;
    core::Duration cancel_wait_max{};
    std::vector<core::TimePoint> cancel_since;
    Pacer::Ticket ticket = 0;
    auto now = start;
    auto burst_at = start;
    const auto end = start + 3h;
    while (now < end) {
      if (now >= burst_at) {
        const auto lane = static_cast<Lane>(prng.below(5));
        const auto count = lane == Lane::cancel ? 1 : prng.below(static_cast<std::uint64_t>(limit) * 3) + 1;
        for (std::uint64_t one = 0; one < count; ++one) {
          if (lane == Lane::cancel) {
            if (pacer.waiting(Lane::cancel) == 0) cancel_since.assign(1, now);
            if (pacer.waiting(Lane::cancel) > 0) continue;
          }
          pacer.push(lane, ++ticket, now);
        }
        burst_at = now + std::chrono::milliseconds(prng.below(3000));
      }
      const auto cancels = pacer.waiting(Lane::cancel);
      while (pacer.pop(now)) {
        pacer.left(now);
        times.push_back(now);
      }
      if (cancels > 0 && pacer.waiting(Lane::cancel) == 0) cancel_wait_max = std::max(cancel_wait_max, now - cancel_since.front());
      const auto next = pacer.next_at(now);
      now = next ? std::min(*next, burst_at) : burst_at;
    }
    EXPECT_GT(times.size(), 10000U);
    EXPECT_LE(most_within(times, 1s), limit);
    EXPECT_LE(most_within(times, 100ms), (limit + 9) / 10);
    // With the budget full of orders, a place comes free when the oldest leaves the second: a cancel never waits longer.
    EXPECT_LE(cancel_wait_max, 1s + 1ns);
  }
}

}  // namespace
}  // namespace legwork::tws
