#include "pricing/technical.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/assert.hpp"

namespace legwork::pricing {
namespace {

using Series = std::span<const double>;

bool enough(Series series, int n, std::size_t more = 0) { return n >= 1 && series.size() >= static_cast<std::size_t>(n) + more; }
Series last(Series series, int n, std::size_t more = 0) { return series.last(static_cast<std::size_t>(n) + more); }

bool all_finite(Series series) {
  return std::ranges::all_of(series, [](double x) { return std::isfinite(x); });
}
/// Prices; anything else in a bar is missing data, and what is computed from it is unknown.
bool all_prices(Series series) {
  return std::ranges::all_of(series, [](double x) { return x > 0 && std::isfinite(x); });
}

double mean(Series series) { return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size()); }

/// Sum of (x(i) − mean)² over count values, in two passes; the textbook shortcut loses digits on prices.
template <class Value>
double squared_deviations(std::size_t count, Value value) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += value(i);
  const double average = total / static_cast<double>(count);
  double squares = 0;
  for (std::size_t i = 0; i < count; ++i) squares += (value(i) - average) * (value(i) - average);
  return squares;
}

/// The mean of the first n values, from then on exponential with `weight` on the newest: an EMA with 2/(n + 1), Wilder's
/// smoothing with 1/n.
class SeededAverage {
 public:
  SeededAverage(int n, double weight) : n_(n), weight_(weight) {}
  static SeededAverage exponential(int n) { return {n, 2.0 / (n + 1.0)}; }
  static SeededAverage wilder(int n) { return {n, 1.0 / n}; }

  void add(double value) {
    if (count_ < n_) {
      sum_ += value;
      if (++count_ == n_) average_ = sum_ / n_;
    } else {
      average_ += weight_ * (value - average_);
    }
  }
  double value() const { return average_; }

 private:
  int n_;
  double weight_;
  int count_ = 0;
  double sum_ = 0;
  double average_ = unknown;
};

/// High, low and close are there for every bar and are prices.
bool has_ranges(const BarSpan& bars) {
  ASSERT(bars.high.size() == bars.close.size() && bars.low.size() == bars.close.size(), "columns of bars differ in length");
  return all_prices(bars.high) && all_prices(bars.low) && all_prices(bars.close);
}

double true_range(const BarSpan& bars, std::size_t i) {
  return std::max(bars.high[i], bars.close[i - 1]) - std::min(bars.low[i], bars.close[i - 1]);
}

/// Wilder's directional movement: the part of today's range outside yesterday's, on the larger side only.
struct Movement {
  double up = 0, down = 0;
};
Movement movement(const BarSpan& bars, std::size_t i) {
  const double up = bars.high[i] - bars.high[i - 1];
  const double down = bars.low[i - 1] - bars.low[i];
  return {up > down && up > 0 ? up : 0, down > up && down > 0 ? down : 0};
}

/// Where the close of bar `at` lies in the range of the n bars up to it, in percent; unknown when they have no range.
double raw_stochastic(const BarSpan& bars, std::size_t at, std::size_t n) {
  const double high = std::ranges::max(bars.high.subspan(at + 1 - n, n));
  const double low = std::ranges::min(bars.low.subspan(at + 1 - n, n));
  return high > low ? 100 * (bars.close[at] - low) / (high - low) : unknown;
}

bool is_pivot_low(Series low, std::size_t at, std::size_t wing) {
  for (std::size_t k = 1; k <= wing; ++k) {
    if (low[at] >= low[at - k] || low[at] >= low[at + k]) return false;
  }
  return true;
}

struct ReturnMoments {
  double own = unknown, benchmark = unknown, joint = unknown;  // sums of squares and products of deviations
};

