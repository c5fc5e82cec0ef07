#include "pricing/managed.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "pricing/european.hpp"
#include "pricing/normal.hpp"

namespace legwork::pricing {
namespace {

/// A standard normal from the middle of one of 2^53 equal cells: never infinite.
double draw_normal(core::Prng& prng) { return normal_inverse(prng.uniform() + 0x1.0p-54); }

constexpr int nodes = 128;  // per step, over the range that the paths reach there

}  // namespace

PathSet PathSet::lognormal(const Carry& carry, double vol, int paths, int steps, core::Prng& prng) {
  ASSERT(paths > 0 && steps > 0, "{} paths, {} steps", paths, steps);
  PathSet set;
  set.paths_ = paths;
  set.steps_ = steps;
  set.years_ = carry.years;
  const auto length = static_cast<std::size_t>(steps);
  set.spot_.resize(static_cast<std::size_t>(paths) * length);
  const double dt = carry.years / steps, deviation = vol * std::sqrt(dt);
  const double drift = (carry.rate - carry.yield - vol * vol / 2) * dt;
  for (std::size_t first = 0; first < set.spot_.size(); first += 2 * length) {
    const bool paired = first + length < set.spot_.size();
    double noise = 0;
    for (std::size_t s = 0; s < length; ++s) {
      noise += deviation * draw_normal(prng);
      const double middle = carry.spot * std::exp(drift * static_cast<double>(s + 1));
      set.spot_[first + s] = middle * std::exp(noise);
      if (paired) set.spot_[first + length + s] = middle * std::exp(-noise);
    }
  }
  return set;
}

std::span<const double> PathSet::path(int i) const {
  const auto length = static_cast<std::size_t>(steps_);
  return std::span(spot_).subspan(static_cast<std::size_t>(i) * length, length);
}

double ManagedSpread::width() const { return std::abs(short_strike - long_strike); }
double ManagedSpread::max_profit() const { return credit > 0 ? credit : width() + credit; }

ManagedPricer::ManagedPricer(const PathSet& paths, const Carry& carry, const Smile& smile)
    : paths_(paths.paths()), steps_(paths.steps()), carry_(carry), smile_(smile) {
  carry_.years = paths.years();
  const auto length = static_cast<std::size_t>(steps_);
  std::vector<double> highest(length, -std::numeric_limits<double>::infinity());
  grid_low_.assign(length, std::numeric_limits<double>::infinity());
  std::vector<double> log_forward(static_cast<std::size_t>(paths_) * length);
  for (int p = 0; p < paths_; ++p) {
    const auto path = paths.path(p);
    final_spot_.push_back(path.back());
    for (std::size_t s = 0; s < length; ++s) {
      const double x = std::log(path[s]) + (carry.rate - carry.yield) * years_left(static_cast<int>(s));
      if (!std::isfinite(x)) smile_ = Smile{};  // no sound paths, no outcomes
      log_forward[static_cast<std::size_t>(p) * length + s] = x;
      grid_low_[s] = std::min(grid_low_[s], x);
      highest[s] = std::max(highest[s], x);
    }
  }
  if (!smile_.valid()) return;
  for (std::size_t s = 0; s < length; ++s) grid_step_.push_back(std::max((highest[s] - grid_low_[s]) / (nodes - 1), 1e-12));
  for (std::size_t i = 0; i < log_forward.size(); ++i) {
    const std::size_t s = i % length;
    const double position = (log_forward[i] - grid_low_[s]) / grid_step_[s];
    const double below = std::clamp(std::floor(position), 0.0, nodes - 2.0);
    cells_.push_back(
        {static_cast<std::uint32_t>(s * nodes) + static_cast<std::uint32_t>(below), static_cast<float>(position - below)});
  }
}

double ManagedPricer::years_left(int step) const { return carry_.years * (1 - (step + 1.0) / steps_); }

/// Sticky moneyness: the vol of ln(K/F) stays what it is today, however the forward moves and the time shrinks.
ManagedPricer::Leg ManagedPricer::tabulate(Right right, double strike) const {
  Leg values;
  values.reserve(static_cast<std::size_t>(steps_ - 1) * static_cast<std::size_t>(nodes));
  for (int s = 0; s + 1 < steps_; ++s) {
    const auto row = static_cast<std::size_t>(s);
    const double root = std::sqrt(years_left(s));
    for (int node = 0; node < nodes; ++node) {
      const double forward = std::exp(grid_low_[row] + grid_step_[row] * node);
      values.push_back(black_price(right, forward, strike, smile_.vol(smile_.forward * strike / forward) * root));
    }
  }
  return values;
}

const ManagedPricer::Leg& ManagedPricer::leg(Right right, double strike) {
  const auto found = legs_.find({right, strike});
  if (found != legs_.end()) return found->second;
  return legs_.emplace(std::pair(right, strike), tabulate(right, strike)).first->second;
}

double ManagedPricer::value_now(Right right, double strike) const {
  const double forward = carry_.forward();
  return black_price(right, forward, strike, smile_.vol(smile_.forward * strike / forward) * std::sqrt(carry_.years));
}

/// The step at which the time rule closes; the last one (expiry) without it.
int ManagedPricer::exit_step(const ManagedRules& rules) const {
  if (!(rules.exit_years > 0) || rules.exit_years >= carry_.years) return steps_ - 1;
  int step = 0;
  while (years_left(step) > rules.exit_years * (1 + 1e-12) && step < steps_ - 1) ++step;
  return step;
}

namespace {

bool makes_sense(const ManagedSpread& spread, const ManagedRules& rules) {
  return spread.short_strike > 0 && spread.long_strike > 0 && spread.width() > 0 && std::isfinite(spread.width() + spread.credit) &&
         spread.max_profit() > 0 && rules.target >= 0 && rules.stop >= 0;
}

double payoff(Right right, double strike, double spot) { return std::max(core::sign(right) * (spot - strike), 0.0); }

}  // namespace

/// One spread's cost to close (undiscounted) on the grid, and the costs at which the exits strike. The rules speak of profit in
/// money of the moment, hence the discount.
struct ManagedPricer::Plan {
  ManagedSpread spread;
  std::vector<double> cost;          // like a Leg
  std::vector<double> target, stop;  // per step
  std::size_t last = 0;

