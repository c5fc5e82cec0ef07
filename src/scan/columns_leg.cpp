// Columns of one contract. Defined once, they serve the options table and both legs of the spreads table.
#include <cmath>

#include "scan/columns.hpp"

namespace legwork::scan {

using chain::Column;
using L = const LegView&;

namespace {

double flag_of(L o, chain::QuoteFlag flag) { return chain::has(o.legs.store().flags()[o.row], flag) ? 1.0 : 0.0; }

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
void Tables::add_leg_columns() {
  constexpr auto number = Type::number;

  leg<[](L o) { return o(Column::strike); }>(
      {"strike", 0, number, Unit::usd_per_share, "strike", "Strike price.", "", "strike is outside the range"});
  leg<[](L o) { return o(LegColumn::abs_delta); }>(
      {"delta", 1, number, Unit::ratio, "delta",
       "Absolute delta from the own model at the mid's implied volatility, 0 to 1 per share.", "", "delta is outside the range"});
  leg<[](L o) { return o(Column::gamma); }>({"gamma", 3, number, Unit::shares_per_usd, "gamma",
                                             "Change of delta per 1 USD of the underlying, per share.", "",
                                             "gamma is outside the range"});
  leg<[](L o) { return o(Column::theta); }>({"theta", 4, number, Unit::usd_per_day, "theta",
                                             "Value lost per calendar day, USD per share (negative for a long option).", "",
                                             "theta is outside the range"});
  leg<[](L o) { return o(Column::vega); }>({"vega", 5, number, Unit::usd_per_vol_point, "vega",
                                            "Value gained per vol point (0.01), USD per share.", "", "vega is outside the range"});
  leg<[](L o) { return o(Column::rho); }>({"rho", 0, number, Unit::usd_per_share, "rho",
                                           "Value gained per percentage point of the risk-free rate, USD per share.", "",
                                           "rho is outside the range"});
  leg<[](L o) { return o(Column::volume); }>(
      {"volume", 9, number, Unit::contracts, "volume", "Contracts traded today.", "", "too few contracts traded today"});
  leg<[](L o) { return o(Column::open_interest); }>({"open_interest", 10, number, Unit::contracts, "OI",
                                                     "Open contracts on the evening before.", "", "open interest is too small"});
  leg<[](L o) { return o(Column::spread); }>(
      {"bid_ask", 11, number, Unit::usd_per_share, "bid-ask", "ask − bid.", "", "the bid-ask spread is too wide"});
  leg<[](L o) { return o(Column::spread) / o(Column::mid); }>({"bid_ask_pct", 11, number, Unit::percent, "ba/mid",
                                                               "(ask − bid)/mid; unknown without both sides.", "",
                                                               "the bid-ask spread is too wide for the price"});
  leg<[](L o) { return o(Column::quote_age); }>({"quote_age", 13, number, Unit::seconds, "age",
                                                 "Time since bid or ask last changed, as far as the input tells.", "",
                                                 "the quote is too old"});
  leg<[](L o) { return o(Column::confirmed_age); }>(
      {"confirmed_age", 13, number, Unit::seconds, "conf.age",
       "Time since the quote was last proven live; void when the underlying moved more than 0.1σ since.", "",
       "the quote has not been confirmed recently"});
  leg<[](L o) { return o(Column::bid_size); }>(
      {"bid_size", 14, number, Unit::contracts, "bid size", "Contracts bid at the touch.", "", "too few contracts are bid for"});
  leg<[](L o) { return o(Column::ask_size); }>({"ask_size", 14, number, Unit::contracts, "ask size",
                                                "Contracts offered at the touch.", "", "too few contracts are offered"});
  leg<[](L o) { return o(Column::bid); }>(
      {"bid", 0, number, Unit::usd_per_share, "bid", "Best bid.", "", "the bid is outside the range"});
  leg<[](L o) { return o(Column::ask); }>(
      {"ask", 0, number, Unit::usd_per_share, "ask", "Best ask.", "", "the ask is outside the range"});
  leg<[](L o) { return o(LegColumn::mark); }>({"mark", 0, number, Unit::usd_per_share, "mark",
                                               "Mid; without two sides in order the smile's price held within the sides there are.",
                                               "", "the mark is outside the range"});
  leg<[](L o) { return o(LegColumn::moneyness); }>({"moneyness", 30, number, Unit::sigmas, "ln(K/F)/s",
                                                    "ln(K/F)/(σ√T): standard deviations from the forward; negative below it.", "",
                                                    "moneyness is outside the range"});
  leg<[](L o) { return o(Column::strike) / o.underlying.spot - 1.0; }>(
      {"moneyness_pct", 30, number, Unit::percent, "K/S-1", "K/S − 1.", "", "moneyness is outside the range"});
  leg<[](L o) { return o(Column::iv); }>({"iv", 31, number, Unit::percent_per_year, "IV",
                                          "Implied volatility from the mid; from the fitted smile where flagged modelled.", "",
                                          "implied volatility is outside the range"});
  leg<[](L o) { return o(Column::iv) - o(Column::smile_iv); }>({"iv_residual", 0, number, Unit::percent, "IV resid.",
                                                                "Own implied volatility less the fitted smile's.", "",
                                                                "implied volatility is too far off the smile"});
  leg<[](L o) { return o(LegColumn::p_itm); }>(
      {"p_itm", 0, number, Unit::percent, "P(ITM)",
       "Probability of expiring in the money: smile-consistent digital at the strike (risk-neutral).", "",
       "the probability of expiring in the money is outside the range"});
  leg<[](L o) { return o(Column::premium); }>({"premium", 0, number, Unit::usd_per_share, "early ex.",
                                               "Part of the price that is due to early exercise; 0 for European options.", "",
                                               "the early-exercise premium is outside the range"});
  leg<[](L o) { return o(Column::extrinsic_bid); }>({"extrinsic", 39, number, Unit::usd_per_share, "extrinsic",
                                                     "bid − intrinsic value: what an early exerciser would give up.", "",
                                                     "extrinsic value is outside the range"});
  leg<[](L o) { return grade(o.legs.store().confidence()[o.row]); }>(
      {"confidence", 50, Type::word, Unit::none, "conf",
       "Data confidence A to D from age, width, sizes, fit residual and IV source.", "", "data confidence is too low"});
  leg<[](L o) { return o.legs.held(o.row); }>({"held", 44, number, Unit::contracts, "held",
                                               "Signed contracts of this option in the account (0 without a holdings file).", "",
                                               "the contract is already held"});

  leg<[](L o) { return flag_of(o, chain::QuoteFlag::stale); }>({"stale", 13, Type::flag, Unit::none, "stale",
                                                                "The quote stood still while its underlying moved.", "",
                                                                "the quote is stale"});
  leg<[](L o) { return flag_of(o, chain::QuoteFlag::wide); }>(
      {"wide", 11, Type::flag, Unit::none, "wide", "The bid-ask spread is over 30 % of the mid.", "", "the quote is wide"});
  leg<[](L o) { return flag_of(o, chain::QuoteFlag::modelled); }>(
      {"modelled", 50, Type::flag, Unit::none, "modelled", "IV and Greeks come from the twin or the smile, not from the own quote.",
       "", "the numbers are modelled"});
  leg<[](L o) { return flag_of(o, chain::QuoteFlag::non_monotone); }>(
      {"non_monotone", 50, Type::flag, Unit::none, "arbitrage",
       "The quote and a neighbour's make an executable arbitrage: one of them is wrong.", "",
       "the quote contradicts its neighbour"});
  leg<[](L o) { return flag_of(o, chain::QuoteFlag::adjusted); }>(
      {"adjusted", 46, Type::flag, Unit::none, "adjusted",
       "Multiplier or deliverable differs; such contracts are left out unless asked for.", "", "the contract is adjusted"});

  option<[](L o) { return o(Column::delta); }>(
      {"signed_delta", 1, number, Unit::ratio, "delta", "Delta per share, puts negative.", "", "delta is outside the range"});
  option<[](L o) { return o.right == market::Right::call ? 1.0 : 0.0; }>(
      {"right", 0, Type::word, Unit::none, "right", "call or put.", "", "it is the other right"});
}

}  // namespace legwork::scan
