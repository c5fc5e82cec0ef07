#include "pricing/technical.hpp"

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::pricing {
namespace {

struct Bars {
  std::vector<double> open, high, low, close;

  std::size_t size() const { return close.size(); }
  BarSpan span(std::size_t from, std::size_t count) const {
    const auto part = [&](const std::vector<double>& column) { return std::span<const double>(column).subspan(from, count); };
    return {part(open), part(high), part(low), part(close), {}};
  }
  BarSpan span() const { return span(0, size()); }
};

double normal(core::Prng& prng) {  // Box and Muller
  return std::sqrt(-2 * std::log(1 - prng.uniform())) * std::cos(2 * std::numbers::pi * prng.uniform());
}

/// Days of a geometric random walk: a jump over night, then `steps` moves within the day.
Bars random_bars(std::uint64_t seed, std::size_t count, double daily_vol = 0.01, double drift = 0, int steps = 20) {
  core::Prng prng(seed);
  Bars bars;
  const double step_vol = daily_vol / std::sqrt(steps + 1.0);
  double log_price = std::log(100.0);
  const auto move = [&] { log_price += drift / (steps + 1.0) + step_vol * normal(prng); };
  for (std::size_t day = 0; day < count; ++day) {
    move();
    double high = log_price, low = log_price;
    bars.open.push_back(std::exp(log_price));
    for (int i = 0; i < steps; ++i) {
      move();
      high = std::max(high, log_price);
      low = std::min(low, log_price);
    }
    bars.high.push_back(std::exp(high));
    bars.low.push_back(std::exp(low));
    bars.close.push_back(std::exp(log_price));
  }
  return bars;
}

/// Every indicator with small parameters, and how many bars it takes.
struct Indicator {
  std::string name;
  std::size_t bars_needed;
  bool windowed;  // depends on the last `bars_needed` bars only
  std::function<double(const BarSpan&)> value;
};

std::vector<Indicator> indicators() {
  return {
      {"close-to-close", 6, true, [](const BarSpan& b) { return close_to_close_vol(b.close, 5); }},
      {"Yang-Zhang", 6, true, [](const BarSpan& b) { return yang_zhang_vol(b, 5); }},
      {"IV rank", 5, true, [](const BarSpan& b) { return iv_rank(b.close, 100, 5); }},
      {"IV percentile", 5, true, [](const BarSpan& b) { return iv_percentile(b.close, 100, 5); }},
      {"SMA", 5, true, [](const BarSpan& b) { return sma(b.close, 5); }},
      {"EMA", 5, false, [](const BarSpan& b) { return ema(b.close, 5); }},
      {"RSI", 6, false, [](const BarSpan& b) { return rsi(b.close, 5); }},
      {"ATR", 6, false, [](const BarSpan& b) { return atr(b, 5); }},
      {"ADX", 10, false, [](const BarSpan& b) { return adx(b, 5); }},
      {"MACD line", 7, false, [](const BarSpan& b) { return macd(b.close, 3, 7, 4).line; }},
      {"MACD signal", 10, false, [](const BarSpan& b) { return macd(b.close, 3, 7, 4).signal; }},
      {"MACD histogram", 10, false, [](const BarSpan& b) { return macd(b.close, 3, 7, 4).histogram; }},
      {"%B", 5, true, [](const BarSpan& b) { return bollinger_percent_b(b.close, 5); }},
      {"%K", 7, true, [](const BarSpan& b) { return stochastic(b, 5, 3).k; }},
      {"%D", 9, true, [](const BarSpan& b) { return stochastic(b, 5, 3).d; }},
      {"beta", 6, true, [](const BarSpan& b) { return beta(b.close, b.open, 5); }},
      {"correlation", 6, true, [](const BarSpan& b) { return correlation(b.close, b.open, 5); }},
  };
}

TEST(Technical, is_unknown_until_the_last_bar_it_needs) {
  const Bars bars = random_bars(1, 40);
  for (const auto& indicator : indicators()) {
    EXPECT_TRUE(std::isnan(indicator.value(bars.span(0, 0)))) << indicator.name;
    EXPECT_TRUE(std::isnan(indicator.value(bars.span(0, indicator.bars_needed - 1)))) << indicator.name;
    EXPECT_TRUE(std::isfinite(indicator.value(bars.span(0, indicator.bars_needed)))) << indicator.name;
  }
}

TEST(Technical, never_repaints) {
  const Bars history = random_bars(2, 30);
  Bars later = history;
  for (auto* column : {&later.open, &later.high, &later.low, &later.close}) column->insert(column->end(), 10, unknown);
  for (const auto& indicator : indicators()) {
    EXPECT_EQ(indicator.value(history.span()), indicator.value(later.span(0, history.size()))) << indicator.name;
  }
  EXPECT_EQ(support_distance(history.span(), 30, 2), support_distance(later.span(0, history.size()), 30, 2));
}

TEST(Technical, a_window_forgets_what_lies_before_it) {
  const Bars bars = random_bars(3, 30);
  for (const auto& indicator : indicators()) {
    const double all = indicator.value(bars.span());
    const double window = indicator.value(bars.span(bars.size() - indicator.bars_needed, indicator.bars_needed));
    EXPECT_EQ(all == window, indicator.windowed) << indicator.name;
  }
}

TEST(Technical, a_missing_bar_makes_the_result_unknown) {
  for (const double hole : {unknown, std::numeric_limits<double>::infinity()}) {
    Bars bars = random_bars(4, 12);
    for (auto* column : {&bars.open, &bars.high, &bars.low, &bars.close}) (*column)[9] = hole;
    for (const auto& indicator : indicators()) EXPECT_TRUE(std::isnan(indicator.value(bars.span()))) << indicator.name;
    EXPECT_TRUE(std::isnan(support_distance(bars.span(), 12, 2)));
  }
}

TEST(Technical, parameters_that_make_no_sense_give_unknown) {
  const Bars bars = random_bars(5, 60);
  const auto b = bars.span();
  for (const int n : {0, -1, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    for (const double value :
         {close_to_close_vol(b.close, n), yang_zhang_vol(b, n), iv_rank(b.close, 1, n), iv_percentile(b.close, 1, n),
          sma(b.close, n), ema(b.close, n), rsi(b.close, n), atr(b, n), adx(b, n), macd(b.close, n, 26, 9).line,
          macd(b.close, 12, n, 9).line, macd(b.close, 12, 26, n).signal, bollinger_percent_b(b.close, n), stochastic(b, n).k,
          stochastic(b, 14, n).k, support_distance(b, n), beta(b.close, b.open, n), correlation(b.close, b.open, n)}) {
      EXPECT_TRUE(std::isnan(value)) << n;
    }
    EXPECT_TRUE(std::isnan(support_distance(b, 60, n)));
  }
  EXPECT_TRUE(std::isnan(macd(b.close, 26, 12, 9).line));
  EXPECT_TRUE(std::isnan(bollinger_percent_b(b.close, 20, 0)));
}

TEST(CloseToClose, is_the_annualised_sample_deviation_of_log_returns) {
  const std::vector<double> close{50, 100, 110, 99};  // the first is outside the window
  const double up = std::log(1.1), down = std::log(0.9);
  const double variance = (up - down) * (up - down) / 2;  // two values: half the squared distance
  EXPECT_NEAR(close_to_close_vol(close, 2), std::sqrt(252 * variance), 1e-14);
}

TEST(CloseToClose, refuses_prices_that_have_no_logarithm) {
  EXPECT_TRUE(std::isnan(close_to_close_vol(std::vector<double>{100, 0, 101, 102}, 3)));
  EXPECT_TRUE(std::isnan(close_to_close_vol(std::vector<double>{100, -1, 101, 102}, 3)));
}

TEST(YangZhang, is_the_weighted_sum_of_overnight_daytime_and_range_variance) {
  // Two bars after the first close of 100, in logs so that each part can be read off: overnight +0.01 and -0.01, daytime +0.02 twice.
  const auto price = [](double log) { return 100 * std::exp(log); };
  const Bars bars{.open = {100, price(0.01), price(0.02)},
                  .high = {100, price(0.04), price(0.05)},
                  .low = {100, price(0.00), price(0.02)},
                  .close = {100, price(0.03), price(0.04)}};
  const double overnight = 2 * 0.01 * 0.01;  // mean 0, divisor 1
  const double daytime = 0;
  const double range = ((0.01 * 0.03 + 0.03 * 0.01) + (0.01 * 0.03 + 0.02 * 0.0)) / 2;
  const double k = 0.34 / (1.34 + 3.0);
  EXPECT_NEAR(yang_zhang_vol(bars.span(), 2), std::sqrt(252 * (overnight + k * daytime + (1 - k) * range)), 1e-12);
}

TEST(YangZhang, finds_the_volatility_of_a_random_walk_whatever_its_drift) {
  for (const double drift : {0.0, 0.005}) {
    const Bars bars = random_bars(6, 1001, 0.01, drift, 2000);
    // Steps see a little less than the true extremes (2 %), and 1,000 days leave a sampling error of 1 %.
    EXPECT_NEAR(yang_zhang_vol(bars.span(), 1000) / (0.01 * std::sqrt(252.0)), 0.98, 0.025) << drift;
  }
}

TEST(IvRank, places_the_value_between_the_extremes_of_the_look_back) {
  const std::vector<double> history{0.90, 0.10, 0.30, 0.20, 0.15};  // 0.90 is older than the look-back
  EXPECT_DOUBLE_EQ(iv_rank(history, 0.20, 4), 50);
  EXPECT_DOUBLE_EQ(iv_rank(history, 0.10, 4), 0);
  EXPECT_NEAR(iv_rank(history, 0.40, 4), 150, 1e-12);  // beyond the look-back's range is shown as such
  EXPECT_TRUE(std::isnan(iv_rank(std::vector<double>{0.2, 0.2}, 0.2, 2)));
  EXPECT_TRUE(std::isnan(iv_rank(history, unknown, 4)));
}

TEST(IvPercentile, is_the_share_of_days_strictly_below) {
  const std::vector<double> history{0.01, 0.10, 0.30, 0.20, 0.15};
  EXPECT_DOUBLE_EQ(iv_percentile(history, 0.20, 4), 50);
  EXPECT_DOUBLE_EQ(iv_percentile(history, 0.05, 4), 0);
  EXPECT_DOUBLE_EQ(iv_percentile(history, 0.31, 4), 100);
  EXPECT_TRUE(std::isnan(iv_percentile(history, unknown, 4)));
}

TEST(MovingAverage, by_hand) {
  const std::vector<double> close{1, 2, 3, 6, 10};
  EXPECT_DOUBLE_EQ(sma(close, 3), 19.0 / 3);
  // Seed (1 + 2 + 3)/3 = 2, weight 1/2: 2 -> 4 -> 7.
  EXPECT_DOUBLE_EQ(ema(close, 3), 7);
  EXPECT_DOUBLE_EQ(ema(close, 1), 10);
}

TEST(Rsi, by_hand) {
  // Changes +2, -1, +3. Seed: gain 1, loss 1/2; then gain (1 + 3)/2 = 2, loss 1/4.
  EXPECT_DOUBLE_EQ(rsi(std::vector<double>{10, 12, 11, 14}, 2), 100 * 2 / 2.25);
}

TEST(Rsi, is_100_without_losses_0_without_gains_and_unknown_without_either) {
  EXPECT_DOUBLE_EQ(rsi(std::vector<double>{1, 2, 3, 4}, 3), 100);
  EXPECT_DOUBLE_EQ(rsi(std::vector<double>{4, 3, 2, 1}, 3), 0);
  EXPECT_TRUE(std::isnan(rsi(std::vector<double>{5, 5, 5, 5}, 3)));
}

TEST(Atr, by_hand) {
  // True ranges: 12 - 9 = 3; gap up from 11: 15 - 11 = 4; gap down from 14: 14 - 8 = 6. Seed 3.5, then (3.5 + 6)/2.
  const Bars bars{.open = {}, .high = {11, 12, 15, 10}, .low = {9, 9, 13, 8}, .close = {10, 11, 14, 9}};
  const BarSpan span{{}, bars.high, bars.low, bars.close, {}};
  EXPECT_DOUBLE_EQ(atr(span, 2), 4.75);
}

/// Wilder's own worksheet: running sums (less one n-th, plus the new value), directional indicators over the true range, and so on.
double adx_worksheet(const Bars& bars, int n) {
  double up_sum = 0, down_sum = 0, range_sum = 0, adx_value = 0;
  std::vector<double> first_indices;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const double up_move = bars.high[i] - bars.high[i - 1], down_move = bars.low[i - 1] - bars.low[i];
    const double up = up_move > down_move && up_move > 0 ? up_move : 0;
    const double down = down_move > up_move && down_move > 0 ? down_move : 0;
    const double previous = bars.close[i - 1];
    const double range =
        std::max({bars.high[i] - bars.low[i], std::abs(bars.high[i] - previous), std::abs(bars.low[i] - previous)});
    const bool seeding = i <= static_cast<std::size_t>(n);
    up_sum += up - (seeding ? 0 : up_sum / n);
    down_sum += down - (seeding ? 0 : down_sum / n);
    range_sum += range - (seeding ? 0 : range_sum / n);
    if (i < static_cast<std::size_t>(n)) continue;
    const double plus = 100 * up_sum / range_sum, minus = 100 * down_sum / range_sum;
    const double index = 100 * std::abs(plus - minus) / (plus + minus);
    if (first_indices.size() < static_cast<std::size_t>(n)) {
      first_indices.push_back(index);
      adx_value = 0;
      for (const double x : first_indices) adx_value += x / n;
    } else {
      adx_value = ((n - 1) * adx_value + index) / n;
    }
  }
  return adx_value;
}

TEST(Adx, equals_wilders_worksheet) {
  for (const std::uint64_t seed : {7U, 8U, 9U}) {
    const Bars bars = random_bars(seed, 100);
    for (const int n : {3, 14, 50}) EXPECT_NEAR(adx(bars.span(), n), adx_worksheet(bars, n), 1e-10) << seed << " " << n;
  }
}

TEST(Adx, is_100_in_a_straight_trend_and_0_in_a_flat_line) {
  Bars trend, flat;
  for (int i = 0; i < 40; ++i) {
    for (auto* column : {&trend.open, &trend.high, &trend.low, &trend.close}) column->push_back(100.0 + i);
    for (auto* column : {&flat.open, &flat.high, &flat.low, &flat.close}) column->push_back(100.0);
  }
  EXPECT_DOUBLE_EQ(adx(trend.span()), 100);
  EXPECT_DOUBLE_EQ(adx(flat.span()), 0);
}

/// The EMA written out: the seed and every later close with its own weight.
double ema_written_out(const std::vector<double>& values, std::size_t n) {
  const double a = 2.0 / (static_cast<double>(n) + 1);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    total += values[i] / static_cast<double>(n) * std::pow(1 - a, static_cast<double>(values.size() - n));
  }
  for (std::size_t i = n; i < values.size(); ++i)
    total += a * values[i] * std::pow(1 - a, static_cast<double>(values.size() - 1 - i));
  return total;
}

TEST(Macd, equals_differences_of_averages_written_out) {
  const Bars bars = random_bars(10, 80);
  std::vector<double> lines;
  for (std::size_t end = 26; end <= bars.size(); ++end) {
    const std::vector<double> upto(bars.close.begin(), bars.close.begin() + static_cast<std::ptrdiff_t>(end));
    lines.push_back(ema_written_out(upto, 12) - ema_written_out(upto, 26));
  }
  const Macd result = macd(bars.close);
  EXPECT_NEAR(result.line, lines.back(), 1e-11);
  EXPECT_NEAR(result.signal, ema_written_out(lines, 9), 1e-11);
  EXPECT_NEAR(result.histogram, lines.back() - ema_written_out(lines, 9), 1e-11);
}

TEST(Macd, has_a_line_before_it_has_a_signal) {
  const Bars bars = random_bars(11, 26);
  const Macd result = macd(bars.close);
  EXPECT_TRUE(std::isfinite(result.line));
  EXPECT_TRUE(std::isnan(result.signal));
  EXPECT_TRUE(std::isnan(result.histogram));
}

TEST(Bollinger, by_hand) {
  const double deviation = std::sqrt(2.0 / 3);  // of 1, 2, 3 over n
  EXPECT_NEAR(bollinger_percent_b(std::vector<double>{9, 1, 2, 3}, 3, 2), 0.5 + 1 / (4 * deviation), 1e-15);
  EXPECT_NEAR(bollinger_percent_b(std::vector<double>{1, 3, 2}, 3, 2), 0.5, 1e-15);
}

TEST(Bollinger, a_flat_line_has_no_bands) {
  EXPECT_TRUE(std::isnan(bollinger_percent_b(std::vector<double>(20, 101.3), 20)));
  EXPECT_TRUE(std::isnan(bollinger_percent_b(std::vector<double>(20, 0.1), 20)));
}

TEST(Stochastic, by_hand) {
  // Ranges over two bars: 8..12, 9..14, 10..14, 7..14; closes 11, 13, 10, 8 give 75, 80, 0, 100/7.
  const Bars bars{.open = {}, .high = {10, 12, 14, 13, 11}, .low = {8, 9, 10, 10, 7}, .close = {9, 11, 13, 10, 8}};
  const BarSpan span{{}, bars.high, bars.low, bars.close, {}};
  const double last = 100.0 * (8 - 7) / (13 - 7);
  EXPECT_NEAR(stochastic(span, 2, 1).k, last, 1e-12);
  EXPECT_NEAR(stochastic(span, 2, 1).d, (last + 0 + 80) / 3, 1e-12);
  EXPECT_NEAR(stochastic(span, 2, 2).k, last / 2, 1e-12);
  EXPECT_NEAR(stochastic(span, 2, 2).d, (last / 2 + 40 + 77.5) / 3, 1e-12);
}

TEST(Stochastic, bars_without_a_range_have_no_place_in_it) {
  const std::vector<double> flat(20, 100.0);
  EXPECT_TRUE(std::isnan(stochastic({{}, flat, flat, flat, {}}, 5, 1).k));
}

double support_of(const std::vector<double>& low, double close, int n, int wing = 2) {
  std::vector<double> closes(low.size(), close);
  return support_distance({{}, {}, low, closes, {}}, n, wing);
}

TEST(Support, is_the_nearest_confirmed_pivot_low_below_the_close) {
  //                          v         v (96, nearer)    v too new, unconfirmed
  const std::vector<double> low{99, 98, 90, 97, 98, 99, 96, 98, 99, 99, 98, 99};
  EXPECT_NEAR(support_of(low, 100, 12), 0.04, 1e-15);
  EXPECT_NEAR(support_of(low, 95, 12), 5.0 / 95, 1e-15);  // 96 now lies above
  EXPECT_TRUE(std::isnan(support_of(low, 89, 12)));  // both do
}

TEST(Support, counts_only_pivots_of_the_window) {
  const std::vector<double> low{99, 98, 96, 97, 98, 99, 90, 98, 99, 99};
  EXPECT_NEAR(support_of(low, 100, 10), 0.04, 1e-15);
  EXPECT_NEAR(support_of(low, 100, 7), 0.10, 1e-15);
  EXPECT_TRUE(std::isnan(support_of(low, 100, 11)));  // fewer bars than asked for
}

TEST(Support, is_confirmed_by_as_many_higher_lows_as_the_wing_is_long) {
  EXPECT_NEAR(support_of({99, 98, 95, 98, 99}, 100, 5), 0.05, 1e-15);
  EXPECT_TRUE(std::isnan(support_of({99, 99, 98, 95, 98}, 100, 5)));
}

TEST(Support, two_equal_lows_are_no_pivot) { EXPECT_TRUE(std::isnan(support_of({99, 98, 95, 95, 98, 99, 99}, 100, 7))); }

TEST(Beta, of_a_levered_copy_is_the_leverage) {
  const Bars market = random_bars(12, 260);
  std::vector<double> levered, inverse;
  for (const double x : market.close) {
    levered.push_back(3 * std::pow(x, 2.0));  // twice the log return
    inverse.push_back(1 / x);
  }
  EXPECT_NEAR(beta(levered, market.close), 2, 1e-10);
  EXPECT_NEAR(correlation(levered, market.close), 1, 1e-12);
  EXPECT_NEAR(beta(inverse, market.close), -1, 1e-10);
  EXPECT_NEAR(correlation(inverse, market.close), -1, 1e-12);
}

TEST(Beta, equals_the_normal_equations_on_noisy_returns) {
  const auto own = random_bars(13, 300).close, benchmark = random_bars(14, 300).close;
  const int n = 250;
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t i = own.size() - n; i < own.size(); ++i) {
    const double x = std::log(benchmark[i]) - std::log(benchmark[i - 1]);
    const double y = std::log(own[i]) - std::log(own[i - 1]);
    sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
  }
  EXPECT_NEAR(beta(own, benchmark, n), (n * sxy - sx * sy) / (n * sxx - sx * sx), 1e-10);
  EXPECT_NEAR(correlation(own, benchmark, n), (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy)), 1e-10);
}

TEST(Beta, against_a_benchmark_that_does_not_vary_is_unknown) {
  const auto own = random_bars(15, 30).close;
  std::vector<double> steady(30);
  for (int i = 0; i < 30; ++i) steady[static_cast<std::size_t>(i)] = 100 * std::pow(1.001, i);
  EXPECT_TRUE(std::isnan(beta(own, steady, 20)));
  EXPECT_TRUE(std::isnan(correlation(own, steady, 20)));
  EXPECT_TRUE(std::isnan(correlation(steady, own, 20)));
}

TEST(BetaDeathTest, series_that_are_not_aligned_are_a_bug) {
  const std::vector<double> three{1, 2, 3}, four{1, 2, 3, 4};
  EXPECT_DEATH((void)beta(three, four, 2), "against");
}

}  // namespace
}  // namespace legwork::pricing
