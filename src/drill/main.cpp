// drill: thousands of faulted trading days against the simulated TWS. Arguments, progress, files; the days are drill/day.hpp.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "drill/machine.hpp"
#include "drill/report.hpp"

namespace {

using namespace legwork::drill;

constexpr int exit_violation = 1, exit_usage = 2, exit_write = 5;
constexpr int shrink_runs_max = 60;

/// Edit distance: how near a mistyped id is to a real one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j)
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)}));
  }
  return row[b.size()];
}

/// What keeps a drill from bringing these about; empty: nothing.
std::string why_not(const std::vector<std::string>& ids) {
  const auto all = injectable_faults();
  for (const std::string& id : ids) {
    if (id == "none" || id == id_of(Strike::reset)) continue;
    const auto at = std::ranges::find(all, id, &Injectable::id);
    if (at == all.end()) {
      const auto nearest = std::ranges::min_element(all, {}, [&](const Injectable& one) { return distance(id, one.id); });
      return fmt::format("--fault: '{}' is no fault of the catalogue; did you mean '{}'? docs/simulation.md lists them", id,
                         nearest->id);
    }
    if (!at->why_not.empty()) return fmt::format("--fault: '{}' cannot be brought about here: {}", id, at->why_not);
  }
  return {};
}

void show_progress(const DrillOptions& options, const Totals& totals) {
  if (options.quiet || ::isatty(STDERR_FILENO) == 0) return;
  fmt::print(stderr, "\r{} of {} days, {} violations ", totals.days.size(), options.days, totals.violation_count);
  if (totals.days.size() == options.days) fmt::print(stderr, "\n");
  std::fflush(stderr);
}

/// All that may befall the day: what its swarm drew, and what befalls the machine and the person.
Recipe recipe_of(const DayOptions& day) {
  Recipe recipe{faults_of(day), day.chaos};
  for (std::size_t i = 0; i < strike_count; ++i) {
    const std::string id(id_of(static_cast<Strike>(i)));
    if (day.faults.empty() || std::ranges::find(day.faults, id) != day.faults.end()) recipe.faults.push_back(id);
  }
  return recipe;
}

void explain(const DrillOptions& options, const DayReport& broken) {
  const Violation& first = broken.violations.kept().front();
  fmt::print("\nseed {} breaks {}: {}\n", broken.seed, first.invariant, first.what);
  const DayOptions day = day_options(options, broken.seed);
  const double rate = each_per_hour(day);
  Recipe recipe = recipe_of(day);
  DayReport last = broken;
  const auto breaks = [&](const Recipe& smaller) {
    DayOptions again = day;
    again.each_per_hour = rate;
    again.chaos = smaller.chaos;
    again.faults = smaller.faults.empty() ? std::vector<std::string>{"none"} : smaller.faults;
    DayReport report = run_day(again);
    const bool same =
        std::ranges::any_of(report.violations.kept(), [&](const Violation& one) { return one.invariant == first.invariant; });
    if (same) last = std::move(report);
    return same;
  };
  if (options.shrinks) recipe = shrink(recipe, breaks, shrink_runs_max);
  fmt::print("commit {}\nfaults that it takes:{}\n", LEGWORK_COMMIT, recipe.faults.empty() ? " none" : "");
  for (const std::string& id : recipe.faults) fmt::print("  {}\n", id);
  fmt::print("the last order:\n");
  for (const std::string& line : last.last_order) fmt::print("  {}\n", line);
  fmt::print("what broke:\n");
  for (const Violation& one : last.violations.kept()) fmt::print("  {} {}\n", one.invariant, one.what);
  fmt::print("again:\n  {}\n", replay_command(options, broken.seed, recipe, rate));
}

int write_json(const DrillOptions& options, const Totals& totals) {
  std::ofstream file(options.json, std::ios::binary | std::ios::trunc);
  file << to_json(options, totals, LEGWORK_COMMIT);
  file.close();
  if (file) return 0;
  fmt::print(stderr, "drill: {} could not be written\n", options.json);
  return exit_write;
}

int run(const DrillOptions& options) {
  if (const std::string why = why_not(options.faults); !why.empty()) {
    fmt::print(stderr, "drill: {}\n", why);
    return exit_usage;
  }
  const auto began = std::chrono::steady_clock::now();
  Totals totals;
  std::optional<DayReport> broken;
  for (std::uint64_t i = 0; i < options.days; ++i) {
    DayOptions day = day_options(options, options.seed + i);
    DayReport report = run_day(day);
    totals.add(report);
    show_progress(options, totals);
    if (options.timeline)
      for (const std::string& line : report.timeline) fmt::print("{}\n", line);
    if (!report.violations.empty() && !broken) broken = std::move(report);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  fmt::print("{}{}", summary(options, totals), coverage_text(totals));
  fmt::print("  {:.1f} s, {:.0f} events a second\n", seconds, static_cast<double>(totals.events) / std::max(seconds, 1e-9));
  if (broken) explain(options, *broken);
  if (!options.json.empty())
    if (const int code = write_json(options, totals); code != 0) return code;
  const auto missing = never_hit(totals, options.faults);
  if (options.require_coverage && !missing.empty()) {
    fmt::print("never brought about:\n");
    for (const std::string& id : missing) fmt::print("  {}\n", id);
  }
  const bool is_covered = !options.require_coverage || missing.empty();
  return totals.violation_count == 0 && is_covered ? 0 : exit_violation;
}

}  // namespace

int main(int argc, char** argv) {
  DrillOptions options;
  double chaos_minutes = std::chrono::duration<double, std::ratio<60>>(options.chaos).count();
  CLI::App app("drill: whole trading days of engine, session and journal against the simulated TWS, with faults, in virtual time",
               "drill");
  app.add_option("--seed", options.seed, "Of the first day; the next days have the next seeds")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--days", options.days, "How many")->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app.add_option("--mix", options.mix, "How rough: calm, rough or hostile")
      ->check(CLI::IsMember({"calm", "rough", "hostile"}))
      ->capture_default_str();
  app.add_option("--fault", options.faults, "Only this fault of the catalogue; may be repeated; none: no fault but what people do")
      ->type_name("ID");
  app.add_option("--json", options.json, "Write what happened to this file")->type_name("FILE");
  app.add_flag("--require-coverage", options.require_coverage, "Fail when a fault that can be brought about never was");
  app.add_option("--chaos-minutes", chaos_minutes, "Length of a day's first part, in which things go wrong")
      ->check(CLI::Range(1.0, 390.0))
      ->capture_default_str();
  app.add_option("--each-per-hour", options.each_per_hour, "Rate of each fault of the wire (default: the mix's, shared out)")
      ->check(CLI::Range(0.0, 10'000.0));
  app.add_flag("!--no-shrink", options.shrinks, "Do not look for the fewest faults that break a promise");
  app.add_flag("--timeline", options.timeline, "Print what happened, moment by moment");
  app.add_flag("-q,--quiet", options.quiet, "No progress");
  app.footer(
      "Exit codes: 0 nothing broke, 1 an invariant broke or a fault never came up, 2 wrong arguments, 5 the file was not written.\n"
      "Example: drill --seed 7 --days 20 --mix hostile --json report.json");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }
  options.chaos = std::chrono::duration_cast<legwork::core::Duration>(std::chrono::duration<double, std::ratio<60>>(chaos_minutes));
  return run(options);
}
