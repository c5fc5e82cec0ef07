#include "simgw/world/american_premiums.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/american.hpp"
#include "simgw/world/chance.hpp"

namespace legwork::simgw {
namespace {

constexpr double shortest_years = 1.0 / 365;
constexpr int steps_per_octave = 4;
constexpr double rate_step = 0.0005;

double years_of(int time_step) { return shortest_years * std::exp2(static_cast<double>(time_step) / steps_per_octave); }

/// Short options stand a coarse yield: what counts is yield · time.
double yield_step(double years) { return std::clamp(5e-5 / years, rate_step, 0.01); }

double on_grid(double value, double step) { return std::round(std::clamp(value, -0.09, 0.49) / step) * step; }

}  // namespace

const pricing::AmericanSlice& AmericanPremiums::table(pricing::Right right, double rate, double yield, int time_step) {
  const auto cell = [](double value) { return static_cast<std::uint64_t>(std::llround(value * 1e6) + (1 << 20)); };
  const std::uint64_t key =
      mix(cell(rate) * 2 + (right == pricing::Right::call ? 1 : 0), cell(yield), static_cast<std::uint64_t>(time_step));
  const auto known = tables_.find(key);
  if (known != tables_.end()) return known->second;
  if (tables_.size() >= tables_max) tables_.clear();
  auto built = pricing::AmericanSlice::build({right, {1, rate, yield, years_of(time_step)}, {}});
  return tables_.emplace(key, std::move(built)).first->second;
}

double AmericanPremiums::premium(pricing::Right right, const pricing::Carry& carry, double strike, double vol) {
  const double years = std::max(carry.years, shortest_years);
  const double rate = on_grid(carry.rate, rate_step), yield = on_grid(carry.yield, yield_step(years));
  if (pricing::exercise_region(right, rate, yield) == pricing::ExerciseRegion::european) return 0;
  const double octaves = std::log2(years / shortest_years) * steps_per_octave;
  const int step = static_cast<int>(octaves);
  vol = std::clamp(vol, 0.05, 1.5);
  const double near = table(right, rate, yield, step).premium(carry.spot, strike, vol);
  const double far = table(right, rate, yield, step + 1).premium(carry.spot, strike, vol);
  const double low = years_of(step), high = years_of(step + 1);
  const double premium = near + (far - near) * (years - low) / (high - low);
  return std::max(0.0, premium * std::min(1.0, carry.years / shortest_years));
}

}  // namespace legwork::simgw
