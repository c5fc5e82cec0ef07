#include "pricing/american_pde.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "pricing/reference_csv.hpp"

namespace legwork::pricing {
namespace {

constexpr Exercise american = Exercise::american, european = Exercise::european;
constexpr Right put = Right::put, call = Right::call;

double cdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// Black–Scholes–Merton, written out here so that the solver is judged by nothing of its own library.
double black_scholes(Right right, const Carry& c, double strike, double vol) {
  const double deviation = vol * std::sqrt(c.years), s = sign(right);
  const double d1 = (std::log(c.spot / strike) + (c.rate - c.yield) * c.years) / deviation + deviation / 2;
  return s *
         (c.spot * std::exp(-c.yield * c.years) * cdf(s * d1) - strike * std::exp(-c.rate * c.years) * cdf(s * (d1 - deviation)));
}

/// One cash dividend: the closed form after it, integrated over the lognormal spot before it (Simpson over ±9 deviations).
double european_with_dividend(Right right, const Carry& c, const CashDividend& dividend, double strike, double vol) {
  const double deviation = vol * std::sqrt(dividend.years);
  const double centre = std::log(c.spot) + (c.rate - c.yield - vol * vol / 2) * dividend.years;
  const auto integrand = [&](double z) {
    const double after = std::max(std::exp(centre + deviation * z) - dividend.amount, 0.001);
    const double value = black_scholes(right, {after, c.rate, c.yield, c.years - dividend.years}, strike, vol);
    return value * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  };
  constexpr int intervals = 20000;
  constexpr double h = 18.0 / intervals;
  double sum = 0;
  for (int i = 0; i <= intervals; ++i) sum += integrand(-9 + h * i) * (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2);
  return std::exp(-c.rate * dividend.years) * sum * h / 3;
}

/// The parabola through the values at whole positions nearest to `at`.
double parabola(const std::vector<double>& v, double at) {
  const auto middle = static_cast<std::size_t>(std::clamp(std::round(at), 1.0, static_cast<double>(v.size()) - 2));
  const double t = at - static_cast<double>(middle);
  return v[middle] + t * (v[middle + 1] - v[middle - 1]) / 2 + t * t * (v[middle + 1] - 2 * v[middle] + v[middle - 1]) / 2;
}

/// Cox–Ross–Rubinstein tree; at a dividend the values are moved by interpolation (M. Vellekoop, J. Nieuwenhuis, "Efficient
/// pricing of derivatives on assets with discrete dividends", 2006).
double tree(Right right, const Carry& c, const std::vector<CashDividend>& dividends, double strike, double vol, int steps) {
  const double dt = c.years / steps, up = std::exp(vol * std::sqrt(dt)), discount = std::exp(-c.rate * dt);
  const double p = (std::exp((c.rate - c.yield) * dt) - 1 / up) / (up - 1 / up);
  const auto spot = [&](int step, int i) { return c.spot * std::pow(up, 2 * i - step); };
  const auto payoff = [&](double s) { return std::max(sign(right) * (s - strike), 0.0); };
  std::vector<double> v;
  for (int i = 0; i <= steps; ++i) v.push_back(payoff(spot(steps, i)));
  for (int step = steps - 1; step >= 0; --step) {
    for (std::size_t i = 0; i + 1 < v.size(); ++i) v[i] = discount * (p * v[i + 1] + (1 - p) * v[i]);
    v.pop_back();
    for (int i = 0; i <= step; ++i) {
      double& held = v[static_cast<std::size_t>(i)];
      held = std::max(held, payoff(spot(step, i)));
    }
    for (const CashDividend& d : dividends) {
      if (static_cast<int>(d.years / dt) != step) continue;
      const std::vector<double> after = v;
      for (int i = 0; i <= step; ++i) {
        const double target = std::max(spot(step, i) - d.amount, spot(step, 0));
        const double held = parabola(after, std::log(target / spot(step, 0)) / (2 * std::log(up)));
        v[static_cast<std::size_t>(i)] = std::max(held, payoff(spot(step, i)));
      }
    }
  }
  return v[0];
}

/// Two neighbouring trees, whose odd–even errors nearly cancel.
double averaged_tree(Right right, const Carry& c, const std::vector<CashDividend>& dividends, double strike, double vol) {
  return (tree(right, c, dividends, strike, vol, 800) + tree(right, c, dividends, strike, vol, 801)) / 2;
}

double pde(Exercise exercise, Right right, const Carry& c, std::span<const CashDividend> dividends, double strike, double vol,
           const PdeGrid& grid = {}) {
  return solve_pde(exercise, right, c, dividends, strike, vol, grid).price(c.spot);
}

struct Case {
  Right right;
  Carry carry;
  double strike, vol;
};

std::vector<Case> ordinary_cases() {
  std::vector<Case> cases;
  for (double vol : {0.1, 0.25, 0.6}) {
    for (double years : {7 / 365.0, 0.25, 1.0}) {
      for (double strike : {85.0, 100.0, 110.0}) {
        for (Right right : {put, call}) cases.push_back({right, {100, 0.05, 0.02, years}, strike, vol});
      }
    }
  }
  return cases;
}

TEST(AmericanPde, EuropeanWithoutDividendsIsTheClosedFormWithin5e6) {
  for (const Case& c : ordinary_cases()) {
    EXPECT_NEAR(pde(european, c.right, c.carry, {}, c.strike, c.vol), black_scholes(c.right, c.carry, c.strike, c.vol), 5e-6)
        << c.strike << ' ' << c.carry.years << ' ' << c.vol;
  }
}

TEST(AmericanPde, HalvingBothSpacingsDividesTheAmericanErrorByMoreThanFour) {
  const auto rms = [](const PdeGrid& grid) {
    double sum = 0;
    for (const ReferenceRow& r : read_reference("quantlib/american_reference.csv")) {
      const double vol = r.number("vol"), strike = r.number("strike");
      if (r.text("engine") != "qdfp" || vol < 0.2 || vol > 0.6 || std::abs(strike - 100) > 10 || r.number("days") > 365) continue;
      const Carry carry{100, r.number("rate"), r.number("yield"), r.number("days") / 365};
      const double error = pde(american, r.text("right") == "call" ? call : put, carry, {}, strike, vol, grid) - r.number("price");
      sum += error * error;
    }
    return std::sqrt(sum);
  };
  const double coarse = rms({51, 24}), middle = rms({101, 48}), fine = rms({201, 96});
  EXPECT_GT(coarse / middle, 4);
  EXPECT_GT(middle / fine, 4);
}

TEST(AmericanPde, AgreesWithQuantLibUnderAContinuousYield) {
  const std::vector<ReferenceRow> rows = read_reference("quantlib/american_reference.csv");
  double square_sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < rows.size(); i += 5) {
    const ReferenceRow& r = rows[i];
    const Carry carry{r.number("spot"), r.number("rate"), r.number("yield"), r.number("days") / 365};
    const double vol = r.number("vol");
    const double error =
        pde(american, r.text("right") == "call" ? call : put, carry, {}, r.number("strike"), vol) - r.number("price");
    EXPECT_LT(std::abs(error), 2.5e-4) << r.line();  // the worst lie next to the exercise level
    square_sum += error * error;
    ++count;
  }
  EXPECT_GT(count, 250);
  EXPECT_LT(std::sqrt(square_sum / count), 2.5e-5);
}

TEST(AmericanPde, EuropeanWithOneDividendIsTheLognormalIntegral) {
  for (double years : {0.02, 0.24}) {
    for (double amount : {0.5, 4.0, 30.0}) {
      for (double strike : {80.0, 100.0, 115.0}) {
        for (Right right : {put, call}) {
          const Carry carry{100, 0.04, 0.01, 0.25};
          const CashDividend dividend{years, amount};
          EXPECT_NEAR(pde(european, right, carry, {&dividend, 1}, strike, 0.3),
                      european_with_dividend(right, carry, dividend, strike, 0.3), 2e-5)
              << years << ' ' << amount << ' ' << strike;
        }
      }
    }
  }
}

TEST(AmericanPde, ADividendMinutesBeforeExpiryActsLikeAHigherStrike) {
  const CashDividend dividend{0.25 - 1e-5, 2};
  const Carry carry{100, 0.04, 0, 0.25};
  for (Right right : {put, call}) {
    EXPECT_NEAR(pde(european, right, carry, {&dividend, 1}, 100, 0.3), black_scholes(right, carry, 102, 0.3), 1e-4);
  }
}

TEST(AmericanPde, AmericanWithDividendsAgreesWithATree) {
  const std::vector<CashDividend> dividends{{0.1, 1.5}, {0.35, 1.5}};
  for (double strike : {90.0, 100.0, 110.0}) {
    for (Right right : {put, call}) {
      const Carry carry{100, 0.05, 0, 0.5};
      EXPECT_NEAR(pde(american, right, carry, dividends, strike, 0.25), averaged_tree(right, carry, dividends, strike, 0.25), 2e-3)
          << strike;
    }
  }
}

TEST(AmericanPde, AgreesWithQuantLibUnderCashDividends) {
  for (const ReferenceRow& r : read_reference("quantlib/american_dividend_reference.csv")) {
    std::vector<CashDividend> dividends;
    const std::vector<double> days = r.numbers("dividend_days"), amounts = r.numbers("dividend_amounts");
    for (std::size_t i = 0; i < days.size(); ++i) dividends.push_back({days[i] / 365, amounts[i]});
    const Carry carry{r.number("spot"), r.number("rate"), r.number("yield"), r.number("days") / 365};
    const Exercise exercise = r.text("exercise") == "american" ? american : european;
    const double price =
        pde(exercise, r.text("right") == "call" ? call : put, carry, dividends, r.number("strike"), r.number("vol"));
    // Conditions are applied once per step: a put's exercise just after a dividend comes up to a step late.
    const double late = r.number("rate") * r.number("strike") * carry.years / 4000;
    // QuantLib converges with order one or two: what its last grid doubling changed bounds what is left of its error.
    EXPECT_NEAR(price, r.number("price"), 1.3 * r.number("grid_difference") + 2e-5 + late) << r.line();
  }
}

TEST(AmericanPde, ACallIsExercisedJustBeforeADividendThatOutweighsItsTimeValue) {
  const CashDividend dividend{0.1, 5};
  const Carry carry{100, 0.05, 0, 0.11};
  const double before_dividend = 100 - 80 * std::exp(-0.05 * 0.1);  // exercised at the dividend for certain
  EXPECT_NEAR(pde(american, call, carry, {&dividend, 1}, 80, 0.1), before_dividend, 1e-5);
  EXPECT_NEAR(pde(european, call, carry, {&dividend, 1}, 80, 0.1), 100 - 5 * std::exp(-0.005) - 80 * std::exp(-0.0055), 1e-5);
}

TEST(AmericanPde, TheKinkOfExerciseBeforeADividendCostsNoAccuracyWhereverItLies) {
  const CashDividend dividend{0.1, 3};
  for (double strike : {88.0, 90.0, 93.0, 97.0}) {
    const Carry carry{100, 0.05, 0, 0.2};
    const double fine = pde(american, call, carry, {&dividend, 1}, strike, 0.25, {1601, 800});
    EXPECT_NEAR(pde(american, call, carry, {&dividend, 1}, strike, 0.25), fine, 3e-6) << strike;
  }
}

TEST(AmericanPde, APutWaitsForADividend) {
  const CashDividend dividend{0.05, 3};
  const Carry carry{60, 0.05, 0, 0.5};
  EXPECT_NEAR(pde(american, put, carry, {}, 100, 0.2), 40, 1e-12);  // without it: exercise now
  EXPECT_NEAR(pde(american, put, carry, {&dividend, 1}, 100, 0.2), 103 * std::exp(-0.05 * 0.05) - 60, 2e-5);
}

TEST(AmericanPde, DividendsThatTakeTheWholeStockLeaveThePutItsStrike) {
  const std::vector<CashDividend> dividends{{0.2, 150}, {0.1, 150}, {0.2, 1}};
  const Carry carry{100, 0.03, 0, 0.5};
  EXPECT_NEAR(pde(european, put, carry, dividends, 90, 0.3), 90 * std::exp(-0.015), 0.002);
  EXPECT_NEAR(pde(european, call, carry, dividends, 90, 0.3), 0, 0.002);
  EXPECT_NEAR(pde(american, put, carry, dividends, 90, 0.3), 90 * std::exp(-0.003), 0.05);
}

TEST(AmericanPde, DividendsOutsideTheLifeAreIgnoredAndOrderDoesNotMatter) {
  const Carry carry{100, 0.03, 0, 0.5};
  const std::vector<CashDividend> outside{{-0.1, 5}, {0, 5}, {0.5, 5}, {2, 5}, {0.2, 0}, {0.2, -1}, {unknown, 1}, {0.2, unknown}};
  const std::vector<CashDividend> forward{{0.1, 1}, {0.3, 2}}, backward{{0.3, 2}, {0.1, 1}};
  EXPECT_EQ(pde(american, put, carry, outside, 100, 0.3), pde(american, put, carry, {}, 100, 0.3));
  EXPECT_EQ(pde(american, put, carry, forward, 100, 0.3), pde(american, put, carry, backward, 100, 0.3));
}

TEST(AmericanPde, NegativeRatesGiveTwoBoundariesWhichATreeConfirms) {
  const Carry carry{100, -0.02, -0.06, 1};  // yield < rate < 0
  for (double strike : {100.0, 120.0, 160.0}) {
    EXPECT_NEAR(pde(american, put, carry, {}, strike, 0.1), averaged_tree(put, carry, {}, strike, 0.1), 2e-3) << strike;
  }
  EXPECT_EQ(pde(american, put, carry, {}, 130, 0.1), 30);  // between the boundaries
  const Carry low{42, -0.02, -0.06, 1};                    // just below the lower one
  EXPECT_NEAR(pde(american, put, low, {}, 130, 0.3), pde(american, put, low, {}, 130, 0.3, {1601, 800}), 2e-5);
  EXPECT_GT(pde(american, put, {20, -0.02, -0.06, 1}, {}, 130, 0.1), 111.3);  // below the lower one waiting earns interest
}

TEST(AmericanPde, PutAndCallAreTheSameProblemMirrored) {
  for (const auto& [rate, yield] : {std::pair{0.05, 0.02}, {0.01, 0.06}, {-0.02, -0.05}, {0.03, -0.01}}) {
    const double as_put = pde(american, put, {100, rate, yield, 0.5}, {}, 110, 0.3);
    const double as_call = pde(american, call, {110, yield, rate, 0.5}, {}, 100, 0.3);
    EXPECT_NEAR(as_put, as_call, 2e-5) << rate << ' ' << yield;
  }
}

TEST(AmericanPde, ABatchGivesBitForBitWhatSingleSolvesGive) {
  const std::vector<CashDividend> dividends{{0.1, 1}};
  for (double yield : {0.01, -0.01}) {  // −1 %: policy iteration
    const Carry carry{100, 0.03, yield, 0.3};
    std::vector<PdeProblem> problems;
    for (int i = 0; i < 7; ++i) problems.push_back({i % 2 == 0 ? american : european, 85.0 + 5 * i, 0.1 + 0.05 * i});
    const std::vector<PdeSolution> batch = solve_pde_batch(call, carry, dividends, problems, {100, 40});
    ASSERT_EQ(batch.size(), problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const PdeProblem& p = problems[i];
      const PdeSolution alone = solve_pde(p.exercise, call, carry, dividends, p.strike, p.vol, {100, 40});
      for (double spot : {60.0, 95.0, 100.0, 130.0}) EXPECT_EQ(batch[i].price(spot), alone.price(spot));
    }
  }
}

TEST(AmericanPde, DeltaAndGammaAreTheClosedFormsWithoutExercise) {
  const Carry carry{100, 0.03, 0.01, 0.5};
  const PdeSolution solution = solve_pde(european, call, carry, {}, 100, 0.25);
  for (double spot : {80.0, 95.0, 100.0, 107.0, 130.0}) {
    const double deviation = 0.25 * std::sqrt(0.5);
    const double d1 = (std::log(spot / 100) + 0.02 * 0.5) / deviation + deviation / 2, decay = std::exp(-0.005);
    EXPECT_NEAR(solution.delta(spot), decay * cdf(d1), 5e-5) << spot;
    EXPECT_NEAR(solution.gamma(spot), decay * std::exp(-d1 * d1 / 2) / std::sqrt(2 * std::numbers::pi) / (spot * deviation), 1e-5)
        << spot;
  }
}

TEST(AmericanPde, InsideTheExerciseRegionThePriceIsIntrinsic) {
  const PdeSolution solution = solve_pde(american, put, {100, 0.05, 0, 1}, {}, 100, 0.2);
  for (double spot : {0.0, 0.01, 30.0, 55.5, 75.0}) {
    EXPECT_EQ(solution.price(spot), 100 - spot) << spot;
    if (spot > 0) {
      EXPECT_NEAR(solution.delta(spot), -1, 1e-9);
      EXPECT_EQ(solution.gamma(spot), 0);
    }
  }
  EXPECT_GT(solution.price(85), 15);
  EXPECT_NEAR(solution.price(1e6), 0, 1e-9);
}

TEST(AmericanPde, TheExerciseLevelOfALongPutIsThePerpetualOne) {
  const double rate = 0.06, vol = 0.3, ratio = 2 * rate / (vol * vol);
  const PdeSolution solution = solve_pde(american, put, {100, rate, 0, 60}, {}, 100, vol);
  EXPECT_NEAR(solution.exercise_level(), 100 * ratio / (1 + ratio), 0.2);  // R. Merton 1973
  EXPECT_NEAR(solve_pde(american, put, {100, 0.05, 0, 1}, {}, 100, 0.2).exercise_level(), 80.875, 0.02);
  EXPECT_NEAR(solve_pde(american, call, {100, 0.05, 0.08, 1}, {}, 100, 0.2).exercise_level(), 126.806, 0.04);
}

TEST(AmericanPde, WithoutEarlyExerciseThereIsNoLevel) {
  EXPECT_TRUE(std::isnan(solve_pde(american, call, {100, 0.05, 0, 1}, {}, 100, 0.2).exercise_level()));
  EXPECT_TRUE(std::isnan(solve_pde(american, put, {100, 0, 0, 1}, {}, 100, 0.2).exercise_level()));
  EXPECT_TRUE(std::isnan(solve_pde(european, put, {100, 0.05, 0, 1}, {}, 100, 0.2).exercise_level()));
}

TEST(AmericanPde, AnExpiredOptionIsWorthItsPayoff) {
  for (Exercise exercise : {american, european}) {
    const PdeSolution solution = solve_pde(exercise, call, {103, 0.05, 0, 0}, {}, 100, 0.2);
    EXPECT_NEAR(solution.price(103), 3, 1e-6);
    EXPECT_NEAR(solution.price(98), 0, 1e-6);
  }
}

TEST(AmericanPde, ExtremeInputsStayFiniteAndWithinNoArbitrageBounds) {
  const std::vector<CashDividend> none, some{{1e-6, 0.5}, {0.4, 3}, {0.999, 1}, {2.5, 250}};
  for (const auto& dividends : {none, some}) {
    for (double years : {1e-6, 1e-3, 1.0, 3.0}) {
      for (double vol : {1e-4, 0.02, 0.5, 4.0}) {
        for (const auto& [rate, yield] : {std::pair{0.1, 0.0}, {-0.05, -0.08}, {0.0, 0.3}, {0.5, -0.1}, {-0.1, 0.5}}) {
          for (double strike : {5.0, 99.0, 100.0, 1500.0}) {
            for (Right right : {put, call}) {
              const Carry carry{100, rate, yield, years};
              const std::vector<PdeProblem> problems{{american, strike, vol}, {european, strike, vol}};
              const std::vector<PdeSolution> s = solve_pde_batch(right, carry, dividends, problems, {60, 20});
              const double a = s[0].price(100), e = s[1].price(100), most = right == put ? strike : 100;
              const std::string where = testing::PrintToString(std::vector{years, vol, rate, yield, strike, sign(right)});
              ASSERT_TRUE(std::isfinite(a) && std::isfinite(e) && std::isfinite(s[0].delta(100)) && std::isfinite(s[0].gamma(100)))
                  << where;
              EXPECT_GE(a, std::max(sign(right) * (100 - strike), 0.0) - 1e-9) << where;
              EXPECT_GE(a - e, -1e-3 * most) << where;
              EXPECT_LE(a, most * std::exp((std::max(-rate, 0.0) + std::max(-yield, 0.0)) * years) * (1 + 1e-3)) << where;
            }
          }
        }
      }
    }
  }
}

TEST(AmericanPde, BadInputsGiveNaNAndLeaveTheRestOfABatchAlone) {
  const Carry carry{100, 0.03, 0, 0.5};
  const std::vector<PdeProblem> problems{{american, 100, 0.2}, {american, -1, 0.2}, {american, 100, unknown}, {european, 90, 0.3}};
  const std::vector<PdeSolution> s = solve_pde_batch(put, carry, {}, problems);
  EXPECT_EQ(s[0].price(100), pde(american, put, carry, {}, 100, 0.2));
  EXPECT_TRUE(std::isnan(s[1].price(100)) && std::isnan(s[2].price(100)) && std::isnan(s[2].delta(100)));
  EXPECT_EQ(s[3].price(100), pde(european, put, carry, {}, 90, 0.3));
  EXPECT_TRUE(std::isnan(pde(american, put, {100, 0.03, 0, -1}, {}, 100, 0.2)));
  EXPECT_TRUE(std::isnan(pde(american, put, {100, 0.03, 0, 1}, {}, 100, 1e9)));
  EXPECT_TRUE(std::isnan(pde(american, put, {100, 1e9, 0, 1}, {}, 100, 0.2)));
  EXPECT_TRUE(std::isnan(s[0].price(-5)));
  EXPECT_TRUE(std::isnan(s[0].price(unknown)));
  EXPECT_TRUE(solve_pde_batch(put, carry, {}, {}).empty());
}

}  // namespace
}  // namespace legwork::pricing
