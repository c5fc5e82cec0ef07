// Reading daily bars and IV history.
#include <cmath>

#include <fmt/format.h>

#include "chain/daily_table.hpp"
#include "chain/measures.hpp"

namespace legwork::chain {

namespace {

void require_ascending(TableRow& row, const std::vector<market::Date>& dates, market::Date date) {
  if (!dates.empty() && date <= dates.back())
    row.refuse("date", fmt::format("{} does not come after {}; sort by date, oldest first, one line a day", market::to_string(date),
                                   market::to_string(dates.back())));
}

double positive(TableRow& row, std::string_view column) {
  const double value = row.number(column);
  if (!(value > 0)) row.refuse(column, fmt::format("'{}' is no price above zero", row.text(column)));
  return value;
}

/// A line of a day without a trade, as some vendors write it.
bool is_blank(const TableRow& row) { return !row.has("open") && !row.has("high") && !row.has("low") && !row.has("close"); }

}  // namespace

core::Result<Bars> read_bars(const std::filesystem::path& file) {
  Bars bars;
  const auto add = [&](TableRow& row) {
    const market::Date date = row.date("date");
    require_ascending(row, bars.date, date);
    if (is_blank(row)) return;
    const double high = positive(row, "high"), low = positive(row, "low");
    if (high < low) row.refuse("high", fmt::format("the high {} is below the low {}", high, low));
    const double volume = row.number("volume");
    if (volume < 0) row.refuse("volume", "the volume is negative");
    bars.date.push_back(date);
    bars.open.push_back(positive(row, "open"));
    bars.high.push_back(high);
    bars.low.push_back(low);
    bars.close.push_back(positive(row, "close"));
    bars.volume.push_back(volume);
  };
  const auto rows = read_table(file,
                               {{"date", true, {"timestamp", "day"}},
                                {"open", true},
                                {"high", true},
                                {"low", true},
                                {"close", true, {"last", "close_last"}},
                                {"volume", false, {"vol"}}},
                               add);
  if (!rows) return rows.error();
  return bars;
}

core::Result<IvHistory> read_iv_history(const std::filesystem::path& file) {
  constexpr double iv_max = 10;  // 1000 %
  IvHistory history;
  const auto add = [&](TableRow& row) {
    const market::Date date = row.date("date");
    require_ascending(row, history.date, date);
    const bool decimal = row.has_column("iv");
    const std::string_view column = decimal ? "iv" : "close";
    if (!row.has_column(column)) row.refuse(column, "no column iv (0.25 = 25 %) or close (25 = 25 %)");
    if (!row.has(column)) return;
    const double iv = positive(row, column) * (decimal ? 1 : 0.01);
    if (iv > iv_max)
      row.refuse(column, fmt::format("{} would be {:.0f} %; iv is a decimal, 0.25 for 25 %", row.text(column), 100 * iv));
    history.date.push_back(date);
    history.iv.push_back(iv);
  };
  const auto rows = read_table(
      file, {{"date", true, {"timestamp", "day"}}, {"iv", false, {"iv30", "implied_volatility", "implied_vol"}}, {"close", false}},
      add);
  if (!rows) return rows.error();
  return history;
}

}  // namespace legwork::chain
