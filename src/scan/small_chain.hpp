// A chain small enough to check by hand, priced from its own smile: XYZ at 100, two monthly-like expiries, strikes 80 … 120.
// For tests only.
#pragma once

#include <cmath>

#include "chain/store_builder.hpp"
#include "pricing/european.hpp"
#include "pricing/probability.hpp"
#include "scan/scanner.hpp"

namespace legwork::scan {

struct SmallChain {
  double spot = 100, rate = 0.04, yield = 0.01, half_spread = 0.05;
  pricing::Svi svi{0.001, 0.02, -0.4, 0.0, 0.15};  // per expiry of 45 days; total variance scales with time below
  std::vector<int> days{30, 60};
  std::vector<double> strikes{80, 85, 90, 95, 100, 105, 110, 115, 120};
  double volume_from_strike = 0;  // below it the volume is not known
  std::vector<chain::Event> events;
  market::Settlement settlement = market::Settlement::pm;

  chain::Store build() const {
    using chain::Column;
    chain::StoreBuilder builder;
    chain::Underlying u;
    u.symbol = "XYZ";
    u.as_of = market::eastern_to_utc(as_of_date(), market::WallTime{16 * 3600});
    u.vendor_price = u.spot = u.implied_spot = spot;
    u.iv30 = 0.25;
    u.measures.events = events;
    builder.add_underlying(u);
    for (const int d : days) add_expiry(builder, d);
    return std::move(builder).finish();
  }

  static market::Date as_of_date() {
    using namespace std::chrono;
    return market::Date(2026y / July / 10);
  }

 private:
  void add_expiry(chain::StoreBuilder& builder, int d) const {
    chain::Expiry e;
    e.trading_class = "XYZ";
    e.date = market::add_days(as_of_date(), d);
    e.exercise = market::ExerciseStyle::european;
    e.settlement = settlement;
    e.settles_at = market::eastern_to_utc(e.date, market::WallTime{settlement == market::Settlement::am ? 34'200 : 57'600});
    e.expiry_class = market::ExpiryClass::weekly;
    e.years = d / 365.0;
    e.dte = d;
    e.rate = rate;
    e.yield = yield;
    e.discount = std::exp(-rate * e.years);
    e.forward = spot * std::exp((rate - yield) * e.years);
    e.smile = {svi, e.forward, e.years, 0.0, 9, true};
    const double scale = d / 45.0;
    e.smile.svi.a *= scale;
    e.smile.svi.b *= scale;
    e.atm_iv = e.smile.vol(e.forward);
    e.expected_move = spot * e.atm_iv * std::sqrt(e.years);
    const auto index = builder.add_expiry(e);
    for (const market::Right right : {market::Right::call, market::Right::put}) add_slice(builder, index, e, right);
  }

  void add_slice(chain::StoreBuilder& builder, std::uint32_t index, const chain::Expiry& e, market::Right right) const {
    using chain::Column;
    std::vector<market::Price> prices;
    for (const double k : strikes) prices.push_back(market::Price::from_nanos(std::llround(k * 1e9)));
    const chain::Row begin = builder.slice(builder.add_slice(index, right, prices)).begin;
    const pricing::Carry carry{spot, rate, yield, e.years};
    for (std::size_t i = 0; i < strikes.size(); ++i) {
      builder.confidence()[begin + i] = chain::Confidence::A;
      const auto set = [&](Column c, double value) { builder.column(c)[begin + i] = value; };
      const double vol = e.smile.vol(strikes[i]);
      const pricing::Greeks g = pricing::european_greeks(right, carry, strikes[i], vol);
      set(Column::bid, g.price > half_spread ? g.price - half_spread : 0.0);
      set(Column::ask, g.price + half_spread);
      set(Column::iv, vol);
      set(Column::smile_iv, vol);
      set(Column::model_price, g.price);
      set(Column::delta, g.delta);
      set(Column::gamma, g.gamma);
      set(Column::theta, g.theta);
      set(Column::vega, g.vega);
      set(Column::rho, g.rho);
      set(Column::premium, 0.0);
      set(Column::volume, strikes[i] < volume_from_strike ? chain::unknown : 100.0 + static_cast<double>(i));
      set(Column::open_interest, 1000.0 + static_cast<double>(i));
      set(Column::bid_size, 10);
      set(Column::ask_size, 20);
      set(Column::quote_age, 5);
      set(Column::confirmed_age, 1);
    }
  }
};

/// The row of "XYZ:20260809:P:95/90" and the like.
inline VerticalRow row_of(const chain::Store& store, std::string_view id) {
  return find_vertical(store, market::parse_vertical_id(id).value()).value();
}

inline ColumnId spread_column(std::string_view id) { return find_column(Table::spreads, id).value(); }

}  // namespace legwork::scan
