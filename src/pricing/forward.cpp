#include "pricing/forward.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/american_slice.hpp"

namespace legwork::pricing {
namespace {

/// One strike as a point of the parity line: difference = discount·(forward − strike), known to about ± `tolerance`.
struct ParityPoint {
  double strike;
  double difference;  // mid call − mid put
  double tolerance;   // half the sum of both widths
  double weight = 0;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

bool usable(const ParityPair& pair) {
  const bool finite = std::isfinite(pair.strike + pair.call_bid + pair.call_ask + pair.put_bid + pair.put_ask);
  return finite && pair.strike > 0 && pair.call_bid > 0 && pair.put_bid > 0 && pair.call_ask >= pair.call_bid &&
         pair.put_ask >= pair.put_bid;
}

ParityPoint point_of(const ParityPair& pair) {
  const double call = 0.5 * (pair.call_bid + pair.call_ask), put = 0.5 * (pair.put_bid + pair.put_ask);
  return {pair.strike, call - put, 0.5 * (pair.call_ask - pair.call_bid + pair.put_ask - pair.put_bid)};
}

double median_forward(std::span<const ParityPoint> points, double discount) {
  std::vector<double> forwards;
  for (const auto& point : points) forwards.push_back(point.strike + point.difference / discount);
  return median(std::move(forwards));
}

/// Points within `band` of the forward. The band is centred twice: the first centre comes from all strikes.
std::vector<ParityPoint> near_the_money(std::span<const ParityPair> pairs, double discount, double band) {
  std::vector<ParityPoint> all, inside;
  for (const auto& pair : pairs)
    if (usable(pair)) all.push_back(point_of(pair));
  for (int pass = 0; pass < 2 && !all.empty(); ++pass) {
    const double centre = median_forward(inside.empty() ? all : inside, discount);
    if (!(centre > 0)) return {};
    inside.clear();
    for (const auto& point : all)
      if (std::abs(std::log(point.strike / centre)) <= band) inside.push_back(point);
  }
  return inside;
}

/// Half the width of the good quotes (the tightest fifth) is as much as any quote may claim, be it locked or stale.
void floor_tolerances(std::vector<ParityPoint>& points) {
  std::vector<double> tolerances;
  for (const auto& point : points) tolerances.push_back(point.tolerance);
  const auto fifth = tolerances.begin() + static_cast<std::ptrdiff_t>(tolerances.size() / 5);
  std::nth_element(tolerances.begin(), fifth, tolerances.end());
  const double floor = std::max(0.5 * *fifth, 1e-6 * points.front().strike);
  for (auto& point : points) point.tolerance = std::max(point.tolerance, floor);
}

/// The parity line difference = level − discount·(strike − origin).
struct ParityLine {
  double origin, level, discount;
  bool fit_discount;

