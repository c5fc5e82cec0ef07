#include "chain/load.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "market/calendar.hpp"

namespace legwork::chain {

namespace {

namespace fs = std::filesystem;

constexpr int curve_days_old_max = 5;

core::Error error_of(core::ErrorCode code, std::string message) { return {code, std::move(message), {}}; }

std::string eastern_text(TimePoint at) {
  const auto eastern = market::utc_to_eastern(at);
  return fmt::format("{} {} Eastern", market::to_string(eastern.date), market::to_string(eastern.time));
}

bool is_there(const fs::path& path) {  // the throwing form would end the program for a folder that may not be read
  std::error_code failed;
  return fs::exists(path, failed);
}

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

/// FOLDER/NAME.csv.gz or FOLDER/NAME.csv, whichever is there. A name is never a path: "BRK/B" means BRK.B.
std::optional<fs::path> table_file(const fs::path& folder, std::string name) {
  std::replace(name.begin(), name.end(), '/', '.');
  for (const char* extension : {".csv.gz", ".csv"})
    if (const fs::path file = folder / (name + extension); is_there(file)) return file;
  return {};
}

/// The files beside the chains, read when an underlying asks. The first error is kept: it ends the load.
class MeasureFiles {
 public:
  explicit MeasureFiles(const LoadOptions& options) : options_(options) {}

  core::Result<void> open() {
    if (options_.bars && !is_folder(*options_.bars))
      return error_of(core::ErrorCode::not_found,
                      fmt::format("{}: no folder of bars; it holds SYMBOL.csv or SYMBOL.csv.gz", options_.bars->string()));
    if (options_.iv_history && !is_there(*options_.iv_history))
      return error_of(core::ErrorCode::not_found,
                      fmt::format("{}: no such file or folder of IV history", options_.iv_history->string()));
    if (options_.bars)
      if (const auto file = table_file(*options_.bars, "splits")) {
        auto splits = read_splits(*file);
        if (!splits) return splits.error();
        splits_ = std::move(*splits);
      }
    for (const fs::path& file : options_.events) {
      auto events = read_events(file);
      if (!events) return events.error();
      events_.insert(events_.end(), events->begin(), events->end());
    }
    return {};
  }

  Measures measures_of(const std::string& symbol, TimePoint as_of, double iv30) {
    MeasureInputs inputs;
    const auto bars = bars_of(symbol);
    const auto history = history_of(symbol);
    inputs.bars = bars ? &*bars : nullptr;
    inputs.benchmark = symbol == options_.benchmark ? inputs.bars : benchmark();
    inputs.iv_history = history ? &*history : nullptr;
    inputs.iv_lookback = options_.iv_lookback;
    for (const Split& split : splits_)
      if (split.symbol == symbol) inputs.splits.push_back(split);
    for (const Event& event : events_)
      if (event.symbol.empty() || event.symbol == symbol) inputs.events.push_back(event);
    Measures measures = measure(as_of, iv30, inputs);
    notice_unused(symbol, inputs, measures, iv30);
    return measures;
  }

  /// The dividends with a known amount: prices depend on them.
  std::vector<Event> dividends() const {
    std::vector<Event> out;
    std::copy_if(events_.begin(), events_.end(), std::back_inserter(out),
                 [](const Event& event) { return event.kind == EventKind::dividend && event.amount > 0; });
    return out;
  }

  const std::optional<core::Error>& error() const { return error_; }
  std::vector<std::string> take_notices() { return std::move(notices_); }

 private:
  template <class T>
  std::optional<T> kept(core::Result<T> read) {
    if (read) return std::move(*read);
    if (!error_) error_ = read.error();
    return {};
  }

  std::optional<Bars> bars_of(const std::string& symbol) {
    if (!options_.bars) return {};
    if (const auto file = table_file(*options_.bars, symbol)) return kept(read_bars(*file));
    notices_.push_back(
        fmt::format("{}: no bars in {}: technicals, realised vol and beta are unknown", symbol, options_.bars->string()));
    return {};
  }

