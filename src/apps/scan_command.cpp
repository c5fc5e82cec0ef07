#include "apps/scan_command.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "apps/commands.hpp"
#include "apps/output.hpp"
#include "apps/terminal.hpp"
#include "scan/explain.hpp"

namespace legwork::apps {
namespace {

constexpr std::string_view default_columns =
    "dte,short_delta,width,net_mid,credit_width,max_loss,ror,pop,short_p_itm,ev,liquidity,score,quote_age,confidence";

core::Error usage(std::string field, std::string message) {
  return {core::ErrorCode::invalid_argument, std::move(message), {"", 0, 0, std::move(field)}};
}

core::Error unknown_column(const std::string& option, std::string_view id) {
  std::string message = fmt::format("there is no column '{}'", id);
  const auto near = scan::similar_columns(scan::Table::spreads, id);
  for (std::size_t i = 0; i < near.size(); ++i) message += fmt::format("{}{}", i == 0 ? "; did you mean " : ", ", near[i]);
  return usage(option, message + "; `legwork filters` lists them all");
}

core::Result<scan::ColumnId> find(const std::string& option, std::string_view id) {
  const auto column = scan::find_column(scan::Table::spreads, id);
  if (!column) return unknown_column(option, id);
  return *column;
}

core::Result<std::vector<scan::ColumnId>> parse_columns(std::string_view text) {
  std::vector<scan::ColumnId> columns;
  if (text == "all") {
    for (std::size_t i = 0; i < scan::catalogue(scan::Table::spreads).size(); ++i)
      columns.emplace_back(static_cast<std::uint16_t>(i));
    return columns;
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const auto column = find("--columns", text.substr(0, end));
    if (!column) return column.error();
    columns.push_back(*column);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return columns;
}

core::Result<std::optional<scan::Preset>> choose_preset(const ScanArguments& arguments) {
  if (arguments.preset.empty()) return std::optional<scan::Preset>();
  const auto presets = scan::all_presets(preset_folder());
  const auto preset = presets ? scan::find_preset(*presets, arguments.preset) : core::Result<scan::Preset>(presets.error());
  if (preset) return std::optional(*preset);
  core::Error error = preset.error();
  error.code = core::ErrorCode::invalid_argument;
  return error;
}

core::Result<scan::Parameters> choose_parameters(const ScanArguments& arguments, const std::optional<scan::Preset>& preset) {
  scan::Parameters parameters = preset ? preset->parameters : scan::Parameters{};
  if (!arguments.basis.empty()) parameters.basis = arguments.basis == "mid" ? scan::PriceBasis::mid : scan::PriceBasis::natural;
  if (arguments.commission && !std::isfinite(*arguments.commission)) return usage("--commission", "must be a number of USD");
  if (arguments.commission) parameters.costs.commission = *arguments.commission;
  parameters.iv_lookback = arguments.data.iv_lookback.value_or(parameters.iv_lookback);
  parameters.book_lookback = arguments.data.book_lookback.value_or(parameters.book_lookback);
  return parameters;
}

core::Result<scan::Expression> parse_where(std::string_view text, std::string field) {
  auto expression = scan::parse_expression(scan::Table::spreads, text);
  if (expression) return expression;
  core::Error error = expression.error();
  error.code = core::ErrorCode::invalid_argument;  // whatever is wrong with it, the words are
  error.where.field = std::move(field);
  return error;
}

/// Preset and --where together: both must hold.
core::Result<scan::Expression> choose_expression(const ScanArguments& arguments, const std::optional<scan::Preset>& preset) {
  auto expression = parse_where(preset ? std::string_view(preset->where) : std::string_view(), "--preset");
  if (!expression || arguments.where.empty()) return expression;
  auto extra = parse_where(arguments.where, "--where");
  if (!extra) return extra;
  return scan::conjunction(*expression, *extra);
}

core::Result<scan::SortKey> choose_sort(const ScanArguments& arguments, const std::optional<scan::Preset>& preset) {
  const auto column = find("--sort", !arguments.sort.empty() ? arguments.sort : preset ? preset->sort : "score");
  if (!column) return column.error();
  return scan::SortKey{*column, arguments.sort.empty() && preset ? preset->descending : !arguments.ascending};
}

core::Result<scan::Request> make_request(const ScanArguments& arguments, const std::optional<scan::Preset>& preset,
                                         const scan::Scanner& scanner, const scan::Expression& expression, scan::SortKey sort) {
  scan::Request request;
  auto program = scan::compile(expression, scanner.words(), preset ? preset->required : std::vector<std::string>{});
  if (!program) return program.error();
  request.program = std::move(*program);
  request.sort = sort;
  const bool everything = arguments.format != "table";
  request.top = arguments.top.value_or(everything ? 1000 : 20);
  request.missing = arguments.missing == "fail" ? scan::Missing::fail : scan::Missing::skip;
  request.best_per_symbol = arguments.best_per_symbol;
  request.deferred_max = arguments.deferred_max;
  return request;
}

/// Those of the rows shown, at most `deferred_max` of them, expiry by expiry and not in the order of the ranking.
void simulate_shown(const ScanRun& run, const scan::ScanResult& result) {
  if (std::ranges::none_of(run.columns, [&](scan::ColumnId c) { return run.scanner.needs_simulation(c); })) return;
  std::vector<scan::VerticalRow> rows;
  for (std::size_t i = 0; i < std::min(result.rows.size(), run.request.deferred_max); ++i) rows.push_back(result.rows[i].row);
  run.scanner.simulate(std::move(rows), run.request.progress);
}

int print_result(const ScanRun& run, const ScanArguments& arguments, Progress& progress) {
  const scan::ScanResult result = run.scanner.run(run.request);
  simulate_shown(run, result);
  progress.clear();
  if (const std::size_t rows = run.not_simulated(result); rows > 0 && arguments.format != "table" && !arguments.data.quiet)
    fmt::print(stderr, "{} simulated columns of {} rows are empty: only the best {} were simulated; raise --deferred-max\n",
               paint(stderr, Ink::warn, "note:"), rows, run.request.deferred_max);
  if (arguments.format == "json")
    print_json(run, result);
  else if (arguments.format == "csv")
    print_csv(run, result);
  else
    print_table(run, result);
  return exit_ok;
}

bool asks_for_a_report(const ScanArguments& arguments) {
  return arguments.why_not_scan || !arguments.why_not.empty() || !arguments.explain.empty() || !arguments.histogram.empty();
}

/// A fraction is meant where nobody writes one: `pop >= 80` is 8000 %.
void warn_of_units(const scan::Program& program) {
  constexpr double plausible = 10;
  for (const scan::Conjunct& conjunct : program.conjuncts)
    for (const scan::Instruction& i : conjunct.code) {
      if (i.kind != scan::Instruction::Kind::test || scan::info(scan::Table::spreads, i.column).unit != scan::Unit::percent)
        continue;
      if (std::abs(i.constant) >= plausible)
        fmt::print(stderr, "{} {} compares with {:g}%; write {:g}% if that is meant\n", paint(stderr, Ink::warn, "note:"),
                   conjunct.text, 100 * i.constant, i.constant);
    }
}

int run_scan(const ScanArguments& arguments) {
  if (arguments.format != "table" && asks_for_a_report(arguments))
    return report(usage("--format", "reports (--why-not, --explain, --histogram) are printed as text only; leave --format out"));
  // Everything that can be wrong with the words is checked before a file is read.
  const auto preset = choose_preset(arguments);
  if (!preset) return report(preset.error());
  const auto expression = choose_expression(arguments, *preset);
  if (!expression) return report(expression.error());
  const auto sort = choose_sort(arguments, *preset);
  if (!sort) return report(sort.error());
  const auto parameters = choose_parameters(arguments, *preset);
  if (!parameters) return report(parameters.error());
  std::string column_list;
  if (!arguments.columns.empty())
    column_list = arguments.columns;
  else if (*preset && !(*preset)->columns.empty())
    column_list = fmt::format("{}", fmt::join((*preset)->columns, ","));
  const auto columns = parse_columns(column_list.empty() ? default_columns : column_list);
  if (!columns) return report(columns.error());
  if (!arguments.histogram.empty())
    if (const auto column = find("--histogram", arguments.histogram); !column) return report(column.error());

  DataArguments data = arguments.data;
  data.iv_lookback = parameters->iv_lookback;
  data.book_lookback = parameters->book_lookback;
  const auto loaded = load(data);
  if (!loaded) return report(loaded.error());
  const scan::Scanner scanner(loaded->store, with_book(*parameters, *loaded));
  auto request = make_request(arguments, *preset, scanner, *expression, *sort);
  if (!request) return report(request.error());
  if (!arguments.data.quiet) warn_of_units(request->program);
  Progress progress(!arguments.data.quiet);
  request->progress = [&progress](std::size_t done, std::size_t total) {
    progress.show("simulating", static_cast<double>(done), static_cast<double>(total));
    if (done == total) progress.clear();
  };
  const ScanRun run{*loaded, scanner, std::move(*request), *columns, *preset};

  if (!arguments.why_not.empty()) return print_why_not(run, arguments.why_not);
  if (!arguments.explain.empty()) return print_explanation(run, arguments.explain);
  if (!arguments.histogram.empty()) return print_histogram(run, arguments.histogram);
  if (arguments.why_not_scan) return print_scan_report(run);
  return print_result(run, arguments, progress);
}

}  // namespace

std::size_t ScanRun::not_simulated(const scan::ScanResult& result) const {
  const bool any = std::ranges::any_of(columns, [this](scan::ColumnId c) { return scanner.needs_simulation(c); });
  return any && result.rows.size() > request.deferred_max ? result.rows.size() - request.deferred_max : 0;
}

void add_scan_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ScanArguments>();
  CLI::App* command = app.add_subcommand("scan", "Rank every vertical spread of one or more chains");
  arguments->data.add_to(*command);
  command->add_option("-p,--preset", arguments->preset, "Named scan, or a path to a preset file; see `legwork presets`")
      ->type_name("NAME");
  command->add_option("-w,--where", arguments->where, "Filter expression, on top of the preset; see `legwork filters`")
      ->type_name("EXPR");
  command->add_option("-s,--sort", arguments->sort, "Column to rank by, best first (default: the preset's, else score)")
      ->type_name("KEY");
  command->add_flag("--ascending", arguments->ascending, "With --sort: smallest first");
  command->add_option("-n,--top", arguments->top, "Rows to show (default 20; 1000 for json and csv)")
      ->check(CLI::Range(1, 10'000'000))
      ->type_name("N");
  command->add_option("-c,--columns", arguments->columns, "Columns to show, comma-separated, or all")->type_name("LIST");
  command->add_option("-f,--format", arguments->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  command->add_flag("--best-per-symbol", arguments->best_per_symbol, "At most one row per underlying");
  command->add_option("--missing", arguments->missing, "What an unknown input means: skip that filter, or fail the row")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->capture_default_str();
  command->add_option("--basis", arguments->basis, "Price that profit and loss are computed at (default mid)")
      ->check(CLI::IsMember({"mid", "natural"}));
  command->add_option("--commission", arguments->commission, "USD per contract and side, all fees included (default 0.65)")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--deferred-max", arguments->deferred_max, "Most rows that simulated columns are computed on, the best ones")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--why-not", arguments->why_not, "Say which filters this row fails; without a row: which filters bind the scan")
      ->type_name("ROW")
      ->expected(0, 1);
  command
      ->add_option("--explain", arguments->explain,
                   "Print the numbers of this row (an id, or a rank such as 1) with formulas and inputs")
      ->type_name("ROW");
  command->add_option("--histogram", arguments->histogram, "Distribution of a column over the rows that the other filters let pass")
      ->type_name("FILTER");
  command->footer(
      "Examples:\n"
      "  legwork scan SPY.csv.gz --preset put-credit-30-45\n"
      "  legwork scan SPY.csv.gz --where 'structure = bull_put and short_delta in 0.16..0.30 and credit_width >= 20%'\n"
      "  legwork scan SPY.csv.gz --preset classic --why-not SPY:20260814:P:600/595\n"
      "  legwork scan *.csv.gz --format json | jq '.rows[0]'\n\n" +
      std::string(exit_code_help));
  command->callback([arguments, command, &exit_code] {
    arguments->why_not_scan = command->count("--why-not") > 0 && arguments->why_not.empty();
    exit_code = run_scan(*arguments);
  });
}

}  // namespace legwork::apps
