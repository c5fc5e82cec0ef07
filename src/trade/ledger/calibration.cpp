#include "trade/ledger/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

constexpr double z95 = 1.959963984540054;  // the normal quantile of 0.975

void close(CalibrationBucket& bucket) {
  const double n = bucket.count;
  bucket.promised /= n;
  bucket.observed = bucket.kept / n;
  const double p = bucket.observed;
  const double centre = p + z95 * z95 / (2 * n);
  const double half = z95 * std::sqrt(p * (1 - p) / n + z95 * z95 / (4 * n * n));
  const double scale = 1 + z95 * z95 / n;
  bucket.observed_low = std::max(0.0, (centre - half) / scale);
  bucket.observed_high = std::min(1.0, (centre + half) / scale);
}

bool is_probability(const std::optional<double>& pop) { return pop && *pop >= 0 && *pop <= 1; }

void judge_probabilities(Calibration& all, std::span<const TradeResult* const> counted, int bucket_count) {
  std::vector<CalibrationBucket> buckets(static_cast<std::size_t>(bucket_count));
  double squares = 0;
  int kept = 0;
  for (const TradeResult* one : counted) {
    if (!is_probability(one->pop)) continue;
    const bool won = one->gross > market::Money();
    const int index = std::min(static_cast<int>(*one->pop * bucket_count), bucket_count - 1);
    CalibrationBucket& bucket = buckets[static_cast<std::size_t>(index)];
    ++bucket.count;
    bucket.kept += won ? 1 : 0;
    bucket.promised += *one->pop;
    squares += (*one->pop - (won ? 1 : 0)) * (*one->pop - (won ? 1 : 0));
    kept += won ? 1 : 0;
    ++all.count;
  }
  for (int i = 0; i < bucket_count; ++i) {
    CalibrationBucket& bucket = buckets[static_cast<std::size_t>(i)];
    if (bucket.count == 0) continue;
    bucket.low = static_cast<double>(i) / bucket_count;
    bucket.high = static_cast<double>(i + 1) / bucket_count;
    close(bucket);
    all.buckets.push_back(bucket);
  }
  if (all.count == 0) return;
  const double rate = static_cast<double>(kept) / all.count;
  all.brier = squares / all.count;
  if (kept > 0 && kept < all.count) all.skill = 1 - *all.brier / (rate * (1 - rate));
}

void judge_values(Calibration& all, std::span<const TradeResult* const> counted) {
  std::vector<double> differences;
  for (const TradeResult* one : counted) {
    if (!one->expected_value || !std::isfinite(*one->expected_value)) continue;
    ++all.with_value;
    all.promised_value += *one->expected_value;
    all.realised_value += one->net.to_double();
    differences.push_back(one->net.to_double() - *one->expected_value);
  }
  if (differences.size() < 2) return;
  const double n = static_cast<double>(differences.size());
  const double mean = (all.realised_value - all.promised_value) / n;
  double squares = 0;
  for (const double difference : differences) squares += (difference - mean) * (difference - mean);
  all.value_error = std::sqrt(n * squares / (n - 1));  // of a sum of n: √n times the deviation of one
}

}  // namespace

Calibration calibration(std::span<const TradeResult> results, const CalibrationRules& rules) {
  ASSERT(rules.buckets >= 1, "{} buckets", rules.buckets);
  std::vector<const TradeResult*> counted;
  for (const TradeResult& one : results)
    if (one.ended && (one.ran_out || rules.closed_early_too)) counted.push_back(&one);
  Calibration all;
  judge_probabilities(all, counted, rules.buckets);
  judge_values(all, counted);
  return all;
}

}  // namespace legwork::trade
