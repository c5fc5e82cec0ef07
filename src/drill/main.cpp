#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "drill/day.hpp"

int main(int argc, char** argv) {
  using namespace legwork::drill;
  DayOptions options;
  options.premiums = std::make_shared<legwork::simgw::AmericanPremiums>();
  const std::uint64_t first = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t days = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  options.mix = mix_called(argc > 3 ? argv[3] : "calm").value();
  for (std::uint64_t seed = first; seed < first + days; ++seed) {
    options.seed = seed;
    const auto began = std::chrono::steady_clock::now();
    const DayReport report = run_day(options);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    fmt::print(
        "seed {} trace {:016x} events {} orders {} fills {} sent {} messages {} busiest {} records {} lives {} connections {} "
        "faults {} violations {} {:.3f} s\n",
        seed, report.trace, report.events, report.orders, report.fills, report.sent, report.messages, report.busiest_second,
        report.records, report.lives, report.connections, report.faults, report.violations.count(), seconds);
    for (const Violation& violation : report.violations.kept()) fmt::print("  {} {}\n", violation.invariant, violation.what);
    if (argc > 4)
      for (const std::string& line : report.timeline) fmt::print("    {}\n", line);
  }
}
