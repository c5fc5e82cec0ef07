#include "trade/gate/gate.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/gate/checks.hpp"

namespace legwork::trade {
namespace {

using Check = Verdict (*)(const Proposal&, const GateContext&);
constexpr std::array<Check, control_count> checks{
    gate::check_mode_switch,  gate::check_armed,      gate::check_kill_latch, gate::check_session,
    gate::check_life,         gate::check_instrument, gate::check_structure,  gate::check_size,
    gate::check_loss,         gate::check_price,      gate::check_collar,     gate::check_data_quality,
    gate::check_margin,       gate::check_duplicate,  gate::check_throttle,   gate::check_working_orders,
    gate::check_messages,     gate::check_day,        gate::check_self_cross, gate::check_reduce_only,
    gate::check_restricted,   gate::check_sent_bytes, gate::check_post_trade, gate::check_limits_file,
    gate::check_kill_progress};

}  // namespace

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::person: return "person";
    case Origin::exit_rule: return "exit_rule";
    case Origin::playbook: return "playbook";
  }
  ASSERT(false, "Origin {} has no name", static_cast<int>(origin));
  return "";
}

std::string_view to_string(PricedFrom priced_from) {
  switch (priced_from) {
    case PricedFrom::quotes: return "quotes";
    case PricedFrom::typed: return "typed";
    case PricedFrom::entry: return "entry";
  }
  ASSERT(false, "PricedFrom {} has no name", static_cast<int>(priced_from));
  return "";
}

std::vector<Verdict> judge(const Proposal& proposal, const GateContext& context) {
  std::vector<Verdict> verdicts;
  verdicts.reserve(control_count);
  for (std::size_t i = 0; i < control_count; ++i) {
    verdicts.push_back(checks[i](proposal, context));
    ASSERT(verdicts.back().control == static_cast<ControlId>(i), "control {} answers as another", i);
  }
  return verdicts;
}

bool all_passed(const std::vector<Verdict>& verdicts) { return std::ranges::all_of(verdicts, &Verdict::passed); }

std::string refusals(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts)
    if (!verdict.passed) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", to_string(verdict.control), verdict.why);
  return text;
}

namespace gate {

bool has_same_legs(const Intent& a, const Intent& b) { return a.legs() == b.legs(); }

bool has_opposite_legs(const Intent& a, const Intent& b) {
  const auto opposite = [](const OrderLeg& x, const OrderLeg& y) { return x.instrument == y.instrument && x.ratio == -y.ratio; };
  return std::ranges::equal(a.legs(), b.legs(), opposite);
}

bool holds(const std::vector<std::string>& names, const std::string& name) { return std::ranges::find(names, name) != names.end(); }

std::string seconds_text(core::Duration time) { return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count()); }

}  // namespace gate
}  // namespace legwork::trade
