#include "pricing/managed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "pricing/normal.hpp"
#include "pricing/probability.hpp"

namespace legwork::pricing {
namespace {

constexpr double never = std::numeric_limits<double>::infinity(), vol = 0.2;
const Carry carry{100, 0.02, 0.10, 45.0 / 365};
const ManagedRules hold{.target = never, .stop = never, .exit_years = 0};
const ManagedSpread put_credit{Right::put, 96, 91, 1.0};

Smile flat_smile(const Carry& terms = carry) {
  return {{vol * vol * terms.years, 0, 0, 0, 0.1}, terms.forward(), terms.years, 0, 1, true};
}
const Smile skewed{{0.0006, 0.0165, -0.72, 0.006, 0.1}, carry.forward(), carry.years, 0, 41, true};

PathSet paths_of(int count, int steps, std::uint64_t seed = 1, const Carry& terms = carry) {
  core::Prng prng(seed);
  return PathSet::lognormal(terms, vol, count, steps, prng);
}

/// What it brings now, at mid.
double fair_credit(const Smile& smile, Right right, double short_strike, double long_strike) {
  return -carry.discount() * vertical_expected_payoff(smile, right, short_strike, long_strike);
}

ManagedSpread fairly_priced(Right right, double short_strike, double long_strike, const Smile& smile) {
  return {right, short_strike, long_strike, fair_credit(smile, right, short_strike, long_strike)};
}

TEST(PathSet, the_discounted_stock_with_its_yield_is_a_martingale_at_every_step) {
  const PathSet paths = paths_of(20'000, 6);
  for (int s = 0; s < paths.steps(); ++s) {
    const double t = carry.years * (s + 1) / paths.steps(), forward = carry.spot * std::exp((carry.rate - carry.yield) * t);
    double sum = 0, squares = 0;
    for (int pair = 0; pair < paths.paths(); pair += 2) {
      const double x = 0.5 * (paths.path(pair)[static_cast<std::size_t>(s)] + paths.path(pair + 1)[static_cast<std::size_t>(s)]);
      sum += x / 10'000;
      squares += x * x / 10'000;
    }
    EXPECT_NEAR(sum, forward, 4 * std::sqrt((squares - sum * sum) / 10'000)) << s;
  }
}

TEST(PathSet, log_returns_have_the_asked_variance_and_do_not_depend_on_each_other) {
  const PathSet paths = paths_of(20'000, 6);
  const double expected = vol * vol * carry.years / 6, drift = (carry.rate - carry.yield - vol * vol / 2) * carry.years / 6;
  double variance = 0, covariance = 0;
  for (int p = 0; p < paths.paths(); p += 2) {
    const auto path = paths.path(p);
    const double a = std::log(path[3] / path[2]) - drift, b = std::log(path[4] / path[3]) - drift;
    variance += a * a / 10'000;
    covariance += a * b / 10'000;
  }
  EXPECT_NEAR(variance / expected, 1, 4 * std::sqrt(2.0 / 10'000));
  EXPECT_NEAR(covariance / expected, 0, 4 / std::sqrt(10'000.0));
}

TEST(PathSet, the_same_seed_gives_the_same_paths_and_pairs_mirror_each_other) {
  const PathSet a = paths_of(11, 5), b = paths_of(11, 5), c = paths_of(11, 5, 2);
  EXPECT_TRUE(std::ranges::equal(a.path(10), b.path(10)));
  EXPECT_FALSE(std::ranges::equal(a.path(10), c.path(10)));
  const double middle = carry.spot * std::exp((carry.rate - carry.yield - vol * vol / 2) * carry.years);
  EXPECT_NEAR(a.path(0)[4] * a.path(1)[4], middle * middle, 1e-8);
}

TEST(Managed, without_exits_it_is_the_expected_payoff_at_expiry) {
  const PathSet paths = paths_of(40'000, 3);
  for (const auto& [right, short_strike, long_strike] :
       {std::tuple{Right::put, 96.0, 91.0}, {Right::call, 104.0, 109.0}, {Right::call, 104.0, 99.0}}) {
    const ManagedSpread spread = fairly_priced(right, short_strike, long_strike, flat_smile());
    const ManagedOutcome held = simulate_managed(paths, carry, flat_smile(), spread, hold);
    const double expected = spread.credit / carry.discount() +
                            vertical_expected_payoff(carry.forward(), carry.years, vol, right, short_strike, long_strike);
    EXPECT_NEAR(held.expected_value, expected, 4 * 2.5 / std::sqrt(40'000.0));  // a payoff in [0, 5] deviates by 2.5 at most
    EXPECT_EQ(held.neither, 1);
    EXPECT_NEAR(held.expected_days, 45, 1e-9);
  }
}

TEST(Managed, no_exit_rule_makes_money_out_of_a_fair_price) {
  const PathSet paths = paths_of(40'000, 15);
  ManagedPricer pricer(paths, carry, flat_smile());
  const ManagedSpread spread = fairly_priced(Right::put, 97, 92, flat_smile());
  for (const ManagedRules& rules : {ManagedRules{.target = 0.5, .stop = 2, .exit_years = 0},
                                    {.target = 0.25, .stop = never, .exit_years = 0},
                                    {.target = never, .stop = 1, .exit_years = 0},
                                    {.target = 0.5, .stop = 2, .exit_years = 21.0 / 365}})
    EXPECT_NEAR(pricer.outcome(spread, rules).expected_value, 0, 4 * 2.5 / std::sqrt(40'000.0));
}

TEST(Managed, a_target_of_nothing_is_reached_at_once) {
  const ManagedSpread spread = fairly_priced(Right::put, 96, 91, skewed);
  const ManagedOutcome outcome =
      simulate_managed(paths_of(100, 10), carry, skewed, spread, {.target = 0, .stop = 2, .exit_years = 0});
  EXPECT_EQ(outcome.target_first, 1);
  EXPECT_EQ(outcome.expected_days, 0);
  EXPECT_NEAR(outcome.expected_value, 0, 1e-9);
}

TEST(Managed, a_spread_sold_far_below_its_value_is_stopped_at_once) {
  ManagedSpread spread = fairly_priced(Right::put, 96, 91, skewed);
  spread.credit /= 4;
  const ManagedOutcome outcome =
      simulate_managed(paths_of(100, 10), carry, skewed, spread, {.target = 0.5, .stop = 1, .exit_years = 0});
  EXPECT_EQ(outcome.stop_first, 1);
  EXPECT_LT(outcome.expected_value, 0);
}

TEST(Managed, the_three_ends_add_up_and_each_rule_can_stand_alone) {
  const PathSet paths = paths_of(2'000, 30);
  ManagedPricer pricer(paths, carry, skewed);
  const ManagedSpread spread = fairly_priced(Right::put, 96, 91, skewed);
  const ManagedOutcome both = pricer.outcome(spread, {.target = 0.5, .stop = 2, .exit_years = 0});
  const ManagedOutcome target = pricer.outcome(spread, {.target = 0.5, .stop = never, .exit_years = 0});
  const ManagedOutcome stop = pricer.outcome(spread, {.target = never, .stop = 2, .exit_years = 0});
  EXPECT_NEAR(both.target_first + both.stop_first + both.neither, 1, 1e-12);
  EXPECT_GT(both.target_first, 0.5);
  EXPECT_GT(both.stop_first, 0.02);
  EXPECT_EQ(target.stop_first, 0);
  EXPECT_GE(target.target_first, both.target_first);
  EXPECT_EQ(stop.target_first, 0);
  EXPECT_GE(stop.stop_first, both.stop_first);
  EXPECT_LT(both.expected_days, target.expected_days);
}

TEST(Managed, the_time_rule_closes_on_its_day) {
  const PathSet paths = paths_of(500, 45);
  const ManagedSpread spread = fairly_priced(Right::put, 96, 91, skewed);
  ManagedRules rules = hold;
  rules.exit_years = 21.0 / 365;
  EXPECT_NEAR(simulate_managed(paths, carry, skewed, spread, rules).expected_days, 24, 1e-9);
  rules.exit_years = 60.0 / 365;  // it has less to begin with
  EXPECT_NEAR(simulate_managed(paths, carry, skewed, spread, rules).expected_days, 45, 1e-9);
}

/// Deep in the money and without vol, the cost to close only grows by interest: 10·e^(−r(T − t)). A loss of a fifth comes at
/// ln 1.2 / r.
TEST(Managed, profit_and_loss_are_counted_in_money_of_the_moment) {
  const Carry dear{100, 0.6, 0.6, 1};
  core::Prng prng(1);
  const PathSet still = PathSet::lognormal(dear, 1e-4, 10, 365, prng);
  const Smile smile{{1e-8, 0, 0, 0, 0.1}, dear.forward(), dear.years, 0, 1, true};
  const ManagedSpread spread{Right::put, 120, 110, 10 * dear.discount()};
  const ManagedOutcome outcome = simulate_managed(still, dear, smile, spread, {.target = never, .stop = 0.2, .exit_years = 0});
  EXPECT_EQ(outcome.stop_first, 1);
  EXPECT_NEAR(outcome.expected_days, std::ceil(std::log(1.2) / 0.6 * 365), 1e-9);
  EXPECT_NEAR(outcome.expected_value, 0, 1e-6);
}

/// A wide put spread that is deep in the money is worth K − S: its stop is a barrier on the stock. With many steps the frequency
/// comes near the reflection principle, shifted for dates of observation (M. Broadie, P. Glasserman, S. Kou, "A continuity
/// correction for discrete barrier options", 1997: barrier away by e^(0.5826·σ·√dt)).
TEST(Managed, first_hits_follow_the_reflection_principle) {
  constexpr int steps = 50, count = 20'000;
  const Carry still{100, 0, 0, 0.1};
  const PathSet paths = paths_of(count, steps, 3, still);
  const ManagedSpread like_the_stock{Right::put, 400, 1, 300};
  for (const double rise : {3.0, 6.0, 10.0}) {  // the spread loses value as the stock rises: a profit for the short
    const double shift = std::exp(0.5826 * vol * std::sqrt(still.years / steps));
    const ManagedOutcome up =
        simulate_managed(paths, still, flat_smile(still), like_the_stock, {.target = rise / 300, .stop = never, .exit_years = 0});
    const double hit = touch(still, vol, (100 + rise) * shift);
    EXPECT_NEAR(up.target_first, hit, 4 * std::sqrt(hit * (1 - hit) / count) + 0.002) << rise;
    const ManagedOutcome down =
        simulate_managed(paths, still, flat_smile(still), like_the_stock, {.target = never, .stop = rise / 300, .exit_years = 0});
    const double stopped = touch(still, vol, (100 - rise) / shift);
    EXPECT_NEAR(down.stop_first, stopped, 4 * std::sqrt(stopped * (1 - stopped) / count) + 0.002) << rise;
  }
}

TEST(Managed, a_debit_spread_counts_its_target_on_the_width_less_the_debit) {
  const PathSet paths = paths_of(4'000, 30);
  ManagedPricer pricer(paths, carry, flat_smile());
  const ManagedSpread debit = fairly_priced(Right::call, 104, 99, flat_smile());
  ASSERT_LT(debit.credit, 0);
  EXPECT_NEAR(debit.max_profit(), 5 + debit.credit, 1e-12);
  const ManagedOutcome all = pricer.outcome(debit, {.target = 1, .stop = never, .exit_years = 0});
  EXPECT_NEAR(all.target_first, 1 - flat_below(carry.forward(), carry.years, vol, 104),
              0.03);  // only at expiry, above both strikes
  const ManagedOutcome half = pricer.outcome(debit, {.target = 0.5, .stop = 0.5, .exit_years = 0});
  EXPECT_GT(half.target_first, all.target_first);
  EXPECT_GT(half.stop_first, 0.1);
}

TEST(Managed, asking_again_or_for_other_spreads_in_between_changes_nothing) {
  const PathSet paths = paths_of(300, 20);
  const ManagedSpread spread = fairly_priced(Right::put, 96, 91, skewed);
  const ManagedRules rules{.target = 0.5, .stop = 2, .exit_years = 0};
  const ManagedOutcome alone = simulate_managed(paths, carry, skewed, spread, rules);
  ManagedPricer pricer(paths, carry, skewed);
  for (int i = 0; i < 300; ++i)
    pricer.outcome({Right::call, 101 + 0.01 * i, 106.0 + 0.01 * i, 1}, rules);  // more legs than it keeps
  const ManagedOutcome again = pricer.outcome(spread, rules);
  EXPECT_EQ(alone.expected_value, again.expected_value);
  EXPECT_EQ(alone.target_first, again.target_first);
  EXPECT_EQ(alone.expected_days, again.expected_days);
}

TEST(Managed, nonsense_has_no_outcome) {
  const PathSet paths = paths_of(10, 3);
  const auto unknown_for = [&](const ManagedSpread& spread, const ManagedRules& rules, const Smile& smile) {
    return std::isnan(simulate_managed(paths, carry, smile, spread, rules).expected_value);
  };
  EXPECT_TRUE(unknown_for({Right::put, 96, 96, 1}, hold, skewed));
  EXPECT_TRUE(unknown_for({Right::put, -1, 96, 1}, hold, skewed));
  EXPECT_TRUE(unknown_for({Right::put, 96, 91, unknown}, hold, skewed));
  EXPECT_TRUE(unknown_for({Right::put, 96, 91, -5}, hold, skewed));  // a debit of the full width
  EXPECT_TRUE(unknown_for(put_credit, {.target = unknown, .stop = 1, .exit_years = 0}, skewed));
  EXPECT_TRUE(unknown_for(put_credit, hold, Smile{}));
  EXPECT_FALSE(unknown_for(put_credit, hold, skewed));
  const Carry lost{unknown, 0.04, 0, 0.1};
  EXPECT_TRUE(std::isnan(simulate_managed(paths_of(10, 3, 1, lost), lost, skewed, put_credit, hold).neither));
}

}  // namespace
}  // namespace legwork::pricing
