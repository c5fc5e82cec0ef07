#include "trade/exits/levels.hpp"

#include <cmath>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using market::Price;

constexpr double noise = 1e-9;  // 50 % of 1.05 is reached at 0.525, however the binary halves come out

/// A percentage of the most it can make.
std::optional<double> share_of_max(const HeldVertical& held, double percent) {
  if (held.max_profit() <= Price()) return std::nullopt;
  return held.max_profit().to_double() * percent / 100;
}

double profit_at_amount(const HeldVertical& held, Price amount) {
  return profit_at(held, held.is_credit() ? amount.to_double() : -amount.to_double());
}

}  // namespace

double profit_at(const HeldVertical& held, double closing_cost) { return -held.entry_cost.to_double() - closing_cost; }

std::optional<double> target_level(const ExitPlan& plan, const HeldVertical& held) {
  if (!plan.target) return std::nullopt;
  if (plan.target->basis == TargetBasis::price) return profit_at_amount(held, plan.target->price);
  return share_of_max(held, plan.target->percent);
}

std::optional<double> stop_level(const ExitPlan& plan, const HeldVertical& held) {
  if (!plan.stop) return std::nullopt;
  const double entry = held.entry_cost.to_double();
  switch (plan.stop->basis) {
    case StopBasis::price: return profit_at_amount(held, plan.stop->price);
    case StopBasis::credits: return entry < 0 ? std::optional(plan.stop->amount * entry) : std::nullopt;
    case StopBasis::percent_of_debit: return entry > 0 ? std::optional(-plan.stop->amount / 100 * entry) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<double> trail_level(const ExitPlan& plan, const HeldVertical& held, double best) {
  if (!plan.trail) return std::nullopt;
  const auto arm = share_of_max(held, plan.trail->arm_percent);
  if (!arm || best < *arm - noise) return std::nullopt;
  return best - *share_of_max(held, plan.trail->give_back_percent);
}

std::optional<double> step_level(const ExitPlan& plan, const HeldVertical& held, double best) {
  std::optional<double> level;
  for (const StopStep& step : plan.steps) {
    const auto reached = share_of_max(held, step.reached_percent);
    if (reached && best >= *reached - noise) level = share_of_max(held, step.stop_percent);
  }
  return level;
}

std::optional<Price> target_cost(const ExitPlan& plan, const HeldVertical& held) {
  const auto level = target_level(plan, held);
  if (!level) return std::nullopt;
  const market::TickRule nano({{Price(), Price::from_nanos(1)}});
  const auto cost = nano.round(-held.entry_cost.to_double() - *level, market::Rounding::nearest);
  return cost ? std::optional(*cost) : std::nullopt;
}

}  // namespace legwork::trade
