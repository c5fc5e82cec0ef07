#include "drill/report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "market/date.hpp"
#include "trade/order/phase.hpp"

namespace legwork::drill {
namespace {

using Json = nlohmann::ordered_json;

std::string time_text(core::TimePoint at) {
  const auto eastern = market::utc_to_eastern(at);
  return fmt::format("{} {}", market::to_string(eastern.date), market::to_string(eastern.time));
}

std::string phase_name(std::size_t i) { return std::string(trade::to_string(static_cast<trade::Phase>(i))); }

Json coverage_json(const Totals& totals) {
  Json all = Json::object();
  for (const auto& [id, cells] : totals.coverage) {
    Json one = Json::object();
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (cells[i] != 0) one[phase_name(i)] = cells[i];
    all[id] = one;
  }
  return all;
}

}  // namespace

DayOptions day_options(const DrillOptions& options, std::uint64_t seed) {
  DayOptions day;
  day.seed = seed;
  day.mix = mix_called(options.mix).value();
  day.faults = options.faults;
  day.chaos = options.chaos;
  day.each_per_hour = options.each_per_hour;
  return day;
}

std::string to_json(const DrillOptions& options, const Totals& totals, const std::string& commit) {
  Json days = Json::array(), violations = Json::array(), unreachable = Json::object();
  for (const DayLine& day : totals.days)
    days.push_back({{"seed", day.seed},
                    {"trace", fmt::format("{:016x}", day.trace)},
                    {"events", day.events},
                    {"orders", day.orders},
                    {"fills", day.fills},
                    {"faults", day.faults},
                    {"violations", day.violations}});
  for (const DayViolation& one : totals.violations)
    violations.push_back({{"seed", one.seed},
                          {"invariant", one.violation.invariant},
                          {"at", time_text(one.violation.at)},
                          {"what", one.violation.what}});
  for (const Injectable& one : injectable_faults())
    if (!one.why_not.empty()) unreachable[one.id] = one.why_not;
  const Json json{{"format", "legwork-drill"},
                  {"version", 1},
                  {"commit", commit},
                  {"seed", options.seed},
                  {"days", totals.days.size()},
                  {"mix", options.mix},
                  {"faults", options.faults},
                  {"events", totals.events},
                  {"orders", totals.orders},
                  {"fills", totals.fills},
                  {"orders_sent", totals.sent},
                  {"messages", totals.messages},
                  {"records", totals.records},
                  {"lives", totals.lives},
                  {"connections", totals.connections},
                  {"busiest_second", totals.busiest_second},
                  {"faults_hit", totals.faults},
                  {"faults_by_id", totals.faults_by_id},
                  {"faults_by_id_and_phase", coverage_json(totals)},
                  {"faults_never_hit", never_hit(totals, options.faults)},
                  {"faults_out_of_reach", unreachable},
                  {"trace", fmt::format("{:016x}", totals.trace)},
                  {"violation_count", totals.violation_count},
                  {"violations", violations},
                  {"by_day", days}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const DrillOptions& options, const Totals& t) {
  return fmt::format(
      "{} {} days from seed {}: {} violations\n"
      "  {} events, {} orders ({} sent), {} fills, {} records, {} lives, {} connections, busiest second {} messages\n"
      "  {} faults of {} kinds; trace {:016x}\n",
      t.days.size(), options.mix, options.seed, t.violation_count, t.events, t.orders, t.sent, t.fills, t.records, t.lives,
      t.connections, t.busiest_second, t.faults, t.faults_by_id.size(), t.trace);
}

std::string coverage_text(const Totals& totals) {
  std::string text;
  std::size_t reachable = 0, hit = 0, cells = 0;
  for (const Injectable& one : injectable_faults()) {
    if (!one.why_not.empty()) continue;
    ++reachable;
    const auto at = totals.coverage.find(one.id);
    hit += totals.faults_by_id.contains(one.id) ? 1 : 0;
    if (at != totals.coverage.end())
      cells += static_cast<std::size_t>(std::ranges::count_if(at->second, [](std::uint64_t count) { return count != 0; }));
  }
  text += fmt::format("  coverage: {} of {} faults that a day can bring about, {} of {} fault and phase pairs\n", hit, reachable,
                      cells, reachable * trade::phase_count);
  return text;
}

std::string replay_command(const DrillOptions& options, std::uint64_t seed, const Recipe& recipe, double each_per_hour) {
  std::string command =
      fmt::format("build/release/bin/drill --seed {} --days 1 --mix {} --chaos-minutes {} --each-per-hour {} --timeline", seed,
                  options.mix, std::chrono::duration<double, std::ratio<60>>(recipe.chaos).count(), each_per_hour);
  if (recipe.faults.empty()) command += " --fault none";
  for (const std::string& id : recipe.faults) command += " --fault " + id;
  return command;
}

}  // namespace legwork::drill
