// `legwork price`: one option by every method there is, side by side.
#include <cmath>

#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/output.hpp"
#include "pricing/american.hpp"
#include "pricing/american_pde.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/european.hpp"

namespace legwork::apps {
namespace {

using pricing::Carry;
using pricing::CashDividend;
using pricing::Greeks;
using pricing::ImpliedVol;
using pricing::Right;

struct PriceArguments {
  std::string right = "call", format = "table";
  double spot = 0, strike = 0, rate_percent = 0, yield_percent = 0;
  std::optional<double> days, years, vol_percent, price;
  std::vector<std::string> dividends;  // DAYS:AMOUNT
};

struct Inputs {
  Right right;
  Carry carry;
  double strike;
  std::vector<CashDividend> dividends;
};

core::Error wrong(std::string field, std::string message) {
  return {core::ErrorCode::invalid_argument, std::move(message), {"", 0, 0, std::move(field)}};
}

core::Result<CashDividend> parse_dividend(const std::string& text) {
  double days = 0, amount = 0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%lf:%lf%c", &days, &amount, &rest) != 2 || !(days > 0) || !(amount > 0))
    return wrong("--dividend", fmt::format("'{}' is not DAYS:AMOUNT, e.g. 30:0.25", text));
  return CashDividend{days / 365, amount};
}

core::Result<Inputs> make_inputs(const PriceArguments& a) {
  if (a.days.has_value() == a.years.has_value()) return wrong("--days", "give the time to expiry by either --days or --years");
  if (a.vol_percent.has_value() == a.price.has_value())
    return wrong("--vol", "give either --vol (to price) or --price (to imply the volatility)");
  const double years = a.years ? *a.years : *a.days / 365;
  if (!(years > 0)) return wrong("--days", "time to expiry must be positive");
  for (const double x : {a.spot, a.strike, years, a.rate_percent, a.yield_percent, a.vol_percent.value_or(1), a.price.value_or(1)})
    if (!std::isfinite(x)) return wrong("price", "every input must be a finite number");
  if (!(a.spot > 0)) return wrong("--spot", "must be positive");
  if (!(a.strike > 0)) return wrong("--strike", "must be positive");
  if (a.vol_percent && !(*a.vol_percent > 0)) return wrong("--vol", "must be positive");
  Inputs inputs{
      a.right == "call" ? Right::call : Right::put, {a.spot, a.rate_percent / 100, a.yield_percent / 100, years}, a.strike, {}};
  for (const std::string& text : a.dividends) {
    const auto dividend = parse_dividend(text);
    if (!dividend) return dividend.error();
    inputs.dividends.push_back(*dividend);
  }
  return inputs;
}

struct Line {
  std::string method;
  Greeks greeks;
  ImpliedVol vol;
};

Greeks pde_greeks(const Inputs& in, pricing::Exercise exercise, double vol) {
  const auto solve = [&](Carry carry, double v) {
    return pricing::solve_pde(exercise, in.right, carry, in.dividends, in.strike, v, {800, 400});
  };
  const auto base = solve(in.carry, vol);
  const double spot = in.carry.spot, price = base.price(spot);
  Carry up = in.carry, down = in.carry;
  up.rate += 1e-4;
  down.rate -= 1e-4;
  Greeks g{price, base.delta(spot), base.gamma(spot), pricing::unknown, 0, 0};
  g.vega = (solve(in.carry, vol + 1e-3).price(spot) - solve(in.carry, vol - 1e-3).price(spot)) / 2e-3 / 100;
  g.rho = (solve(up, vol).price(spot) - solve(down, vol).price(spot)) / 2e-4 / 100;
  return g;
}

Greeks no_greeks() {
  return {pricing::unknown, pricing::unknown, pricing::unknown, pricing::unknown, pricing::unknown, pricing::unknown};
}

/// `implied`: price → vol; `at`: vol → Greeks.
template <class Implied, class At>
Line line(std::string method, const PriceArguments& a, Implied&& implied, At&& at) {
  ImpliedVol vol;
  if (a.vol_percent)
    vol.vol = *a.vol_percent / 100;
  else
    vol = implied(*a.price);
  return {std::move(method), vol ? at(vol.vol) : no_greeks(), vol};
}

std::vector<Line> price_all(const Inputs& in, const PriceArguments& a) {
  std::vector<Line> lines;
  if (in.dividends.empty()) {
    lines.push_back(line(
        "European (Black-Scholes-Merton)", a,
        [&](double p) { return pricing::european_implied_vol(in.right, in.carry, in.strike, p); },
        [&](double v) { return pricing::european_greeks(in.right, in.carry, in.strike, v); }));
    for (const auto& [name, scheme] : {std::pair{"American, collocation", pricing::CollocationScheme::standard()},
                                       std::pair{"American, collocation, highest order", pricing::CollocationScheme::highest()}})
      lines.push_back(line(
          name, a, [&](double p) { return pricing::american_implied_vol(in.right, in.carry, in.strike, p, scheme); },
          [&](double v) { return pricing::american_greeks(in.right, in.carry, in.strike, v, scheme); }));
  }
  const auto slice = pricing::AmericanSlice::build({in.right, in.carry, in.dividends});
  lines.push_back(line(
      "American, premium table", a, [&](double p) { return slice.implied_vol(in.carry.spot, in.strike, p); },
      [&](double v) { return slice.greeks(in.carry.spot, in.strike, v); }));
  if (a.vol_percent) {
    const double vol = *a.vol_percent / 100;
    lines.push_back(
        {"American, finite differences 800x400", pde_greeks(in, pricing::Exercise::american, vol), {vol, pricing::NoVol::none}});
    lines.push_back(
        {"European, finite differences 800x400", pde_greeks(in, pricing::Exercise::european, vol), {vol, pricing::NoVol::none}});
  }
  return lines;
}

std::string text(double value, const char* format) { return std::isnan(value) ? "-" : fmt::format(fmt::runtime(format), value); }

void print_lines(const std::vector<Line>& lines) {
  TextTable table;
  table.add_column("method", TextTable::Align::left);
  for (const char* heading : {"price", "IV", "delta", "gamma", "theta/day", "vega/pt", "rho/pt"})
    table.add_column(heading, TextTable::Align::right);
  for (const Line& l : lines)
    table.add_row({l.method, text(l.greeks.price, "{:.6f}"),
                   l.vol ? text(100 * l.vol.vol, "{:.6f}%") : std::string(pricing::to_string(l.vol.reason)),
                   text(l.greeks.delta, "{:.6f}"), text(l.greeks.gamma, "{:.6f}"), text(l.greeks.theta, "{:.6f}"),
                   text(l.greeks.vega, "{:.6f}"), text(l.greeks.rho, "{:.6f}")});
  table.print(stdout);
}

void print_json(const std::vector<Line>& lines) {
  fmt::print("{{\n  \"schema\": \"legwork.price/1\",\n  \"methods\": [");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& l = lines[i];
    fmt::print(
        "{}\n    {{\"method\": {}, \"price\": {}, \"vol\": {}, \"no_vol\": {}, \"delta\": {}, \"gamma\": {}, \"theta\": {}, "
        "\"vega\": {}, \"rho\": {}}}",
        i ? "," : "", json_string(l.method), json_number(l.greeks.price), json_number(l.vol.vol),
        l.vol ? "null" : json_string(pricing::to_string(l.vol.reason)), json_number(l.greeks.delta), json_number(l.greeks.gamma),
        json_number(l.greeks.theta), json_number(l.greeks.vega), json_number(l.greeks.rho));
  }
  fmt::print("\n  ]\n}}\n");
}

int run_price(const PriceArguments& arguments) {
  const auto inputs = make_inputs(arguments);
  if (!inputs) return report(inputs.error());
  const auto lines = price_all(*inputs, arguments);
  if (arguments.format == "json")
    print_json(lines);
  else
    print_lines(lines);
  return exit_ok;
}

}  // namespace

