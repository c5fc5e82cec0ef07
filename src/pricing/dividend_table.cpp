#include "pricing/dividend_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pricing/european.hpp"
#include "pricing/unit_put.hpp"
#include "pricing/vol_search.hpp"

namespace legwork::pricing {
namespace {

constexpr double days_per_year = 365;
constexpr double rate_step = 5e-4;
constexpr double resolution = 2e-6;  // of a price, as a share of the strike
constexpr PdeGrid table_grid{100, 40};
constexpr PdeGrid single_grid{400, 200};

// Local cubic interpolation in all three directions: exercise just before a dividend leaves narrow bends that a polynomial over the
// whole range would smear.
constexpr int moneyness_nodes = 81;
constexpr double moneyness_end = 5, moneyness_step = 2 * moneyness_end / (moneyness_nodes - 1);  // standard deviations

/// Tabulated spot/strike. The excess is nearly linear in it at a fixed moneyness, as dividend/strike is, but for calls deep in the
/// money it bends where the interest saved by waiting begins to outweigh the dividend.
constexpr std::array<double, 18> american_ratios{0.25, 0.4,  0.55, 0.67, 0.76, 0.84, 0.91, 0.97, 1.03,
                                                 1.1,  1.18, 1.27, 1.37, 1.5,  1.65, 1.85, 2.4,  4.0};
constexpr std::array<double, 6> european_ratios{0.25, 0.55, 0.84, 1.1, 1.5, 4.0};

/// A call with a dividend of more than this share of the spot is mostly an option that ends before it, which the moneyness of the
/// full time describes badly: more vols make up for it.
constexpr double large_dividend = 0.02;

int american_vols(const Carry& carry, std::span<const CashDividend> dividends) {
  const bool large = std::ranges::any_of(dividends, [&](const CashDividend& d) { return d.amount > large_dividend * carry.spot; });
  return large ? 32 : 16;
}

/// Lagrange weights of four nodes, and those of the first and second derivative.
struct Cubic {
  std::size_t first;
  std::array<double, 4> value{}, slope{}, bend{};

  /// On nodes 0, 1, … count − 1.
  static Cubic uniform(double position, int count) {
    const double at = std::clamp(position, 0.0, static_cast<double>(count - 1));
    const double start = std::clamp(std::floor(at) - 1, 0.0, static_cast<double>(count - 4));
    return Cubic(static_cast<std::size_t>(start), {0, 1, 2, 3}, at - start);
  }
  static Cubic over(std::span<const double> nodes, double x) {
    const auto above = static_cast<std::ptrdiff_t>(std::ranges::upper_bound(nodes, x) - nodes.begin());
    const auto first = static_cast<std::size_t>(std::clamp(above - 2, std::ptrdiff_t{0}, std::ssize(nodes) - 4));
    return Cubic(first, {nodes[first], nodes[first + 1], nodes[first + 2], nodes[first + 3]}, x);
  }

 private:
  Cubic(std::size_t start, const std::array<double, 4>& node, double x) : first(start) {
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t a = i == 0 ? 1 : 0, b = i <= 1 ? 2 : 1, c = i == 3 ? 2 : 3;
      const double da = x - node[a], db = x - node[b], dc = x - node[c];
      const double scale = 1 / ((node[i] - node[a]) * (node[i] - node[b]) * (node[i] - node[c]));
      value[i] = scale * da * db * dc;
      slope[i] = scale * (da * db + da * dc + db * dc);
      bend[i] = scale * 2 * (da + db + dc);
    }
  }
};

double black(Right right, const Carry& carry, double strike, double vol) {
  return carry.discount() * black_price(right, carry.forward(), strike, vol * std::sqrt(carry.years));
}

}  // namespace

DividendShift::DividendShift(const Carry& carry, std::span<const CashDividend> dividends) {
  for (const CashDividend& d : dividends) {
    const double value = d.amount * std::exp((carry.yield - carry.rate) * d.years);
    present += value;
    by_rate -= d.years * value;
  }
}

ExcessTable::ExcessTable(const Problem& problem, std::span<const double> ratios, const VolNodes& vols)
    : vols_(vols),
      ratios_(ratios.begin(), ratios.end()),
      spot_(problem.carry.spot),
      root_years_(std::sqrt(problem.carry.years)),
      log_low_(std::log(vols.low)),
      log_step_(std::log(vols.high / vols.low) / (vols.count - 1)) {
  std::vector<double> strikes;
  strikes.reserve(ratios_.size());
  for (const double ratio : ratios_) strikes.push_back(spot_ / ratio);
  fill(problem, strikes, excess_);
  if (!problem.with_rate) return;
  Problem bumped = problem;
  bumped.carry.rate += rate_step;
  const std::size_t central = ratios_.size() / 2 - 1;
  fill(bumped, std::span(strikes).subspan(central, 1), by_rate_);
  const std::size_t offset = central * by_rate_.size();
  for (std::size_t i = 0; i < by_rate_.size(); ++i) by_rate_[i] = (by_rate_[i] - excess_[offset + i]) / rate_step;
}

