// Every cell of the transition table: learns each fact in each set of facts that can be reached from an order just planned.
#include "trade/order/transitions.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <tuple>
#include <vector>

namespace legwork::trade {
namespace {

using core::TimePoint;
using std::chrono::minutes;
using End = OrderFacts::End;
using Bytes = OrderFacts::Bytes;

constexpr PhaseRules rules{.quantity = 2, .absence_apart = minutes(1)};
const TimePoint sighted = TimePoint(std::chrono::hours(1));

// Facts without their times: when something was seen matters only in that absences before it are void.
using Key = std::tuple<bool, Bytes, bool, bool, bool, bool, bool, bool, End, std::int64_t, int>;
Key key_of(const OrderFacts& f) {
  return {f.stored,
          f.bytes,
          f.unsent,
          f.doubted,
          f.acknowledged,
          f.working,
          f.cancel_sent,
          f.refused,
          f.end,
          f.filled,
          f.absences_apart(rules.absence_apart)};
}

OrderFacts normalised(OrderFacts facts) {
  const int absences = facts.absences_apart(rules.absence_apart);
  facts.seen_at = facts.acknowledged ? sighted : TimePoint{};
  facts.absences.clear();
  for (int i = 1; i <= absences; ++i) facts.absences.push_back(sighted + minutes(i));
  return facts;
}

OrderFacts after(OrderFacts facts, Fact fact) {
  facts.learn(fact, sighted + minutes(3));
  if (fact == Fact::filled_part) facts.filled = std::max<std::int64_t>(facts.filled, 1);
  if (fact == Fact::filled_all) facts.filled = rules.quantity;
  return facts;
}

std::vector<OrderFacts> reachable() {
  std::map<Key, OrderFacts> known{{key_of({}), {}}};
  std::vector<OrderFacts> all{OrderFacts{}};
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t fact = 0; fact < fact_count; ++fact) {
      const OrderFacts next = normalised(after(all[i], static_cast<Fact>(fact)));
      if (known.emplace(key_of(next), next).second) all.push_back(next);
    }
  return all;
}

const std::vector<OrderFacts>& all_facts() {
  static const std::vector<OrderFacts> all = reachable();
  return all;
}

template <class Check>
void for_each_step(Check check) {
  for (const OrderFacts& facts : all_facts())
    for (std::size_t i = 0; i < fact_count; ++i) {
      const auto fact = static_cast<Fact>(i);
      check(facts, phase_of(facts, rules), fact, phase_of(after(facts, fact), rules));
    }
}

TEST(Transitions, TheTableSaysExactlyWhatHappens) {
  std::array<std::array<PhaseSet, fact_count>, phase_count> seen{};
  for_each_step([&](const OrderFacts&, Phase from, Fact fact, Phase to) {
    seen[static_cast<std::size_t>(from)][static_cast<std::size_t>(fact)].insert(to);
  });
  for (std::size_t phase = 0; phase < phase_count; ++phase)
    for (std::size_t fact = 0; fact < fact_count; ++fact)
      EXPECT_EQ(to_string(next_phases(static_cast<Phase>(phase), static_cast<Fact>(fact))), to_string(seen[phase][fact]))
          << to_string(static_cast<Phase>(phase)) << " + " << to_string(static_cast<Fact>(fact));
}

TEST(Transitions, EveryPhaseCanBeReached) {
  PhaseSet reached;
  for (const OrderFacts& facts : all_facts()) reached.insert(phase_of(facts, rules));
  for (std::size_t phase = 0; phase < phase_count; ++phase) EXPECT_TRUE(reached.contains(static_cast<Phase>(phase))) << phase;
  EXPECT_GT(all_facts().size(), 1000U);
}

// TERMINAL_PROOF: which facts may end an order at all.
TEST(Transitions, OnlyProofEndsAnOrder) {
  for_each_step([](const OrderFacts& facts, Phase from, Fact fact, Phase to) {
    if (is_terminal(from) || !is_terminal(to)) return;
    const bool proof = fact == Fact::ended_cancelled || fact == Fact::ended_filled || fact == Fact::filled_all ||
                       (fact == Fact::absent && (facts.absences.size() == 1 || (facts.refused && !facts.acknowledged))) ||
                       (fact == Fact::refused && !facts.absences.empty()) || (fact == Fact::unsent && facts.bytes == Bytes::none);
    EXPECT_TRUE(proof) << to_string(from) << " + " << to_string(fact) << " -> " << to_string(to);
  });
}

TEST(Transitions, NoRefusalAndNoNoticeEndsAnOrderThatTheBrokerHasShown) {
  for_each_step([](const OrderFacts& facts, Phase from, Fact fact, Phase to) {
    if (fact == Fact::noticed) EXPECT_EQ(from, to);
    if (fact == Fact::refused && facts.acknowledged && !is_terminal(from)) EXPECT_FALSE(is_terminal(to)) << to_string(from);
  });
}

// FILL_WINS
TEST(Transitions, AFillCountsInEveryPhase) {
  for_each_step([](const OrderFacts&, Phase, Fact fact, Phase to) {
    if (fact == Fact::filled_all || fact == Fact::ended_filled) EXPECT_EQ(to, Phase::filled);
  });
}

TEST(Transitions, UnknownIsLeftOnlyByEvidence) {
  for_each_step([](const OrderFacts&, Phase from, Fact fact, Phase to) {
    if (from != Phase::unknown || to == Phase::unknown) return;
    const bool says_nothing = fact == Fact::stored || fact == Fact::bytes_some || fact == Fact::bytes_all ||
                              fact == Fact::doubted || fact == Fact::noticed || fact == Fact::cancel_sent;
    EXPECT_FALSE(says_nothing) << to_string(fact) << " -> " << to_string(to);
  });
}

TEST(Transitions, LateEvidenceReopensWhatAbsenceHadClosed) {
  for_each_step([](const OrderFacts& facts, Phase from, Fact fact, Phase to) {
    const bool closed_by_absence = is_terminal(from) && facts.end == End::none && facts.filled < rules.quantity;
    if (closed_by_absence && (fact == Fact::working || fact == Fact::acknowledged || fact == Fact::filled_part))
      EXPECT_TRUE(may_live(to)) << to_string(from) << " + " << to_string(fact);
  });
}

// IDEMPOTENT: the same facts in another order, and twice, give the same set.
TEST(Transitions, FactsCommuteAndRepeat) {
  const auto times = [](std::size_t i) { return sighted + minutes(static_cast<int>(i * 7 % 11)); };
  for (std::size_t a = 0; a < fact_count; ++a)
    for (std::size_t b = 0; b < fact_count; ++b)
      for (std::size_t i = (a + b) % 31; i < all_facts().size(); i += 31) {  // a prime: other sets for other pairs
        const OrderFacts& start = all_facts()[i];
        OrderFacts one = start;
        one.learn(static_cast<Fact>(a), times(a));
        one.learn(static_cast<Fact>(b), times(b));
        OrderFacts other = start;
        other.learn(static_cast<Fact>(b), times(b));
        other.learn(static_cast<Fact>(a), times(a));
        ASSERT_EQ(one, other) << to_string(static_cast<Fact>(a)) << " " << to_string(static_cast<Fact>(b));
        other.learn(static_cast<Fact>(a), times(a));
        ASSERT_EQ(one, other);
      }
}

TEST(Transitions, TwoPicturesTooCloseTogetherProveNothing) {
  OrderFacts facts;
  facts.learn(Fact::bytes_all, sighted);
  facts.learn(Fact::doubted, sighted);
  facts.learn(Fact::absent, sighted);
  facts.learn(Fact::absent, sighted + std::chrono::seconds(59));
  EXPECT_EQ(phase_of(facts, rules), Phase::unknown);
  facts.learn(Fact::absent, sighted + minutes(1));
  EXPECT_EQ(phase_of(facts, rules), Phase::not_placed);
}

}  // namespace
}  // namespace legwork::trade
