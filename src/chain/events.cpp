// Reading what a person knows beside the market: earnings, dividends and macro dates, splits, and positions held.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "chain/contract_terms.hpp"
#include "chain/csv_header.hpp"
#include "chain/daily_table.hpp"
#include "chain/measures.hpp"

namespace legwork::chain {

namespace {

struct Word {
  std::string_view text;  // as normalised_header writes it
  EventKind kind;
};

constexpr Word kind_words[] = {
    {"earnings", EventKind::earnings}, {"dividend", EventKind::dividend}, {"dividends", EventKind::dividend},
    {"div", EventKind::dividend},      {"exdiv", EventKind::dividend},    {"exdividend", EventKind::dividend},
    {"fomc", EventKind::fomc},         {"fed", EventKind::fomc},          {"cpi", EventKind::cpi},
    {"jobs", EventKind::jobs},         {"nfp", EventKind::jobs},          {"payrolls", EventKind::jobs},
    {"macro", EventKind::macro},
};

/// A file without the column is one of dividends when it has amounts.
EventKind kind_of(TableRow& row) {
  if (!row.has_column("kind") && row.has_column("amount")) return EventKind::dividend;
  const std::string text = normalised_header(row.text("kind"));
  for (const Word& word : kind_words)
    if (word.text == text) return word.kind;
  row.refuse("kind", fmt::format("'{}' is none of earnings, dividend, fomc, cpi, jobs, macro", row.text("kind")));
  return {};
}

bool is_confirmed(TableRow& row) {
  const std::string text = normalised_header(row.text("status"));
  if (text.empty() || text == "confirmed" || text == "yes" || text == "c") return true;
  if (text != "estimated" && text != "unconfirmed" && text != "projected" && text != "no" && text != "e")
    row.refuse("status", fmt::format("'{}' is neither confirmed nor estimated", row.text("status")));
  return false;
}

bool is_before_open(TableRow& row) {
  const std::string text = normalised_header(row.text("when"));
  if (text == "bmo" || text == "beforeopen" || text == "premarket" || text == "am" || text == "before") return true;
  const bool after =
      text.empty() || text == "amc" || text == "afterclose" || text == "postmarket" || text == "pm" || text == "after";
  if (!after) row.refuse("when", fmt::format("'{}' is neither before_open nor after_close", row.text("when")));
  return false;
}

/// "4", "0.125", "4:1", "4-for-1" → new shares per old; NaN when it is none of these.
double split_ratio(std::string_view text) {
  double parts[2] = {0, 1};
  int count = 0;
  while (!text.empty() && count < 2) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[count]);
    if (error != std::errc{}) return unknown;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    ++count;
    const std::string_view rest = text;
    text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
    const std::string between = normalised_header(rest.substr(0, rest.size() - text.size()));
    if (!between.empty() && between != "for") return unknown;
  }
  const double ratio = parts[0] / parts[1];
  return text.empty() && parts[0] > 0 && parts[1] > 0 ? ratio : unknown;
}

}  // namespace

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::earnings: return "earnings";
    case EventKind::dividend: return "dividend";
    case EventKind::fomc: return "fomc";
    case EventKind::cpi: return "cpi";
    case EventKind::jobs: return "jobs";
    case EventKind::macro: return "macro";
  }
  return "?";
}

core::Result<std::vector<Event>> read_events(const std::filesystem::path& file) {
  std::vector<Event> events;
  const auto add = [&](TableRow& row) {
    Event event{.symbol = row.symbol("symbol"), .date = row.date("date"), .kind = kind_of(row)};
    event.confirmed = is_confirmed(row);
    event.before_open = is_before_open(row);
    event.amount = row.number("amount");
    const bool of_one_name = event.kind == EventKind::earnings || event.kind == EventKind::dividend;
    if (of_one_name && event.symbol.empty()) row.refuse("symbol", fmt::format("{} need a symbol", to_string(event.kind)));
    if (event.kind == EventKind::dividend && !(event.amount >= 0))
      row.refuse("amount", "a dividend needs its amount, USD per share");
    events.push_back(std::move(event));
  };
  const auto rows = read_table(file,
                               {{"date", true, {"ex_date", "ex_dividend_date", "event_date", "earnings_date", "report_date"}},
                                {"kind", false, {"event", "type"}},
                                {"symbol", false, {"underlying", "ticker"}},
                                {"status", false, {"confirmed"}},
                                {"when", false, {"time_of_day", "session"}},
                                {"amount", false, {"dividend", "cash_amount"}}},
                               add);
  if (!rows) return rows.error();
  return events;
}

core::Result<std::vector<Split>> read_splits(const std::filesystem::path& file) {
  std::vector<Split> splits;
  const auto add = [&](TableRow& row) {
    const Split split{row.symbol("symbol"), row.date("date"), split_ratio(row.text("ratio"))};
    if (split.symbol.empty()) row.refuse("symbol", "a split needs a symbol");
    if (!(split.ratio > 0)) row.refuse("ratio", fmt::format("'{}' is no ratio of new shares to old, such as 4", row.text("ratio")));
    splits.push_back(split);
  };
  const auto rows = read_table(
      file, {{"symbol", true, {"underlying", "ticker"}}, {"date", true, {"ex_date"}}, {"ratio", true, {"split_ratio"}}}, add);
  if (!rows) return rows.error();
  return splits;
}

core::Result<std::vector<Holding>> read_holdings(const std::filesystem::path& file) {
  constexpr std::size_t occ_length_min = 16;
  std::vector<Holding> holdings;
  const auto add = [&](TableRow& row) {
    const std::string text = row.symbol("contract");
    if (!text.empty() && text.size() < occ_length_min) return;  // shares: no leg of a spread
    auto contract = market::parse_occ(text);
    const double quantity = row.number("quantity");
    if (!contract) return row.refuse("contract", fmt::format("'{}' is no OCC symbol such as SPY260814P00600000", text));
    if (!(quantity < 0 || quantity > 0)) return row.refuse("quantity", "a position needs contracts, negative when short");
    holdings.push_back({std::move(*contract), quantity});
  };
  const auto rows = read_table(file,
                               {{"contract", true, {"option_symbol", "contract_symbol", "occ_symbol", "local_symbol", "symbol"}},
                                {"quantity", true, {"position", "qty", "contracts"}}},
                               add);
  if (!rows) return rows.error();
  return holdings;
}

}  // namespace legwork::chain
