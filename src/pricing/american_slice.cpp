#include "pricing/american_slice.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <utility>

#include "pricing/american.hpp"
#include "pricing/american_vol_limits.hpp"
#include "pricing/dividend_table.hpp"
#include "pricing/european.hpp"
#include "pricing/premium_table.hpp"
#include "pricing/unit_put.hpp"

namespace legwork::pricing {
namespace {

constexpr double days_per_year = 365;
constexpr double rate_step = 2.5e-4;
constexpr double resolution = 1e-7;  // of a price, as a share of the strike: what the tables can tell apart
constexpr double vol_tolerance = 1e-10;

// The table reaches beyond the vols asked for: quotes of short-dated options imply anything.
constexpr double reach_below = 2.5, reach_above = 2.7, dividend_reach = 1.6, total_vol_reach = 0.5;

std::optional<PremiumTable> build_premium(const PutTerms& terms, const VolRange& range) {
  if (exercise_region(terms) != ExerciseRegion::single_boundary || !exercise_matters(terms)) return std::nullopt;
  return PremiumTable::build(terms, range.low / reach_below,
                             std::max(range.high * reach_above, total_vol_reach / std::sqrt(terms.years)));
}

double intrinsic(Right right, double spot, double strike) { return std::max(0.0, sign(right) * (spot - strike)); }

bool is_valid(const VolRange& range) { return range.low > 0 && range.high > range.low && std::isfinite(range.high); }

constexpr Greeks no_greeks{unknown, unknown, unknown, unknown, unknown, unknown};

}  // namespace

/// How the slice finds its prices. European: early exercise is worth nothing, or too little to see. Direct: no table (two exercise
/// boundaries, or rates of many times the vol), every option on its own.
enum class Backend { invalid, european, table, dividends, direct };

struct AmericanSlice::Table {
  SliceTerms terms;
  VolRange range;
  Backend backend = Backend::invalid;
  std::optional<PremiumTable> premium;
  std::optional<DividendTable> dividends;
  // Only rho needs the neighbouring rate, so that slices used for implied vol or premiums never pay for it.
  mutable std::once_flag bumped_once;
  mutable std::optional<PremiumTable> bumped;