ReturnMoments return_moments(Series close, Series benchmark, int n) {
  ASSERT(close.size() == benchmark.size(), "{} closes against {} of the benchmark", close.size(), benchmark.size());
  if (n < 2 || !enough(close, n, 1)) return {};
  const Series x = last(benchmark, n, 1);
  const Series y = last(close, n, 1);
  if (!all_prices(x) || !all_prices(y)) return {};
  const auto count = static_cast<std::size_t>(n);
  const double mean_x = std::log(x.back() / x.front()) / n;  // log returns telescope
  const double mean_y = std::log(y.back() / y.front()) / n;
  ReturnMoments moments{0, 0, 0};
  for (std::size_t i = 1; i <= count; ++i) {
    const double dx = std::log(x[i] / x[i - 1]) - mean_x;
    const double dy = std::log(y[i] / y[i - 1]) - mean_y;
    moments.own += dy * dy;
    moments.benchmark += dx * dx;
    moments.joint += dx * dy;
  }
  // A constant growth rate leaves rounding noise of 1e-16 a day; no direction is to be read from it.
  const double noise = n * 1e-24;
  if (moments.own < noise) moments.own = 0;
  if (moments.benchmark < noise) moments.benchmark = 0;
  return moments;
}

}  // namespace

double close_to_close_vol(Series close, int n) {
  if (n < 2 || !enough(close, n, 1)) return unknown;
  const Series used = last(close, n, 1);
  if (!all_prices(used)) return unknown;
  const double squares =
      squared_deviations(static_cast<std::size_t>(n), [&](std::size_t i) { return std::log(used[i + 1] / used[i]); });
  return std::sqrt(trading_days * squares / (n - 1));
}

double yang_zhang_vol(const BarSpan& bars, int n) {
  ASSERT(bars.open.size() == bars.close.size(), "columns of bars differ in length");
  if (n < 2 || !enough(bars.close, n, 1)) return unknown;
  const Series open = last(bars.open, n, 1), high = last(bars.high, n, 1), low = last(bars.low, n, 1),
               close = last(bars.close, n, 1);
  if (!all_prices(open) || !has_ranges({open, high, low, close, {}})) return unknown;

  const auto count = static_cast<std::size_t>(n);
  const double overnight = squared_deviations(count, [&](std::size_t i) { return std::log(open[i + 1] / close[i]); }) / (n - 1);
  const double daytime = squared_deviations(count, [&](std::size_t i) { return std::log(close[i + 1] / open[i + 1]); }) / (n - 1);
  double range = 0;  // Rogers and Satchell 1991: independent of drift within the day
  for (std::size_t i = 1; i <= count; ++i) {
    range += std::log(high[i] / close[i]) * std::log(high[i] / open[i]) + std::log(low[i] / close[i]) * std::log(low[i] / open[i]);
  }
  const double k = 0.34 / (1.34 + (n + 1.0) / (n - 1.0));
  return std::sqrt(trading_days * std::max(overnight + k * daytime + (1 - k) * range / n, 0.0));
}

double iv_rank(Series history, double iv, int lookback) {
  if (!enough(history, lookback) || !std::isfinite(iv)) return unknown;
  const Series used = last(history, lookback);
  if (!all_finite(used)) return unknown;
  const auto [low, high] = std::ranges::minmax(used);
  return high > low ? 100 * (iv - low) / (high - low) : unknown;
}

double iv_percentile(Series history, double iv, int lookback) {
  if (!enough(history, lookback) || !std::isfinite(iv)) return unknown;
  const Series used = last(history, lookback);
  if (!all_finite(used)) return unknown;
  return 100 * static_cast<double>(std::ranges::count_if(used, [iv](double x) { return x < iv; })) / lookback;
}

double sma(Series close, int n) {
  if (!enough(close, n) || !all_finite(last(close, n))) return unknown;
  return mean(last(close, n));
}

double ema(Series close, int n) {
  if (!enough(close, n) || !all_finite(close)) return unknown;
  auto average = SeededAverage::exponential(n);
  for (const double x : close) average.add(x);
  return average.value();
}

double rsi(Series close, int n) {
  if (!enough(close, n, 1) || !all_prices(close)) return unknown;
  auto gain = SeededAverage::wilder(n);
  auto loss = SeededAverage::wilder(n);
  for (std::size_t i = 1; i < close.size(); ++i) {
    const double change = close[i] - close[i - 1];
    gain.add(std::max(change, 0.0));
    loss.add(std::max(-change, 0.0));
  }
  const double both = gain.value() + loss.value();
  return both > 0 ? 100 * gain.value() / both : unknown;
}

double atr(const BarSpan& bars, int n) {
  if (!enough(bars.close, n, 1) || !has_ranges(bars)) return unknown;
  auto average = SeededAverage::wilder(n);
  for (std::size_t i = 1; i < bars.close.size(); ++i) average.add(true_range(bars, i));
  return average.value();
}

