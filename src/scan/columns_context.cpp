// Columns of the underlying and of the expiry: one value for many rows, so conditions on them skip whole slices.
#include <algorithm>
#include <array>
#include <cmath>

#include "scan/columns.hpp"

namespace legwork::scan {
namespace {

using L = const LegView&;

/// Cash index options are European or cash-settled; the few broad ETFs are known by name; the rest are stocks.
double underlying_type(L o) {
  if (o.expiry.delivery == market::Delivery::cash) return 0;
  static constexpr std::array<std::string_view, 16> etfs{"SPY", "QQQ", "IWM", "DIA", "EEM", "EFA", "GLD", "SLV",
                                                         "TLT", "USO", "XLE", "XLF", "XLK", "HYG", "FXI", "GDX"};
  return std::ranges::find(etfs, o.underlying.symbol) != etfs.end() ? 1 : 2;
}

/// Out-of-the-money 25-delta vols from the smile: strike where |N(d1)| = 0.25, by the smile's own vol (two rounds suffice).
double delta_vol(L o, double side) {
  const pricing::Smile& smile = o.expiry.smile;
  if (!smile.valid() || !(o.expiry.years > 0)) return chain::unknown;
  constexpr double d = 0.674489750196082;  // N⁻¹(0.75)
  double vol = smile.vol(smile.forward);
  for (int round = 0; round < 4; ++round) {
    const double s = vol * std::sqrt(smile.years);
    vol = smile.vol(smile.forward * std::exp(side * d * s + 0.5 * s * s));
  }
  return vol;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
void Tables::add_underlying_columns() {
  constexpr auto u = Scope::underlying;
  constexpr auto number = Type::number;

  shared<[](L o) { return double(o.expiry.underlying); }>(
      u, {"symbol", 37, Type::word, Unit::none, "symbol", "Underlying symbol.", "", "it is another underlying"});
  shared<[](L o) { return o.underlying.spot; }>(
      u,
      {"spot", 37, number, Unit::usd, "spot", "Price of the underlying used for pricing; parity-implied where the vendor's lags.",
       "", "the underlying's price is outside the range"});
  shared<[](L o) { return o.underlying.measures.dollar_volume20; }>(
      u, {"dollar_volume", 37, number, Unit::usd, "$ volume", "Mean of close × volume over 20 sessions.", "",
          "the underlying's dollar volume is outside the range"});
  shared<[](L o) { return underlying_type(o); }>(
      u, {"underlying_type", 37, Type::word, Unit::none, "type", "index (cash-settled), etf (broad ETFs by name) or stock.", "",
          "it is another type of underlying"});
  shared<[](L o) { return o.underlying.iv30; }>(
      u, {"iv30", 31, number, Unit::percent_per_year, "IV30",
          "At-the-money implied volatility at 30 days, variance-interpolated between the expiries around it.", "",
          "30-day implied volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.iv_rank; }>(
      u, {"iv_rank", 32, number, Unit::points, "IV rank",
          "100(IV − min)/(max − min) of iv30 over the look-back (default 252 closes).", "", "IV rank is outside the range"});
  shared<[](L o) { return o.underlying.measures.iv_percentile; }>(
      u, {"iv_percentile", 33, number, Unit::points, "IV pctl",
          "100 · share of closes below iv30 over the look-back (default 252).", "", "IV percentile is outside the range"});
  shared<[](L o) { return o.underlying.measures.hv10; }>(
      u, {"hv10", 34, number, Unit::percent_per_year, "HV10", "Close-to-close volatility of 10 sessions, 252-day year.", "",
          "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.hv20; }>(
      u, {"hv20", 34, number, Unit::percent_per_year, "HV20", "Close-to-close volatility of 20 sessions, 252-day year.", "",
          "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.hv30; }>(
      u, {"hv30", 34, number, Unit::percent_per_year, "HV30", "Close-to-close volatility of 30 sessions, 252-day year.", "",
          "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.hv60; }>(
      u, {"hv60", 34, number, Unit::percent_per_year, "HV60", "Close-to-close volatility of 60 sessions, 252-day year.", "",
          "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.hv252; }>(
      u, {"hv252", 34, number, Unit::percent_per_year, "HV252", "Close-to-close volatility of 252 sessions.", "",
          "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.yang_zhang20; }>(
      u, {"hv_yz20", 34, number, Unit::percent_per_year, "YZ20", "Yang–Zhang volatility of 20 sessions (open, high, low, close).",
          "", "realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.iv30 / o.underlying.measures.hv30; }>(
      u, {"iv_hv", 34, number, Unit::ratio, "IV/HV", "30-day implied over 30-session realised volatility.", "iv30 / hv30",
          "implied over realised volatility is outside the range"});
  shared<[](L o) { return o.underlying.iv30 - o.underlying.measures.hv30; }>(
      u, {"iv_minus_hv", 34, number, Unit::percent, "IV-HV", "30-day implied less 30-session realised volatility.", "iv30 - hv30",
          "implied less realised volatility is outside the range"});
  shared<[](L o) { return o.legs.forecast_vol(o.expiry.underlying); }>(
      u, {"forecast_vol", 34, number, Unit::percent_per_year, "forecast", "Volatility forecast: the mean of HV20 and HV60.",
          "(hv20 + hv60) / 2", "the volatility forecast is outside the range"});
  shared<[](L o) { return o.underlying.iv30 - o.underlying.iv90; }>(
      u, {"term_slope", 36, number, Unit::percent, "IV30-90", "iv30 − iv90; positive is backwardation.", "iv30 - iv90",
          "the term slope is outside the range"});
  shared<[](L o) { return o.underlying.iv90; }>(
      u, {"iv90", 36, number, Unit::percent_per_year, "IV90", "At-the-money implied volatility at 90 days.", "",
          "90-day implied volatility is outside the range"});
  shared<[](L o) { return o.underlying.measures.close / o.underlying.measures.sma20 - 1.0; }>(
      u, {"vs_sma20", 41, number, Unit::percent, "vs SMA20", "Last close against its 20-session simple mean.", "",
          "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.close / o.underlying.measures.sma50 - 1.0; }>(
      u, {"vs_sma50", 41, number, Unit::percent, "vs SMA50", "Last close against its 50-session simple mean.", "",
          "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.close / o.underlying.measures.sma200 - 1.0; }>(
      u, {"vs_sma200", 41, number, Unit::percent, "vs SMA200", "Last close against its 200-session simple mean.", "",
          "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.close / o.underlying.measures.ema20 - 1.0; }>(
      u, {"vs_ema20", 41, number, Unit::percent, "vs EMA20", "Last close against its 20-session exponential mean.", "",
          "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.close / o.underlying.measures.ema50 - 1.0; }>(
      u, {"vs_ema50", 41, number, Unit::percent, "vs EMA50", "Last close against its 50-session exponential mean.", "",
          "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.sma50_slope; }>(
      u, {"sma50_slope", 41, number, Unit::percent_per_day, "SMA50 sl.",
          "Change of the 50-session mean per session over the last five.", "", "the trend is outside the range"});
  shared<[](L o) { return o.underlying.measures.sma50 / o.underlying.measures.sma200 - 1.0; }>(
      u,
      {"sma_cross", 41, number, Unit::percent, "50/200", "50-session mean against the 200-session mean; > 0 after a golden cross.",
       "", "the moving averages are crossed the other way"});
  shared<[](L o) { return o.underlying.measures.rsi14; }>(
      u, {"rsi14", 42, number, Unit::points, "RSI14", "Wilder's relative strength index, 14 daily bars.", "",
          "RSI is outside the range"});
  shared<[](L o) { return o.underlying.measures.macd_histogram; }>(
      u, {"macd_histogram", 42, number, Unit::usd, "MACD hist", "MACD(12,26) less its 9-bar signal, daily.", "",
          "MACD is outside the range"});
  shared<[](L o) { return o.underlying.measures.macd; }>(
      u, {"macd", 42, number, Unit::usd, "MACD", "12-bar less 26-bar exponential mean of daily closes.", "",
          "MACD is outside the range"});
  shared<[](L o) { return o.underlying.measures.stochastic_d; }>(
      u, {"stochastic_d", 42, number, Unit::points, "%D", "3-bar mean of the slow stochastic %K.", "",
          "the stochastic is outside the range"});
  shared<[](L o) { return o.underlying.measures.bollinger_b; }>(
      u, {"bollinger_b", 42, number, Unit::ratio, "%B", "Place within the Bollinger bands (20, 2): 0 lower, 1 upper.", "",
          "%B is outside the range"});
  shared<[](L o) { return o.underlying.measures.adx14; }>(
      u, {"adx14", 42, number, Unit::points, "ADX14", "Wilder's average directional index, 14 daily bars.", "",
          "ADX is outside the range"});
  shared<[](L o) { return o.underlying.measures.atr14 / o.underlying.measures.close; }>(
      u, {"atr_pct", 42, number, Unit::percent, "ATR%", "Wilder's average true range (14) over the close.", "",
          "ATR is outside the range"});
  shared<[](L o) { return o.underlying.measures.stochastic_k; }>(
      u, {"stochastic_k", 42, number, Unit::points, "%K", "Slow stochastic %K (14, 3), daily bars.", "",
          "the stochastic is outside the range"});
  shared<[](L o) { return o.underlying.measures.support_distance; }>(
      u, {"support_distance", 42, number, Unit::percent, "support",
          "Distance down to the nearest pivot low of 120 sessions, of the close.", "",
          "the distance to support is outside the range"});
  shared<[](L o) { return o.underlying.measures.beta; }>(
      u, {"beta", 43, number, Unit::ratio, "beta", "252-day beta to the benchmark's bars (SPY).", "", "beta is outside the range"});
}

void Tables::add_expiry_columns() {
  constexpr auto e = Scope::expiry;
  constexpr auto number = Type::number;

  shared<[](L o) { return double(o.expiry.dte); }>(
      e, {"dte", 7, number, Unit::days, "DTE", "Calendar days from the valuation date to the expiry date.", "",
          "days to expiry are outside the range"});
  shared<[](L o) { return double(static_cast<int>(o.expiry.expiry_class)); }>(
      e, {"expiry_class", 8, Type::word, Unit::none, "cycle", "daily, weekly, monthly, quarterly or leap.", "",
          "it is another expiry cycle"});
  shared<[](L o) { return double(static_cast<int>(o.expiry.settlement)); }>(
      e, {"settlement", 8, Type::word, Unit::none, "settle", "am: settled on the opening print; pm: at the close.", "",
          "it settles at another time"});
  shared<[](L o) { return double(static_cast<int>(o.expiry.exercise)); }>(
      e, {"exercise", 45, Type::word, Unit::none, "exercise", "american or european.", "", "it has the other exercise style"});
  shared<[](L o) { return double(static_cast<int>(o.expiry.delivery)); }>(
      e, {"delivery", 45, Type::word, Unit::none, "delivery", "physical or cash.", "", "it is delivered the other way"});
  shared<[](L o) {
    return double(o.legs.trading_class_of(static_cast<std::uint32_t>(&o.expiry - o.legs.store().expiries().data())));
  }>(e, {"trading_class", 8, Type::word, Unit::none, "class", "Trading class: SPX and SPXW are two.", "",
         "it is another trading class"});
  shared<[](L o) { return o.expiry.years; }>(
      e, {"years", 7, number, Unit::ratio, "years", "Time to the settlement instant, actual/365, to the second.", "",
          "time to expiry is outside the range"});
  shared<[](L o) { return o.expiry.rate; }>(e, {"rate", 0, number, Unit::percent_per_year, "rate",
                                                "Continuous risk-free rate to expiry.", "", "the rate is outside the range"});
  shared<[](L o) { return o.expiry.discount; }>(e, {"discount", 0, number, Unit::ratio, "discount", "e^(−rate·years).",
                                                    "exp(-rate * years)", "the discount factor is outside the range"});
  shared<[](L o) { return o.expiry.forward; }>(e, {"forward", 0, number, Unit::usd, "forward",
                                                   "Forward price from put–call parity.", "", "the forward is outside the range"});
  shared<[](L o) { return o.expiry.atm_iv; }>(
      e, {"atm_iv", 31, number, Unit::percent_per_year, "ATM IV", "Implied volatility at the forward, this expiry.", "",
          "at-the-money volatility is outside the range"});
  shared<[](L o) { return o.expiry.expected_move; }>(
      e, {"expected_move", 29, number, Unit::usd, "EM", "One standard deviation to expiry: S·σ_ATM·√T.",
          "spot * atm_iv * sqrt(years)", "the expected move is outside the range"});
  shared<[](L o) { return o.expiry.expected_move_straddle; }>(
      e, {"expected_move_straddle", 29, number, Unit::usd, "EM strad.",
          "0.85 × the at-the-money straddle: about 0.68 of the one above.", "", "the expected move is outside the range"});
  shared<[](L o) { return delta_vol(o, -1) - delta_vol(o, +1); }>(
      e, {"skew25", 35, number, Unit::percent, "skew25", "IV of the 25-delta put less IV of the 25-delta call, from the smile.", "",
          "the skew is outside the range"});
}

}  // namespace legwork::scan
