#include "scan/legs.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/probability.hpp"
#include "scan/deferred.hpp"
#include "scan/score.hpp"

namespace legwork::scan {
namespace {

using chain::Column;
using chain::Row;
using market::Right;
using pricing::unknown;

/// The price a contract is marked at: its mid while both sides are quoted and in order, else the smile's price held within the sides
/// there are. A zero-bid contract must not be marked at the mid of 0 and its ask (verticals.md §4).
double mark(double bid, double ask, double model) {
  const bool has_bid = bid > 0, has_ask = ask > 0;
  if (has_bid && has_ask && bid <= ask) return 0.5 * (bid + ask);
  if (std::isnan(model) || (has_bid && has_ask)) return unknown;  // crossed: no side can be believed
  if (has_ask) return std::min(model, ask);
  if (has_bid) return std::max(model, bid);
  return unknown;
}

double log_share(double count, double decades) {
  return std::isnan(count) ? 0.0 : std::min(1.0, std::log10(1.0 + std::max(count, 0.0)) / decades);
}

double expected_payoff(const pricing::Smile& smile, Right right, double strike) {
  if (!smile.valid()) return unknown;
  return right == Right::put ? pricing::smile_expected_put(smile, strike) : pricing::smile_expected_call(smile, strike);
}

/// Driftless (μ = 0): the forecast's forward is the spot itself.
double forecast_payoff(Right right, double spot, double years, double vol, double strike) {
  if (!(vol > 0)) return unknown;
  const double put = pricing::flat_expected_put(spot, years, vol, strike);
  return right == Right::put ? put : put + spot - strike;
}

Charges charges_of(const Parameters& parameters) {
  const Costs& costs = parameters.costs;
  const double entry = parameters.basis == PriceBasis::mid ? costs.slippage_entry : 0.0;  // the natural price has paid it
  return {costs.commission * (costs.hold_to_expiry ? 2.0 : 4.0), entry + (costs.hold_to_expiry ? 0.0 : costs.slippage_exit)};
}

}  // namespace

Legs::Legs(const chain::Store& store, Parameters parameters)
    : store_(&store),
      parameters_(std::move(parameters)),
      charges_(charges_of(parameters_)),
      deferred_(std::make_unique<Deferred>()) {
  if (parameters_.score.empty()) parameters_.score = default_score();
  for (const ScoreTerm& term : parameters_.score) score_.emplace_back(term);
  for (auto& column : columns_) column.assign(store.rows(), unknown);
  for (const chain::Underlying& u : store.underlyings()) forecast_vol_.push_back(0.5 * (u.measures.hv20 + u.measures.hv60));

  for (const chain::Expiry& e : store.expiries()) trading_classes_.push_back(e.trading_class);
  std::ranges::sort(trading_classes_);
  trading_classes_.erase(std::ranges::unique(trading_classes_).begin(), trading_classes_.end());
  for (const chain::Expiry& e : store.expiries())
    trading_class_of_.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(trading_classes_, e.trading_class) - trading_classes_.begin()));

  for (const chain::Slice& slice : store.slices()) derive_slice(slice);
  find_holdings();
  for (std::size_t c = 0; c < chain::column_count; ++c) pointers_.chain[c] = store.column(static_cast<Column>(c)).data();
  for (std::size_t c = 0; c < leg_column_count; ++c) pointers_.leg[c] = columns_[c].data();
}

Legs::~Legs() = default;

void Legs::derive_slice(const chain::Slice& slice) {
  const chain::Expiry& expiry = store_->expiries()[slice.expiry];
  const chain::Underlying& underlying = store_->underlyings()[expiry.underlying];
  const auto set = [this](LegColumn c, Row row, double value) { columns_[static_cast<std::size_t>(c)][row] = value; };
  const bool smile = expiry.smile.valid();
  const double sqrt_years = std::sqrt(expiry.years);
  const double multiplier = slice.count > 0 ? store_->contract(slice.begin).multiplier : unknown;

  for (Row row = slice.begin; row < slice.begin + slice.count; ++row) {
    const auto at = [&](Column c) { return store_->at(c, row); };
    const double strike = at(Column::strike);
    set(LegColumn::mark, row, mark(at(Column::bid), at(Column::ask), at(Column::model_price)));
    set(LegColumn::bid0, row, at(Column::bid) > 0 ? at(Column::bid) : 0.0);
    set(LegColumn::offer, row, at(Column::ask) > 0 ? at(Column::ask) : unknown);
    set(LegColumn::abs_delta, row, std::abs(at(Column::delta)));
    set(LegColumn::expected_payoff, row, expected_payoff(expiry.smile, slice.right, strike));
    set(LegColumn::forecast_payoff, row,
        forecast_payoff(slice.right, underlying.spot, expiry.years, forecast_vol_[expiry.underlying], strike));
    const double below = smile ? pricing::smile_below(expiry.smile, strike) : unknown;
    set(LegColumn::p_itm, row, slice.right == Right::put ? below : 1.0 - below);
    set(LegColumn::log_open_interest, row, log_share(at(Column::open_interest), 3.0));
    set(LegColumn::log_volume, row, log_share(at(Column::volume), 2.5));
    set(LegColumn::multiplier, row, multiplier);
    set(LegColumn::data_factor, row, data_factor(store_->confidence()[row]));
    set(LegColumn::moneyness, row, std::log(strike / expiry.forward) / (at(Column::iv) * sqrt_years));
  }
}

void Legs::find_holdings() {
  if (parameters_.holdings.empty()) return;
  held_.assign(store_->rows(), 0.0);
  for (const chain::Holding& holding : parameters_.holdings) {
    for (const chain::Slice& slice : store_->slices()) {
      const chain::Expiry& expiry = store_->expiries()[slice.expiry];
      if (expiry.trading_class != holding.contract.root || expiry.date != holding.contract.expiry ||
          slice.right != holding.contract.right)
        continue;
      for (Row row = slice.begin; row < slice.begin + slice.count; ++row)
        if (store_->strike(row) == holding.contract.strike) held_[row] += holding.quantity;
    }
  }
}

}  // namespace legwork::scan