double adx(const BarSpan& bars, int n) {
  if (!enough(bars.close, n, static_cast<std::size_t>(std::max(n, 0))) || !has_ranges(bars)) return unknown;
  auto up = SeededAverage::wilder(n);
  auto down = SeededAverage::wilder(n);
  auto index = SeededAverage::wilder(n);
  for (std::size_t i = 1; i < bars.close.size(); ++i) {
    // The true range divides both sides of (up − down)/(up + down) and drops out.
    const Movement move = movement(bars, i);
    up.add(move.up);
    down.add(move.down);
    if (i < static_cast<std::size_t>(n)) continue;
    const double both = up.value() + down.value();
    index.add(both > 0 ? 100 * std::abs(up.value() - down.value()) / both : 0);
  }
  return index.value();
}

Macd macd(Series close, int fast, int slow, int signal) {
  if (fast < 1 || fast >= slow || signal < 1 || !enough(close, slow) || !all_finite(close)) return {};
  auto fast_average = SeededAverage::exponential(fast);
  auto slow_average = SeededAverage::exponential(slow);
  auto signal_average = SeededAverage::exponential(signal);
  Macd result;
  for (std::size_t i = 0; i < close.size(); ++i) {
    fast_average.add(close[i]);
    slow_average.add(close[i]);
    if (i + 1 < static_cast<std::size_t>(slow)) continue;
    result.line = fast_average.value() - slow_average.value();
    signal_average.add(result.line);
  }
  result.signal = signal_average.value();
  result.histogram = result.line - result.signal;
  return result;
}

double bollinger_percent_b(Series close, int n, double k) {
  if (n < 2 || !enough(close, n) || !(k > 0) || !std::isfinite(k)) return unknown;
  const Series used = last(close, n);
  if (!all_prices(used)) return unknown;
  const double deviation = std::sqrt(squared_deviations(used.size(), [&](std::size_t i) { return used[i]; }) / n);
  if (std::ranges::min(used) == std::ranges::max(used)) return unknown;  // not asked of the deviation: it may be rounding noise
  const double middle = mean(used);
  return (used.back() - (middle - k * deviation)) / (2 * k * deviation);
}

Stochastic stochastic(const BarSpan& bars, int n, int smooth) {
  constexpr std::size_t d_bars = 3;
  const std::size_t size = bars.close.size();
  if (smooth < 1 || !enough(bars.close, n, static_cast<std::size_t>(smooth) - 1) || !has_ranges(bars)) return {};
  const auto window = static_cast<std::size_t>(n);
  const auto smoothed = [&](std::size_t at) {
    double total = 0;
    for (std::size_t back = 0; back < static_cast<std::size_t>(smooth); ++back) total += raw_stochastic(bars, at - back, window);
    return total / smooth;
  };
  Stochastic result;
  result.k = smoothed(size - 1);
  if (enough(bars.close, n, static_cast<std::size_t>(smooth) - 1 + d_bars - 1)) {
    result.d = (result.k + smoothed(size - 2) + smoothed(size - 3)) / d_bars;
  }
  return result;
}

double support_distance(const BarSpan& bars, int n, int wing) {
  ASSERT(bars.low.size() == bars.close.size(), "columns of bars differ in length");
  if (wing < 1 || !enough(bars.close, n)) return unknown;
  const Series low = last(bars.low, n);
  const double close = bars.close.back();
  if (!all_prices(low) || !all_prices({&close, 1})) return unknown;
  const auto reach = static_cast<std::size_t>(wing);
  double support = unknown;
  for (std::size_t i = reach; i + reach < low.size(); ++i) {  // a low is a pivot only once `wing` bars have confirmed it
    if (low[i] < close && !(low[i] <= support) && is_pivot_low(low, i, reach)) support = low[i];
  }
  return (close - support) / close;
}

double beta(Series close, Series benchmark, int n) {
  const auto moments = return_moments(close, benchmark, n);
  return moments.benchmark > 0 ? moments.joint / moments.benchmark : unknown;
}

double correlation(Series close, Series benchmark, int n) {
  const auto moments = return_moments(close, benchmark, n);
  const double scale = std::sqrt(moments.own) * std::sqrt(moments.benchmark);
  return scale > 0 ? std::clamp(moments.joint / scale, -1.0, 1.0) : unknown;
}

}  // namespace legwork::pricing