  double forward() const { return origin + level / discount; }
  double residual(const ParityPoint& point) const { return point.difference - level + discount * (point.strike - origin); }
};

void least_squares(ParityLine& line, std::span<const ParityPoint> points) {
  double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const auto& point : points) {
    const double x = point.strike - line.origin, y = point.difference;
    s += point.weight;
    sx += point.weight * x;
    sy += point.weight * y;
    sxx += point.weight * x * x;
    sxy += point.weight * x * y;
  }
  if (!(s > 0)) return;
  const double determinant = s * sxx - sx * sx;
  if (line.fit_discount && determinant > 1e-12 * s * sxx) line.discount = -(s * sxy - sx * sy) / determinant;
  line.level = (sy + line.discount * sx) / s;
}

/// Least absolute deviations by reweighting: half of the points may be wrong without moving it far.
void least_deviations(ParityLine& line, std::vector<ParityPoint>& points) {
  for (int round = 0; round < 12; ++round) {
    for (auto& point : points) {
      const double deviation = std::abs(line.residual(point)) / point.tolerance;
      point.weight = 1 / (point.tolerance * point.tolerance * std::max(deviation, 0.02));
    }
    least_squares(line, points);
  }
}

double robust_deviation(const ParityLine& line, std::span<const ParityPoint> points) {
  std::vector<double> deviations;
  for (const auto& point : points) deviations.push_back(std::abs(line.residual(point)) / point.tolerance);
  return 1.4826 * median(std::move(deviations));
}

/// Cuts at 4 robust deviations; less than a quarter of its own width off is never an outlier.
void cut_outliers(const ParityLine& line, std::vector<ParityPoint>& points) {
  const double limit = std::max(4 * robust_deviation(line, points), 0.25);
  std::erase_if(points, [&](const ParityPoint& p) { return std::abs(line.residual(p)) > limit * p.tolerance; });
  for (auto& point : points) point.weight = 1 / (point.tolerance * point.tolerance);
}

double standard_error(const ParityLine& line, std::span<const ParityPoint> points) {
  double weights = 0, squares = 0;
  for (const auto& point : points) {
    weights += point.weight;
    squares += point.weight * line.residual(point) * line.residual(point);
  }
  const double freedom = static_cast<double>(points.size()) - (line.fit_discount ? 2.0 : 1.0);
  const double variance = points.size() < 3 ? 1.0 : squares / freedom;  // too few to tell: the quotes' own half widths
  return std::sqrt(variance / weights) / line.discount;
}

constexpr std::size_t pairs_for_discount = 8;

// Early exercise is worked out inside these limits. A yield beyond them (minutes to expiry, or a spot that lags the options)
// says that the spot is off, so the spot that goes with the forward takes its place.
constexpr double lowest_yield = -0.10, highest_yield = 0.50;

double implied_yield(const Carry& carry, double forward) { return carry.rate - std::log(forward / carry.spot) / carry.years; }

Carry exercise_carry(const Carry& carry, double yield) {
  Carry plausible = carry;
  plausible.yield = std::clamp(yield, lowest_yield, highest_yield);
  plausible.spot = carry.spot * std::exp((plausible.yield - yield) * carry.years);
  return plausible;
}

void subtract(double& bid, double& ask, double premium) {
  const double floor = 1e-6 * ask;
  bid = std::max(bid - premium, floor);
  ask = std::max(ask - premium, bid);
}

/// The pairs as if European. Both premiums of a strike are taken at the vol of its out-of-the-money side, which is always
/// identified; strikes where that has no vol are left out.
std::vector<ParityPair> without_premiums(std::span<const ParityPair> pairs, const Carry& carry) {
  const AmericanSlice calls = AmericanSlice::build({Right::call, carry, {}});
  const AmericanSlice puts = AmericanSlice::build({Right::put, carry, {}});
  const double forward = carry.forward();
  std::vector<ParityPair> european;
  for (ParityPair pair : pairs) {
    const ImpliedVol vol = pair.strike >= forward
                               ? calls.implied_vol(carry.spot, pair.strike, 0.5 * (pair.call_bid + pair.call_ask))
                               : puts.implied_vol(carry.spot, pair.strike, 0.5 * (pair.put_bid + pair.put_ask));
    if (!vol) continue;
    subtract(pair.call_bid, pair.call_ask, calls.premium(carry.spot, pair.strike, vol.vol));
    subtract(pair.put_bid, pair.put_ask, puts.premium(carry.spot, pair.strike, vol.vol));
    european.push_back(pair);
  }
  return european;
}

std::vector<ParityPair> usable_within(std::span<const ParityPair> pairs, double forward, double band) {
  std::vector<ParityPair> inside;
  for (const auto& pair : pairs)
    if (usable(pair) && std::abs(std::log(pair.strike / forward)) <= band) inside.push_back(pair);
  return inside;
}

/// Secant steps on g(yield) − yield, where g is one round of taking premiums off. g answers to a change of the yield with an eighth
/// of it, typically, which makes the first step.
class YieldSearch {
 public:
  double next(double yield, double change) {
    const double slope = std::isnan(last_yield_) ? usual_slope : (change - last_change_) / (yield - last_yield_);
    last_yield_ = yield;
    last_change_ = change;
    return yield - change / (slope < -0.3 && slope > -3 ? slope : usual_slope);
  }

 private:
  static constexpr double usual_slope = -0.875;
  double last_yield_ = unknown, last_change_ = unknown;
};

constexpr int rounds_max = 8;

/// Change of ln F that no longer matters: 2 USD in a million, or a fifth of what the quotes leave open.
double settled_change(const ParityForward& fit) { return std::max(2e-6, 0.2 * fit.stderr_forward / fit.forward); }

bool valid(const Carry& carry) { return carry.spot > 0 && carry.years > 0 && std::isfinite(carry.spot + carry.years + carry.rate); }

}  // namespace

ParityForward parity_forward(std::span<const ParityPair> pairs, double discount, double band) {
  const bool fit_discount = std::isnan(discount);
  const double start = fit_discount ? 1.0 : discount;
  if (!(start > 0) || !std::isfinite(start)) return {};
  std::vector<ParityPoint> points = near_the_money(pairs, start, band);
  if (points.empty() || (fit_discount && points.size() < pairs_for_discount)) return {};
  floor_tolerances(points);
  const double centre = median_forward(points, start);
  ParityLine line{centre, 0, start, fit_discount};
  least_deviations(line, points);
  cut_outliers(line, points);
  if (points.empty()) return {};
  least_squares(line, points);
  if (!(line.discount > 0) || !(line.forward() > 0)) return {};
  return {line.forward(), line.discount, standard_error(line, points), static_cast<int>(points.size())};
}

ImpliedCarry american_parity_forward(std::span<const ParityPair> pairs, const Carry& carry, double band) {
  if (!valid(carry)) return {};
  const ParityForward european = parity_forward(pairs, carry.discount(), band);
  if (european.pairs == 0) return {};
  const std::vector<ParityPair> near = usable_within(pairs, european.forward, band);
  double yield = std::isfinite(carry.yield) ? carry.yield : implied_yield(carry, european.forward);
  YieldSearch search;
  ImpliedCarry result;
  while (result.rounds < rounds_max) {
    const ParityForward fit = parity_forward(without_premiums(near, exercise_carry(carry, yield)), carry.discount(), band);
    if (fit.pairs == 0) return {};
    const double implied = implied_yield(carry, fit.forward);
    result = {fit.forward, implied, fit.stderr_forward, fit.pairs, result.rounds + 1};
    if (std::abs(implied - yield) * carry.years < settled_change(fit)) break;
    yield = search.next(yield, implied - yield);
  }
  return result;
}

}  // namespace legwork::pricing
