#include "pricing/time_segments.hpp"

#include <algorithm>
#include <cmath>

namespace legwork::pricing {
namespace {

constexpr int min_step_pairs = 2;
// Steps grow away from a kink: next to expiry the exercise boundary moves like √time, and equal steps would cost half an order
// (P. Forsyth, K. Vetzal, "Quadratic convergence for valuing American options using a penalty method", 2002).
constexpr double grading = 2;

std::vector<double> graded_steps(double length, int count) {
  std::vector<double> steps;
  double reached = 0;
  for (int j = 1; j <= count; ++j) {
    const double next = length * std::pow(static_cast<double>(j) / count, grading);
    steps.push_back(next - reached);
    reached = next;
  }
  return steps;
}

}  // namespace

std::vector<TimeSegment> time_segments(double years, std::span<const CashDividend> dividends, int steps) {
  std::vector<CashDividend> ends;
  for (const CashDividend& d : dividends) {
    if (d.years > 0 && d.years < years && d.amount > 0 && std::isfinite(d.amount)) ends.push_back(d);
  }
  std::ranges::sort(ends, [](const CashDividend& a, const CashDividend& b) {
    return a.years != b.years ? a.years > b.years : a.amount > b.amount;
  });
  ends.push_back({0, 0});

  double root_sum = 0, late = years;
  for (const CashDividend& d : ends) {
    root_sum += std::sqrt(late - d.years);
    late = d.years;
  }
  std::vector<TimeSegment> segments;
  late = years;
  for (const CashDividend& d : ends) {
    const double length = late - d.years;
    segments.push_back({{}, d.amount});
    if (length > 0) {  // not between two dividends at once, nor at expiry
      const int pairs = static_cast<int>(std::ceil(steps * std::sqrt(length) / root_sum / 2));
      segments.back().steps = graded_steps(length, 2 * std::max(pairs, min_step_pairs));
    }
    late = d.years;
  }
  return segments;
}

std::vector<TimeSegment> coarsened(std::span<const TimeSegment> segments) {
  std::vector<TimeSegment> half;
  for (const TimeSegment& segment : segments) {
    half.push_back({{}, segment.dividend});
    for (std::size_t j = 0; j + 1 < segment.steps.size(); j += 2) {
      half.back().steps.push_back(segment.steps[j] + segment.steps[j + 1]);
    }
  }
  return half;
}

}  // namespace legwork::pricing
