#include "pricing/forward.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

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

ParityPoint point_of(const ParityPair& pair) {
  return {pair.strike, pair.call() - pair.put(), 0.5 * (pair.call_ask - pair.call_bid + pair.put_ask - pair.put_bid)};
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
    if (pair.usable()) all.push_back(point_of(pair));
  for (int pass = 0; pass < 2 && !all.empty(); ++pass) {
    const double centre = median_forward(inside.empty() ? all : inside, discount);
    if (!(centre > 0)) return {};
    inside.clear();
    for (const auto& point : all)
      if (std::abs(std::log(point.strike / centre)) <= band) inside.push_back(point);
  }
  return inside;
}

constexpr std::size_t firm_quotes = 10;

/// Half the width of the firm quotes (the fifth tightest, of few the tightest fifth) is as much as any quote may claim, be it locked or
/// stale. It is a count and not a share of all: in many chains nothing but the strikes at the money is firm, and the in-the-money sides
/// of all others are as wide as they are many, their mids off in the same direction.
void floor_tolerances(std::vector<ParityPoint>& points) {
  std::vector<double> tolerances;
  for (const auto& point : points) tolerances.push_back(point.tolerance);
  const auto firm = tolerances.begin() + static_cast<std::ptrdiff_t>(std::min(tolerances.size() / 5, firm_quotes - 1));
  std::nth_element(tolerances.begin(), firm, tolerances.end());
  const double floor = std::max(0.5 * *firm, 1e-6 * points.front().strike);
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

}  // namespace

bool ParityPair::usable() const {
  const bool finite = std::isfinite(strike + call_bid + call_ask + put_bid + put_ask);
  return finite && strike > 0 && call_bid > 0 && put_bid > 0 && call_ask >= call_bid && put_ask >= put_bid;
}

void ParityPair::take_off(double call_premium, double put_premium) {
  const auto lower = [](double& bid, double& ask, double premium) {
    const double floor = 1e-6 * ask;
    bid = std::max(bid - premium, floor);
    ask = std::max(ask - premium, bid);
  };
  lower(call_bid, call_ask, call_premium);
  lower(put_bid, put_ask, put_premium);
}

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

}  // namespace legwork::pricing
