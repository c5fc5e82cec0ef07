// What several commands share: exit codes, the options that say which data to load, and turning an Error into a message.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "chain/load.hpp"
#include "core/result.hpp"
#include "scan/parameters.hpp"

namespace legwork::apps {

/// Documented in `legwork --help`; stable for scripts.
enum ExitCode : int {
  exit_ok = 0,          // done; also when no row passed the filters
  exit_undecoded = 1,   // tws decode: a message that should decode does not
  exit_usage = 2,       // an argument, expression or preset is wrong
  exit_input = 3,       // a file cannot be read or has nothing useful in it
  exit_not_found = 4,   // the row asked for does not exist
  exit_write = 5,       // the result could not be written (disk full)
  exit_refused = 6,     // the engine refused, or a person said no
  exit_failure = 70,    // the program itself failed
};
inline constexpr const char* exit_code_help =
    "Exit codes: 0 done (also when no row passes), 1 a recorded message does not decode (tws decode),\n"
    "            2 wrong arguments, expression or preset,\n"
    "            3 input unreadable or nothing useful in it, 4 named row not found,\n"
    "            5 result could not be written, 6 the engine refused or nobody confirmed,\n"
    "            70 internal failure";

int exit_code_of(const core::Error& error);
/// "legwork: message" on stderr; returns the exit code.
int report(const core::Error& error);

/// FILE…, --bars, --events …: filled by CLI11, turned into LoadOptions.
struct DataArguments {
  std::vector<std::string> files;
  std::string as_of, bars, iv_history, holdings;
  std::vector<std::string> events;
  std::optional<double> rate_percent;
  std::string treatment = "listed";
  std::optional<int> iv_lookback, book_lookback;  // 252, or the preset's
  bool include_adjusted = false;
  bool quiet = false;

  void add_to(CLI::App& command);
  core::Result<chain::LoadOptions> options() const;
};

/// Loads with progress, prints notices and rejects to stderr (unless quiet).
core::Result<chain::Loaded> load(const DataArguments& arguments);

/// `parameters` with the positions and what is known of the book they make.
scan::Parameters with_book(scan::Parameters parameters, const chain::Loaded& loaded);

/// {"bad_strike": 2, "truncated": 1}: rows refused by reason; "truncated" counts files that broke off.
std::string json_rejects(const chain::RejectLog& rejects);
/// ["SPY.csv.gz:812: the gzip data breaks off …"]: the first of them in words, then the notices.
std::string json_problems(const chain::Loaded& loaded);

/// "2026-07-10 16:15:00", "2026-07-10T16:15" or "2026-07-10" (its end of day), US Eastern. Errors: parse.
core::Result<core::TimePoint> parse_as_of(const std::string& text);
/// "2026-07-10 16:15:00 ET"
std::string eastern_text(core::TimePoint at);
/// "2026-07-10T20:15:00Z"
std::string utc_text(core::TimePoint at);

/// $XDG_CONFIG_HOME/legwork/presets, else ~/.config/legwork/presets.
std::filesystem::path preset_folder();

}  // namespace legwork::apps
