// scan_table: what other engines need to do the same scans and to be checked against ours, as CSV.
//   scan_table contracts    every contract with the numbers a scan reads of it
//   scan_table all|PRESET   what our scanner ranks, best first: the first 100, then each thousandth of all survivors
#include <array>
#include <cmath>
#include <exception>
#include <limits>

#include <fmt/format.h>

#include "chain_under_test.hpp"

namespace legwork::bench {
namespace {

using chain::Column;
using scan::LegColumn;

std::string number(double value) { return std::isnan(value) ? std::string() : fmt::format("{}", value); }

constexpr std::array columns{Column::strike,   Column::bid,           Column::ask,    Column::bid_size,
                             Column::ask_size, Column::open_interest, Column::premium};
constexpr std::array leg_columns{LegColumn::mark,       LegColumn::bid0,
                                 LegColumn::abs_delta,  LegColumn::expected_payoff,
                                 LegColumn::multiplier, LegColumn::log_open_interest,
                                 LegColumn::log_volume};
constexpr const char* header =
    "row,slice,trading_class,expiry,right,dte,spot,discount,expected_move,"
    "strike,bid,ask,bid_size,ask_size,open_interest,premium,"
    "mark,bid0,abs_delta,expected_payoff,multiplier,log_open_interest,log_volume,grade\n";

void print_contract(const scan::Legs& legs, std::uint32_t slice_index, chain::Row row) {
  const chain::Store& store = legs.store();
  const chain::Slice& slice = store.slices()[slice_index];
  const chain::Expiry& expiry = store.expiries()[slice.expiry];
  fmt::print("{},{},{},{},{},{},{},{},{}", row, slice_index, expiry.trading_class, market::to_string(expiry.date),
             core::letter(slice.right), expiry.dte, number(store.underlyings()[expiry.underlying].spot), number(expiry.discount),
             number(expiry.expected_move));
  for (const Column c : columns) fmt::print(",{}", number(store.at(c, row)));
  for (const LegColumn c : leg_columns) fmt::print(",{}", number(legs.at(c, row)));
  fmt::print(",{}\n", static_cast<int>(store.confidence()[row]));  // 0 is A
}

void print_contracts(const scan::Legs& legs) {
  fmt::print("{}", header);
  const auto slices = legs.store().slices();
  for (std::uint32_t s = 0; s < slices.size(); ++s)
    for (chain::Row row = slices[s].begin; row < slices[s].begin + slices[s].count; ++row) print_contract(legs, s, row);
}

void print_ranked(const scan::Scanner& scanner, std::string_view name) {
  auto request = name == "all" ? unfiltered_request(scanner) : preset_request(scanner, name);
  request.top = std::numeric_limits<std::size_t>::max();
  fmt::print("short_row,long_row,key\n");
  std::size_t rank = 0;
  for (const scan::Ranked& ranked : scanner.run(request).rows)
    if (++rank; rank <= rows_wanted || rank % 1000 == 0)
      fmt::print("{},{},{}\n", ranked.row.short_row, ranked.row.long_row, number(ranked.key));
}

}  // namespace
}  // namespace legwork::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: scan_table contracts|all|PRESET\n");
    return 2;
  }
  try {
    const auto loaded = legwork::bench::load_chain(legwork::bench::chosen_chain());
    const legwork::scan::Scanner scanner(loaded.store, {});
    const std::string_view what = argv[1];
    if (what == "contracts")
      legwork::bench::print_contracts(scanner.legs());
    else
      legwork::bench::print_ranked(scanner, what);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "scan_table: {}\n", error.what());
    return 1;
  }
}
