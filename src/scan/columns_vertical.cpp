// Columns of a vertical: prices, profit and loss, probabilities, expected values, Greeks, liquidity (verticals.md, filters.md).
// Signs: a credit is positive and a debit negative, per share; position numbers are for one spread held as named.
#include <cmath>

#include "pricing/probability.hpp"
#include "scan/columns.hpp"
#include "scan/deferred.hpp"
#include "scan/score.hpp"

namespace legwork::scan {
namespace {

using chain::Column;
using P = const LegPair&;
using chain::unknown;

double clip(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

/// Smile-consistent: the digital at the breakeven with the smile's slope in it.
double pop(P p) {
  if (!p.expiry.smile.valid()) return unknown;
  const double below = pricing::smile_below(p.expiry.smile, p.breakeven());
  return p.side() > 0 ? 1.0 - below : below;
}

double pop_forecast(P p) {
  const double vol = p.legs.forecast_vol(p.expiry.underlying);
  if (!(vol > 0)) return unknown;
  const double below = pricing::flat_below(p.underlying.spot, p.expiry.years, vol, p.breakeven());
  return p.side() > 0 ? 1.0 - below : below;
}

double touch_short(P p) {
  const double vol = p.short_(Column::iv);
  if (!(vol > 0)) return unknown;
  if (core::sign(p.right) * (p.underlying.spot - p.strike_short()) >= 0) return 1;  // in the money: already there
  return pricing::touch(p.expiry.effective_carry(p.underlying.spot), vol, p.strike_short());
}

/// Zero when any needed side is missing (verticals.md §3). Everything is worked out and chosen from last, and inlined into the block's
/// loop, which then takes two rows at a time: the score asks for it more often than for anything but the edge.
[[gnu::always_inline]] inline double liquidity(P p) {
  const double bid = p.short_(Column::bid), ask = p.long_(Column::ask);
  const double combo = p.combo_bid_ask(), net = std::abs(p.net_mid());
  const double of_width = clip(1 - combo / (0.20 * p.width())), of_net = clip(1 - combo / (0.5 * net));
  const double interest = std::min(p.short_(LegColumn::log_open_interest), p.long_(LegColumn::log_open_interest));
  const double volume = std::min(p.short_(LegColumn::log_volume), p.long_(LegColumn::log_volume));
  const double bid_size = p.lesser(Column::bid_size), ask_size = p.lesser(Column::ask_size);
  const double sizes = bid_size < ask_size ? bid_size : ask_size, enough = std::min(1.0, sizes / (p.parameters().quantity * 2.0));
  const double score = 35 * of_width + 20 * of_net + 15 * interest + 10 * volume + 20 * (std::isnan(sizes) ? 0.5 : enough);
  return bid > 0 && ask > 0 && !std::isnan(combo) && net > 0 ? score : 0;
}

double same_strike_conflict(P p) {
  if (p.parameters().holdings.empty()) return unknown;
  return p.legs.held(p.s) > 0 || p.legs.held(p.l) < 0 ? 1 : 0;
}

/// A short in-the-money call whose holder would rather have the dividend than the time value is exercised the day before (verticals.md §4).
double dividend_risk(P p) {
  if (p.right == market::Right::put || p.expiry.exercise == market::ExerciseStyle::european) return 0;
  double largest = unknown;
  for (const chain::Event& e : p.underlying.measures.events) {
    if (e.kind != chain::EventKind::dividend || std::isnan(e.amount)) continue;
    const bool inside = e.date > market::utc_to_eastern(p.underlying.as_of).date && e.date <= p.expiry.date;
    largest = std::max(std::isnan(largest) ? 0.0 : largest, inside ? e.amount : 0.0);
  }
  if (std::isnan(largest) || std::isnan(p.short_(Column::extrinsic_bid))) return unknown;
  return largest > 0 && p.underlying.spot > p.strike_short() && largest > p.short_(Column::extrinsic_bid) ? 1 : 0;
}

/// Without holdings unknown; 1 in a new underlying, less the more of it is already held.
double book_fit(P p) {
  if (p.parameters().holdings.empty()) return unknown;
  double held = 0;
  for (const chain::Holding& h : p.parameters().holdings)
    if (h.contract.root == p.expiry.trading_class || h.contract.root == p.underlying.symbol) held += std::abs(h.quantity);
  return 1.0 / (1.0 + 0.5 * held);
}

}  // namespace

void Tables::add_vertical_columns() {
  constexpr auto v = Scope::spread;
  constexpr auto number = Type::number;

  spread<[](P p) { return double(static_cast<int>(p.structure)); }>(
      Scope::structure, {"structure", 0, Type::word, Unit::none, "structure",
                         "bull_put, bear_call (credits), bull_call, bear_put (debits).", "", "it is another structure"});
  spread<[](P p) { return double(p.credit()); }>(
      Scope::structure, {"is_credit", 0, Type::flag, Unit::none, "credit?", "bull_put or bear_call.", "", "it is a debit spread"});
  spread<[](P p) { return double(p.side() > 0); }>(
      Scope::structure, {"is_bullish", 0, Type::flag, Unit::none, "bullish?", "bull_put or bull_call: profits above the breakeven.",
                         "", "it is a bearish spread"});
  spread<[](P p) { return double(p.right == market::Right::call); }>(
      Scope::structure, {"right", 0, Type::word, Unit::none, "right", "call or put.", "", "it is the other right"});

  // Greeks of the position
  spread<[](P p) { return p.net(Column::delta) * p.multiplier(); }>(
      v, {"net_delta", 2, number, Unit::shares, "net delta", "Σ side·delta·multiplier of one spread, in shares.", "",
          "net delta is outside the range"});
  spread<[](P p) { return p.net(Column::gamma) * p.multiplier(); }>(
      v, {"net_gamma", 3, number, Unit::shares_per_usd, "net gamma", "Σ side·gamma·multiplier: change of net delta per 1 USD.",
          "(long_gamma - short_gamma) * multiplier", "net gamma is outside the range"});
  spread<[](P p) { return p.net(Column::gamma) * p.multiplier() * p.underlying.spot * p.underlying.spot / 100; }>(
      v, {"gamma_usd", 3, number, Unit::usd, "gamma $", "Γ·S²/100: change of dollar delta per 1 % of the underlying.",
          "net_gamma * spot * spot / 100", "dollar gamma is outside the range"});
  spread<[](P p) { return p.net(Column::theta) * p.multiplier(); }>(
      v, {"net_theta", 4, number, Unit::usd_per_day, "theta/day",
          "Σ side·theta·multiplier per calendar day. Flips sign on a credit "
          "spread once the long strike is nearer the money.",
          "(long_theta - short_theta) * multiplier", "net theta is outside the range"});
  spread<[](P p) { return p.net(Column::vega) * p.multiplier(); }>(
      v, {"net_vega", 5, number, Unit::usd_per_vol_point, "net vega", "Σ side·vega·multiplier per vol point.",
          "(long_vega - short_vega) * multiplier", "net vega is outside the range"});
  spread<[](P p) { return p.net(Column::theta) / p.net(Column::vega); }>(
      v, {"theta_vega", 6, number, Unit::ratio, "th/vega", "Net theta over net vega, per day.", "net_theta / net_vega",
          "theta over vega is outside the range"});
  spread<[](P p) { return p.net(Column::theta) * p.multiplier() / p.max_loss(); }>(
      v, {"theta_max_loss", 6, number, Unit::percent_per_day, "th/loss", "Net theta per day over max loss.", "net_theta / max_loss",
          "theta over max loss is outside the range"});

  // both legs together
  spread<[](P p) { return p.lesser(Column::volume); }>(
      v, {"volume", 9, number, Unit::contracts, "volume", "The smaller of the legs' volumes today.",
          "min(short_volume, long_volume)", "too few contracts traded today"});
  spread<[](P p) { return p.lesser(Column::open_interest); }>(
      v, {"open_interest", 10, number, Unit::contracts, "OI", "The smaller of the legs' open interests (previous evening).",
          "min(short_open_interest, long_open_interest)", "open interest is too small"});
  spread<[](P p) { return p.worse(Column::spread); }>(
      v, {"leg_bid_ask", 11, number, Unit::usd_per_share, "leg ba", "The wider of the legs' bid-ask spreads.",
          "max(short_bid_ask, long_bid_ask)", "a leg's bid-ask spread is too wide"});
  spread<[](P p) { return p.combo_bid_ask(); }>(v, {"combo_bid_ask", 12, number, Unit::usd_per_share, "combo ba",
                                                    "Natural spread: what selling at once after buying would lose.",
                                                    "net_far - net_natural", "the combo's bid-ask spread is too wide"});
  spread<[](P p) { return p.combo_bid_ask() / p.width(); }>(
      v, {"combo_bid_ask_width", 12, number, Unit::percent, "ba/width", "Natural spread over the width.", "combo_bid_ask / width",
          "the combo's bid-ask spread is too wide for the width"});
  spread<[](P p) { return p.combo_bid_ask() / std::abs(p.net_mid()); }>(
      v, {"combo_bid_ask_net", 12, number, Unit::percent, "ba/net", "Natural spread over the net mid.",
          "combo_bid_ask / abs(net_mid)", "the combo's bid-ask spread is too wide for the net price"});
  spread<[](P p) { return p.worse(Column::quote_age); }>(
      v, {"quote_age", 13, number, Unit::seconds, "age", "Age of the older leg's quote.", "max(short_quote_age, long_quote_age)",
          "a quote is too old"});
  spread<[](P p) { return p.worse(Column::confirmed_age); }>(
      v, {"confirmed_age", 13, number, Unit::seconds, "conf.age", "Confirmed age of the older leg.",
          "max(short_confirmed_age, long_confirmed_age)", "a quote has not been confirmed recently"});
  spread<[](P p) { return std::abs(p.short_(Column::quote_age) - p.long_(Column::quote_age)); }>(
      v, {"leg_skew", 13, number, Unit::seconds, "leg skew", "Difference of the two legs' quote ages.",
          "abs(short_quote_age - long_quote_age)", "the legs' quotes are too far apart in time"});
  spread<[](P p) {
    return p.short_(Column::bid_size) < p.long_(Column::ask_size) ? p.short_(Column::bid_size)
                                                                  : p.long_(Column::ask_size) + 0 * p.short_(Column::bid_size);
  }>(v, {"touch_size", 14, number, Unit::contracts, "size",
         "Contracts at the sides an entry would hit: the short leg's bid, the long leg's ask.",
         "min(short_bid_size, long_ask_size)", "too few contracts at the touch"});

  // geometry and price
  spread<[](P p) { return p.width(); }>(v, {"width", 15, number, Unit::usd_per_share, "width", "Distance of the strikes.",
                                            "abs(short_strike - long_strike)", "the width is outside the range"});
  spread<[](P p) { return std::abs(double(p.s) - double(p.l)) - 1; }>(
      v, {"strikes_between", 15, number, Unit::strikes, "between", "Listed strikes between the legs.", "",
          "too many or too few strikes lie between"});
  spread<[](P p) { return p.net_mid(); }>(v, {"net_mid", 16, number, Unit::usd_per_share, "net mid",
                                              "Mark of the short leg less mark of the long leg: credit > 0, debit < 0.",
                                              "short_mark - long_mark", "the net price is outside the range"});
  spread<[](P p) { return p.net_natural(); }>(v, {"net_natural", 16, number, Unit::usd_per_share, "natural",
                                                  "Net price when both legs are crossed: bid of the short less ask of the long "
                                                  "(no bid counts as 0).",
                                                  "short_bid - long_ask", "the natural price is outside the range"});
  spread<[](P p) { return p.net_far(); }>(
      v, {"net_far", 16, number, Unit::usd_per_share, "far", "The other side: ask of the short less bid of the long.",
          "short_ask - long_bid", "the far price is outside the range"});
  spread<[](P p) { return p.net_price(); }>(v, {"net_price", 16, number, Unit::usd_per_share, "net",
                                                "The net price that all profit and loss columns use: mid, or natural if so chosen.",
                                                "", "the net price is outside the range"});
  spread<[](P p) { return p.net_price() / p.width(); }>(
      v, {"credit_width", 17, number, Unit::percent, "cr/width", "Credit over width; negative for a debit.", "net_price / width",
          "the credit is outside its share of the width"});
  spread<[](P p) { return -p.net_price() / p.width(); }>(
      v, {"debit_width", 17, number, Unit::percent, "db/width", "Debit over width; negative for a credit.", "-net_price / width",
          "the debit is outside its share of the width"});
  spread<[](P p) { return p.width() / -p.net_price(); }>(
      v, {"width_debit", 17, number, Unit::ratio, "width/db",
          "Width over debit: how many times the debit comes back at most; negative for a credit.", "width / -net_price",
          "the width is too small for the debit"});

  // profit and loss
  spread<[](P p) { return p.commissions(); }>(v, {"commissions", 0, number, Unit::usd, "fees",
                                                  "Commissions of one spread: both legs, in and out (in only when held to expiry).",
                                                  "", "commissions are outside the range"});
  spread<[](P p) { return p.slippage(); }>(
      v, {"slippage", 0, number, Unit::usd, "slippage", "Assumed share of the natural spread given up on the way in and out.", "",
          "slippage is outside the range"});
  spread<[](P p) { return p.multiplier(); }>(
      v, {"multiplier", 0, number, Unit::shares, "mult", "Shares per contract.", "", "the multiplier is outside the range"});
  spread<[](P p) { return p.max_profit(); }>(
      v, {"max_profit", 18, number, Unit::usd, "max prof", "Most one spread can earn at expiry, after commissions.",
          "if(is_credit, net_price, width + net_price) * multiplier - commissions", "max profit is outside the range"});
  spread<[](P p) { return p.max_loss(); }>(
      v, {"max_loss", 18, number, Unit::usd, "max loss", "Most one spread can lose at expiry, commissions included.",
          "if(is_credit, width - net_price, -net_price) * multiplier + commissions", "max loss is outside the range"});
  spread<[](P p) { return p.max_loss(); }>(v,
                                           {"capital", 18, number, Unit::usd, "capital",
                                            "Capital tied up, Reg-T estimate: the requirement is the width less the credit, or the "
                                            "debit paid, plus commissions. The broker's what-if wins where it is known.",
                                            "max_loss", "the capital needed is outside the range"});
  spread<[](P p) { return p.credit() ? p.width() * p.multiplier() : 0.0; }>(
      v,
      {"margin", 18, number, Unit::usd, "margin", "Reg-T requirement of one spread: width × multiplier for credits, 0 for debits.",
       "if(is_credit, width * multiplier, 0)", "the margin is outside the range"});
  spread<[](P p) { return p.ror(); }>(v, {"ror", 19, number, Unit::percent, "RoR", "Return on risk: max profit over max loss.",
                                          "max_profit / max_loss", "return on risk is outside the range"});
  spread<[](P p) { return p.expiry.dte < 2 ? unknown : p.ror() * 365 / p.expiry.dte; }>(
      v, {"annual_ror", 20, number, Unit::percent_per_year, "RoR/yr", "Return on risk × 365/DTE, simple; hidden below two days.",
          "ror * 365 / dte", "annualised return is outside the range"});
  spread<[](P p) { return p.ror(); }>(v, {"reward_risk", 21, number, Unit::ratio, "reward:1", "Max profit per 1 of max loss.",
                                          "max_profit / max_loss", "reward to risk is outside the range"});
  spread<[](P p) { return p.max_loss() / p.max_profit(); }>(
      v, {"risk_reward", 21, number, Unit::ratio, "risk:1", "Max loss per 1 of max profit.", "max_loss / max_profit",
          "risk to reward is outside the range"});
  spread<[](P p) { return p.max_loss() / (p.max_profit() + p.max_loss()); }>(
      v, {"required_win_rate", 0, number, Unit::percent, "need win", "Win rate at which two outcomes break even: L/(P + L).",
          "max_loss / (max_profit + max_loss)", "the required win rate is outside the range"});
  spread<[](P p) { return p.breakeven(); }>(
      v, {"breakeven", 0, number, Unit::usd, "BE", "Underlying price at expiry where the spread earns nothing, before fees.",
          "if(is_credit, short_strike, long_strike) - if(is_bullish, 1, -1) * net_price", "the breakeven is outside the range"});
  spread<[](P p) { return p.breakeven_after_fees(); }>(
      v, {"breakeven_net", 0, number, Unit::usd, "BE net", "Breakeven shifted against you by commissions per share.",
          "breakeven + if(is_bullish, 1, -1) * commissions / multiplier", "the breakeven is outside the range"});
  spread<[](P p) { return 1 - (p.credit() ? p.net_price() : -p.net_price()) / p.width(); }>(
      v, {"pop_quick", 22, number, Unit::percent, "PoP quick",
          "1 − credit/width or 1 − debit/width: equals the required win rate, so EV is 0 by "
          "construction.",
          "1 - if(is_credit, net_price, -net_price) / width", "probability of profit (from price) is outside the range"});

  // probabilities
  spread<[](P p) { return pop(p); }>(
      v, {"pop", 22, number, Unit::percent, "PoP",
          "Probability of profit at expiry: smile-consistent digital at the breakeven (risk-neutral, skew-aware).",
          "if(is_bullish, prob_above(breakeven), prob_below(breakeven))", "probability of profit is outside the range"});
  spread<[](P p) { return pop_forecast(p); }>(
      v, {"pop_forecast", 22, number, Unit::percent, "PoP fcst",
          "Probability of profit with no drift and the forecast volatility: a view, not the market's.",
          "if(is_bullish, forecast_above(breakeven), forecast_below(breakeven))",
          "probability of profit (forecast) is outside the range"});
  spread<[](P p) { return 1 - p.short_(LegColumn::abs_delta); }>(
      Scope::short_leg, {"pop_delta", 22, number, Unit::percent, "1-delta",
                         "1 − |delta| of the short leg: the proxy most screeners show; it is not PoP.", "1 - short_delta",
                         "the delta proxy is outside the range"});
  spread<[](P p) { return p.p_max_profit(); }>(
      v,
      {"p_max_profit", 23, number, Unit::percent, "P(max+)", "Probability of expiring beyond the strike where profit is largest.",
       "if(is_bullish, prob_above(max(short_strike, long_strike)), prob_below(min(short_strike, long_strike)))",
       "P(max profit) is outside the range"});
  spread<[](P p) { return p.p_max_loss(); }>(
      v, {"p_max_loss", 23, number, Unit::percent, "P(max-)", "Probability of expiring beyond the strike where loss is largest.",
          "if(is_bullish, prob_below(min(short_strike, long_strike)), prob_above(max(short_strike, long_strike)))",
          "P(max loss) is outside the range"});
  spread<[](P p) { return touch_short(p); }>(
      Scope::short_leg, {"p_touch", 24, number, Unit::percent, "P(touch)",
                         "Probability that the underlying touches the short strike before expiry (its own vol).",
                         "prob_touch(short_strike)", "the probability of touching the short strike is outside the range"});
  spread<[](P p) { return managed(p).target_first; }>(
      v,
      {"p50", 25, number, Unit::percent, "P50", "Probability that the profit target comes before stop and time exit (simulated).",
       "", "the probability of reaching the target is outside the range"},
      Cost::deferred);
  spread<[](P p) { return managed(p).stop_first; }>(
      v,
      {"p_stop", 25, number, Unit::percent, "P(stop)", "Probability that the stop comes first (simulated).", "",
       "the probability of being stopped out is outside the range"},
      Cost::deferred);
  spread<[](P p) { return managed(p).expected_value * p.multiplier() - p.costs(); }>(
      v,
      {"ev_managed", 26, number, Unit::usd, "EV mngd", "Expected value under the exit rules, after costs (simulated).", "",
       "managed expected value is outside the range"},
      Cost::deferred);
  spread<[](P p) { return managed(p).expected_days; }>(
      v,
      {"days_held", 26, number, Unit::days, "days held", "Expected calendar days until an exit rule closes the spread (simulated).",
       "", "the expected holding time is outside the range"},
      Cost::deferred);
  spread<[](P p) {
    const auto m = managed(p);
    return (m.expected_days > 0) ? (m.expected_value * p.multiplier() - p.costs()) / m.expected_days : unknown;
  }>(v,
     {"ev_managed_day", 26, number, Unit::usd_per_day, "EVm/day", "Managed expected value per expected day held.",
      "ev_managed / days_held", "managed expected value per day is outside the range"},
     Cost::deferred);

  // expected value
  spread<[](P p) { return p.net_european(); }>(
      v, {"net_european", 0, number, Unit::usd_per_share, "net eur", "Net price without the legs' early-exercise premiums.",
          "net_price - (short_premium - long_premium)", "the net price is outside the range"});
  spread<[](P p) { return p.net(LegColumn::expected_payoff); }>(
      v, {"expected_payoff", 0, number, Unit::usd_per_share, "E[payoff]",
          "Expected payoff of the legs at expiry under the market's smile (undiscounted).", "",
          "the expected payoff is outside the range"});
  spread<[](P p) { return p.ev_gross(LegColumn::expected_payoff); }>(
      v, {"ev_gross", 26, number, Unit::usd, "EV gross",
          "Expected value at expiry under the market's own smile before costs: near 0 at mid by construction.",
          "(net_european / discount + expected_payoff) * multiplier", "expected value is outside the range"});
  spread<[](P p) { return p.ev(LegColumn::expected_payoff); }>(
      v, {"ev", 26, number, Unit::usd, "EV", "Expected value at expiry under the market's smile, after commissions and slippage.",
          "ev_gross - commissions - slippage", "expected value is outside the range"});
  spread<[](P p) { return p.net(LegColumn::forecast_payoff); }>(
      v, {"forecast_payoff", 0, number, Unit::usd_per_share, "E[pay] f",
          "Expected payoff with no drift and the forecast volatility.", "", "the expected payoff is outside the range"});
  spread<[](P p) { return p.ev(LegColumn::forecast_payoff); }>(
      v, {"ev_forecast", 26, number, Unit::usd, "EV fcst",
          "Expected value with no drift and the forecast volatility, after costs: a view, not the market's.",
          "(net_european / discount + forecast_payoff) * multiplier - commissions - slippage",
          "expected value (forecast) is outside the range"});
  spread<[](P p) { return p.ev(LegColumn::expected_payoff) / p.max_loss(); }>(
      v, {"ev_max_loss", 26, number, Unit::percent, "EV/loss", "Expected value after costs over max loss.", "ev / max_loss",
          "expected value over max loss is outside the range"});
  spread<[](P p) { return p.ev(LegColumn::forecast_payoff) / p.max_loss(); }>(
      v, {"ev_forecast_max_loss", 26, number, Unit::percent, "EVf/loss", "Forecast expected value after costs over max loss.",
          "ev_forecast / max_loss", "expected value (forecast) over max loss is outside the range"});
  spread<[](P p) { return p.ev(LegColumn::expected_payoff) / p.expiry.dte; }>(
      v, {"ev_day", 26, number, Unit::usd_per_day, "EV/day", "Expected value after costs per calendar day to expiry.", "ev / dte",
          "expected value per day is outside the range"});
  spread<[](P p) { return p.ev_ranked() / p.max_loss(); }>(
      v, {"edge", 26, number, Unit::percent, "edge",
          "Expected value after costs over max loss: the forecast's where realised volatility is known, else the market's.", "",
          "the edge is outside the range"});
  spread<[](P p) { return pricing::kelly(pop(p), p.max_profit(), p.max_loss()); }>(
      v, {"kelly", 0, number, Unit::percent, "Kelly", "Two-outcome Kelly fraction p − (1 − p)·L/P; informative only.",
          "max(0, min(1, pop - (1 - pop) * max_loss / max_profit))", "the Kelly fraction is outside the range"});

  // distance
  spread<[](P p) { return p.cushion_usd() / p.underlying.spot; }>(
      v, {"cushion", 27, number, Unit::percent, "cushion",
          "Way to the breakeven, positive on the safe side, of the underlying's price.",
          "if(is_bullish, spot - breakeven, breakeven - spot) / spot", "the breakeven is too near"});
  spread<[](P p) { return p.cushion_usd() / p.underlying.measures.atr14; }>(
      v, {"cushion_atr", 27, number, Unit::ratio, "cush/ATR", "Way to the breakeven in average true ranges.", "",
          "the breakeven is too near"});
  spread<[](P p) { return p.cushion_usd() / p.expiry.expected_move; }>(
      v, {"cushion_em", 27, number, Unit::sigmas, "cush/EM", "Way to the breakeven in expected moves.",
          "cushion * spot / expected_move", "the breakeven is too near"});
  spread<[](P p) { return p.distance_usd() / p.underlying.spot; }>(
      Scope::spread,
      {"distance", 28, number, Unit::percent, "distance",
       "Way to the short strike, positive on the safe side, of the underlying's price.",
       "if(is_bullish, spot - short_strike, short_strike - spot) / spot", "the short strike is too near or too far"});
  spread<[](P p) { return p.distance_usd() / p.expiry.expected_move; }>(
      Scope::spread, {"distance_em", 29, number, Unit::sigmas, "dist/EM", "Way to the short strike in expected moves.",
                      "distance * spot / expected_move", "the short strike is too near or too far in expected moves"});
  spread<[](P p) { return p.short_(Column::iv) - p.long_(Column::iv); }>(
      v, {"leg_edge", 35, number, Unit::percent, "IV s-l", "Implied volatility of the short less that of the long leg.",
          "short_iv - long_iv", "the volatility sold over bought is outside the range"});

  // fit, quality, score
  spread<[](P p) { return dividend_risk(p); }>(
      Scope::short_leg, {"dividend_risk", 39, Type::flag, Unit::none, "div risk",
                         "Short in-the-money American call whose extrinsic value (bid side) is less than a dividend before expiry.",
                         "", "the short call may be exercised for a dividend"});
  spread<[](P p) { return same_strike_conflict(p); }>(
      v, {"conflict", 44, Type::flag, Unit::none, "conflict", "A leg would close an opposite position held in the same contract.",
          "", "a leg conflicts with a position held"});
  spread<[](P p) { return book_fit(p); }>(Scope::expiry,
                                          {"book_fit", 47, number, Unit::ratio, "book fit",
                                           "1 in an underlying not held yet, less with every contract already held in it.", "",
                                           "too much of this underlying is already held"});
  spread<[](P p) __attribute__((always_inline)) { return liquidity(p); }>(
      v, {"liquidity", 48, number, Unit::score, "liq",
          "Liquidity score 0 to 100 from combo width, open interest, volume and sizes; 0 when a needed side is "
          "missing, half of the size part when sizes are not given.",
          "", "liquidity is too low"});
  spread<[](P p) { return p.credit() ? p.underlying.measures.iv_percentile : 100 - p.underlying.measures.iv_percentile; }>(
      Scope::structure, {"iv_percentile_side", 33, number, Unit::points, "IVp side",
                         "IV percentile for credits, 100 less it for debits: high is good for the side taken.",
                         "if(is_credit, iv_percentile, 100 - iv_percentile)", "IV percentile is on the wrong side"});
  spreads.push_back({make_info(Table::spreads, v,
                               {"score", 49, number, Unit::score, "score",
                                "Weighted sum of fixed maps of the row's own columns, 0 to 100; halved at confidence C, 0 at D; "
                                "an unknown input counts half.",
                                "", "the score is too low"}),
                     score_kernel()});
  spread<[](P p) { return std::min(grade(p.legs.store().confidence()[p.s]), grade(p.legs.store().confidence()[p.l])); }>(
      v, {"confidence", 50, Type::word, Unit::none, "conf", "Data confidence of the worse leg, A to D.", "",
          "data confidence is too low"});
}

}  // namespace legwork::scan
