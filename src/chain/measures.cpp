#include "chain/measures.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "market/calendar.hpp"
#include "pricing/technical.hpp"

namespace legwork::chain {

namespace {

using market::Date;
using market::ExchangeCalendar;

constexpr int sessions_old_max = 3;
constexpr int event_days_back = 10;

Date eastern_date(TimePoint as_of) { return market::utc_to_eastern(as_of).date; }

/// The first day whose close is not known at `as_of`.
Date first_open_day(TimePoint as_of) {
  const Date today = eastern_date(as_of);
  const auto session = ExchangeCalendar::us_options().session(today);
  return session && as_of >= session->close ? market::add_days(today, 1) : today;
}

std::size_t count_before(const std::vector<Date>& dates, Date day) {
  return static_cast<std::size_t>(std::lower_bound(dates.begin(), dates.end(), day) - dates.begin());
}

double mean_dollar_volume(const Bars& bars, std::size_t n) {
  if (bars.size() < n) return unknown;
  double sum = 0;
  for (std::size_t i = bars.size() - n; i < bars.size(); ++i) sum += bars.close[i] * bars.volume[i];
  return sum / static_cast<double>(n);
}

/// Change of the 50-day mean over the last five sessions, per session and as a fraction of the price.
double slope_of_sma50(std::span<const double> close) {
  constexpr std::size_t sessions = 5;
  if (close.size() <= sessions) return unknown;
  const double change = pricing::sma(close, 50) - pricing::sma(close.first(close.size() - sessions), 50);
  return change / static_cast<double>(sessions) / close.back();
}

/// Beta on the days that both have; unknown when the common days end too early.
double beta_to(const Bars& bars, const Bars& benchmark, TimePoint as_of) {
  std::vector<double> own, other;
  Date last{};
  for (std::size_t i = 0, j = 0; i < bars.size() && j < benchmark.size();) {
    if (bars.date[i] < benchmark.date[j])
      ++i;
    else if (benchmark.date[j] < bars.date[i])
      ++j;
    else {
      last = bars.date[i];
      own.push_back(bars.close[i++]);
      other.push_back(benchmark.close[j++]);
    }
  }
  return !own.empty() && is_recent(last, as_of) ? pricing::beta(own, other) : unknown;
}

void measure_vols(const pricing::BarSpan& bars, Measures& m) {
  m.hv10 = pricing::close_to_close_vol(bars.close, 10);
  m.hv20 = pricing::close_to_close_vol(bars.close, 20);
  m.hv30 = pricing::close_to_close_vol(bars.close, 30);
  m.hv60 = pricing::close_to_close_vol(bars.close, 60);
  m.hv252 = pricing::close_to_close_vol(bars.close, 252);
  m.yang_zhang20 = pricing::yang_zhang_vol(bars, 20);
}

void measure_trend(const pricing::BarSpan& bars, Measures& m) {
  m.sma20 = pricing::sma(bars.close, 20);
  m.sma50 = pricing::sma(bars.close, 50);
  m.sma200 = pricing::sma(bars.close, 200);
  m.ema20 = pricing::ema(bars.close, 20);
  m.ema50 = pricing::ema(bars.close, 50);
  m.sma50_slope = slope_of_sma50(bars.close);
}

void measure_oscillators(const pricing::BarSpan& bars, Measures& m) {
  m.rsi14 = pricing::rsi(bars.close);
  const pricing::Macd macd = pricing::macd(bars.close);
  m.macd = macd.line;
  m.macd_signal = macd.signal;
  m.macd_histogram = macd.histogram;
  m.bollinger_b = pricing::bollinger_percent_b(bars.close);
  m.adx14 = pricing::adx(bars);
  m.atr14 = pricing::atr(bars);
  const pricing::Stochastic stochastic = pricing::stochastic(bars);
  m.stochastic_k = stochastic.k;
  m.stochastic_d = stochastic.d;
  m.support_distance = pricing::support_distance(bars);
}

/// Today's vol against the closes of the days before it; a history that ends too early is of another market.
void measure_iv(const IvHistory& history, double iv30, int lookback, TimePoint as_of, Measures& m) {
  const std::size_t n = count_before(history.date, eastern_date(as_of));
  if (n == 0 || std::isnan(iv30) || !is_recent(history.date[n - 1], as_of)) return;
  const std::span<const double> known(history.iv.data(), n);
  m.iv_rank = pricing::iv_rank(known, iv30, lookback);
  m.iv_percentile = pricing::iv_percentile(known, iv30, lookback);
}

std::vector<Event> relevant_events(std::vector<Event> events, TimePoint as_of) {
  const Date from = market::add_days(eastern_date(as_of), -event_days_back);
  std::erase_if(events, [&](const Event& event) { return event.date < from; });
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return std::tie(a.date, a.symbol, a.kind) < std::tie(b.date, b.symbol, b.kind); });
  return events;
}

}  // namespace

bool is_recent(Date last, TimePoint as_of) {
  return ExchangeCalendar::us_options().sessions_between(last, eastern_date(as_of)) <= sessions_old_max;
}

Bars bars_known_at(const Bars& bars, TimePoint as_of, std::span<const Split> splits) {
  const std::size_t n = count_before(bars.date, first_open_day(as_of));
  if (n == 0 || !is_recent(bars.date[n - 1], as_of)) return {};
  const auto head = [n](const auto& column) {
    return std::decay_t<decltype(column)>(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(n));
  };
  Bars known{head(bars.date), head(bars.open), head(bars.high), head(bars.low), head(bars.close), head(bars.volume)};
  for (const Split& split : splits) {
    if (split.date > eastern_date(as_of)) continue;  // not known yet, and not in the chain's prices
    const std::size_t before = count_before(known.date, split.date);
    for (auto* price : {&known.open, &known.high, &known.low, &known.close})
      for (std::size_t i = 0; i < before; ++i) (*price)[i] /= split.ratio;
    for (std::size_t i = 0; i < before; ++i) known.volume[i] *= split.ratio;
  }
  return known;
}

Measures measure(TimePoint as_of, double iv30, const MeasureInputs& inputs) {
  Measures m;
  m.iv_lookback = inputs.iv_lookback;
  m.events = relevant_events(inputs.events, as_of);
  if (inputs.iv_history != nullptr) measure_iv(*inputs.iv_history, iv30, inputs.iv_lookback, as_of, m);
  if (inputs.bars == nullptr) return m;

  const Bars bars = bars_known_at(*inputs.bars, as_of, inputs.splits);
  if (bars.size() == 0) return m;
  m.bars = static_cast<int>(bars.size());
  m.last_bar = bars.date.back();
  m.close = bars.close.back();
  m.dollar_volume20 = mean_dollar_volume(bars, 20);
  const pricing::BarSpan span{bars.open, bars.high, bars.low, bars.close, bars.volume};
  measure_vols(span, m);
  measure_trend(span, m);
  measure_oscillators(span, m);
  if (inputs.benchmark == inputs.bars)
    m.beta = beta_to(bars, bars, as_of);
  else if (inputs.benchmark != nullptr)
    m.beta = beta_to(bars, bars_known_at(*inputs.benchmark, as_of, {}), as_of);
  return m;
}

}  // namespace legwork::chain