double ExcessTable::vol_at(int i) const { return std::exp(log_low_ + i * log_step_); }

void ExcessTable::fill(const Problem& problem, std::span<const double> strikes, std::vector<double>& out) const {
  std::vector<PdeProblem> solves;
  for (const double strike : strikes)
    for (int i = 0; i < vols_.count; ++i) solves.push_back({problem.exercise, strike, vol_at(i)});
  const auto solutions = solve_pde_batch(problem.right, problem.carry, problem.dividends, solves, table_grid);
  const DividendShift shift(problem.carry, problem.dividends);
  const double growth = std::exp((problem.carry.rate - problem.carry.yield) * problem.carry.years);
  for (std::size_t s = 0; s < solves.size(); ++s) {
    const auto& [exercise, strike, vol] = solves[s];
    for (int j = 0; j < moneyness_nodes; ++j) {
      const double moneyness = (-moneyness_end + j * moneyness_step) * vol * root_years_;
      Carry carry = problem.carry;
      carry.spot = strike * std::exp(moneyness) / growth;
      const double price = solutions[s].price(carry.spot + shift.present);
      out.push_back((price - black(problem.right, carry, strike, vol)) / strike);
    }
  }
}

bool ExcessTable::covers(double strike, double vol) const {
  const double ratio = spot_ / strike;
  return ratio >= ratios_.front() && ratio <= ratios_.back() && vol >= vols_.low && vol <= vols_.high;
}

ExcessTable::Value ExcessTable::at(double log_moneyness, double strike, double vol) const {
  const double sd = vol * root_years_, z = log_moneyness / sd;
  const Cubic money = Cubic::uniform((z + moneyness_end) / moneyness_step, moneyness_nodes);
  const Cubic vols = Cubic::uniform((std::log(vol) - log_low_) / log_step_, vols_.count);
  const Cubic strikes = Cubic::over(ratios_, spot_ / strike);
  const auto row = [](const std::array<double, 4>& weights, const double* values) {
    return weights[0] * values[0] + weights[1] * values[1] + weights[2] * values[2] + weights[3] * values[3];
  };
  double f = 0, fz = 0, fzz = 0, fv = 0, fr = 0;
  for (std::size_t v = 0; v < 4; ++v) {
    const std::size_t vol_row = vols.first + v, width = static_cast<std::size_t>(moneyness_nodes);
    for (std::size_t k = 0; k < 4; ++k) {
      const std::size_t strike_row = (strikes.first + k) * static_cast<std::size_t>(vols_.count);
      const double* values = &excess_[(strike_row + vol_row) * width + money.first];
      const double here = row(money.value, values), weight = vols.value[v] * strikes.value[k];
      f += weight * here;
      fv += vols.slope[v] * strikes.value[k] * here;
      fz += weight * row(money.slope, values);
      fzz += weight * row(money.bend, values);
    }
    if (!by_rate_.empty()) fr += vols.value[v] * row(money.value, &by_rate_[vol_row * width + money.first]);
  }
  const bool inside = std::fabs(z) < moneyness_end;
  const double per_z = inside ? 1 / moneyness_step : 0;
  fz *= per_z;
  fzz *= per_z * per_z;
  return {.excess = strike * f,
          .by_moneyness = strike * fz / sd,
          .by_moneyness_twice = strike * fzz / (sd * sd),
          .by_vol = strike * (fv / log_step_ - fz * z) / vol,
          .by_rate = strike * fr};
}

DividendTable::DividendTable(Right right, const Carry& carry, std::span<const CashDividend> dividends, double low, double high)
    : right_(right),
      carry_(carry),
      dividends_(dividends.begin(), dividends.end()),
      shift_(carry, dividends),
      american_({right, carry, dividends, Exercise::american, true}, american_ratios, {low, high, american_vols(carry, dividends)}),
      european_({right, carry, dividends, Exercise::european}, european_ratios, {low, high, 10}) {}

bool DividendTable::covers(double spot, double strike, double vol) const {
  return spot > shift_.present && american_.covers(strike, vol);
}

/// What exercising at a time gives today if the stock has no volatility.
double DividendTable::exercised_at(double years, double spot, double strike, bool before_dividend) const {
  double stock = spot * std::exp(-carry_.yield * years);
  for (const CashDividend& d : dividends_)
    if (d.years < years || (d.years == years && !before_dividend))
      stock -= d.amount * std::exp((carry_.yield - carry_.rate) * d.years - carry_.yield * years);
  return sign(right_) * (std::max(stock, 0.0) - strike * std::exp(-carry_.rate * years));
}

