// `legwork chain`: the valued chain itself, contract by contract, so that anybody can compare.
#include <cmath>

#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/output.hpp"
#include "market/occ.hpp"
#include "scan/explain.hpp"
#include "scan/scanner.hpp"

namespace legwork::apps {
namespace {

using chain::Column;
using scan::Table;

struct ChainArguments {
  DataArguments data;
  std::string format, where, sort = "strike", missing = "skip";
  std::optional<std::size_t> top;
  bool summary = false;
};

std::string symbol_of(const market::Contract& c) {
  const auto text = market::print_occ({c.trading_class, c.expiry, c.right, c.strike}, market::OccForm::compact);
  return text ? *text : std::string();
}

/// The input schema's columns, then ours.
void print_csv(const chain::Store& store, std::span<const chain::Row> rows) {
  fmt::print(
      "quote_date,quote_time,underlying,underlying_price,expiry,strike,right,bid,ask,last,volume,open_interest,iv_vendor,delta_"
      "vendor,"
      "gamma_vendor,theta_vendor,vega_vendor,rho_vendor,bid_size,ask_size,option_symbol,exercise_style,settlement,"
      "mid,iv,delta,gamma,theta,vega,rho,forward,flags,confidence\n");
  static constexpr std::array inputs{Column::bid,           Column::ask,         Column::last,         Column::volume,
                                     Column::open_interest, Column::iv_vendor,   Column::delta_vendor, Column::gamma_vendor,
                                     Column::theta_vendor,  Column::vega_vendor, Column::rho_vendor,   Column::bid_size,
                                     Column::ask_size};
  static constexpr std::array own{Column::mid, Column::iv, Column::delta, Column::gamma, Column::theta, Column::vega, Column::rho};
  for (const chain::Row row : rows) {
    const chain::Expiry& expiry = store.expiries()[store.slices()[store.slice_of()[row]].expiry];
    const chain::Underlying& underlying = store.underlyings()[expiry.underlying];
    const market::Contract contract = store.contract(row);
    const auto quoted = market::utc_to_eastern(underlying.as_of);
    std::string line = fmt::format("{},{},{},{},{},{},{}", market::to_string(quoted.date), market::to_string(quoted.time),
                                   csv_field(underlying.symbol), csv_number(underlying.vendor_price),
                                   market::to_string(contract.expiry), contract.strike.to_string(), core::letter(contract.right));
    for (const Column c : inputs) line += "," + csv_number(store.at(c, row));
    line += fmt::format(",{},{},{}", symbol_of(contract), contract.exercise == market::ExerciseStyle::american ? "A" : "E",
                        contract.settlement == market::Settlement::am ? "AM" : "PM");
    for (const Column c : own) line += "," + csv_number(store.at(c, row));
    line += fmt::format(",{},{},{}", csv_number(expiry.forward), chain::to_string(store.flags()[row]),
                        chain::letter(store.confidence()[row]));
    fmt::print("{}\n", line);
  }
}

void print_json(const chain::Loaded& loaded, std::span<const chain::Row> rows) {
  const chain::Store& store = loaded.store;
  fmt::print("{{\n  \"schema\": \"legwork.chain/1\",\n  \"rows\": [");
  bool first = true;
  for (const chain::Row row : rows) {
    const chain::Expiry& expiry = store.expiries()[store.slices()[store.slice_of()[row]].expiry];
    fmt::print("{}\n    {{\"contract\": {}, \"as_of\": {}, \"forward\": {}", first ? "" : ",",
               json_string(symbol_of(store.contract(row))), json_string(utc_text(store.underlyings()[expiry.underlying].as_of)),
               json_number(expiry.forward));
    for (std::size_t c = 0; c < chain::column_count; ++c)
      fmt::print(R"(, "{}": {})", chain::to_string(static_cast<Column>(c)), json_number(store.column(static_cast<Column>(c))[row]));
    fmt::print(", \"flags\": {}, \"confidence\": \"{}\"}}", json_string(chain::to_string(store.flags()[row])),
               chain::letter(store.confidence()[row]));
    first = false;
  }
  fmt::print("\n  ],\n  \"rejected\": {{\"input_rows\": {}}},\n  \"input_problems\": {}\n}}\n", json_rejects(loaded.rejects),
             json_problems(loaded));
}

std::string number(double value, const char* format) { return std::isnan(value) ? "-" : fmt::format(fmt::runtime(format), value); }

void print_table(const chain::Store& store, std::span<const chain::Row> rows) {
  TextTable table;
  table.add_column("contract", TextTable::Align::left);
  for (const char* heading : {"bid", "ask", "mid", "IV", "delta", "gamma", "theta", "vega", "volume", "OI", "age"})
    table.add_column(heading, TextTable::Align::right);
  table.add_column("conf", TextTable::Align::left);
  table.add_column("flags", TextTable::Align::left);
  for (const chain::Row row : rows) {
    const auto at = [&](Column c) { return store.at(c, row); };
    table.add_row({symbol_of(store.contract(row)), number(at(Column::bid), "{:.2f}"), number(at(Column::ask), "{:.2f}"),
                   number(at(Column::mid), "{:.3f}"), number(100 * at(Column::iv), "{:.2f}%"), number(at(Column::delta), "{:.4f}"),
                   number(at(Column::gamma), "{:.5f}"), number(at(Column::theta), "{:.4f}"), number(at(Column::vega), "{:.4f}"),
                   number(at(Column::volume), "{:.0f}"), number(at(Column::open_interest), "{:.0f}"),
                   scan::format_number(scan::Unit::seconds, at(Column::quote_age)),
                   std::string(1, chain::letter(store.confidence()[row])), chain::to_string(store.flags()[row])},
                  store.confidence()[row] > chain::Confidence::B ? Ink::dim : Ink::plain);
  }
  table.print(stdout);
}

void print_summary(const chain::Store& store) {
  for (const chain::Underlying& u : store.underlyings()) {
    fmt::print("{}  {}  spot {:.2f} (vendor {:.2f}{})  IV30 {}  IV90 {}\n\n", paint(stdout, Ink::bold, u.symbol),
               eastern_text(u.as_of), u.spot, u.vendor_price, u.lag ? ", lags" : "", number(100 * u.iv30, "{:.2f}%"),
               number(100 * u.iv90, "{:.2f}%"));
    TextTable table;
    for (const char* heading : {"class", "expiry"}) table.add_column(heading, TextTable::Align::left);
    for (const char* heading :
         {"DTE", "calls", "puts", "forward", "yield", "rate", "ATM IV", "EM", "straddle EM", "fit rms", "quotes"})
      table.add_column(heading, TextTable::Align::right);
    for (const char* heading : {"forward from", "arbitrage-free"}) table.add_column(heading, TextTable::Align::left);
    for (std::uint32_t e = u.expiry_begin; e < u.expiry_end; ++e) {
      const chain::Expiry& x = store.expiries()[e];
      std::uint32_t calls = 0, puts = 0;
      for (const chain::Slice& s : store.slices())
        if (s.expiry == e) (s.right == market::Right::call ? calls : puts) = s.count;
      table.add_row({x.trading_class, market::to_string(x.date) + (x.settlement == market::Settlement::am ? " AM" : ""),
                     fmt::format("{}", x.dte), fmt::format("{}", calls), fmt::format("{}", puts), number(x.forward, "{:.2f}"),
                     number(100 * x.yield, "{:.2f}%"), number(100 * x.rate, "{:.2f}%"), number(100 * x.atm_iv, "{:.2f}%"),
                     number(x.expected_move, "{:.2f}"), number(x.expected_move_straddle, "{:.2f}"),
                     number(100 * x.smile.rms_error, "{:.2f}"), fmt::format("{}", x.smile.quotes),
                     std::string(chain::to_string(x.forward_source)),
                     std::string(!x.smile.valid()                            ? "no smile"
                                 : x.smile.butterfly_free && x.calendar_free ? "yes"
                                 : x.smile.butterfly_free                    ? "calendar"
                                                                             : "butterfly")});
    }
    table.print(stdout);
    fmt::print("\n");
  }
}

int run_chain(const ChainArguments& arguments) {
  const auto expression = scan::parse_expression(Table::options, arguments.where);
  if (!expression) {
    core::Error error = expression.error();
    error.code = core::ErrorCode::invalid_argument;
    error.where.field = "--where";
    return report(error);
  }
  const auto sort = scan::find_column(Table::options, arguments.sort);
  if (!sort)
    return report({core::ErrorCode::invalid_argument,
                   fmt::format("there is no column '{}'; `legwork filters --table options` lists them", arguments.sort),
                   {"", 0, 0, "--sort"}});
  const auto loaded = load(arguments.data);
  if (!loaded) return report(loaded.error());
  const chain::Store& store = loaded->store;
  const bool plain = arguments.where.empty() && !arguments.top;
  if (arguments.summary || (arguments.format.empty() && plain)) {
    print_summary(store);
    return exit_ok;
  }
  std::vector<chain::Row> rows;
  if (plain) {
    for (const chain::Slice& slice : store.slices())
      for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) rows.push_back(row);
  } else {
    const scan::Scanner scanner(store, with_book({}, *loaded));
    const auto program = scan::compile(*expression, scanner.words());
    if (!program) return report(program.error());
    const auto missing = arguments.missing == "fail" ? scan::Missing::fail : scan::Missing::skip;
    for (const auto& found : scanner.run_options(*program, {*sort, false}, arguments.top.value_or(store.rows()), missing))
      rows.push_back(found.row);
  }
  if (arguments.format == "csv")
    print_csv(store, rows);
  else if (arguments.format == "json")
    print_json(*loaded, rows);
  else
    print_table(store, rows);
  return exit_ok;
}

}  // namespace

