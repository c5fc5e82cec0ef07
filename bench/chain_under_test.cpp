#include "chain_under_test.hpp"

#include <cstdlib>
#include <utility>

#include "scan/preset.hpp"

namespace legwork::bench {
namespace {

std::filesystem::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

scan::Request request(const scan::Scanner& scanner, std::string_view where, std::string_view sort, bool descending) {
  const auto expression = scan::parse_expression(scan::Table::spreads, where).value();
  scan::Request request;
  request.program = scan::compile(expression, scanner.words()).value();
  request.sort = {scan::find_column(scan::Table::spreads, sort).value(), descending};
  request.top = rows_wanted;
  return request;
}

}  // namespace

std::filesystem::path bundled_chain() { return LEGWORK_SOURCE_DIR "/tests/data/chains/SPX_2026-07-10_1615_thin.csv.gz"; }

std::filesystem::path chosen_chain() {
  if (auto file = from_environment("LEGWORK_BENCH_CHAIN"); !file.empty()) return file;
  const auto data = from_environment("LEGWORK_DATA");
  return data.empty() ? bundled_chain() : data / "open/chains/SPY/SPY_2026-07-10_1615_yahoo-cboe.csv.gz";
}

chain::Loaded load_chain(const std::filesystem::path& file) {
  chain::LoadOptions options;
  options.chains = {file};
  return chain::load(options).value();
}

scan::Request preset_request(const scan::Scanner& scanner, std::string_view name) {
  const scan::Preset preset = scan::find_preset(scan::shipped_presets(), name).value();
  return request(scanner, preset.where, preset.sort, preset.descending);
}

scan::Request unfiltered_request(const scan::Scanner& scanner) { return request(scanner, "", "score", true); }

}  // namespace legwork::bench
