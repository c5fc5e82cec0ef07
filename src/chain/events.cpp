// Reading what a person knows beside the market: earnings, dividends and macro dates, splits, and positions held.
#include <algorithm>
#include <charconv>
#include <cmath>

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

/// A file without the column is of what its other columns speak of.
EventKind kind_of(TableRow& row) {
  if (!row.has_column("kind") && row.has_column("amount")) return EventKind::dividend;
  if (!row.has_column("kind") && (row.has_column("when") || row.has_column("status"))) return EventKind::earnings;
  const std::string text = normalised_header(row.text("kind"));
  for (const Word& word : kind_words)
    if (word.text == text) return word.kind;
  row.refuse("kind", fmt::format("'{}' is none of earnings, dividend, fomc, cpi, jobs, macro", row.text("kind")));
  return {};
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_confirmed(TableRow& row) {
  const std::string text = normalised_header(row.text("status"));
  if (text.empty() || is_one_of(text, {"confirmed", "verified", "yes", "true", "1", "c"})) return true;
  if (!is_one_of(text, {"estimated", "estimate", "unconfirmed", "projected", "tentative", "inferred", "no", "false", "0", "e"}))
    row.refuse("status", fmt::format("'{}' is neither confirmed nor estimated", row.text("status")));
  return false;
}

/// The words of the usual calendars: bmo/amc/dmh, "time-pre-market", TAS and TNS ("time not supplied").
ReportTime report_time(TableRow& row) {
  const std::string text = normalised_header(row.text("when"));
  if (text.empty() || is_one_of(text, {"tns", "tas", "timenotsupplied", "unknown", "unspecified", "notsupplied", "other"}))
    return ReportTime::not_told;
  if (is_one_of(text, {"bmo", "beforeopen", "beforemarket", "beforemarketopen", "premarket", "timepremarket", "am", "before"}))
    return ReportTime::before_open;
  if (is_one_of(text, {"amc", "afterclose", "aftermarket", "aftermarketclose", "postmarket", "afterhours", "timeafterhours", "pm",
                       "after"}))
    return ReportTime::after_close;
  if (is_one_of(text, {"dmh", "dmt", "during", "duringmarket", "duringmarkethours", "duringsession", "intraday"}))
    return ReportTime::during_session;
  row.refuse("when", fmt::format("'{}' is none of before_open, after_close, during_session, unknown", row.text("when")));
  return ReportTime::not_told;
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
    event.when = report_time(row);
    event.amount = row.number("amount");
    const bool of_one_name = event.kind == EventKind::earnings || event.kind == EventKind::dividend;
    if (of_one_name && event.symbol.empty()) row.refuse("symbol", fmt::format("{} need a symbol", to_string(event.kind)));
    if (event.kind == EventKind::dividend && !(event.amount >= 0))
      row.refuse("amount", "a dividend needs its amount, USD per share");
    events.push_back(std::move(event));
  };
  const auto rows = read_table(file, event_columns(), add);
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

core::Result<Holdings> read_holdings(const std::filesystem::path& file) {
  constexpr std::size_t occ_length_min = 16;
  Holdings holdings;
  const auto add = [&](TableRow& row) {
    const std::string text = row.symbol("contract");
    if (text == "CASH" || text == "USD") return;  // a line of position exports that moves with nothing
    const double quantity = row.number("quantity"), delta = row.number("delta");
    if (!(quantity < 0 || quantity > 0)) return row.refuse("quantity", "a position needs a quantity, negative when short");
    if (std::abs(delta) > 1) return row.refuse("delta", fmt::format("{} is no delta per share, -1 to 1", delta));
    if (!text.empty() && text.size() < occ_length_min) {
      holdings.shares.push_back({text, quantity});
      return;
    }
    auto contract = market::parse_occ(text);
    if (!contract) return row.refuse("contract", fmt::format("'{}' is no OCC symbol such as SPY260814P00600000", text));
    holdings.options.push_back({std::move(*contract), quantity, delta});
  };
  const auto rows = read_table(file, holding_columns(), add);
  if (!rows) return rows.error();
  return holdings;
}

const std::vector<TableColumn>& event_columns() {
  static const std::vector<TableColumn> columns{
      {"date",
       true,
       {"ex_date", "ex_dividend_date", "event_date", "earnings_date", "report_date", "announcement_date"},
       "US Eastern date, 2026-08-14: of the report, of the first session without the dividend, of the announcement."},
      {"kind",
       false,
       {"event", "type", "event_type"},
       "earnings, dividend, fomc, cpi, jobs or macro. A file without it is one of dividends when it has amounts, else of earnings "
       "when it has a report time or a status."},
      {"symbol", false, {"underlying", "ticker"}, "Earnings and dividends need it; macro dates are everybody's."},
      {"status", false, {"confirmed", "is_confirmed", "date_status"}, "confirmed (also when empty) or estimated."},
      {"when",
       false,
       {"time_of_day", "session", "report_time", "earnings_time", "earnings_call_time", "timing", "hour"},
       "Of earnings: before_open (bmo), after_close (amc), during_session (dmh); empty or unknown: not told."},
      {"amount", false, {"dividend", "cash_amount"}, "Of a dividend: USD per share."}};
  return columns;
}

const std::vector<TableColumn>& holding_columns() {
  static const std::vector<TableColumn> columns{
      {"contract",
       true,
       {"option_symbol", "contract_symbol", "occ_symbol", "local_symbol", "symbol"},
       "OCC symbol of an option (SPY260814P00600000), or the symbol of a share. CASH and USD are left out."},
      {"quantity", true, {"position", "qty", "contracts"}, "Contracts or shares, negative when short."},
      {"delta",
       false,
       {"option_delta"},
       "Per share, puts negative: needed for options whose chain is not scanned, else the own model's is taken."}};
  return columns;
}

}  // namespace legwork::chain
