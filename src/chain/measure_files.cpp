#include "chain/measure_files.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "market/calendar.hpp"

namespace legwork::chain {

namespace {

namespace fs = std::filesystem;

core::Error error_of(core::ErrorCode code, std::string message) { return {code, std::move(message), {}}; }

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

std::string range_text(const std::vector<market::Date>& dates) {
  if (dates.empty()) return "empty";
  return fmt::format("{} to {}", market::to_string(dates.front()), market::to_string(dates.back()));
}

/// "A, B, C and 4 more"
std::string list_text(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(shown, names.size())));
  std::string text = fmt::format("{}", fmt::join(first, ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace

core::Result<void> MeasureFiles::open() {
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
  if (options_.holdings) {
    auto holdings = read_holdings(*options_.holdings);
    if (!holdings) return holdings.error();
    holdings_ = std::move(*holdings);
  }
  for (const fs::path& file : options_.events) {
    auto events = read_events(file);
    if (!events) return events.error();
    events_.insert(events_.end(), events->begin(), events->end());
  }
  return {};
}

Measures MeasureFiles::measures_of(const std::string& symbol, TimePoint as_of, double iv30) {
  MeasureInputs inputs;
  const auto bars = bars_of(symbol);
  const auto history = history_of(symbol);
  inputs.bars = bars ? &*bars : nullptr;
  inputs.benchmark = symbol == options_.benchmark ? inputs.bars : benchmark();
  inputs.iv_history = history ? &*history : nullptr;
  inputs.iv_lookback = options_.iv_lookback;
  inputs.splits = splits_of(symbol);
  for (const Event& event : events_)
    if (event.symbol.empty() || event.symbol == symbol) inputs.events.push_back(event);
  Measures measures = measure(as_of, iv30, inputs);
  notice_unused(symbol, inputs, measures, iv30);
  return measures;
}

std::vector<Event> MeasureFiles::dividends() const {
  std::vector<Event> out;
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(out),
               [](const Event& event) { return event.kind == EventKind::dividend && event.amount > 0; });
  return out;
}

template <class T>
std::optional<T> MeasureFiles::kept(core::Result<T> read) {
  if (read) return std::move(*read);
  if (!error_) error_ = read.error();
  return {};
}

std::optional<Bars> MeasureFiles::read_bars_of(const std::string& symbol) {
  const auto file = options_.bars ? table_file(*options_.bars, symbol) : std::nullopt;
  return file ? kept(read_bars(*file)) : std::nullopt;
}

std::optional<Bars> MeasureFiles::bars_of(const std::string& symbol) {
  if (!options_.bars) return {};
  auto bars = read_bars_of(symbol);
  if (!bars && !error_)
    notices_.push_back(
        fmt::format("{}: no bars in {}: technicals, realised vol and beta are unknown", symbol, options_.bars->string()));
  return bars;
}

std::optional<IvHistory> MeasureFiles::history_of(const std::string& symbol) {
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

const Bars* MeasureFiles::benchmark() {
  if (!std::exchange(benchmark_asked_, true) && options_.bars) {
    if (const auto file = table_file(*options_.bars, options_.benchmark))
      benchmark_ = kept(read_bars(*file));
    else
      notices_.push_back(fmt::format("no bars of the benchmark {}: beta is unknown", options_.benchmark));
  }
  return benchmark_ ? &*benchmark_ : nullptr;
}

std::vector<Split> MeasureFiles::splits_of(const std::string& symbol) const {
  std::vector<Split> splits;
  std::ranges::copy_if(splits_, std::back_inserter(splits), [&](const Split& split) { return split.symbol == symbol; });
  return splits;
}

/// None when there is no file, or none of that time.
const Bars& MeasureFiles::book_bars(Book& book, const std::string& symbol) {
  const auto [entry, fresh] = book.bars.try_emplace(symbol);
  if (fresh)
    if (const auto read = read_bars_of(symbol)) entry->second = bars_known_at(*read, book.as_of, splits_of(symbol));
  return entry->second;
}

bool MeasureFiles::book_is_known(const Book& book, const Exposures& exposures) {
  std::vector<std::string> without_bars;
  for (const Exposure& part : exposures.parts)
    if (book.bars.at(part.symbol).size() == 0) without_bars.push_back(part.symbol);
  std::string why;
  if (!exposures.unknown.empty())
    why = fmt::format(
        "nobody tells the delta or the price of {}; scan their chains too, or give the holdings a column delta, and bars of "
        "their underlyings",
        list_text(exposures.unknown));
  else if (!without_bars.empty())
    why = fmt::format("no bars of that time in {} for {}", options_.bars->string(), list_text(without_bars));
  else if (exposures.parts.empty())
    why = "the positions held move with nothing";
  if (!why.empty() && !std::exchange(book_told_, true)) notices_.push_back("the correlation to the book is unknown: " + why);
  return why.empty();
}

const MeasureFiles::Book& MeasureFiles::book_at(const Store& store, TimePoint as_of) {
  if (book_ && book_->as_of == as_of) return *book_;
  Book& book = book_.emplace(Book{as_of, {}, {}});
  const PriceOf last_close = [&](const std::string& symbol) {
    const Bars& bars = book_bars(book, symbol);
    return bars.size() == 0 ? unknown : bars.close.back();
  };
  const Exposures exposures = exposures_of(store, holdings_, market::utc_to_eastern(as_of).date, last_close);
  for (const Exposure& part : exposures.parts) (void)book_bars(book, part.symbol);
  if (book_is_known(book, exposures))
    for (const Exposure& part : exposures.parts) book.parts.push_back({part.usd, &book.bars.at(part.symbol)});
  return book;
}

std::vector<double> MeasureFiles::book_correlations(const Store& store) {
  if (!options_.holdings || !options_.bars) return {};
  std::vector<double> correlations;
  std::vector<std::string> too_few;
  for (const Underlying& underlying : store.underlyings()) {
    double& correlation = correlations.emplace_back(unknown);
    const Book& book = book_at(store, underlying.as_of);
    const auto own = book.parts.empty() ? std::nullopt : read_bars_of(underlying.symbol);
    if (!own) continue;
    const Bars known = bars_known_at(*own, underlying.as_of, splits_of(underlying.symbol));
    correlation = book_correlation(known, book.parts, options_.book_lookback, underlying.as_of);
    if (std::isnan(correlation)) too_few.push_back(underlying.symbol);
  }
  if (!too_few.empty())
    notices_.push_back(
        fmt::format("{}: the bars have not the {} daily returns in common with the book's: the correlation to it is unknown",
                    list_text(too_few), options_.book_lookback));
  return correlations;
}

void MeasureFiles::notice_unused(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures, double iv30) {
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
void MeasureFiles::notice_jump(const std::string& symbol, const MeasureInputs& inputs, const Measures& measures) {
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

}  // namespace legwork::chain
