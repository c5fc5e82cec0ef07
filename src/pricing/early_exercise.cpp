#include "pricing/early_exercise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pricing/normal_pair.hpp"
#include "pricing/unit_put.hpp"

namespace legwork::pricing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Both boundaries of the double case.
struct Twin {
  ExerciseBoundary upper, lower;
  double years;     // covered by the curves
  double together;  // position √(τ/years) where they meet; infinity when they stay apart
  bool meet() const { return together <= 1; }
  double gap() const { return upper.log_level_now() - lower.log_level_now(); }
};

/// The position in [0, 1] where the curves cross, infinity when they do not.
double crossing(const CollocationRule& rule, const ExerciseBoundary& upper, const ExerciseBoundary& lower) {
  const auto gap = [&](double position) {
    const std::vector<double> weights = rule.weights_at(position);
    return upper.log_level(weights) - lower.log_level(weights);
  };
  constexpr int scan = 64;
  int first = 1;
  while (first <= scan && gap(static_cast<double>(first) / scan) > 0) ++first;
  if (first > scan) return infinity;
  double apart = static_cast<double>(first - 1) / scan, crossed = static_cast<double>(first) / scan;
  for (int i = 0; i < 48; ++i) {
    const double middle = 0.5 * (apart + crossed);
    (gap(middle) > 0 ? apart : crossed) = middle;
  }
  return apart;
}

/// Each boundary solves its own equation as if the other did not exist (Andersen, Lake 2021): between the upper one and the strike
/// nothing is known of the lower one. That holds until they meet; from there on, as time to expiry grows, nothing is exercised.
std::optional<Twin> solve_twin(const CollocationRule& rule, PutTerms terms, double vol, double years) {
  terms.years = years;
  const auto upper = BoundarySolver(rule, terms, BoundarySide::upper).solve(vol);
  if (!upper) return std::nullopt;
  const auto lower = BoundarySolver(rule, terms, BoundarySide::lower).solve(vol);
  if (!lower) return std::nullopt;
  const Twin twin{*upper, *lower, years, crossing(rule, *upper, *lower)};
  constexpr double at_once = 1.0 / 32;  // a second, spurious root of the upper equation starts where the lower boundary does
  return twin.together > at_once ? std::optional(twin) : std::nullopt;
}

/// Past their meeting the equations may have no solution: shorten the time until they have one. Where that leaves the boundaries
/// clearly apart it was not the meeting that stood in the way, and nothing is returned.
std::optional<Twin> find_twin(const CollocationRule& rule, const PutTerms& terms, double vol) {
  std::optional<Twin> best = solve_twin(rule, terms, vol, terms.years);
  double solved = 0, unsolved = terms.years;
  for (int i = 0; i < 16 && !(best && (best->meet() || best->years == terms.years)); ++i) {
    const double middle = 0.5 * (solved + unsolved);
    if (auto twin = solve_twin(rule, terms, vol, middle)) {
      best = std::move(twin);
      solved = middle;
    } else {
      unsolved = middle;
    }
  }
  constexpr double nearly_together = 0.02;  // of a standard deviation
  const bool found =
      best && (best->meet() || best->years == terms.years || best->gap() < nearly_together * vol * std::sqrt(best->years));
  return found ? best : std::nullopt;
}

}  // namespace

PremiumIntegral::PremiumIntegral(const CollocationRule& rule, const PutTerms& terms, double last) : rule_(rule), terms_(terms) {
  const AngleRule& angles = rule.outer();
  for (std::size_t k = 0; k < angles.size(); ++k) {
    const double wait = (terms.years - last) + last * angles.sine[k] * angles.sine[k];
    const double measure = 2 * last * angles.sine[k] * angles.cosine[k] * angles.weight[k];
    root_wait_.push_back(std::sqrt(wait));
    carry_.push_back((terms.rate - terms.yield) * wait);
    cash_.push_back(measure * terms.rate * std::exp(-terms.rate * wait));
    stock_.push_back(measure * terms.yield * std::exp(-terms.yield * wait));
  }
}

std::vector<double> PremiumIntegral::levels(const ExerciseBoundary& boundary, double reach) const {
  const std::size_t n = rule_.nodes();
  std::vector<double> levels;
  levels.reserve(root_wait_.size());
  for (std::size_t k = 0; k < root_wait_.size(); ++k)
    levels.push_back(reach == 1 ? boundary.log_level(rule_.outer_weights().subspan(k * n, n))
                                : boundary.log_level(rule_.weights_at(reach * rule_.outer().cosine[k])));
  return levels;
}

Premium PremiumIntegral::below(std::span<const double> levels, double vol, double log_spot) const {
  const double spot = std::exp(log_spot);
  Premium sum;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const double v = vol * root_wait_[k], low = (log_spot - levels[k] + carry_[k]) / v - v / 2;
    const NormalPair at_low(low);
    sum.value += cash_[k] * at_low.rest;
    sum.slope -= cash_[k] * at_low.density / v;
    if (terms_.yield == 0) continue;
    const NormalPair at_high(low + v);
    sum.value -= stock_[k] * spot * at_high.rest;
    sum.slope -= stock_[k] * spot * (at_high.rest - at_high.density / v);
  }
  return sum;
}

EarlyExercise::EarlyExercise(const CollocationRule& rule, const PutTerms& terms, double vol, double last)
    : vol_(vol), integral_(rule, terms, last), upper_now_(-infinity), lower_now_(-infinity) {}

std::optional<EarlyExercise> EarlyExercise::find(const CollocationRule& rule, const PutTerms& terms, double vol) {
  return exercise_region(terms) == ExerciseRegion::double_boundary ? twin(rule, terms, vol) : single(rule, terms, vol);
}

std::optional<EarlyExercise> EarlyExercise::single(const CollocationRule& rule, const PutTerms& terms, double vol) {
  const auto boundary = BoundarySolver(rule, terms, BoundarySide::upper).solve(vol);
  if (!boundary) return std::nullopt;
  EarlyExercise out(rule, terms, vol, terms.years);
  out.upper_ = out.integral_.levels(*boundary);
  out.upper_now_ = boundary->log_level_now();
  return out;
}

std::optional<EarlyExercise> EarlyExercise::twin(const CollocationRule& rule, const PutTerms& terms, double vol) {
  const std::optional<Twin> found = find_twin(rule, terms, vol);
  if (!found) return std::nullopt;
  const double reach = std::min(found->together, 1.0), last = reach * reach * found->years;
  EarlyExercise out(rule, terms, vol, last);
  out.upper_ = out.integral_.levels(found->upper, reach);
  out.lower_ = out.integral_.levels(found->lower, reach);
  const bool now = last == terms.years;
  out.upper_now_ = now ? found->upper.log_level_now() : -infinity;
  out.lower_now_ = now ? found->lower.log_level_now() : infinity;
  return out;
}

Premium EarlyExercise::premium(double log_spot) const {
  Premium sum = integral_.below(upper_, vol_, log_spot);
  if (!lower_.empty()) {
    const Premium low = integral_.below(lower_, vol_, log_spot);
    sum = {sum.value - low.value, sum.slope - low.slope};
  }
  return sum;
}

}  // namespace legwork::pricing
