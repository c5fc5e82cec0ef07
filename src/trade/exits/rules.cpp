#include "trade/exits/rules.hpp"

#include <array>

#include <fmt/format.h>

namespace legwork::trade {
namespace {

constexpr std::array table{
    ExitRuleInfo{ExitRule::pin, Urgency::urgent, true,
                 "last hours of a physically settled option, underlying within the pin band of the short strike",
                 "closes both legs"},
    ExitRuleInfo{ExitRule::expiry, Urgency::urgent, false, "our closing time of the last trading day, ahead of the broker's",
                 "closes both legs"},
    ExitRuleInfo{ExitRule::stop, Urgency::urgent, true,
                 "the loss stood at the stop or beyond for N distinct updates of the guarded mid", "closes"},
    ExitRuleInfo{ExitRule::stepped_stop, Urgency::urgent, true,
                 "the profit fell to the stop that an earlier profit had raised, N updates", "closes"},
    ExitRuleInfo{ExitRule::trailing_stop, Urgency::urgent, true, "the profit fell by the trail below its best, N updates",
                 "closes"},
    ExitRuleInfo{ExitRule::clock, Urgency::ordinary, false, "a time of day, on the last trading day or any", "closes"},
    ExitRuleInfo{ExitRule::event, Urgency::ordinary, false,
                 "the set number of sessions before earnings or, of short calls, an ex-dividend date", "closes"},
    ExitRuleInfo{ExitRule::roll, Urgency::ordinary, false, "the set days to expiry",
                 "one four-leg order for a net credit; without a good one, closes if so set"},
    ExitRuleInfo{ExitRule::dte, Urgency::ordinary, false, "the set days to expiry", "closes"},
    ExitRuleInfo{ExitRule::dead_leg, Urgency::patient, false, "the long leg has no bid and the short one is cheap enough",
                 "buys the short leg back and keeps the long as a free tail"},
    ExitRuleInfo{ExitRule::target, Urgency::patient, false, "the mid is at the profit target or better",
                 "closes at the target, never worse"},
};

}  // namespace

std::span<const ExitRuleInfo> exit_rules() { return table; }
const ExitRuleInfo& info_of(ExitRule rule) { return table.at(static_cast<std::size_t>(rule)); }

std::string exit_rules_markdown() {
  std::string text = "| priority | rule | fires | does | priced | stands once fired |\n|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < table.size(); ++i)
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", i + 1, to_string(table.at(i).rule), table.at(i).fires,
                        table.at(i).does, to_string(table.at(i).urgency), table.at(i).latches ? "yes" : "no");
  return text;
}

std::string_view to_string(ExitRule rule) {
  constexpr std::array<std::string_view, 11> words{"pin",   "expiry", "stop", "stepped_stop", "trailing_stop", "clock",
                                                   "event", "roll",   "dte",  "dead_leg",     "target"};
  return words.at(static_cast<std::size_t>(rule));
}
std::string_view to_string(Urgency urgency) {
  constexpr std::array<std::string_view, 3> words{"patient", "ordinary", "urgent"};
  return words.at(static_cast<std::size_t>(urgency));
}

}  // namespace legwork::trade