  Plan(const ManagedSpread& terms, const ManagedRules& rules)
      : spread(terms),
        last(0),
        target_profit_(rules.target * terms.max_profit() - 1e-12 * terms.width()),
        stop_loss_(rules.stop * std::abs(terms.credit)) {}
  double target_cost(double discount) const { return (spread.credit - target_profit_) / discount; }
  double stop_cost(double discount) const { return (spread.credit + stop_loss_) / discount; }

 private:
  double target_profit_, stop_loss_;
};

void ManagedPricer::lay_out(Plan& plan, const ManagedRules& rules) {
  if (legs_.size() + 2 > legs_max) legs_.clear();
  const Leg& short_leg = leg(plan.spread.right, plan.spread.short_strike);
  const Leg& long_leg = leg(plan.spread.right, plan.spread.long_strike);
  plan.cost.resize(short_leg.size());
  for (std::size_t i = 0; i < plan.cost.size(); ++i) plan.cost[i] = short_leg[i] - long_leg[i];
  for (int s = 0; s < steps_; ++s) {
    const double discount = std::exp(-carry_.rate * years_left(s));
    plan.target.push_back(plan.target_cost(discount));
    plan.stop.push_back(plan.stop_cost(discount));
  }
  plan.last = static_cast<std::size_t>(exit_step(rules));
}

double ManagedPricer::cost_at(const Plan& plan, std::size_t path, std::size_t step) const {
  const auto length = static_cast<std::size_t>(steps_);
  if (step + 1 == length) {
    const double spot = final_spot_[path];
    return payoff(plan.spread.right, plan.spread.short_strike, spot) - payoff(plan.spread.right, plan.spread.long_strike, spot);
  }
  const Cell cell = cells_[path * length + step];
  const double low = plan.cost[cell.node];
  return low + static_cast<double>(cell.share) * (plan.cost[cell.node + 1] - low);
}

ManagedOutcome ManagedPricer::walk(const Plan& plan) const {
  std::size_t targets = 0, stops = 0, steps = 0;
  double cost = 0;
  for (std::size_t path = 0; path < final_spot_.size(); ++path) {
    std::size_t step = 0;
    double value = cost_at(plan, path, step);
    while (value > plan.target[step] && value < plan.stop[step] && step < plan.last) value = cost_at(plan, path, ++step);
    if (value <= plan.target[step])
      ++targets;
    else if (value >= plan.stop[step])
      ++stops;
    cost += value;
    steps += step + 1;
  }
  const auto n = static_cast<double>(final_spot_.size());
  const double target = static_cast<double>(targets) / n, stop = static_cast<double>(stops) / n;
  return {target, stop, static_cast<double>(final_spot_.size() - targets - stops) / n,
          plan.spread.credit / carry_.discount() - cost / n, static_cast<double>(steps) / n * carry_.years / steps_ * 365};
}

ManagedOutcome ManagedPricer::outcome(const ManagedSpread& spread, const ManagedRules& rules) {
  if (!makes_sense(spread, rules) || !smile_.valid()) return {};
  Plan plan(spread, rules);
  const double now = value_now(spread.right, spread.short_strike) - value_now(spread.right, spread.long_strike);
  const double value = spread.credit / carry_.discount() - now;
  if (now <= plan.target_cost(carry_.discount())) return {1, 0, 0, value, 0};
  if (now >= plan.stop_cost(carry_.discount())) return {0, 1, 0, value, 0};
  lay_out(plan, rules);
  return walk(plan);
}

ManagedOutcome simulate_managed(const PathSet& paths, const Carry& carry, const Smile& smile, const ManagedSpread& spread,
                                const ManagedRules& rules) {
  return ManagedPricer(paths, carry, smile).outcome(spread, rules);
}

}  // namespace legwork::pricing
