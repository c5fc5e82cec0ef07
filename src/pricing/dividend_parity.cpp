#include "pricing/dividend_parity.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/dividend_table.hpp"
#include "pricing/european.hpp"

namespace legwork::pricing {
namespace {

constexpr std::size_t pairs_kept = 32;
constexpr PdeGrid premium_grid{100, 40};  // American less European on one grid: most of its error cancels

/// A strike with the mids of both sides, valued at one vol.
struct Strike {
  ParityPair pair;
  Right outside;  // the side out of the money
  double vol;
  double call_premium = 0, put_premium = 0;
  double model = 0;  // American value of the outside option
  bool exercised = false;  // a side is worth what exercise brings now: it tells the spot, not the forward

  double quoted() const { return outside == Right::call ? pair.call() : pair.put(); }
};

std::vector<ParityPair> tightest(std::span<const ParityPair> pairs) {
  std::vector<ParityPair> kept(pairs.begin(), pairs.end());
  if (kept.size() <= pairs_kept) return kept;
  const auto width = [](const ParityPair& p) { return p.call_ask - p.call_bid + p.put_ask - p.put_bid; };
  const auto before = [&](const ParityPair& a, const ParityPair& b) {
    return width(a) != width(b) ? width(a) < width(b) : a.strike < b.strike;
  };
  std::ranges::nth_element(kept, kept.begin() + pairs_kept, before);
  kept.resize(pairs_kept);
  std::ranges::sort(kept, {}, &ParityPair::strike);
  return kept;
}

void value(Right right, const Carry& carry, std::span<const CashDividend> dividends, std::span<Strike> strikes) {
  std::vector<PdeProblem> problems;
  for (const Strike& s : strikes)
    for (const Exercise exercise : {Exercise::american, Exercise::european}) problems.push_back({exercise, s.pair.strike, s.vol});
  const auto solved = solve_pde_batch(right, carry, dividends, problems, premium_grid);
  for (std::size_t i = 0; i < strikes.size(); ++i) {
    const double american = solved[2 * i].price(carry.spot), european = solved[2 * i + 1].price(carry.spot);
    (right == Right::call ? strikes[i].call_premium : strikes[i].put_premium) = std::max(0.0, american - european);
    if (right == strikes[i].outside) strikes[i].model = american;
    const double now = sign(right) * (carry.spot - strikes[i].pair.strike);
    strikes[i].exercised = strikes[i].exercised || (now > 0 && american <= now);
  }
}

}  // namespace

double dividend_forward(const Carry& carry, std::span<const CashDividend> dividends) {
  const double growth = carry.rate - carry.yield;
  double forward = carry.forward();
  for (const CashDividend& d : dividends) forward -= d.amount * std::exp(growth * (carry.years - d.years));
  return forward;
}

double dividend_yield(const Carry& carry, std::span<const CashDividend> dividends, double forward) {
  double paid = 0;
  for (const CashDividend& d : dividends) paid += d.amount;
  double growth = std::log((forward + paid) / carry.spot) / carry.years;
  for (int step = 0; step < 8 && std::isfinite(growth); ++step) {
    const double stock = carry.spot * std::exp(growth * carry.years);
    double off = stock - forward, slope = carry.years * stock;
    for (const CashDividend& d : dividends) {
      const double value = d.amount * std::exp(growth * (carry.years - d.years));
      off -= value;
      slope -= (carry.years - d.years) * value;
    }
    growth -= off / slope;
    if (std::abs(off) < 1e-12 * forward) break;
  }
  return std::isfinite(growth) ? carry.rate - growth : unknown;
}

std::vector<ParityPair> without_premiums(std::span<const ParityPair> pairs, const Carry& carry,
                                         std::span<const CashDividend> dividends) {
  const Carry shifted{carry.spot - DividendShift(carry, dividends).present, carry.rate, carry.yield, carry.years};
  std::vector<Strike> strikes;
  for (const ParityPair& pair : tightest(pairs)) {
    const Right outside = pair.strike >= shifted.forward() ? Right::call : Right::put;
    Strike strike{pair, outside, unknown};
    const ImpliedVol vol = european_implied_vol(outside, shifted, pair.strike, strike.quoted());
    strike.vol = vol.vol;
    if (vol) strikes.push_back(strike);
  }
  // The first vol is that of the forward and has the premium of its own side still in it: one Newton step with Black's vega leaves
  // less of both than the quotes can tell.
  for (int pass = 0; pass < 2; ++pass) {
    for (Strike& s : strikes) s.exercised = false;
    for (const Right right : {Right::call, Right::put}) value(right, carry, dividends, strikes);
    if (pass == 1) break;
    for (Strike& s : strikes) {
      const double vega = 100 * european_greeks(s.outside, shifted, s.pair.strike, s.vol).vega;
      const double next = s.vol - (s.model - s.quoted()) / vega;
      if (next > 0.25 * s.vol && next < 4 * s.vol) s.vol = next;
    }
  }
  std::vector<ParityPair> european;
  for (Strike& s : strikes) {
    if (s.exercised || !std::isfinite(s.call_premium + s.put_premium)) continue;
    s.pair.take_off(s.call_premium, s.put_premium);
    european.push_back(s.pair);
  }
  return european;
}

}  // namespace legwork::pricing