void add_price_command(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<PriceArguments>();
  CLI::App* command = app.add_subcommand("price", "Price one option, or imply its volatility, by every method");
  command->add_option("RIGHT", a->right, "call or put")->required()->check(CLI::IsMember({"call", "put"}))->type_name("");
  command->add_option("--spot", a->spot, "Price of the underlying, USD")->required()->type_name("USD");
  command->add_option("--strike", a->strike, "Strike, USD")->required()->type_name("USD");
  command->add_option("--days", a->days, "Calendar days to expiry")->type_name("DAYS");
  command->add_option("--years", a->years, "Years to expiry (act/365)")->type_name("YEARS");
  command->add_option("--vol", a->vol_percent, "Volatility in percent a year")->type_name("PERCENT");
  command->add_option("--price", a->price, "Price to imply the volatility from, USD per share")->type_name("USD");
  command->add_option("--rate", a->rate_percent, "Continuous risk-free rate in percent")
      ->check(CLI::Range(-10.0, 50.0))
      ->capture_default_str()
      ->type_name("PERCENT");
  command->add_option("--yield", a->yield_percent, "Continuous dividend and borrow yield in percent")
      ->check(CLI::Range(-10.0, 50.0))
      ->capture_default_str()
      ->type_name("PERCENT");
  command->add_option("--dividend", a->dividends, "Cash dividend as DAYS:AMOUNT; may be repeated")->type_name("DAYS:USD");
  command->add_option("-f,--format", a->format, "table or json")->check(CLI::IsMember({"table", "json"}))->capture_default_str();
  command->footer("Example:\n  legwork price put --spot 100 --strike 105 --days 45 --vol 22 --rate 4.3 --yield 1.2");
  command->callback([a, &exit_code] { exit_code = run_price(*a); });
}

}  // namespace legwork::apps
