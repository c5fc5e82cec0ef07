#include "apps/arguments.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "apps/output.hpp"
#include "apps/terminal.hpp"

namespace legwork::apps {

int exit_code_of(const core::Error& error) {
  switch (error.code) {
    case core::ErrorCode::invalid_argument: return exit_usage;
    case core::ErrorCode::not_found: return error.where.file.empty() ? exit_not_found : exit_input;
    case core::ErrorCode::parse: return error.where.file.empty() ? exit_usage : exit_input;
    case core::ErrorCode::io:
    case core::ErrorCode::unsupported:
    case core::ErrorCode::too_large: return exit_input;
  }
  return exit_failure;
}

int report(const core::Error& error) {
  fmt::print(stderr, "{} {}\n", paint(stderr, Ink::bad, "legwork:"), to_string(error));
  return exit_code_of(error);
}

void DataArguments::add_to(CLI::App& command) {
  command.add_option("FILE", files, "Chain files: CSV, plain or gzip; several are folded by quote time")->required()->type_name("");
  command
      .add_option("--as-of", as_of, "Value at this Eastern time, e.g. 2015-12-24T11:00 (default: each file's newest quote time)")
      ->type_name("TIME");
  command.add_option("--bars", bars, "Folder of daily bars SYMBOL.csv[.gz] (realised volatility, technicals, beta) and splits.csv")
      ->type_name("DIR");
  command.add_option("--iv-history", iv_history, "Folder of daily IV closes SYMBOL.csv[.gz], or one file (IV rank, IV percentile)")
      ->type_name("PATH");
  command.add_option("--iv-lookback", iv_lookback, "Closes that IV rank and percentile look back on (default: the preset's, 252)")
      ->check(CLI::Range(20, 5000));
  command.add_option("--events", events, "CSV of earnings, dividends and macro dates; may be repeated")->type_name("FILE");
  command
      .add_option("--holdings", holdings,
                  "CSV of positions held: option_symbol,quantity[,delta] (conflicts, book fit, correlation to the book)")
      ->type_name("FILE");
  command
      .add_option("--book-lookback", book_lookback,
                  "Daily returns that the correlation to the book looks back on (default: the preset's, 252)")
      ->check(CLI::Range(20, 5000));
  command.add_option("--rate", rate_percent, "Flat risk-free rate in percent (default: the Treasury curve of the day)")
      ->type_name("PERCENT")
      ->check(CLI::Range(0.0, 50.0));
  command.add_option("--treatment", treatment, "Exercise style to price with")
      ->check(CLI::IsMember({"listed", "european"}))
      ->capture_default_str();
  command.add_flag("--include-adjusted", include_adjusted, "Keep contracts with an adjusted deliverable");
  command.add_flag("-q,--quiet", quiet, "No progress and no notices");
}

core::Result<chain::LoadOptions> DataArguments::options() const {
  if (rate_percent && !std::isfinite(*rate_percent))
    return core::Error{core::ErrorCode::invalid_argument, "must be a number of percent", {"", 0, 0, "--rate"}};
  chain::LoadOptions options;
  for (const std::string& file : files) options.chains.emplace_back(file);
  if (!as_of.empty()) {
    const auto at = parse_as_of(as_of);
    if (!at) return at.error();
    options.as_of = *at;
  }
  if (!bars.empty()) options.bars = bars;
  if (!iv_history.empty()) options.iv_history = iv_history;
  for (const std::string& file : events) options.events.emplace_back(file);
  if (!holdings.empty()) options.holdings = holdings;
  options.iv_lookback = iv_lookback.value_or(options.iv_lookback);
  options.book_lookback = book_lookback.value_or(options.book_lookback);
  if (rate_percent) options.valuation.rate = *rate_percent / 100;
  options.valuation.treatment = treatment == "european" ? chain::Treatment::european : chain::Treatment::as_listed;
  options.valuation.include_adjusted = include_adjusted;
  return options;
}

namespace {

void print_rejects(const chain::RejectLog& rejects) {
  if (rejects.total() == 0) return;
  std::string reasons;
  for (const auto& [reason, count] : rejects.by_reason())
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
  fmt::print(stderr, "{} {} rows rejected: {}\n", paint(stderr, Ink::warn, "note:"), rejects.total(), reasons);
  constexpr std::size_t shown = 3;
  for (std::size_t i = 0; i < std::min(shown, rejects.first().size()); ++i)
    fmt::print(stderr, "      {}\n", to_string(rejects.first()[i]));
  if (rejects.first().size() > shown) fmt::print(stderr, "      …\n");
}

}  // namespace

core::Result<chain::Loaded> load(const DataArguments& arguments) {
  auto options = arguments.options();
  if (!options) return options.error();
  Progress progress(!arguments.quiet);
  options->reading.progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.show("reading", static_cast<double>(done), static_cast<double>(total));
    return true;
  };
  options->valuation.progress = [&](std::size_t done, std::size_t total) {
    progress.show("valuing expiries", static_cast<double>(done), static_cast<double>(total));
  };
  auto loaded = chain::load(*options);
  progress.clear();
  if (!loaded) {
    core::Error error = loaded.error();
    error.code = core::ErrorCode::io;  // whatever it is, an input could not be used
    return error;
  }
  if (loaded && !arguments.quiet) {
    print_rejects(loaded->rejects);
    for (const std::string& notice : loaded->notices) fmt::print(stderr, "{} {}\n", paint(stderr, Ink::warn, "note:"), notice);
  }
  return loaded;
}

scan::Parameters with_book(scan::Parameters parameters, const chain::Loaded& loaded) {
  parameters.holdings = loaded.holdings.options;
  parameters.book_correlation = loaded.book_correlation;
  return parameters;
}

std::string json_rejects(const chain::RejectLog& rejects) {
  std::string text;
  for (const auto& [reason, count] : rejects.by_reason())
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_string(reason), count);
  return "{" + text + "}";
}

std::string json_problems(const chain::Loaded& loaded) {
  std::string text;
  const auto add = [&](std::string_view problem) { text += (text.empty() ? "" : ", ") + json_string(problem); };
  for (const core::Error& error : loaded.rejects.first()) add(to_string(error));
  for (const std::string& notice : loaded.notices) add(notice);
  return "[" + text + "]";
}

core::Result<core::TimePoint> parse_as_of(const std::string& text) {
  const auto fail = [&](const std::string& why) {
    return core::Error{
        core::ErrorCode::invalid_argument, why + "; write it as 2015-12-24T11:00 (US Eastern)", {"", 0, 0, "--as-of"}};
  };
  const std::size_t split = text.find_first_of("T ");
  const auto date = market::parse_date(text.substr(0, split));
  if (!date) return fail(fmt::format("'{}' is no date", text.substr(0, split)));
  if (split == std::string::npos) return market::eastern_to_utc(*date, market::WallTime{24 * 3600 - 1});
  const auto time = market::parse_wall_time(text.substr(split + 1));
  if (!time) return fail(fmt::format("'{}' is no time of day", text.substr(split + 1)));
  return market::eastern_to_utc(*date, *time);
}

std::string eastern_text(core::TimePoint at) {
  const auto eastern = market::utc_to_eastern(at);
  return fmt::format("{} {} ET", market::to_string(eastern.date), market::to_string(eastern.time));
}

std::string utc_text(core::TimePoint at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}Z", market::to_string(market::Date(day)), seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

std::filesystem::path preset_folder() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config)
    return std::filesystem::path(config) / "legwork/presets";
  if (const char* home = std::getenv("HOME"); home && *home) return std::filesystem::path(home) / ".config/legwork/presets";
  return {};
}

}  // namespace legwork::apps