  Table(SliceTerms slice_terms, VolRange vol_range);
  Carry carry_at(double spot, double rate_shift = 0) const;
  bool tabulated(double vol) const { return backend == Backend::table && premium->covers(vol); }
  Greeks from_table(double spot, double strike, double vol) const;
  Greeks european_or_now(double spot, double strike, double vol) const;
  double rho_of_premium(const UnitPut& put, double vol, double premium_now) const;
  void finish(Greeks& greeks, double spot, double strike, double vol) const;
  ImpliedVol search(const AmericanVolLimits& limits, double spot, double strike, double price) const;
};

AmericanSlice::Table::Table(SliceTerms slice_terms, VolRange vol_range)
    : terms(std::move(slice_terms)), range(is_valid(vol_range) ? vol_range : VolRange{}) {
  const Carry& carry = terms.carry;
  std::erase_if(terms.dividends, [&](const CashDividend& d) { return !(d.years > 0 && d.years < carry.years && d.amount > 0); });
  if (!std::isfinite(carry.rate + carry.yield + carry.years) || carry.years < 0) return;
  const PutTerms put = put_terms(terms.right, carry);
  if (!terms.dividends.empty()) {
    if (!is_priceable(carry, 1)) return;
    dividends.emplace(terms.right, carry, terms.dividends, range.low / dividend_reach,
                      std::max(range.high * dividend_reach, total_vol_reach / std::sqrt(carry.years)));
    backend = Backend::dividends;
  } else if (!exercise_matters(put)) {
    backend = Backend::european;
  } else {
    premium = build_premium(put, range);
    backend = premium ? Backend::table : Backend::direct;
  }
}

Carry AmericanSlice::Table::carry_at(double spot, double rate_shift) const {
  return {spot, terms.carry.rate + rate_shift, terms.carry.yield, terms.carry.years};
}

Greeks AmericanSlice::Table::european_or_now(double spot, double strike, double vol) const {
  const Greeks european = european_greeks(terms.right, carry_at(spot), strike, vol);
  const double now = intrinsic(terms.right, spot, strike);
  const bool may_exercise = exercise_region(terms.right, terms.carry.rate, terms.carry.yield) != ExerciseRegion::european;
  return may_exercise && european.price < now ? Greeks{.price = now, .delta = sign(terms.right)} : european;
}

/// Price, delta, gamma and vega; delta is ±1 and the rest 0 where exercise is due. Theta and rho are the European ones.
Greeks AmericanSlice::Table::from_table(double spot, double strike, double vol) const {
  const UnitPut put(terms.right, carry_at(spot), strike);
  const PremiumTable::Value unit = premium->at(put.log_spot, vol);
  const double now = intrinsic(terms.right, spot, strike);
  if (unit.exercised) return {.price = now, .delta = sign(terms.right)};
  Greeks greeks = european_greeks(terms.right, carry_at(spot), strike, vol);
  const bool is_put = terms.right == Right::put;
  greeks.price = std::max(now, greeks.price + put.scale * unit.premium);
  greeks.delta += is_put ? unit.by_log_spot * strike / spot : unit.premium - unit.by_log_spot;
  greeks.gamma += put.scale * (unit.by_log_spot_twice - unit.by_log_spot) / (spot * spot);
  greeks.vega += put.scale * unit.by_vol / 100;
  return greeks;
}

double AmericanSlice::Table::rho_of_premium(const UnitPut& put, double vol, double premium_now) const {
  std::call_once(bumped_once, [&] { bumped = build_premium(put_terms(terms.right, carry_at(1, rate_step)), range); });
  if (!bumped || !bumped->covers(vol)) return 0;
  const PremiumTable::Value shifted = bumped->at(put.log_spot, vol);
  return shifted.exercised ? 0 : put.scale * (shifted.premium - premium_now) / rate_step / 100;
}

/// Theta by the pricing equation, which holds wherever the option is kept; rho from the neighbouring rate.
void AmericanSlice::Table::finish(Greeks& greeks, double spot, double strike, double vol) const {
  const UnitPut put(terms.right, carry_at(spot), strike);
  const PremiumTable::Value unit = premium->at(put.log_spot, vol);
  if (unit.exercised) return;
  const double rate = terms.carry.rate, yield = terms.carry.yield;
  const double yearly = rate * greeks.price - (rate - yield) * spot * greeks.delta - 0.5 * vol * vol * spot * spot * greeks.gamma;
  greeks.theta = yearly / days_per_year;
  greeks.rho += rho_of_premium(put, vol, unit.premium);
}

AmericanSlice AmericanSlice::build(const SliceTerms& terms, VolRange range) {
  AmericanSlice slice;
  slice.table_ = std::make_shared<const Table>(terms, range);
  return slice;
}

const SliceTerms& AmericanSlice::terms() const { return table_->terms; }

VolRange AmericanSlice::range() const { return table_->range; }

double AmericanSlice::price(double spot, double strike, double vol) const {
  const Table& t = *table_;
  if (!is_priceable(t.carry_at(spot), strike) || !(vol >= 0) || !std::isfinite(vol)) return unknown;
  switch (t.backend) {
    case Backend::invalid: return unknown;
    case Backend::european: return t.european_or_now(spot, strike, vol).price;
    case Backend::dividends: return t.dividends->greeks(spot, strike, vol).price;
    case Backend::table:
    case Backend::direct: break;
  }
  return t.tabulated(vol) ? t.from_table(spot, strike, vol).price : american_price(t.terms.right, t.carry_at(spot), strike, vol);
}

double AmericanSlice::premium(double spot, double strike, double vol) const {
  const Table& t = *table_;
  const double american = price(spot, strike, vol);
  if (std::isnan(american)) return unknown;
  const double european = t.backend == Backend::dividends ? t.dividends->european_price(spot, strike, vol)
                                                          : european_greeks(t.terms.right, t.carry_at(spot), strike, vol).price;
  return std::max(0.0, american - european);
}

Greeks AmericanSlice::greeks(double spot, double strike, double vol) const {
  const Table& t = *table_;
  if (!is_priceable(t.carry_at(spot), strike) || !(vol >= 0) || !std::isfinite(vol)) return no_greeks;
  switch (t.backend) {
    case Backend::invalid: return no_greeks;
    case Backend::european: return t.european_or_now(spot, strike, vol);
    case Backend::dividends: return t.dividends->greeks(spot, strike, vol);
    case Backend::table:
    case Backend::direct: break;
  }
  if (!t.tabulated(vol)) return american_greeks(t.terms.right, t.carry_at(spot), strike, vol);
  Greeks greeks = t.from_table(spot, strike, vol);
  t.finish(greeks, spot, strike, vol);
  return greeks;
}

ImpliedVol AmericanSlice::implied_vol(double spot, double strike, double price) const {
  const Table& t = *table_;
  const Carry carry = t.carry_at(spot);
  if (t.backend == Backend::invalid) return {unknown, NoVol::not_finite};
  if (t.backend == Backend::dividends) return t.dividends->implied_vol(spot, strike, price);
  if (exercise_region(t.terms.right, carry.rate, carry.yield) == ExerciseRegion::european)
    return european_implied_vol(t.terms.right, carry, strike, price);
  if (t.backend == Backend::direct) return american_implied_vol(t.terms.right, carry, strike, price);
  const AmericanVolLimits limits(t.terms.right, carry, strike, price, resolution);
  if (limits.reason != NoVol::none) return {unknown, limits.reason};
  if (t.backend == Backend::european) return european_implied_vol(t.terms.right, carry, strike, price);
  return t.search(limits, spot, strike, price);
}

/// Newton steps inside the table; a solution beyond either end is looked for without it.
ImpliedVol AmericanSlice::Table::search(const AmericanVolLimits& limits, double spot, double strike, double price) const {
  const auto trial = [&](double vol) {
    const Greeks greeks = from_table(spot, strike, vol);
    return VolTrial{greeks.price - price, 100 * greeks.vega};
  };
  const auto direct = [&] { return american_implied_vol(terms.right, carry_at(spot), strike, price); };
  VolBracket bracket = limits.bracket;
  if (bracket.high <= premium->low()) return direct();
  if (bracket.high > premium->high()) {
    bracket.high = premium->high();
    if (trial(bracket.high).excess < 0) return direct();
  }
  bracket.low = std::max(bracket.low, premium->low());
  const double vol = search_vol(trial, bracket, limits.start, vol_tolerance);
  return vol <= bracket.low * (1 + 1e-6) ? direct() : limits.result(vol);
}

}  // namespace legwork::pricing
