#include "chain/expiry_valuation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chain/confidence.hpp"
#include "pricing/probability.hpp"

namespace legwork::chain {
namespace {

using market::Right;

constexpr double stale_sigmas = 0.1;   // of a day's move of the underlying since the quote changed (filters.md 13)
constexpr double trading_days = 252;
constexpr double no_arbitrage_slack = 1e-9;
constexpr double straddle_distance_max = 0.02;  // of the forward: beyond it a straddle is not at the money

}  // namespace

void ExpiryValuation::run(const ExpiryGroup& group) {
  const Expiry& e = expiry();
  const pricing::Carry carry{underlying().spot, e.rate, e.yield, e.years};
  const bool american = options_.treatment == Treatment::as_listed && e.exercise == market::ExerciseStyle::american;
  for (const Right right : {Right::call, Right::put}) {
    const Rows& rows = right == Right::call ? group.calls : group.puts;
    if (rows.empty()) continue;
    const auto dividends = american ? e.dividends : std::vector<pricing::CashDividend>{};
    sides_.push_back({right, &rows, SlicePricer(right, carry, dividends, american), add_slice(right, rows)});
  }
  for (const Side& side : sides_) solve_own(side);
  fit_smile();
  const auto solved = builder_.column(Column::iv);
  own_vol_.assign(solved.begin(), solved.end());
  for (const Side& side : sides_) finish_side(side);
  summarise();
}

Row ExpiryValuation::add_slice(Right right, const Rows& rows) {
  std::vector<market::Price> strikes;
  for (const SnapshotRow* row : rows) strikes.push_back(row->quote.contract.strike);
  const auto slice = builder_.add_slice(expiry_, right, strikes, rows.front()->quote.contract.multiplier);
  const Row begin = builder_.slice(slice).begin;
  for (std::size_t i = 0; i < rows.size(); ++i) copy_inputs(*rows[i], begin + static_cast<Row>(i));
  return begin;
}

void ExpiryValuation::copy_inputs(const SnapshotRow& source, Row row) {
  const Quote& q = source.quote;
  const std::pair<Column, double> inputs[] = {
      {Column::bid, q.bid},
      {Column::ask, q.ask},
      {Column::last, q.last},
      {Column::bid_size, q.bid_size},
      {Column::ask_size, q.ask_size},
      {Column::volume, q.volume},
      {Column::open_interest, q.open_interest},
      {Column::iv_vendor, q.iv_vendor},
      {Column::delta_vendor, q.delta_vendor},
      {Column::gamma_vendor, q.gamma_vendor},
      {Column::theta_vendor, q.theta_vendor},
      {Column::vega_vendor, q.vega_vendor},
      {Column::rho_vendor, q.rho_vendor},
      {Column::quote_age, std::max(0.0, core::seconds_between(source.changed_at, snapshot_.as_of))},
      {Column::confirmed_age, std::max(0.0, core::seconds_between(q.quoted_at, snapshot_.as_of))},
  };
  for (const auto& [column, value] : inputs) cell(column, row) = value;
  if (!(q.bid > 0)) flag(row, QuoteFlag::zero_bid);
  if (!(q.ask > 0)) flag(row, QuoteFlag::one_sided);
  if (q.bid > 0 && q.ask > 0 && q.bid > q.ask) flag(row, QuoteFlag::crossed);
  if (q.bid > 0 && q.bid == q.ask) flag(row, QuoteFlag::locked);
  if (two_sided(q) && q.ask - q.bid > wide_share * mid_of(q)) flag(row, QuoteFlag::wide);
  if (market::is_adjusted(q.contract)) flag(row, QuoteFlag::adjusted);
}

void ExpiryValuation::solve_own(const Side& side) {
  const double spot = underlying().spot;
  for (std::size_t i = 0; i < side.rows->size(); ++i) {
    const Quote& q = (*side.rows)[i]->quote;
    const Row row = side.begin + static_cast<Row>(i);
    const double strike = cell(Column::strike, row);
    if (q.ask > 0 && q.ask < side.pricer.intrinsic(strike) * (1 - no_arbitrage_slack) - no_arbitrage_slack)
      flag(row, QuoteFlag::below_intrinsic);
    if (q.bid > 0) cell(Column::extrinsic_bid, row) = q.bid - std::max(0.0, core::sign(side.right) * (spot - strike));
    if (q.bid > 0) cell(Column::iv_bid, row) = side.pricer.implied_vol(strike, q.bid).vol;
    if (q.ask > 0) cell(Column::iv_ask, row) = side.pricer.implied_vol(strike, q.ask).vol;
    if (solvable(q)) cell(Column::iv, row) = side.pricer.implied_vol(strike, mid_of(q)).vol;
    flag_monotony(side, i);
  }
}

/// An adjacent strike that could be bought below this one's bid although it is worth more.
void ExpiryValuation::flag_monotony(const Side& side, std::size_t i) {
  if (i + 1 >= side.rows->size()) return;
  const Quote& low = (*side.rows)[i]->quote;
  const Quote& high = (*side.rows)[i + 1]->quote;
  const bool broken = side.right == Right::call ? high.bid > low.ask && low.ask > 0 : low.bid > high.ask && high.ask > 0;
  if (!broken) return;
  flag(side.begin + static_cast<Row>(i), QuoteFlag::non_monotone);
  flag(side.begin + static_cast<Row>(i + 1), QuoteFlag::non_monotone);
}

void ExpiryValuation::fit_smile() {
  Expiry& e = expiry();
  std::vector<pricing::SmileQuote> quotes;
  for (const Side& side : sides_) {
    for (std::size_t i = 0; i < side.rows->size(); ++i) {
      const Row row = side.begin + static_cast<Row>(i);
      const double strike = cell(Column::strike, row), vol = cell(Column::iv, row);
      const bool otm = side.right == Right::call ? strike >= e.forward : strike < e.forward;
      if (!otm || !std::isfinite(vol) || flagged(row, QuoteFlag::wide) || flagged(row, QuoteFlag::non_monotone)) continue;
      const Quote& q = (*side.rows)[i]->quote;
      quotes.push_back({strike, vol, side.pricer.greeks(strike, vol).vega / std::max(q.ask - q.bid, 0.01)});
    }
  }
  std::ranges::sort(quotes, {}, &pricing::SmileQuote::strike);
  if (!quotes.empty()) e.smile = pricing::fit_smile(quotes, e.forward, e.years);
}

void ExpiryValuation::finish_side(const Side& side) {
  const pricing::Smile& smile = expiry().smile;
  for (std::size_t i = 0; i < side.rows->size(); ++i) {
    const Row row = side.begin + static_cast<Row>(i);
    const double strike = cell(Column::strike, row);
    if (smile.valid()) cell(Column::smile_iv, row) = smile.vol(strike);
    if (std::isnan(cell(Column::iv, row))) model_vol(side.right, row);
    const double vol = cell(Column::iv, row);
    if (vol > 0) write_greeks(side.pricer, row, strike, vol);
    judge_row(*(*side.rows)[i], row);
  }
}

/// No vol of its own: in the money the out-of-the-money twin knows best, being the liquid one; elsewhere, and without one, the smile.
void ExpiryValuation::model_vol(Right right, Row row) {
  const bool in_the_money = core::sign(right) * (expiry().forward - cell(Column::strike, row)) > 0;
  const double twin = in_the_money ? twin_vol(right, cell(Column::strike, row)) : unknown;
  const double vol = std::isfinite(twin) ? twin : cell(Column::smile_iv, row);
  cell(Column::iv, row) = vol;
  flag(row, std::isfinite(vol) ? QuoteFlag::modelled : QuoteFlag::no_vol);
}

double ExpiryValuation::twin_vol(Right right, double strike) {
  for (const Side& side : sides_) {
    if (side.right == right) continue;
    const auto strikes = builder_.column(Column::strike).subspan(side.begin, side.rows->size());
    const auto found = std::ranges::lower_bound(strikes, strike);
    if (found != strikes.end() && *found == strike) return own_vol_[side.begin + static_cast<std::size_t>(found - strikes.begin())];
  }
  return unknown;
}

void ExpiryValuation::write_greeks(const SlicePricer& pricer, Row row, double strike, double vol) {
  const pricing::Greeks g = pricer.greeks(strike, vol);
  cell(Column::model_price, row) = g.price;
  cell(Column::delta, row) = g.delta;
  cell(Column::gamma, row) = g.gamma;
  cell(Column::theta, row) = g.theta;
  cell(Column::vega, row) = g.vega;
  cell(Column::rho, row) = g.rho;
  cell(Column::premium, row) = pricer.premium(strike, vol);
}

void ExpiryValuation::judge_row(const SnapshotRow& source, Row row) {
  const Underlying& u = underlying();
  const pricing::Smile& smile = expiry().smile;
  if (u.lag) flag(row, QuoteFlag::underlying_lag);
  // A quote that stood still while its underlying moved is not confirmed by standing still.
  const double day_vol = (smile.valid() ? smile.vol(smile.forward) : cell(Column::iv, row)) / std::sqrt(trading_days);
  const bool left_behind =
      source.change_seen && std::abs(u.vendor_price / source.underlying_at_change - 1) > stale_sigmas * day_vol;
  if (left_behind) cell(Column::confirmed_age, row) = std::numeric_limits<double>::infinity();
  if (left_behind && cell(Column::quote_age, row) > options_.stale_after_s) flag(row, QuoteFlag::stale);

  ConfidenceInputs inputs;
  inputs.flags = builder_.flags()[row];
  inputs.age_s = cell(Column::quote_age, row);
  inputs.relative_spread = (source.quote.ask - source.quote.bid) / mid_of(source.quote);
  inputs.size = std::min(cell(Column::bid_size, row), cell(Column::ask_size, row));
  if (!flagged(row, QuoteFlag::modelled)) inputs.residual = std::abs(cell(Column::iv, row) - cell(Column::smile_iv, row));
  builder_.confidence()[row] = judge(inputs);
}

void ExpiryValuation::summarise() {
  Expiry& e = expiry();
  e.atm_iv = e.smile.valid() ? e.smile.vol(e.forward) : unknown;
  e.expected_move = pricing::expected_move_sigma(underlying().spot, e.atm_iv, e.years);
  e.expected_move_straddle = straddle_move();
}

/// From the straddle at the strike nearest to the forward where both sides can be believed.
double ExpiryValuation::straddle_move() {
  if (sides_.size() < 2) return unknown;
  double best = unknown, distance = std::numeric_limits<double>::infinity();
  auto put = sides_[1].rows->begin();
  for (const SnapshotRow* call : *sides_[0].rows) {
    const market::Price strike = call->quote.contract.strike;
    while (put != sides_[1].rows->end() && (*put)->quote.contract.strike < strike) ++put;
    if (put == sides_[1].rows->end()) break;
    const double away = std::abs(strike.to_double() - expiry().forward);
    if ((*put)->quote.contract.strike != strike || away >= distance || !solvable(call->quote) || !solvable((*put)->quote)) continue;
    best = pricing::expected_move_straddle(mid_of(call->quote), mid_of((*put)->quote));
    distance = away;
  }
  return distance <= straddle_distance_max * expiry().forward ? best : unknown;
}

}  // namespace legwork::chain
