#include "trade/ledger/rows.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "trade/net_price.hpp"

namespace legwork::trade {
namespace {

std::string units_text(const LedgerSpread& spread) {
  if (spread.units_opened == 0) return fmt::format("0 of {}", spread.units_intended);
  return fmt::format("{} of {}", spread.units_open, spread.units_opened);
}

std::string fees_text(const LedgerSpread& spread) {
  return spread.fees_pending == 0 ? spread.fees.to_string()
                                  : fmt::format("{} + {} to come", spread.fees.to_string(), spread.fees_pending);
}

std::string chain_text(const LedgerSpread& spread) {
  std::string text;
  const auto add = [&](std::string_view word, const std::vector<SpreadNumber>& numbers) {
    for (const SpreadNumber number : numbers) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word, number.value());
  };
  add("from", spread.rolled_from);
  add("into", spread.rolled_into);
  return text;
}

/// Code points: the columns of a terminal, for the names that occur here.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string to_text(const TextTable& table) {
  std::vector<std::size_t> widths(table.head.size());
  const auto measure = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  };
  measure(table.head);
  std::ranges::for_each(table.rows, measure);
  std::string text;
  const auto print = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < widths.size(); ++i) text += row[i] + std::string(widths[i] - width_of(row[i]) + 2, ' ');
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  };
  print(table.head);
  std::ranges::for_each(table.rows, print);
  return text;
}

std::string legs_text(const LedgerSpread& spread) {
  const auto sold = std::ranges::find(spread.legs, -1, &OrderLeg::ratio);
  const auto bought = std::ranges::find(spread.legs, 1, &OrderLeg::ratio);
  const auto end = spread.legs.end();
  if (spread.legs.size() == 2 && sold != end && bought != end && sold->instrument.option && bought->instrument.option) {
    const market::Contract& one = *sold->instrument.option;
    const market::Contract& other = *bought->instrument.option;
    if (one.trading_class == other.trading_class && one.expiry == other.expiry && one.right == other.right)
      return to_string(market::VerticalId{one.trading_class, one.expiry, one.right, one.strike, other.strike});
  }
  std::vector<std::string> legs;
  for (const OrderLeg& leg : spread.legs) legs.push_back(fmt::format("{:+} {}", leg.ratio, to_string(leg.instrument)));
  return fmt::format("{}", fmt::join(legs, ", "));
}

TextTable spread_rows(const Ledger& ledger, std::span<const OrderNumber> live) {
  TextTable table{{"SPREAD", "LEGS", "UNITS", "STATE", "ENTRY", "REALISED", "FEES", "ROLLED", "BREAKS"}, {}};
  for (const auto& [number, spread] : ledger.spreads())
    table.rows.push_back({fmt::format("{}", number.value()), legs_text(spread), units_text(spread),
                          std::string(to_string(state_with(spread, live))),
                          spread.entry_cost ? to_string(NetPrice::from_cost(*spread.entry_cost)) : "",
                          spread.money_known ? spread.realised.to_string() : "not known", fees_text(spread), chain_text(spread),
                          spread.breaks.empty() ? "" : fmt::format("{}", spread.breaks.size())});
  return table;
}

TextTable position_rows(const Ledger& ledger, const std::string& account) {
  const Ledger::Positions executed = ledger.positions(account);
  std::map<ContractId, std::map<SpreadNumber, std::int64_t>> holders;
  std::set<ContractId> contracts;
  for (const auto& [contract, quantity] : executed) contracts.insert(contract);
  for (const auto& [number, spread] : ledger.spreads())
    for (const auto& [contract, holding] : spread.holdings)
      if (spread.account == account && holding.quantity != 0) {
        holders[contract][number] = holding.quantity;
        contracts.insert(contract);
      }
  TextTable table{{"CONTRACT", "WHAT", "HELD", "IN SPREADS", "IN NONE", "WHICH"}, {}};
  for (const ContractId contract : contracts) {
    const auto held = executed.find(contract);
    const std::int64_t quantity = held == executed.end() ? 0 : held->second;
    std::int64_t in_spreads = 0;
    std::vector<std::string> which;
    for (const auto& [number, part] : holders[contract]) {
      in_spreads += part;
      which.push_back(fmt::format("{}: {:+}", number.value(), part));
    }
    const auto known = ledger.instruments().find(contract);
    table.rows.push_back({fmt::format("{}", contract.value()), known == ledger.instruments().end() ? "" : to_string(known->second),
                          fmt::format("{}", quantity), fmt::format("{}", in_spreads), fmt::format("{}", quantity - in_spreads),
                          fmt::format("{}", fmt::join(which, ", "))});
  }
  return table;
}

}  // namespace legwork::trade