  std::optional<IvHistory> history_of(const std::string& symbol) {
    if (!options_.iv_history) return {};
    const bool folder = is_folder(*options_.iv_history);
    const auto file = folder ? table_file(*options_.iv_history, symbol) : options_.iv_history;
    if (file && !folder)
      notices_.push_back(
          fmt::format("{}: IV rank and percentile are against {}, the one file given; a folder with SYMBOL.csv keeps them apart",
                      symbol, file->filename().string()));
    if (file) return kept(read_iv_history(*file));
    notices_.push_back(
        fmt::format("{}: no IV history in {}: IV rank and percentile are unknown", symbol, options_.iv_history->string()));
    return {};
  }

  const Bars* benchmark() {
    if (!std::exchange(benchmark_asked_, true) && options_.bars) {
      if (const auto file = table_file(*options_.bars, options_.benchmark))
        benchmark_ = kept(read_bars(*file));
      else
        notices_.push_back(fmt::format("no bars of the benchmark {}: beta is unknown", options_.benchmark));
    }
    return benchmark_ ? &*benchmark_ : nullptr;
  }

  void notice_unused(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures, double iv30) {
    if (inputs.bars != nullptr && measures.bars > 0) notice_jump(symbol, inputs, measures);
    if (inputs.bars != nullptr && measures.bars == 0)
      notices_.push_back(
          fmt::format("{}: the bars ({}) end more than three sessions before the quotes, or begin after them: "
                      "not used",
                      symbol, range_text(inputs.bars->date)));
    if (inputs.iv_history != nullptr && std::isnan(iv30))
      notices_.push_back(
          fmt::format("{}: no expiry lies near 30 days, so there is no IV30 to rank: IV rank and percentile are unknown", symbol));
    else if (inputs.iv_history != nullptr && std::isnan(measures.iv_percentile))
      notices_.push_back(
          fmt::format("{}: the IV history ({}) does not give the {} closes up to the session before the quotes: IV rank "
                      "and percentile are unknown",
                      symbol, range_text(inputs.iv_history->date), options_.iv_lookback));
  }

  /// A close that halves or doubles overnight is a split that no file tells of far more often than news.
  void notice_jump(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures) {
    const Bars& bars = *inputs.bars;
    constexpr std::size_t looked_back = 260;
    const auto end = static_cast<std::size_t>(std::ranges::upper_bound(bars.date, measures.last_bar) - bars.date.begin());
    for (std::size_t i = end > looked_back ? end - looked_back : 1; i < end; ++i) {
      const double ratio = bars.close[i] / bars.close[i - 1];
      const bool told = std::ranges::any_of(inputs.splits, [&](const Split& s) { return s.date == bars.date[i]; });
      if (ratio > 0.6 && ratio < 1.7) continue;
      if (told) continue;
      notices_.push_back(fmt::format("{}: the bars jump by {:+.0f} % on {}; if that is a split, name it in splits.csv beside them",
                                     symbol, 100 * (ratio - 1), market::to_string(bars.date[i])));
      return;
    }
  }

  static std::string range_text(const std::vector<market::Date>& dates) {
    if (dates.empty()) return "empty";
    return fmt::format("{} to {}", market::to_string(dates.front()), market::to_string(dates.back()));
  }

