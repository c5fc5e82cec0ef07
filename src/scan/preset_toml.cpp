#include "scan/preset_toml.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "market/date.hpp"

namespace legwork::scan {
namespace {

/// Reads known keys of one table, remembers the first thing wrong, and refuses keys it does not know: a misspelt limit must
/// not be a limit that is silently not there.
class Reader {
 public:
  Reader(const toml::table& table, std::string name, std::string prefix, std::optional<core::Error>& error)
      : table_(table), name_(std::move(name)), prefix_(std::move(prefix)), error_(error) {}

  void text(std::string_view key, std::string& out) { read<std::string>(key, out, "a text in quotes"); }
  /// "15:45", Eastern; empty: none.
  std::optional<market::WallTime> time(std::string_view key, std::string& out) {
    text(key, out);
    if (out.empty()) return {};
    const auto at = market::parse_wall_time(out);
    if (at) return *at;
    fail(table_.get(key), key, fmt::format("'{}' is no time of day; write it as 15:45 (US Eastern)", out));
    return {};
  }
  void flag(std::string_view key, bool& out) { read<bool>(key, out, "true or false"); }
  void integer(std::string_view key, int& out, std::int64_t low, std::int64_t high) {
    std::int64_t value = out;
    read<std::int64_t>(key, value, "a whole number");
    if (value < low || value > high)
      fail(table_.get(key), key, fmt::format("{} is outside {} … {}", value, low, high));
    else
      out = static_cast<int>(value);
  }
  void number(std::string_view key, double& out, double low, double high) {
    double value = out;
    read<double>(key, value, "a number");
    if (!(value >= low && value <= high))
      fail(table_.get(key), key, fmt::format("{} is outside {} … {}", value, low, high));
    else
      out = value;
  }
  void texts(std::string_view key, std::vector<std::string>& out) {
    known_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (!node) return;
    const toml::array* array = node->as_array();
    if (!array) return fail(node, key, "should be a list of texts");
    out.clear();
    for (const toml::node& item : *array) {
      const auto value = item.value<std::string>();
      if (!value) return fail(&item, key, "should be a list of texts");
      out.push_back(*value);
    }
  }
  /// A sub-table, or nothing.
  std::optional<Reader> table(std::string_view key) {
    known_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (!node) return {};
    if (!node->as_table()) {
      fail(node, key, "should be a table");
      return {};
    }
    return Reader(*node->as_table(), name_, prefix_ + std::string(key) + ".", error_);
  }
  const toml::array* array(std::string_view key) {
    known_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node && !node->as_array()) fail(node, key, "should be a list of tables");
    return node ? node->as_array() : nullptr;
  }
  void fail(const toml::node* node, std::string_view key, std::string message) {
    if (error_) return;
    const auto at = node ? node->source().begin : table_.source().begin;
    error_ = core::Error{core::ErrorCode::parse, std::move(message), {name_, at.line, at.column, prefix_ + std::string(key)}};
  }
  void finish() {
    for (const auto& [key, node] : table_)
      if (std::ranges::find(known_, key.str()) == known_.end())
        fail(&node, key.str(), fmt::format("is not a setting here; known are {}", fmt::join(known_, ", ")));
  }

 private:
  template <class T>
  void read(std::string_view key, T& out, std::string_view wanted) {
    known_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (!node) return;
    if (const auto value = node->value<T>())
      out = *value;
    else
      fail(node, key, fmt::format("should be {}", wanted));
  }