/// A lower bound of the price: the best of exercising now, at expiry and at the dividends, before them (call) or after (put).
double DividendTable::certain_value(double spot, double strike) const {
  double best = std::max({0.0, exercised_at(0, spot, strike, true), exercised_at(carry_.years, spot, strike, false)});
  for (const CashDividend& d : dividends_) best = std::max(best, exercised_at(d.years, spot, strike, right_ == Right::call));
  return best;
}

double DividendTable::european_price(double spot, double strike, double vol) const {
  if (!(spot > shift_.present && european_.covers(strike, vol)))
    return solve_pde(Exercise::european, right_, carry_at(spot), dividends_, strike, vol, single_grid).price(spot);
  const Carry carry = shifted(spot);
  return black(right_, carry, strike, vol) + european_.at(std::log(carry.forward() / strike), strike, vol).excess;
}

/// Price, delta, gamma, vega and rho; theta is left to the pricing equation.
Greeks DividendTable::tabulated(double spot, double strike, double vol) const {
  const Carry carry = shifted(spot);
  const double adjusted = carry.spot, by_rate = -shift_.by_rate;  // derivative of the adjusted spot
  Greeks greeks = european_greeks(right_, carry, strike, vol);
  const ExcessTable::Value more = american_.at(std::log(carry.forward() / strike), strike, vol);
  greeks.price += more.excess;
  greeks.rho += (greeks.delta * by_rate + more.by_rate + more.by_moneyness * (by_rate / adjusted + carry_.years)) / 100;
  greeks.delta += more.by_moneyness / adjusted;
  greeks.gamma += (more.by_moneyness_twice - more.by_moneyness) / (adjusted * adjusted);
  greeks.vega += more.by_vol / 100;
  const double floor = certain_value(spot, strike), now = std::max(0.0, sign(right_) * (spot - strike));
  if (now > 0 && greeks.price <= now + resolution / 2 * strike) return {.price = now, .delta = sign(right_)};
  if (greeks.price > floor) return greeks;
  greeks.price = floor;  // certain exercise later on
  greeks.gamma = greeks.vega = 0;
  return greeks;
}

Greeks DividendTable::solved(double spot, double strike, double vol) const {
  const auto solve = [&](double rate_shift, double at_vol) {
    Carry carry = carry_at(spot);
    carry.rate += rate_shift;
    return solve_pde(Exercise::american, right_, carry, dividends_, strike, at_vol, single_grid);
  };
  const PdeSolution here = solve(0, vol);
  const double price = here.price(spot), vol_step = 1e-2 * vol;
  return {.price = price,
          .delta = here.delta(spot),
          .gamma = here.gamma(spot),
          .vega = (solve(0, vol + vol_step).price(spot) - solve(0, vol - vol_step).price(spot)) / (2 * vol_step) / 100,
          .rho = (solve(rate_step, vol).price(spot) - price) / rate_step / 100};
}

Greeks DividendTable::greeks(double spot, double strike, double vol) const {
  Greeks greeks = covers(spot, strike, vol) ? tabulated(spot, strike, vol) : solved(spot, strike, vol);
  const double now = sign(right_) * (spot - strike);
  if (!(now > 0 && greeks.price <= now)) {  // the pricing equation holds wherever the option is kept
    const double rate = carry_.rate, yield = carry_.yield;
    const double yearly = rate * greeks.price - (rate - yield) * spot * greeks.delta - 0.5 * vol * vol * spot * spot * greeks.gamma;
    greeks.theta = yearly / days_per_year;
  }
  return greeks;
}

ImpliedVol DividendTable::implied_vol(double spot, double strike, double price) const {
  if (!is_priceable(carry_at(spot), strike) || !(price > 0) || !std::isfinite(price)) return {unknown, NoVol::not_finite};
  const double lower = certain_value(spot, strike), now = sign(right_) * (spot - strike), close = resolution * strike;
  if (price < lower - close) return {unknown, NoVol::below_intrinsic};
  if (lower > 0 && price <= lower + close) return {unknown, now >= lower - close ? NoVol::early_exercise : NoVol::at_intrinsic};
  if (price >= (right_ == Right::call ? spot : strike) * largest_value(put_terms(right_, carry_at(spot))))
    return {unknown, NoVol::above_maximum};
  const auto trial = [&](double vol) {
    const Greeks greeks = tabulated(spot, strike, vol);
    return VolTrial{greeks.price - price, 100 * greeks.vega};
  };
  VolBracket bracket{american_.low(), american_.high()};
  const bool inside = covers(spot, strike, bracket.low) && trial(bracket.low).excess < 0 && trial(bracket.high).excess > 0;
  if (!inside) return {unknown, NoVol::out_of_range};
  const ImpliedVol guess = european_implied_vol(right_, shifted(spot), strike, price);
  return {search_vol(trial, bracket, guess ? guess.vol : std::sqrt(bracket.low * bracket.high), 1e-9), NoVol::none};
}

}  // namespace legwork::pricing