  const LoadOptions& options_;
  std::vector<Split> splits_;
  std::vector<Event> events_;
  std::optional<Bars> benchmark_;
  bool benchmark_asked_ = false;
  std::vector<std::string> notices_;
  std::optional<core::Error> error_;
};

core::Result<std::vector<UnderlyingSnapshot>> read_snapshots(const LoadOptions& options, Loaded& loaded) {
  SnapshotBuilder builder(options.as_of);
  std::optional<core::Error> full;
  ReadOptions reading = options.reading;
  reading.progress = [&](std::uint64_t read, std::uint64_t size) {  // the sink cannot stop a read, this can
    return !full && (!options.reading.progress || options.reading.progress(read, size));
  };
  for (const fs::path& file : options.chains) {
    const auto sink = [&](Quote&& quote) {
      if (full) return;
      if (auto added = builder.add(std::move(quote), loaded.rejects); !added) full = added.error();
    };
    const auto rows = read_chain_csv(file, reading, sink, loaded.rejects);
    if (full) return *full;
    if (!rows) return rows.error();
  }
  if (builder.later() > 0)
    loaded.notices.push_back(
        fmt::format("{} rows are later than {} and were left out", builder.later(), eastern_text(*options.as_of)));
  auto snapshots = std::move(builder).finish();
  if (snapshots.empty())
    return error_of(core::ErrorCode::invalid_argument,
                    fmt::format("every row is later than {}; choose a later valuation time", eastern_text(*options.as_of)));
  return snapshots;
}

/// Contracts fall out of a list now and then; when most do, the rows probably carry times of their own.
void notice_dropped(const UnderlyingSnapshot& snapshot, std::vector<std::string>& notices) {
  if (snapshot.dropped == 0) return;
  std::string text = fmt::format("{}: {} contracts are not in the newest snapshot ({}) and were left out", snapshot.symbol,
                                 snapshot.dropped, eastern_text(snapshot.quoted_at));
  if (static_cast<std::size_t>(snapshot.dropped) > snapshot.rows.size())
    text += "; if the times are those of single quotes, give all rows the time of the snapshot";
  notices.push_back(std::move(text));
}

void notice_lag(const Underlying& underlying, std::vector<std::string>& notices) {
  if (!underlying.lag) return;
  notices.push_back(
      fmt::format("{}: the underlying price {:.2f} in the file is {:+.2f} % off the {:.2f} that put-call parity implies; "
                  "the implied one is used",
                  underlying.symbol, underlying.vendor_price, 100 * (underlying.vendor_price / underlying.implied_spot - 1),
                  underlying.implied_spot));
}

void notice_old_curve(const std::vector<UnderlyingSnapshot>& snapshots, std::vector<std::string>& notices) {
  const auto newest =
      std::max_element(snapshots.begin(), snapshots.end(), [](const auto& a, const auto& b) { return a.as_of < b.as_of; });
  const market::Date day = market::utc_to_eastern(newest->as_of).date;
  const market::Date curve = market::RateCurve::treasury(day).as_of();
  if (market::days_between(curve, day) <= curve_days_old_max) return;
  notices.push_back(fmt::format("the Treasury curve of {} is used for quotes of {}; give a rate if that is too old",
                                market::to_string(curve), market::to_string(day)));
}

}  // namespace

namespace {

core::Error nothing_left(const LoadOptions& options, const RejectLog& rejects) {
  std::string reasons;
  for (const auto& [reason, count] : rejects.by_reason())
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
  return {core::ErrorCode::invalid_argument,
          fmt::format("no contract is left to value ({})", reasons),
          {options.chains.front().string(), 0, 0, ""}};
}

}  // namespace

core::Result<Loaded> load(const LoadOptions& options) {
  if (options.chains.empty()) return error_of(core::ErrorCode::invalid_argument, "no chain file given; name at least one");
  MeasureFiles files(options);
  if (auto opened = files.open(); !opened) return opened.error();

  Loaded loaded;
  auto snapshots = read_snapshots(options, loaded);
  if (!snapshots) return snapshots.error();
  for (const UnderlyingSnapshot& snapshot : *snapshots) notice_dropped(snapshot, loaded.notices);
  if (!options.valuation.rate) notice_old_curve(*snapshots, loaded.notices);

  const MeasureSource source = [&](const std::string& symbol, TimePoint as_of, double iv30) {
    return files.measures_of(symbol, as_of, iv30);
  };
  ValuationOptions valuation = options.valuation;
  for (Event& dividend : files.dividends()) valuation.dividends.push_back(std::move(dividend));
  loaded.store = value(*snapshots, valuation, source, loaded.rejects);
  if (files.error()) return *files.error();
  if (loaded.store.contracts() == 0) return nothing_left(options, loaded.rejects);
  for (const Underlying& underlying : loaded.store.underlyings()) notice_lag(underlying, loaded.notices);
  for (std::string& notice : files.take_notices()) loaded.notices.push_back(std::move(notice));
  return loaded;
}

}  // namespace legwork::chain
