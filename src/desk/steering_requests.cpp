#include "desk/steering_requests.hpp"

#include <algorithm>
#include <utility>

#include "desk/wire_text.hpp"
#include "trade/exits/plan_toml.hpp"

namespace legwork::desk {

using Json = nlohmann::ordered_json;

namespace {

core::Error named(const char* field, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, field}};
}

}  // namespace

std::optional<trade::WalkPlan> walk_of(Fields& fields, trade::WalkStart starts, const trade::Intent& intent) {
  const bool is_wanted = fields.has("walk_steps");
  trade::WalkPlan plan;
  plan.start = starts;
  if (starts == trade::WalkStart::custom) plan.custom = intent.limit().signed_cost();
  plan.steps = static_cast<std::int32_t>(std::clamp<std::int64_t>(fields.whole("walk_steps", plan.steps), -1, 1000));
  const std::int64_t every =
      fields.whole("walk_every_s", std::chrono::duration_cast<std::chrono::seconds>(plan.step_every).count());
  plan.step_every = std::chrono::seconds(std::clamp<std::int64_t>(every, 0, 1'000'000));
  if (const auto slippage = fields.price("walk_slippage")) plan.slippage_max = *slippage;
  if (const auto worst = fields.price("walk_worst"))
    plan.cost_max = intent.limit().side() == trade::Side::credit ? -*worst : *worst;
  const std::string end = fields.text("walk_end", "cancel");
  if (end == "rest")
    plan.end = trade::WalkEnd::rest;
  else if (end != "cancel")
    fields.fail("walk_end", "is cancel or rest");
  if (!is_wanted) {
    for (const char* const name : {"walk_every_s", "walk_slippage", "walk_worst", "walk_end"})
      if (fields.has(name)) fields.fail(name, "belongs to a walk: say walk_steps too");
    return std::nullopt;
  }
  if (const auto valid = check(plan); !valid) fields.fail(named("walk_steps", "walk: " + core::to_string(valid.error())));
  return plan;
}

std::optional<trade::ExitPlan> exits_of(Fields& fields, const char* name, bool is_credit) {
  constexpr std::size_t text_bytes_max = 16'384;
  if (!fields.has(name)) return std::nullopt;
  const std::string text = fields.text(name, "", text_bytes_max);
  if (text == "default") return is_credit ? trade::default_credit_plan() : trade::default_debit_plan();
  const auto plan = trade::parse_exit_plan(text, name);
  if (plan) return *plan;
  fields.fail(named(name, core::to_string(plan.error())));
  return std::nullopt;
}

Json exits_json(const trade::Engine& engine, trade::SpreadNumber spread) {
  const auto& all = engine.book().exits();
  const auto held = all.find(spread);
  Json json{{"spread", spread.value()}, {"plan", nullptr}};
  if (held == all.end()) return json;
  json["plan"] = trade::to_toml(held->second.plan);
  const trade::ExitState& state = held->second.state;
  json["latched"] = state.latched ? Json(to_string(*state.latched)) : Json();
  json["sent"] = state.sent ? Json(to_string(*state.sent)) : Json();
  json["sent_at"] = state.sent_at ? Json(utc_text(*state.sent_at)) : Json();
  json["best_profit"] = state.best ? Json(*state.best) : Json();
  Json alerts = Json::array();
  for (const std::string& alert : engine.book().raised())
    if (alert.starts_with("exit-") && alert.ends_with(fmt::format(":{}", spread.value()))) alerts.push_back(alert);
  json["alerts"] = alerts;
  return json;
}

}  // namespace legwork::desk
