// `legwork filters` and `legwork presets`: what can be asked for, printed from the code that answers.
#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/output.hpp"
#include "chain/csv_reader.hpp"
#include "chain/measures.hpp"
#include "scan/preset.hpp"
#include "scan/scanner.hpp"

namespace legwork::apps {
namespace {

using scan::Table;

std::string domain(Table table, const scan::ColumnInfo& c) {
  if (c.type == scan::Type::flag) return "true, false";
  if (c.type == scan::Type::number) return std::string(to_string(c.unit));
  const auto words = scan::words(table, *scan::find_column(table, c.id));
  return words.empty() ? "a word" : fmt::format("{}", fmt::join(words, ", "));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

void print_markdown(Table table) {
  fmt::print("| # | identifier | unit or words | definition | formula |\n|---|---|---|---|---|\n");
  for (const scan::ColumnInfo& c : scan::catalogue(table))
    fmt::print("| {} | `{}`{} | {} | {} | {} |\n", c.filter ? fmt::format("{}", c.filter) : "", c.id,
               c.cost == scan::Cost::deferred ? " (deferred)" : "", domain(table, c), escaped(c.definition),
               c.formula.empty() ? "" : fmt::format("`{}`", escaped(c.formula)));
}

void print_catalogue(Table table, const std::string& search) {
  const int width = terminal_width(stdout) > 60 ? terminal_width(stdout) : 110;
  for (const scan::ColumnInfo& c : scan::catalogue(table)) {
    if (!search.empty() && c.id.find(search) == std::string_view::npos && c.definition.find(search) == std::string_view::npos)
      continue;
    fmt::print("{} {}\n    {}\n", paint(stdout, Ink::bold, c.id), paint(stdout, Ink::dim, domain(table, c)),
               wrap(c.definition, static_cast<std::size_t>(width) - 6, 4));
    if (!c.formula.empty()) fmt::print("    = {}\n", c.formula);
  }
}

void print_aliases() {
  fmt::print("| column | needed | other names that are understood | meaning |\n|---|---|---|---|\n");
  for (const chain::ColumnAlias& a : chain::column_aliases())
    fmt::print("| `{}` | {} | {} | {} |\n", a.column, a.required ? "yes" : "",
               escaped(fmt::format("{}", fmt::join(a.aliases, ", "))), escaped(a.unit_and_meaning));
}

void print_columns(const std::vector<chain::TableColumn>& columns) {
  fmt::print("| column | needed | other names that are understood | meaning |\n|---|---|---|---|\n");
  for (const chain::TableColumn& c : columns)
    fmt::print("| `{}` | {} | {} | {} |\n", c.name, c.required ? "yes" : "", escaped(fmt::format("{}", fmt::join(c.aliases, ", "))),
               escaped(c.meaning));
}

void print_flags() {
  fmt::print("| flag | definition |\n|---|---|\n");
  for (const chain::FlagInfo& f : chain::flag_infos()) fmt::print("| `{}` | {} |\n", f.name, escaped(f.definition));
}

struct FilterArguments {
  std::string table = "spreads", format = "text", search;
};

int run_filters(const FilterArguments& arguments) {
  const Table table = arguments.table == "options" ? Table::options : Table::spreads;
  if (arguments.table == "inputs")
    print_aliases();
  else if (arguments.table == "events")
    print_columns(chain::event_columns());
  else if (arguments.table == "holdings")
    print_columns(chain::holding_columns());
  else if (arguments.table == "flags")
    print_flags();
  else if (arguments.format == "markdown")
    print_markdown(table);
  else if (arguments.format == "names")
    for (const scan::ColumnInfo& c : scan::catalogue(table)) fmt::print("{}\n", c.id);
  else
    print_catalogue(table, arguments.search);
  return exit_ok;
}

struct PresetArguments {
  std::string name, format = "text";
};

void describe(const scan::Preset& p) {
  fmt::print("{}  {}{}\n    {}\n    where: {}\n", paint(stdout, Ink::bold, p.name), p.title, p.shipped ? "" : " (yours)",
             wrap(p.description, 100, 4), wrap(p.where, 100, 11));
  fmt::print("    sort: {}   exits: target {:.0f}% of max profit, stop {:g}x with {} hits, out at {} DTE{}\n", p.sort,
             100 * p.exits.target, p.exits.stop, p.exits.stop_hits, p.exits.exit_dte,
             p.exits.all_out_at.empty() ? "" : ", all out at " + p.exits.all_out_at);
}

int run_presets(const PresetArguments& arguments) {
  const auto presets = scan::all_presets(preset_folder());
  if (!presets) return report(presets.error());
  if (!arguments.name.empty()) {
    const auto preset = scan::find_preset(*presets, arguments.name);
    if (!preset) return report(preset.error());
    if (arguments.format == "toml")
      fmt::print("{}", scan::to_toml(*preset));
    else
      describe(*preset);
    return exit_ok;
  }
  if (arguments.format == "markdown") {
    fmt::print("| preset | what | filters |\n|---|---|---|\n");
    for (const scan::Preset& p : *presets)
      if (p.shipped) fmt::print("| `{}` | {}: {} | `{}` |\n", p.name, p.title, escaped(p.description), escaped(p.where));
    return exit_ok;
  }
  for (const scan::Preset& p : *presets) {
    if (arguments.format == "names")
      fmt::print("{}\n", p.name);
    else if (arguments.format == "toml")
      fmt::print("# {}\n{}\n", p.name, scan::to_toml(p));
    else
      describe(p);
  }
  if (arguments.format == "text" && is_terminal(stdout))
    fmt::print("\nYour own presets are read from {}\n", preset_folder().string());
  return exit_ok;
}

}  // namespace

void add_filters_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<FilterArguments>();
  CLI::App* command = app.add_subcommand("filters", "List every column that can be filtered, sorted and shown");
  command->add_option("SEARCH", arguments->search, "Only those whose name or definition contains this")->type_name("");
  command
      ->add_option("--table", arguments->table,
                   "spreads or options; inputs, events, holdings: columns of those files; flags: of quotes")
      ->check(CLI::IsMember({"spreads", "options", "inputs", "events", "holdings", "flags"}))
      ->capture_default_str();
  command->add_option("-f,--format", arguments->format, "text, names or markdown")
      ->check(CLI::IsMember({"text", "names", "markdown"}))
      ->capture_default_str();
  command->footer(
      "Expressions: comparisons joined by and, or, not and parentheses.\n"
      "  dte <= 45                     < <= > >= = !=\n"
      "  short_delta in 0.16..0.30     both ends included; also: between 0.16 and 0.30\n"
      "  credit_width >= 20%           a percent is a fraction: 0.2\n"
      "  structure in {bull_put, bear_call}\n"
      "  not earnings_inside           a flag stands alone\n"
      "An input that is not known leaves its filter out (--missing skip) or fails the row (--missing fail).");
  command->callback([arguments, &exit_code] { exit_code = run_filters(*arguments); });
}

void add_presets_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<PresetArguments>();
  CLI::App* command = app.add_subcommand("presets", "List the named scans, or print one to edit");
  command->add_option("NAME", arguments->name, "Only this one")->type_name("");
  command->add_option("-f,--format", arguments->format, "text, names, toml or markdown")
      ->check(CLI::IsMember({"text", "names", "toml", "markdown"}))
      ->capture_default_str();
  command->footer(
      "To make your own: legwork presets classic --format toml > ~/.config/legwork/presets/mine.toml, edit, scan --preset mine");
  command->callback([arguments, &exit_code] { exit_code = run_presets(*arguments); });
}

}  // namespace legwork::apps