  const toml::table& table_;
  std::string name_, prefix_;
  std::optional<core::Error>& error_;
  std::vector<std::string> known_;
};

void read_costs(Reader reader, Costs& costs) {
  reader.number("commission", costs.commission, 0, 100);
  reader.number("slippage_entry", costs.slippage_entry, 0, 2);
  reader.number("slippage_exit", costs.slippage_exit, 0, 2);
  reader.flag("hold_to_expiry", costs.hold_to_expiry);
  reader.finish();
}

void read_exits(Reader reader, ExitRules& exits) {
  reader.number("target", exits.target, 0, 1);
  reader.number("stop", exits.stop, 0, 100);
  reader.integer("stop_hits", exits.stop_hits, 1, 1000);
  reader.integer("exit_dte", exits.exit_dte, 0, 1000);
  reader.integer("days_before_event", exits.days_before_event, 0, 100);
  reader.time("all_out_at", exits.all_out_at);
  reader.finish();
}

void read_entry(Reader reader, EntryWindow& entry) {
  const auto from = reader.time("from", entry.from), until = reader.time("until", entry.until);
  if (from && until && *until <= *from)
    reader.fail(nullptr, "until", fmt::format("{} does not come after {}", entry.until, entry.from));
  reader.finish();
}

void read_simulation(Reader reader, ManagedParameters& managed) {
  reader.integer("paths", managed.paths, 10, 1'000'000);
  int seed = static_cast<int>(managed.seed);
  reader.integer("seed", seed, 0, 2'000'000'000);
  managed.seed = static_cast<std::uint64_t>(seed);
  reader.finish();
}

/// [[score]] column = "edge", weight = 35, map = [[-0.1, 0], [0.1, 1]]
void read_score(Reader& reader, std::vector<ScoreTerm>& score, const std::string& name, std::optional<core::Error>& error) {
  const toml::array* terms = reader.array("score");
  if (!terms) return;
  for (const toml::node& node : *terms) {
    if (!node.as_table()) return reader.fail(&node, "score", "should be a list of tables");
    Reader term_reader(*node.as_table(), name, "score.", error);
    ScoreTerm term;
    term_reader.text("column", term.column);
    term_reader.number("weight", term.weight, 0, 1000);
    if (const toml::array* map = term_reader.array("map")) {
      for (const toml::node& point : *map) {
        const toml::array* pair = point.as_array();
        const auto x = pair && pair->size() == 2 ? (*pair)[0].value<double>() : std::nullopt;
        const auto y = pair && pair->size() == 2 ? (*pair)[1].value<double>() : std::nullopt;
        if (!x || !y) return term_reader.fail(&point, "map", "should be a list of [x, y] pairs");
        if (!term.map.empty() && *x <= term.map.back().first) return term_reader.fail(&point, "map", "x must ascend");
        if (*y < 0 || *y > 1) return term_reader.fail(&point, "map", "y must lie in 0 … 1");
        term.map.emplace_back(*x, *y);
      }
    }
    if (term.map.empty()) term_reader.fail(&node, "map", "needs at least one [x, y] pair");
    term_reader.finish();
    score.push_back(std::move(term));
  }
}

void read_parameters(Reader& reader, Parameters& parameters) {
  std::string basis = parameters.basis == PriceBasis::mid ? "mid" : "natural";
  reader.text("basis", basis);
  if (basis != "mid" && basis != "natural") reader.fail(nullptr, "basis", R"(should be "mid" or "natural")");
  parameters.basis = basis == "natural" ? PriceBasis::natural : PriceBasis::mid;
  reader.integer("quantity", parameters.quantity, 1, 1'000'000);
  reader.integer("iv_lookback", parameters.iv_lookback, 20, 5000);
  reader.integer("book_lookback", parameters.book_lookback, 20, 5000);
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

core::Result<Preset> preset_from_toml(std::string_view text, const std::string& name) {
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    return core::Error{core::ErrorCode::parse, std::string(error.description()), {name, at.line, at.column, ""}};
  }
  Preset preset;
  std::optional<core::Error> error;
  Reader reader(document, name, "", error);
  reader.text("title", preset.title);
  reader.text("description", preset.description);
  reader.text("where", preset.where);
  reader.texts("required", preset.required);
  reader.text("sort", preset.sort);
  reader.flag("descending", preset.descending);
  reader.texts("columns", preset.columns);
  read_parameters(reader, preset.parameters);
  if (auto costs = reader.table("costs")) read_costs(*costs, preset.parameters.costs);
  if (auto exits = reader.table("exits")) read_exits(*exits, preset.exits);
  if (auto entry = reader.table("entry")) read_entry(*entry, preset.entry);
  if (auto simulation = reader.table("simulation")) read_simulation(*simulation, preset.parameters.managed);
  read_score(reader, preset.parameters.score, name, error);
  reader.finish();
  if (error) return *error;
  preset.where = one_line(preset.where);
  if (preset.title.empty()) preset.title = name;
  // Simulated columns follow the preset's own exits.
  preset.parameters.managed.target = preset.exits.target;
  preset.parameters.managed.stop = preset.exits.stop;
  preset.parameters.managed.exit_dte = preset.exits.exit_dte;
  return preset;
}

std::string to_toml(const Preset& p) {
  toml::table document;
  document.insert("title", p.title);
  document.insert("description", p.description);
  document.insert("where", p.where);
  const auto list = [](const std::vector<std::string>& texts) {
    toml::array array;
    for (const std::string& t : texts) array.push_back(t);
    return array;
  };
  if (!p.required.empty()) document.insert("required", list(p.required));
  document.insert("sort", p.sort);
  document.insert("descending", p.descending);
  if (!p.columns.empty()) document.insert("columns", list(p.columns));
  document.insert("basis", p.parameters.basis == PriceBasis::mid ? "mid" : "natural");
  document.insert("quantity", p.parameters.quantity);
  document.insert("iv_lookback", p.parameters.iv_lookback);
  document.insert("book_lookback", p.parameters.book_lookback);
  const Costs& c = p.parameters.costs;
  document.insert("costs", toml::table{{"commission", c.commission},
                                       {"slippage_entry", c.slippage_entry},
                                       {"slippage_exit", c.slippage_exit},
                                       {"hold_to_expiry", c.hold_to_expiry}});
  document.insert("exits", toml::table{{"target", p.exits.target},
                                       {"stop", p.exits.stop},
                                       {"stop_hits", p.exits.stop_hits},
                                       {"exit_dte", p.exits.exit_dte},
                                       {"days_before_event", p.exits.days_before_event},
                                       {"all_out_at", p.exits.all_out_at}});
  if (!p.entry.from.empty() || !p.entry.until.empty())
    document.insert("entry", toml::table{{"from", p.entry.from}, {"until", p.entry.until}});
  document.insert("simulation", toml::table{{"paths", p.parameters.managed.paths},
                                            {"seed", static_cast<std::int64_t>(p.parameters.managed.seed)}});
  toml::array score;
  for (const ScoreTerm& term : p.parameters.score.empty() ? default_score() : p.parameters.score) {
    toml::array map;
    for (const auto& [x, y] : term.map) map.push_back(toml::array{x, y});
    score.push_back(toml::table{{"column", term.column}, {"weight", term.weight}, {"map", map}});
  }
  document.insert("score", score);
  std::ostringstream text;
  text << document << '\n';
  return text.str();
}

}  // namespace legwork::scan
