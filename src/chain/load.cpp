#include "chain/load.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "chain/measure_files.hpp"
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
  if (loaded.store.contracts() > 0) loaded.book_correlation = files.book_correlations(loaded.store);
  if (files.error()) return *files.error();
  if (loaded.store.contracts() == 0) return nothing_left(options, loaded.rejects);
  loaded.holdings = files.holdings();
  for (const Underlying& underlying : loaded.store.underlyings()) notice_lag(underlying, loaded.notices);
  for (std::string& notice : files.take_notices()) loaded.notices.push_back(std::move(notice));
  return loaded;
}

}  // namespace legwork::chain
