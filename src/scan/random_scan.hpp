// Random chains and random expressions for property tests: everything a file may hold, hostile quotes included. For tests only.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "chain/store_builder.hpp"
#include "core/prng.hpp"
#include "scan/scanner.hpp"

namespace legwork::scan {

class RandomChain {
 public:
  explicit RandomChain(core::Prng& prng) : prng_(prng) {}

  /// Up to three underlyings with up to three expiries; sometimes one strike, rarely more than one block of them.
  chain::Store build() {
    chain::StoreBuilder builder;
    const auto underlyings = prng_.between(1, 3);
    for (int u = 0; u < underlyings; ++u) {
      builder.add_underlying(underlying(u));
      const auto expiries = prng_.between(0, 3);
      for (int e = 0; e < expiries; ++e) add_expiry(builder, e);
    }
    return std::move(builder).finish();
  }

 private:
  double between(double low, double high) { return low + (high - low) * prng_.uniform(); }
  /// A tenth unknown, and few distinct values, so that keys tie.
  double cell(double low, double high) {
    if (prng_.chance(1, 10)) return chain::unknown;
    return prng_.chance(1, 2) ? between(low, high) : low + (high - low) * 0.25 * static_cast<double>(prng_.between(0, 4));
  }

  chain::Underlying underlying(int index) {
    chain::Underlying u;
    u.symbol = std::vector<std::string>{"AAA", "BB", "C.D"}[static_cast<std::size_t>(index)];
    u.as_of = market::eastern_to_utc(as_of(), market::WallTime{15 * 3600});
    u.spot = u.vendor_price = 100;
    u.iv30 = cell(0.1, 0.6);
    u.measures.iv_percentile = cell(0, 100);
    u.measures.hv20 = cell(0.1, 0.5);
    u.measures.hv60 = cell(0.1, 0.5);
    u.measures.atr14 = cell(1, 4);
    if (prng_.chance(1, 2))
      u.measures.events.push_back({u.symbol, market::add_days(as_of(), static_cast<int>(prng_.between(0, 40))),
                                   chain::EventKind::earnings, prng_.chance(1, 2), static_cast<chain::ReportTime>(prng_.below(4)),
                                   chain::unknown});
    return u;
  }

  static market::Date as_of() { return market::Date(std::chrono::year(2026) / 7 / 10); }

  void add_expiry(chain::StoreBuilder& builder, int index) {
    chain::Expiry e;
    e.trading_class = prng_.chance(1, 2) ? "AAA" : "AAAW";
    e.dte = 7 + 14 * index;
    e.date = market::add_days(as_of(), e.dte);
    e.settlement = prng_.chance(1, 2) ? market::Settlement::am : market::Settlement::pm;
    e.settles_at = market::ExchangeCalendar::us_options().settlement_instant(e.date, e.settlement);
    e.expiry_class = static_cast<market::ExpiryClass>(prng_.below(5));
    e.years = e.dte / 365.0;
    e.rate = 0.04;
    e.yield = 0.01;
    e.discount = std::exp(-e.rate * e.years);
    e.forward = 100 * std::exp((e.rate - e.yield) * e.years);
    e.expected_move = cell(2, 8);
    if (prng_.chance(2, 3)) e.smile = {{0.001, 0.02, -0.4, 0.0, 0.15}, e.forward, e.years, 0.0, 9, true};
    const auto expiry = builder.add_expiry(e);
    for (const market::Right right : {market::Right::call, market::Right::put})
      if (prng_.chance(7, 8)) add_slice(builder, expiry, right);
  }

  std::int64_t strike_count() {
    if (prng_.chance(1, 12)) return 1;
    return prng_.chance(1, 60) ? prng_.between(255, 300) : prng_.between(2, 18);
  }

  void add_slice(chain::StoreBuilder& builder, std::uint32_t expiry, market::Right right) {
    const auto count = strike_count();
    std::vector<market::Price> strikes;
    strikes.reserve(static_cast<std::size_t>(count));
    const double step = 60.0 / static_cast<double>(count);
    for (std::int64_t i = 0; i < count; ++i)
      strikes.push_back(market::Price::from_nanos(std::llround(1e3 * (70 + step * static_cast<double>(i))) * 1'000'000));
    const chain::Slice slice = builder.slice(builder.add_slice(expiry, right, strikes));
    for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) fill(builder, row, right);
  }

