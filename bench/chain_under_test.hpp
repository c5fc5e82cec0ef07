// What the benchmarks scan: one chain file, valued, and requests on it. Shared by scan_bench, scan_table and instruction_counts, so
// that all of them speak of the same scans. Throws std::runtime_error when there is nothing to measure.
#pragma once

#include <filesystem>
#include <string_view>

#include "chain/load.hpp"
#include "scan/scanner.hpp"

namespace legwork::bench {

inline constexpr std::size_t rows_wanted = 100;  // of every scan

/// The fixture that comes with the project: SPX and SPXW options of five expiries within three weeks.
std::filesystem::path bundled_chain();

/// LEGWORK_BENCH_CHAIN; else SPY 2026-07-10 of the data folder that LEGWORK_DATA names; else the bundled fixture.
std::filesystem::path chosen_chain();

chain::Loaded load_chain(const std::filesystem::path& file);

/// A shipped preset's filters and order.
scan::Request preset_request(const scan::Scanner& scanner, std::string_view name);
/// Every priced vertical of all four structures, by score.
scan::Request unfiltered_request(const scan::Scanner& scanner);

}  // namespace legwork::bench
