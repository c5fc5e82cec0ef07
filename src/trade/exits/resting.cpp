#include "trade/exits/resting.hpp"

#include <array>

#include "trade/exits/levels.hpp"

namespace legwork::trade {
namespace {

using market::Price;

RestingDecision say(RestingAct act, std::string_view why) {
  RestingDecision decision;
  decision.act = act;
  decision.why = why;
  return decision;
}

/// The limit on a tick of the safe side, inside what a closing order of this side may cost; nothing: there is no target to rest.
std::optional<Price> wanted_cost(const ExitPlan& plan, const HeldVertical& held, const market::TickRule& ticks) {
  if (!plan.target || !plan.target->rest_at_broker) return std::nullopt;
  const auto cost = target_cost(plan, held);
  if (!cost) return std::nullopt;
  const Price rounded = ticks.round(*cost, market::Rounding::down);
  const Price amount = held.is_credit() ? rounded : -rounded;
  return amount > Price() && amount < held.width() ? std::optional(rounded) : std::nullopt;
}

/// Why none of them may work, or empty.
std::string_view objection(const HeldVertical& held, const RestingInputs& in, const std::optional<Price>& cost) {
  if (held.units <= 0) return "nothing is held";
  if (in.assigned) return "assigned: the legs are no longer a spread";
  if (in.exit_due) return "an exit goes first";
  if (in.other_closing_units > 0) return "another order closes it";
  if (!cost) return "the plan rests no target";
  return {};
}

}  // namespace

RestingDecision resting_target(const ExitPlan& plan, const HeldVertical& held, const RestingInputs& in,
                               const market::TickRule& ticks) {
  const auto cost = wanted_cost(plan, held, ticks);
  std::string_view why = objection(held, in, cost);
  bool uncertain = false;
  bool fits = in.targets.size() == 1;
  std::vector<OrderNumber> certain;
  for (const RestingOrder& target : in.targets) {
    uncertain |= target.uncertain;
    fits &= target.gtc && cost == target.cost && target.units_left == held.units;
    if (!target.uncertain) certain.push_back(target.order);
  }
  if (!in.targets.empty() && !(why.empty() && fits)) {
    if (certain.empty()) return say(RestingAct::none, "the cancel of a target is not proven yet");
    RestingDecision decision =
        say(RestingAct::cancel, why.empty() ? "price, units or number of the resting targets do not fit" : why);
    decision.cancel = certain;
    return decision;
  }
  if (uncertain) return say(RestingAct::none, "the target is in doubt");
  if (!in.targets.empty()) return say(RestingAct::keep, "it rests as planned");
  if (!why.empty()) return say(RestingAct::none, why);
  if (!in.may_place) return say(RestingAct::none, "no order may be placed now");
  RestingDecision decision = say(RestingAct::place, "the plan rests a target");
  decision.cost = cost;
  decision.units = held.units;
  return decision;
}

std::string_view to_string(RestingAct act) {
  constexpr std::array<std::string_view, 4> words{"none", "keep", "place", "cancel"};
  return words.at(static_cast<std::size_t>(act));
}

}  // namespace legwork::trade
