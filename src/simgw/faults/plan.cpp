#include "simgw/faults/plan.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace legwork::simgw {
namespace {

constexpr double rate_max = 3600;  // an hour: one a second
constexpr double after_hours_max = 24.0 * 366;

core::Error bad(std::string_view field, std::string message) {
  return {core::ErrorCode::parse, std::move(message), {.field = std::string(field)}};
}

/// Takes the first word off `rest`.
std::string_view take(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == '#' && !quoted) return line.substr(0, i);
  }
  return line;
}

/// The faults that a rate's name stands for.
std::vector<const FaultEntry*> entries_named(std::string_view name) {
  std::vector<const FaultEntry*> entries;
  for (const FaultEntry& entry : fault_catalogue()) {
    const bool named = name == "wire"         ? entry.tag == FaultTag::wire
                       : name.ends_with(".*") ? entry.id.starts_with(name.substr(0, name.size() - 1))
                                              : entry.id == name;
    if (named && entry.injector != InjectorKind::none) entries.push_back(&entry);
  }
  return entries;
}

core::Result<Parameters> read_parameters(std::string_view rest, const std::vector<const FaultEntry*>& entries) {
  auto given = Parameters::parse(rest);
  if (!given) return given.error();
  for (const FaultEntry* entry : entries) {
    const auto checked = parameters_for(*entry, *given);
    if (!checked) return checked.error();
  }
  return given;
}

core::Result<PlannedFault> read_fault(PlannedFault fault, std::string_view rest) {
  const std::string_view id = take(rest);
  const FaultEntry* entry = find_fault(id);
  if (entry == nullptr) return bad(id, "there is no such fault; legwork sim --faults-table lists them");
  auto parameters = read_parameters(rest, {entry});
  if (!parameters) return parameters.error();
  fault.id = id;
  fault.parameters = *std::move(parameters);
  return fault;
}

core::Result<PlannedFault> read_at(std::string_view rest) {
  PlannedFault fault;
  std::string_view word = take(rest);
  if (word.find('-') != std::string_view::npos) {
    const auto date = market::parse_date(word);
    if (!date) return bad(word, date.error().message);
    fault.date = *date;
    word = take(rest);
  }
  const auto time = market::parse_wall_time(word);
  if (!time) return bad(word, "not a time of day; write at HH:MM:SS, or at YYYY-MM-DD HH:MM:SS");
  fault.time = *time;
  return read_fault(std::move(fault), rest);
}

core::Result<PlannedFault> read_after(std::string_view rest) {
  const std::string_view word = take(rest);
  double number = 0;
  double unit = 0;
  if (word.ends_with('s')) unit = 1;
  if (word.ends_with('m')) unit = 60;
  if (word.ends_with('h')) unit = 3600;
  if (unit == 0 || !read_number(word.substr(0, word.size() - 1), number) || number < 0 || number * unit > after_hours_max * 3600) {
    return bad(word, "not a length of time; write 90s, 5m or 2h");
  }
  PlannedFault fault;
  fault.after = core::Duration(static_cast<std::int64_t>(number * unit * 1e9));
  return read_fault(std::move(fault), rest);
}

core::Result<FaultRate> read_rate(std::string_view rest) {
  FaultRate rate;
  const std::string_view name = take(rest);
  rate.name = name;
  rate.entries = entries_named(name);
  if (rate.entries.empty())
    return bad(name, "names no fault that a gateway can bring about; write an id, wire, or the beginning of ids like md.*");
  const std::string_view word = take(rest);
  if (!word.ends_with("/h") || !read_number(word.substr(0, word.size() - 2), rate.per_hour) || rate.per_hour <= 0 ||
      rate.per_hour > rate_max) {
    return bad(word, "not a rate; write 5/h, at most 3600/h");
  }
  auto parameters = read_parameters(rest, rate.entries);
  if (!parameters) return parameters.error();
  rate.parameters = *std::move(parameters);
  return rate;
}

}  // namespace

core::Result<FaultPlan> FaultPlan::read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return core::Error{core::ErrorCode::not_found, "cannot read the plan of faults", {.file = path.string()}};
  }
  std::ostringstream text;
  text << file.rdbuf();
  return parse(text.str(), path.string());
}

core::Result<FaultPlan> FaultPlan::parse(std::string_view text, const std::string& name) {
  FaultPlan plan;
  std::vector<std::string> excluded;
  std::size_t number = 0;
  const auto located = [&](core::Error error) {
    error.where.file = name;
    error.where.line = number;
    return error;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = without_comment(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    const std::string_view verb = take(rest);
    if (verb.empty()) continue;
    if (verb == "at" || verb == "after") {
      auto fault = verb == "at" ? read_at(rest) : read_after(rest);
      if (!fault) return located(fault.error());
      plan.planned_.push_back(*std::move(fault));
    } else if (verb == "rate") {
      auto rate = read_rate(rest);
      if (!rate) return located(rate.error());
      plan.rates_.push_back(*std::move(rate));
    } else if (verb == "except") {
      const std::string_view id = take(rest);
      if (find_fault(id) == nullptr) return located(bad(id, "there is no such fault"));
      excluded.emplace_back(id);
    } else {
      return located(bad(verb, "a line begins with at, after, rate or except"));
    }
  }
  for (const std::string& id : excluded) plan.exclude(id);
  return plan;
}

FaultPlan FaultPlan::random_wire(double per_hour) {
  FaultPlan plan;
  FaultRate rate;
  rate.name = "wire";
  rate.entries = entries_named("wire");
  rate.per_hour = std::min(per_hour, rate_max);
  if (per_hour > 0) plan.rates_.push_back(std::move(rate));
  return plan;
}

bool FaultPlan::exclude(std::string_view id) {
  const FaultEntry* entry = find_fault(id);
  if (entry == nullptr) return false;
  for (FaultRate& rate : rates_) std::erase(rate.entries, entry);
  std::erase_if(rates_, [](const FaultRate& rate) { return rate.entries.empty(); });
  return true;
}

}  // namespace legwork::simgw
