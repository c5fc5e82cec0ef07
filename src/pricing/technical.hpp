// Technical indicators and volatility measures on completed daily bars, oldest first; one pass over the bars, no allocation. A result
// is NaN ("unknown") when there are too few bars (never a number from a short window), when a bar that counts is no price, or when
// the definition divides by zero (RSI of a flat line). Definitions as in the sources named at each function.
#pragma once

#include <span>

#include "pricing/option.hpp"

namespace legwork::pricing {

/// Columns of equal length, oldest first. Columns that a function does not need may be empty.
struct BarSpan {
  std::span<const double> open, high, low, close, volume;
};

inline constexpr double trading_days = 252;

/// Annualised close-to-close volatility of the last n log returns (sample deviation, n − 1).
double close_to_close_vol(std::span<const double> close, int n);
/// D. Yang, Q. Zhang, "Drift-independent volatility estimation", 2000; the last n bars.
double yang_zhang_vol(const BarSpan& bars, int n);

/// 100(iv − min)/(max − min) and 100·#(history < iv)/n over the last `lookback` values; NaN with fewer.
double iv_rank(std::span<const double> history, double iv, int lookback = 252);
double iv_percentile(std::span<const double> history, double iv, int lookback = 252);

double sma(std::span<const double> close, int n);
/// Seeded with the SMA of the first n closes.
double ema(std::span<const double> close, int n);
/// J. Welles Wilder, "New concepts in technical trading systems", 1978, with his smoothing.
double rsi(std::span<const double> close, int n = 14);
double atr(const BarSpan& bars, int n = 14);
double adx(const BarSpan& bars, int n = 14);

struct Macd {
  double line = unknown, signal = unknown, histogram = unknown;
};
Macd macd(std::span<const double> close, int fast = 12, int slow = 26, int signal = 9);

/// %B = (close − lower)/(upper − lower), bands at ±k population deviations of the last n closes (J. Bollinger).
double bollinger_percent_b(std::span<const double> close, int n = 20, double k = 2);

/// %K over n bars smoothed by `smooth`, and %D, its 3-bar mean (G. Lane).
struct Stochastic {
  double k = unknown, d = unknown;
};
Stochastic stochastic(const BarSpan& bars, int n = 14, int smooth = 3);

/// Distance from the last close down to the nearest pivot low (a low below its `wing` neighbours on both sides) of the last n bars, as
/// a fraction of the close; NaN when there is none below. The newest `wing` bars hold no pivot yet, so that none is ever taken back.
double support_distance(const BarSpan& bars, int n = 120, int wing = 5);

/// Slope of the OLS regression of the last n daily log returns on the benchmark's (equal length, aligned), and their correlation.
double beta(std::span<const double> close, std::span<const double> benchmark, int n = 252);
double correlation(std::span<const double> close, std::span<const double> benchmark, int n = 252);

}  // namespace legwork::pricing
