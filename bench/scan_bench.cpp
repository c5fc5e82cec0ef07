// scan_bench: from a chain file to the ranked result, and its parts. What each line means stands in README.md.
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>

#include "chain_under_test.hpp"
#include "per_item.hpp"

namespace legwork::bench {
namespace {

/// The largest resident size of this process so far, from the kernel's own account; 0 where there is none.
double peak_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (double kilobytes = 0; word == "VmHWM:" && status >> kilobytes) return kilobytes / 1000 * 1.024;
  return 0;
}

void count(benchmark::State& state, const chain::Store& store, const scan::Counts& counts) {
  const auto verticals = static_cast<double>(counts.enumerated);
  state.counters["contracts"] = static_cast<double>(store.contracts());
  state.counters["verticals"] = verticals;
  state.counters["survivors"] = static_cast<double>(counts.survivors);
  state.counters["per_vertical"] = per_item(verticals);
}

void file_to_result(benchmark::State& state) {
  const std::filesystem::path file = chosen_chain();
  while (state.KeepRunning()) {
    const chain::Loaded loaded = load_chain(file);
    const scan::Scanner scanner(loaded.store, {});
    const scan::ScanResult result = scanner.run(preset_request(scanner, "put-credit-30-45"));
    count(state, loaded.store, result.counts);
  }
  state.counters.erase("per_vertical");  // most of the time goes into the contracts
  state.counters["peak_memory_mb"] = peak_memory_mb();
}
BENCHMARK(file_to_result)->Unit(benchmark::kMillisecond);

/// Valued when first asked for, so that the memory of file_to_result is its own.
const chain::Store& store() {
  static const chain::Loaded loaded = load_chain(chosen_chain());
  return loaded.store;
}

void scanner_construction(benchmark::State& state) {
  while (state.KeepRunning()) {
    const scan::Scanner scanner(store(), {});
    benchmark::DoNotOptimize(scanner.legs().pointers());
  }
  state.counters["contracts"] = static_cast<double>(store().contracts());
}
BENCHMARK(scanner_construction)->Unit(benchmark::kMillisecond);

void run(benchmark::State& state, const scan::Scanner& scanner, const scan::Request& request) {
  scan::ScanResult result;
  while (state.KeepRunning()) {
    result = scanner.run(request);
    benchmark::DoNotOptimize(result.rows.data());
  }
  count(state, store(), result.counts);
}

void preset_scan(benchmark::State& state, const char* name) {
  const scan::Scanner scanner(store(), {});
  run(state, scanner, preset_request(scanner, name));
}
BENCHMARK_CAPTURE(preset_scan, put_credit, "put-credit-30-45")->Name("scan/put-credit-30-45")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(preset_scan, classic, "classic")->Name("scan/classic")->Unit(benchmark::kMillisecond);

void full_scan(benchmark::State& state) {
  const scan::Scanner scanner(store(), {});
  run(state, scanner, unfiltered_request(scanner));
}
BENCHMARK(full_scan)->Name("scan/no-filter")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace legwork::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  try {
    benchmark::AddCustomContext("chain", legwork::bench::chosen_chain().filename().string());
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scan_bench: %s\n", error.what());
    return 1;
  }
}
