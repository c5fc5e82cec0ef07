// The catalogue's inside: a column is its description plus a kernel. Six lists (underlying, expiry, leg, vertical, events, book) make up
// the two tables; a leg column appears three times from one definition: `volume`, `short_volume`, `long_volume`.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "scan/column.hpp"
#include "scan/leg_pair.hpp"

namespace legwork::scan {

struct SpreadKernel {
  void (*block)(const VerticalBlock&, double*) = nullptr;
  double (*row)(const LegPair&) = nullptr;
};
using OptionKernel = double (*)(const LegView&);

struct SpreadColumn {
  ColumnInfo info;
  SpreadKernel kernel;
};
struct OptionColumn {
  ColumnInfo info;
  OptionKernel kernel = nullptr;
};

/// As the `confidence` columns order it: D 0 … A 3, so that `>= B` means B or better.
inline double grade(chain::Confidence c) { return 3.0 - static_cast<double>(static_cast<int>(c)); }

/// F: a captureless lambda `double(const LegPair&)`. `out` overlaps no column: told the compiler, so that it computes several rows at a
/// time where F has no branch around a load.
template <auto F>
void fill_block(const VerticalBlock& block, double* __restrict out) {
  LegPair pair = leg_pair(*block.legs, block.slice, block.structure, block.short_row, block.long_begin);
  for (std::uint32_t i = 0; i < block.n; ++i, ++pair.l) out[i] = F(pair);
}
template <auto F>
double fill_row(const LegPair& pair) {
  return F(pair);
}
template <auto F>
inline constexpr SpreadKernel kernel{&fill_block<F>, &fill_row<F>};

/// What a column says of itself, before it is placed in a table under an identifier.
struct Description {
  std::string_view id;
  int filter;
  Type type;
  Unit unit;
  std::string_view title, definition, formula, reason;
};

struct Tables {
  std::vector<OptionColumn> options;
  std::vector<SpreadColumn> spreads;
  std::deque<std::string> texts;  // identifiers made from prefixes; a deque never moves them

  void add_underlying_columns();
  void add_expiry_columns();
  void add_leg_columns();
  void add_vertical_columns();
  void add_event_columns();
  void add_book_columns();

  /// A column of the underlying or expiry, in both tables.
  template <auto F>
  void shared(Scope scope, const Description& d);
  /// A column of one contract: `id` in options, `short_id` and `long_id` in spreads.
  template <auto F>
  void leg(const Description& d);
  /// A column of options only.
  template <auto F>
  void option(const Description& d);
  template <auto F>
  void spread(Scope scope, const Description& d, Cost cost = Cost::cheap);

 private:
  std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

const Tables& tables();

inline ColumnInfo make_info(Table table, Scope scope, const Description& d, Cost cost = Cost::cheap) {
  return {d.id, d.filter, table, scope, d.type, d.unit, cost, d.title, d.definition, d.formula, d.reason};
}

template <auto F>
struct OnShortLeg {
  double operator()(const LegPair& pair) const { return F(pair.short_leg()); }
};
template <auto F>
struct OnLongLeg {
  double operator()(const LegPair& pair) const { return F(pair.long_leg()); }
};

template <auto F>
void Tables::shared(Scope scope, const Description& d) {
  options.push_back({make_info(Table::options, scope, d), [](const LegView& leg) { return double(F(leg)); }});
  spreads.push_back({make_info(Table::spreads, scope, d), kernel<OnShortLeg<F>{}>});
}

template <auto F>
void Tables::leg(const Description& d) {
  options.push_back({make_info(Table::options, Scope::leg, d), [](const LegView& leg) { return double(F(leg)); }});
  const auto place = [&](std::string_view prefix, Scope scope, SpreadKernel k) {
    Description named = d;
    named.id = keep(std::string(prefix) + "_" + std::string(d.id));
    named.title = keep(std::string(prefix.substr(0, 1)) + "." + std::string(d.title));
    named.definition = keep("Of the " + std::string(prefix) + " leg: " + std::string(d.definition));
    spreads.push_back({make_info(Table::spreads, scope, named), k});
  };
  place("short", Scope::short_leg, kernel<OnShortLeg<F>{}>);
  place("long", Scope::long_leg, kernel<OnLongLeg<F>{}>);
}

template <auto F>
void Tables::option(const Description& d) {
  options.push_back({make_info(Table::options, Scope::leg, d), [](const LegView& leg) { return double(F(leg)); }});
}

template <auto F>
void Tables::spread(Scope scope, const Description& d, Cost cost) {
  spreads.push_back({make_info(Table::spreads, scope, d, cost), kernel<F>});
}

}  // namespace legwork::scan
