// LegPair: a short and a long leg of one slice seen as numbers. The kernels of columns_vertical.cpp are one-line functions of it, inlined into
// a loop over a block, so that the block and the single row give the same bits.
#pragma once

#include <algorithm>
#include <cmath>

#include "scan/legs.hpp"
#include "scan/vertical_block.hpp"

namespace legwork::scan {

/// One contract seen as numbers; the options table's row.
struct LegView {
  const Legs& legs;
  const chain::Expiry& expiry;
  const chain::Underlying& underlying;
  market::Right right;
  chain::Row row;

  double operator()(chain::Column c) const { return legs.pointers()(c, row); }
  double operator()(LegColumn c) const { return legs.pointers()(c, row); }
};

/// Both arms of a choice are worked out before it is made: a load behind a condition would keep a block's loop at one row at a time.
struct LegPair {
  const Legs& legs;
  const chain::Expiry& expiry;
  const chain::Underlying& underlying;
  market::Vertical structure;
  market::Right right;
  chain::Row s;  // short leg
  chain::Row l;  // long leg

  double short_(chain::Column c) const { return legs.pointers()(c, s); }
  double long_(chain::Column c) const { return legs.pointers()(c, l); }
  double short_(LegColumn c) const { return legs.pointers()(c, s); }
  double long_(LegColumn c) const { return legs.pointers()(c, l); }

  /// Position value of a per-contract number: we are short `s` and long `l`.
  template <class C>
  double net(C c) const {
    return long_(c) - short_(c);
  }
  /// The larger, smaller or sum of the two; NaN when either is (unlike std::max).
  template <class C>
  double worse(C c) const {
    const double a = short_(c), b = long_(c);
    return a > b ? a : b + 0 * a;
  }
  template <class C>
  double lesser(C c) const {
    const double a = short_(c), b = long_(c);
    return a < b ? a : b + 0 * a;
  }

  LegView short_leg() const { return {legs, expiry, underlying, right, s}; }
  LegView long_leg() const { return {legs, expiry, underlying, right, l}; }

  const Parameters& parameters() const { return legs.parameters(); }
  double multiplier() const { return short_(LegColumn::multiplier); }  // one per slice
  bool credit() const { return market::is_credit(structure); }
  /// +1: profits when the underlying is above the breakeven; −1: below.
  double side() const { return structure == market::Vertical::bull_put || structure == market::Vertical::bull_call ? 1.0 : -1.0; }

  double strike_short() const { return short_(chain::Column::strike); }
  double strike_long() const { return long_(chain::Column::strike); }
  double width() const { return std::abs(strike_short() - strike_long()); }
  double net_mid() const { return short_(LegColumn::mark) - long_(LegColumn::mark); }
  double net_natural() const { return short_(LegColumn::bid0) - long_(LegColumn::offer); }
  double net_far() const { return short_(LegColumn::offer) - long_(LegColumn::bid0); }
  /// Credit > 0, debit < 0, per share, at the price basis chosen: net_mid() or net_natural(). It picks the columns, not the result, so
  /// that a loop over a block loads two numbers a row without asking.
  double net_price() const {
    const bool mid = parameters().basis == PriceBasis::mid;
    return short_(mid ? LegColumn::mark : LegColumn::bid0) - long_(mid ? LegColumn::mark : LegColumn::offer);
  }
  double combo_bid_ask() const { return net_far() - net_natural(); }

  double commissions() const { return legs.charges().commissions; }
  double slippage() const { return legs.charges().slippage * combo_bid_ask() * multiplier(); }
  double costs() const { return commissions() + slippage(); }

  /// Per share, before fees: a credit keeps the net price, a debit earns the width less what was paid.
  double profit_per_share() const {
    const double net = net_price(), debit = width() + net;
    return credit() ? net : debit;
  }
  double loss_per_share() const {
    const double net = net_price(), credit_loss = width() - net;
    return credit() ? credit_loss : -net;
  }
  double max_profit() const { return profit_per_share() * multiplier() - commissions(); }
  double max_loss() const { return loss_per_share() * multiplier() + commissions(); }
  double ror() const { return max_profit() / max_loss(); }

  /// Credits break even a net price away from the short strike, debits from the long one (verticals.md §1).
  double breakeven() const {
    const double toward = right == market::Right::put ? -1.0 : 1.0;
    const double credit_even = strike_short() + toward * net_price(), debit_even = strike_long() - toward * net_price();
    return credit() ? credit_even : debit_even;
  }
  double breakeven_after_fees() const { return breakeven() + side() * commissions() / multiplier(); }
  double cushion_usd() const { return side() * (underlying.spot - breakeven()); }
  double distance_usd() const { return side() * (underlying.spot - strike_short()); }

  /// The net price without what is paid for early exercise: European terms, for the EV under a terminal distribution.
  double net_european() const { return net_price() - (short_(chain::Column::premium) - long_(chain::Column::premium)); }
  double ev_gross(LegColumn payoff) const { return (net_european() / expiry.discount + net(payoff)) * multiplier(); }
  double ev(LegColumn payoff) const { return ev_gross(payoff) - costs(); }
  double ev_ranked() const {
    const double forecast = ev(LegColumn::forecast_payoff), market = ev(LegColumn::expected_payoff);
    return std::isnan(forecast) ? market : forecast;
  }

  /// What doubtful data leaves of the score: the worse leg's.
  double data_factor() const { return std::min(short_(LegColumn::data_factor), long_(LegColumn::data_factor)); }

  /// P(S_T beyond the strike that matters). Below/above come from the legs' own p_itm.
  double below(bool short_leg) const {
    const double p = short_leg ? short_(LegColumn::p_itm) : long_(LegColumn::p_itm);
    return right == market::Right::put ? p : 1.0 - p;
  }
  bool short_is_upper() const { return strike_short() > strike_long(); }
  double p_max_profit() const { return side() > 0 ? 1.0 - below(short_is_upper()) : below(!short_is_upper()); }
  double p_max_loss() const { return side() > 0 ? below(!short_is_upper()) : 1.0 - below(short_is_upper()); }
};

/// Context of a block or row; a loop over a block moves `l`.
inline LegPair leg_pair(const Legs& legs, std::uint32_t slice_index, market::Vertical structure, chain::Row s, chain::Row l) {
  const chain::Slice& slice = legs.store().slices()[slice_index];
  const chain::Expiry& expiry = legs.store().expiries()[slice.expiry];
  return {legs, expiry, legs.store().underlyings()[expiry.underlying], structure, slice.right, s, l};
}

}  // namespace legwork::scan