void add_chain_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ChainArguments>();
  CLI::App* command = app.add_subcommand("chain", "Value a chain: forwards, smiles, own IV and Greeks of every contract");
  arguments->data.add_to(*command);
  command->add_option("-f,--format", arguments->format, "table, json or csv (default: one line per expiry)")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->add_option("-w,--where", arguments->where, "Filter expression on contracts, e.g. 'delta in 0.2..0.3 and dte <= 45'")
      ->type_name("EXPR");
  command->add_option("-s,--sort", arguments->sort, "With --where or --top: column to order by, smallest first")
      ->type_name("KEY")
      ->capture_default_str();
  command->add_option("-n,--top", arguments->top, "At most this many contracts")->type_name("N");
  command->add_option("--missing", arguments->missing, "What an unknown input means: skip that filter, or fail the row")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->capture_default_str();
  command->add_flag("--summary", arguments->summary, "One line per expiry");
  command->footer(
      "Examples:\n  legwork chain SPY.csv.gz\n  legwork chain SPY.csv.gz --format csv > valued.csv\n"
      "  legwork chain SPY.csv.gz --where 'right = put and delta in 0.15..0.30 and dte in 30..45' --sort dte\n\n" +
      std::string(exit_code_help));
  command->callback([arguments, &exit_code] { exit_code = run_chain(*arguments); });
}

}  // namespace legwork::apps
