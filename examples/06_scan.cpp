// 06_scan: value a chain file and rank its put credit spreads, through the library.
//   06_scan CHAIN.csv.gz ["filter expression"]
#include <fmt/format.h>

#include "chain/load.hpp"
#include "scan/explain.hpp"
#include "scan/scanner.hpp"

using namespace legwork;

namespace {

constexpr const char* default_filter =
    "structure = bull_put and short_delta in 0.16..0.30 and dte in 5..60 and credit_width >= 10%";

int fail(const core::Error& error) {
  fmt::print(stderr, "06_scan: {}\n", to_string(error));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: 06_scan CHAIN.csv.gz [\"filter expression\"]\n");
    return 2;
  }

  // 1. Files to a valued store: forwards, smiles, own implied vols and Greeks, flags and confidence.
  chain::LoadOptions options;
  options.chains = {argv[1]};
  const auto loaded = chain::load(options);
  if (!loaded) return fail(loaded.error());
  for (const std::string& notice : loaded->notices) fmt::print(stderr, "note: {}\n", notice);

  // 2. A filter, compiled against that store.
  const scan::Scanner scanner(loaded->store, scan::Parameters{});
  const auto expression = scan::parse_expression(scan::Table::spreads, argc > 2 ? argv[2] : default_filter);
  if (!expression) return fail(expression.error());
  auto program = scan::compile(*expression, scanner.words());
  if (!program) return fail(program.error());

  // 3. Every vertical, ranked.
  scan::Request request;
  request.program = std::move(*program);
  request.sort = {*scan::find_column(scan::Table::spreads, "score")};
  request.top = 10;
  const scan::ScanResult result = scanner.run(request);

  fmt::print("{} verticals, {} pass\n", result.counts.enumerated, result.counts.survivors);
  for (const scan::Ranked& ranked : result.rows) {
    fmt::print("{:<28}", to_string(scan::vertical_id(loaded->store, ranked.row)));
    for (const char* name : {"net_mid", "ror", "pop", "ev", "score"}) {
      const auto column = *scan::find_column(scan::Table::spreads, name);
      fmt::print("  {} {:>8}", name, scan::format_value(scanner, column, ranked.row));
    }
    fmt::print("\n");
  }
  return 0;
}