  void fill(chain::StoreBuilder& builder, chain::Row row, market::Right right) {
    using chain::Column;
    const auto set = [&](Column c, double value) { builder.column(c)[row] = value; };
    const double intrinsic = core::sign(right) * (100 - builder.column(Column::strike)[row]);
    const double fair = 0.5 * (intrinsic + std::sqrt(intrinsic * intrinsic + 30)) + between(-0.1, 0.1);
    const double half = cell(-0.02, 0.3);  // crossed, locked or missing
    set(Column::bid, prng_.chance(1, 12) ? 0.0 : fair - half);
    set(Column::ask, prng_.chance(1, 20) ? 0.0 : fair + half);
    set(Column::model_price, cell(0.9 * fair, 1.1 * fair));
    const double reach = 0.5 + 0.5 * std::tanh(intrinsic / 12);
    set(Column::delta, prng_.chance(1, 15) ? chain::unknown : core::sign(right) * reach);
    set(Column::gamma, cell(0, 0.05));
    set(Column::theta, cell(-0.1, 0));
    set(Column::vega, cell(0, 0.2));
    set(Column::iv, cell(0.1, 0.6));
    set(Column::smile_iv, cell(0.1, 0.6));
    set(Column::premium, cell(0, 0.1));
    set(Column::volume, cell(0, 400));
    set(Column::open_interest, cell(0, 2000));
    set(Column::bid_size, cell(0, 50));
    set(Column::ask_size, cell(0, 50));
    set(Column::quote_age, cell(0, 60));
    set(Column::confirmed_age, cell(0, 60));
    builder.confidence()[row] = static_cast<chain::Confidence>(prng_.below(4));
  }

  core::Prng& prng_;
};

class RandomExpression {
 public:
  /// `values`: a column's number on some row of the chain, so that filters divide it. `usable`: columns to draw from.
  template <class Values>
  RandomExpression(core::Prng& prng, Table table, std::vector<ColumnId> usable, Values values)
      : prng_(prng), table_(table), usable_(std::move(usable)), values_(std::move(values)) {}

  /// Text of a conjunction of up to `conjuncts_max` random filters.
  std::string text(int conjuncts_max) {
    std::string all;
    const auto count = prng_.between(0, conjuncts_max);
    for (int i = 0; i < count; ++i) all += (i == 0 ? "" : prng_.chance(1, 2) ? " and " : ", ") + filter(prng_.chance(1, 3) ? 2 : 0);
    return all;
  }

 private:
  std::string filter(int depth) {
    if (depth == 0 || prng_.chance(1, 3)) return condition();
    switch (prng_.below(3)) {
      case 0: return "not " + filter(depth - 1);
      case 1: return "(" + filter(depth - 1) + " or " + filter(depth - 1) + ")";
      default: return "(" + filter(depth - 1) + " AND " + filter(depth - 1) + ")";
    }
  }

  std::string condition() {
    const ColumnId column = usable_[prng_.below(usable_.size())];
    const ColumnInfo& c = info(table_, column);
    if (c.type == Type::flag) return std::string(c.id) + (prng_.chance(1, 3) ? " != true" : "");
    if (c.type == Type::word)
      return std::string(c.id) + (prng_.chance(1, 2) ? " = " + word(column) : " in {" + word(column) + ", " + word(column) + "}");
    const double a = constant(column), b = constant(column);
    const auto text = [&](double x) { return value_text(table_, column, x, {}); };
    switch (prng_.below(4)) {
      case 0: return std::string(c.id) + " in " + text(std::min(a, b)) + ".." + text(std::max(a, b));
      case 1: return text(std::min(a, b)) + " <= " + std::string(c.id) + " < " + text(std::max(a, b));
      default: {
        const Compare op = static_cast<Compare>(prng_.below(6));
        return std::string(c.id) + " " + std::string(to_string(op)) + " " + text(a);
      }
    }
  }

  double constant(ColumnId column) {
    const double value = values_(column);
    return std::isfinite(value) ? value : static_cast<double>(prng_.between(-2, 100));
  }

  std::string word(ColumnId column) {
    const auto fixed = words(table_, column);
    if (!fixed.empty()) return std::string(fixed[prng_.below(fixed.size())]);
    return std::vector<std::string>{"AAA", "bb", "C.D", "AAAW", "\"nobody's\""}[prng_.below(5)];
  }

  core::Prng& prng_;
  Table table_;
  std::vector<ColumnId> usable_;
  std::function<double(ColumnId)> values_;
};

/// Every vertical of a store, in order.
inline std::vector<VerticalRow> all_verticals(const chain::Store& store) {
  std::vector<VerticalRow> rows;
  for (std::uint32_t i = 0; i < store.slices().size(); ++i) {
    const chain::Slice& slice = store.slices()[i];
    for (chain::Row s = slice.begin; s < slice.begin + slice.count; ++s)
      for (chain::Row l = slice.begin; l < slice.begin + slice.count; ++l)
        if (s != l) rows.push_back({i, s, l});
  }
  return rows;
}

inline std::vector<ColumnId> columns_of(Table table, Cost cost) {
  std::vector<ColumnId> ids;
  for (const ColumnInfo& c : catalogue(table))
    if (c.cost == cost) ids.push_back(find_column(table, c.id).value());
  return ids;
}

/// A random expression whose constants come from random rows.
inline Expression random_expression(core::Prng& prng, const Scanner& scanner, const std::vector<VerticalRow>& rows,
                                    std::vector<ColumnId> usable, int conjuncts_max) {
  const auto value = [&](ColumnId column) { return rows.empty() ? 0.0 : scanner.value(column, rows[prng.below(rows.size())]); };
  return parse_expression(Table::spreads, RandomExpression(prng, Table::spreads, std::move(usable), value).text(conjuncts_max))
      .value();
}

}  // namespace legwork::scan
