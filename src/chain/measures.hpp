// Measures: what is known of an underlying beside its chain, from daily bars, IV history and event files. NaN = unknown.
// Bars count only when complete, and not at all when they end more than three sessions before the valuation time.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chain/daily_table.hpp"
#include "core/result.hpp"
#include "market/date.hpp"
#include "market/occ.hpp"
#include "pricing/option.hpp"

namespace legwork::chain {

using core::TimePoint;
using pricing::unknown;

/// Daily bars, oldest first, equal lengths; USD and shares.
struct Bars {
  std::vector<market::Date> date;
  std::vector<double> open, high, low, close, volume;

  std::size_t size() const { return date.size(); }
};
/// CSV or gzip with date,open,high,low,close,volume. Errors as read_chain_csv; dates must ascend.
core::Result<Bars> read_bars(const std::filesystem::path& file);

/// One number a day, decimal (0.25 = 25 %). CSV with date,iv (decimal) or date,…,close (percent, as VIX is published).
struct IvHistory {
  std::vector<market::Date> date;
  std::vector<double> iv;
};
core::Result<IvHistory> read_iv_history(const std::filesystem::path& file);

struct Split {
  std::string symbol;
  market::Date date{};   // first session at the new price
  double ratio = 1;    // new shares per old
};

enum class EventKind : std::uint8_t { earnings, dividend, fomc, cpi, jobs, macro };
std::string_view to_string(EventKind kind);

/// When a company reports on its day. A file that is silent is not taken for an after-close report.
enum class ReportTime : std::uint8_t { not_told, before_open, during_session, after_close };

/// An event of one symbol, or of the whole market when `symbol` is empty.
struct Event {
  std::string symbol;
  market::Date date{};
  EventKind kind{};
  bool confirmed = true;
  ReportTime when = ReportTime::not_told;  // earnings
  double amount = unknown;                 // dividend: USD per share
};

/// A position in options: signed contracts.
struct Holding {
  market::OccSymbol contract;
  double quantity = 0;
  double delta = unknown;  // per share, puts negative, as the file gives it: for contracts whose chain is not loaded
};
struct ShareHolding {
  std::string symbol;
  double quantity = 0;  // shares, negative when short
};
struct Holdings {
  std::vector<Holding> options;
  std::vector<ShareHolding> shares;
};

/// CSV: date,kind[,symbol][,status][,when][,amount]. One file may hold all kinds.
core::Result<std::vector<Event>> read_events(const std::filesystem::path& file);
core::Result<std::vector<Split>> read_splits(const std::filesystem::path& file);
/// CSV: contract (an OCC symbol, or a share's), quantity[, delta]. Cash (CASH, USD) is left out.
core::Result<Holdings> read_holdings(const std::filesystem::path& file);
/// The columns of those two files, for the readers and for the documentation.
const std::vector<TableColumn>& event_columns();
const std::vector<TableColumn>& holding_columns();

struct Measures {
  int bars = 0;               // complete bars used; 0: missing or too old
  market::Date last_bar{};
  double close = unknown, dollar_volume20 = unknown;
  double hv10 = unknown, hv20 = unknown, hv30 = unknown, hv60 = unknown, hv252 = unknown, yang_zhang20 = unknown;
  double sma20 = unknown, sma50 = unknown, sma200 = unknown, ema20 = unknown, ema50 = unknown;
  double sma50_slope = unknown;      // per session over the last 5 sessions, fraction of price
  double rsi14 = unknown, macd = unknown, macd_signal = unknown, macd_histogram = unknown;
  double bollinger_b = unknown, adx14 = unknown, atr14 = unknown, stochastic_k = unknown, stochastic_d = unknown;
  double support_distance = unknown;
  double beta = unknown;             // 252 days against the benchmark's bars (SPY)
  double iv_rank = unknown, iv_percentile = unknown;
  int iv_lookback = 252;
  std::vector<Event> events;         // of this symbol and of the market, ascending, from the as-of date − 10 days on
};

struct MeasureInputs {
  const Bars* bars = nullptr;
  const Bars* benchmark = nullptr;
  const IvHistory* iv_history = nullptr;
  std::vector<Split> splits;         // of this symbol
  std::vector<Event> events;         // of this symbol and of the market
  int iv_lookback = 252;
};
/// The bars complete at `as_of`, in the prices of that day; none when they end more than three sessions before it.
Bars bars_known_at(const Bars& bars, TimePoint as_of, std::span<const Split> splits);
/// At most three sessions before `as_of`.
bool is_recent(market::Date last, TimePoint as_of);

/// `iv30`: today's 30-day vol for rank and percentile. Only bars and closes known at `as_of` are read.
Measures measure(TimePoint as_of, double iv30, const MeasureInputs& inputs);

}  // namespace legwork::chain
