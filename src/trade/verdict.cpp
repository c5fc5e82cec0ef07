#include "trade/verdict.hpp"

#include <array>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/gate/limits.hpp"

namespace legwork::trade {
namespace {

constexpr std::string_view passes = "passes";
constexpr std::string_view the_same = "the same";

constexpr std::array<ControlInfo, control_count> table{{
    {ControlId::mode_switch, "mode_switch",
     "reducing_only: openings, and rolls that risk more than what they end; halted: every opening, roll and order of a playbook",
     "passes; halted: not a playbook's"},
    {ControlId::armed, "armed",
     "another account than the armed one, a link of the other kind (paper, live) or without that account, a playbook while "
     "automation "
     "is off and nobody approved",
     the_same},
    {ControlId::kill_latch, "kill_latch", "openings and rolls while the kill latch is set", passes},
    {ControlId::session, "session",
     "a link that is not ready, or records that cannot be kept; new risk before the orders are reconciled, with a clock that is "
     "off, "
     "outside the session, near its ends, and in a guard window (restart, reset, holiday)",
     "needs the link and the records, nothing else"},
    {ControlId::life, "life", "no proof of life of the gateway in the last moments", the_same},
    {ControlId::instrument, "instrument",
     "an underlying that is not on the list, adjusted contracts, too few or too many days to expiry, the last hours, a short "
     "American "
     "call before an ex-date, an underlying in which an assignment left stock",
     "refused only when the option no longer trades"},
    {ControlId::structure, "structure",
     "what is none of the allowed shapes: contract ids not verified, ratios other than one to one, an opening leg against a held "
     "one, "
     "a close, roll or exercise of what is not held, a long leg sold from under its short one",
     the_same},
    {ControlId::size, "size", "too few or too many units", passes},
    {ControlId::loss, "loss",
     "width times multiplier times units, or the most that can be lost by the order, in the underlying, on the expiry date, in the "
     "account: held + working + unknown + quarantined + this order, of two uncertain versions the worse",
     passes},
    {ControlId::price, "price", "a limit off the price increment, or not between 0 and the width", the_same},
    {ControlId::collar, "collar",
     "a limit worse than the mid or the model's value by more than the collar, or than the same order's best price of the last "
     "minutes",
     "a wider collar against mid, where there is one; no model, no drift"},
    {ControlId::data_quality, "data_quality", "quotes that are not live, one-sided, crossed, old, or of different times",
     "only when it is priced from quotes"},
    {ControlId::margin, "margin",
     "funds that do not cover the what-if (fresh, finite, above 0; else our full-width bound), the openings in doubt and the "
     "reserve; "
     "account figures that are old or missing",
     passes},
    {ControlId::duplicate, "duplicate", "the same order on another ticket within the window; a signal that was used before, ever",
     "passes the window when an exit rule sends it"},
    {ControlId::throttle, "throttle",
     "too many rejections or automatic trades in the window; once tripped, until a person enables it again",
     "automatic ones stop after more rejections of their own; a person's pass"},
    {ControlId::working_orders, "working_orders",
     "too many orders that may live, per contract and side or in all; too many without an answer; another order of the same ticket "
     "that "
     "may live",
     "the broker's 20 per contract and side, the first answer, and one order per ticket"},
    {ControlId::messages, "messages",
     "no room in this second's messages beside what is kept for cancels and closes; too many actions per trade; too many orders "
     "this "
     "month",
     "may use its own reserve, never that of the cancels"},
    {ControlId::day, "day", "a day's loss, a drawdown, too many trades today, too many open spreads", passes},
    {ControlId::self_cross, "self_cross", "a price at which it would trade with an own order of the same legs that may live",
     the_same},
    {ControlId::reduce_only, "reduce_only", "closing more units than are held and not yet being closed", the_same},
    {ControlId::restricted, "restricted", "an underlying that is restricted or halted", passes},
    {ControlId::sent_bytes, "sent_bytes",
     "encoded bytes that do not decode to the intent (judged at send); any order on a link that misread one", the_same},
    {ControlId::post_trade, "post_trade",
     "a trade whose legs, price, positions or protection are not explained in time (judged after it); until it is, openings and "
     "rolls "
     "in its underlying",
     passes},
    {ControlId::limits_file, "limits_file", "limits that are out of bounds, contradict each other or are not on record", passes},
    {ControlId::kill_progress, "kill_progress",
     "a kill that is asked for and not yet on the disk, or whose orders are not all proven to have ended", passes},
}};

}  // namespace

const ControlInfo& info(ControlId control) {
  const auto index = static_cast<std::size_t>(control);
  ASSERT(index < table.size(), "{} is no control", index);
  return table[index];
}

std::string_view to_string(ControlId control) { return info(control).name; }

std::optional<ControlId> parse_control(std::string_view name) {
  for (const ControlInfo& one : table)
    if (one.name == name) return one.control;
  return std::nullopt;
}

std::string gate_markdown() {
  std::string text = "| no. | control | limits | refuses | an order that only closes |\n|---|---|---|---|---|\n";
  for (const ControlInfo& one : table) {
    std::string keys;
    for (const LimitInfo& limit : limit_infos())
      if (limit.control == one.control) keys += fmt::format("{}`{}`", keys.empty() ? "" : ", ", limit.key);
    text += fmt::format("| {} | {} | {} | {} | {} |\n", static_cast<int>(one.control), one.name, keys, one.refuses, one.closing);
  }
  return text;
}

}  // namespace legwork::trade
