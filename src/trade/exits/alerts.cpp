#include "trade/exits/alerts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "trade/exits/levels.hpp"

namespace legwork::trade {
namespace {

using core::Right;
using market::ExchangeCalendar;

double intrinsic(const market::Contract& contract, double spot) {
  return std::max(0.0, core::sign(contract.right) * (spot - contract.strike.to_double()));
}

bool may_be_assigned_early(const market::Contract& contract) { return contract.exercise == market::ExerciseStyle::american; }

/// The alerts of 3, 1 and 0 sessions; two sessions before still shows what was said at three.
std::optional<int> dividend_stage(const ExitEvent& event, core::TimePoint now, const ExchangeCalendar& calendar) {
  const market::Date today = market::utc_to_eastern(now).date;
  if (event.kind != EventKind::ex_dividend || event.date < today) return std::nullopt;
  const int sessions = calendar.sessions_between(today, event.date);
  if (sessions > 3) return std::nullopt;
  return sessions >= 2 ? 3 : sessions;
}

void dividend_alerts(const HeldVertical& held, const AlertInputs& in, const ExchangeCalendar& calendar,
                     std::vector<ExitAlert>& out) {
  const market::Contract& contract = held.contract();
  if (contract.right != Right::call || contract.delivery != market::Delivery::physical) return;
  for (const ExitEvent& event : in.events) {
    const auto stage = dividend_stage(event, in.now, calendar);
    if (!stage || event.date > contract.expiry) continue;
    const auto when = fmt::format("ex-dividend on {} ({} session{} or less), {} a share", market::to_string(event.date), *stage,
                                  *stage == 1 ? "" : "s", event.dividend.to_string());
    out.push_back({ExitAlertKind::ex_dividend, when});
    const auto spot = in.underlying.mid();
    if (!spot || !may_be_assigned_early(contract) || intrinsic(contract, *spot) <= 0) continue;
    if (event.dividend.to_double() > bid_extrinsic(contract, in.short_leg, *spot))
      out.push_back(
          {ExitAlertKind::call_assignment,
           fmt::format("{}: the short {} call is in the money and its extrinsic is less than the dividend; close, roll, or "
                       "exercise the long",
                       when, contract.strike.to_string())});
  }
}

void put_alert(const HeldVertical& held, const AlertInputs& in, std::vector<ExitAlert>& out) {
  const market::Contract& contract = held.contract();
  const auto spot = in.underlying.mid();
  if (contract.right != Right::put || !may_be_assigned_early(contract) || !spot || intrinsic(contract, *spot) <= 0) return;
  if (!in.short_leg.ask || !in.short_leg.bid) return;
  const double spread = (*in.short_leg.ask - *in.short_leg.bid).to_double();
  const double extrinsic = bid_extrinsic(contract, in.short_leg, *spot);
  constexpr double nearly_none = 0.05;
  if (extrinsic < nearly_none || extrinsic < spread)
    out.push_back({ExitAlertKind::put_assignment,
                   fmt::format("the short {} put is in the money with next to no extrinsic left: it may be assigned any night",
                               contract.strike.to_string())});
}

void overnight_alert(const HeldVertical& held, const AlertInputs& in, const ExchangeCalendar& calendar,
                     std::vector<ExitAlert>& out) {
  const market::Contract& contract = held.contract();
  const auto spot = in.underlying.mid();
  const core::TimePoint end = trading_end(contract, calendar);
  if (!spot || contract.delivery != market::Delivery::physical || in.now < end - std::chrono::hours(2) || in.now >= end) return;
  if (intrinsic(contract, *spot) > 0 && intrinsic(*held.long_leg.option, *spot) <= 0)
    out.push_back({ExitAlertKind::uncovered_overnight,
                   fmt::format("short {} in the money, long {} not: left alone, the long expires and the stock stays",
                               contract.strike.to_string(), held.long_leg.option->strike.to_string())});
}

}  // namespace

double bid_extrinsic(const market::Contract& contract, const LegQuote& quote, double spot) {
  return quote.bid ? std::max(0.0, quote.bid->to_double() - intrinsic(contract, spot)) : 0.0;
}

std::vector<ExitAlert> alerts(const ExitPlan& plan, const HeldVertical& held, const AlertInputs& in,
                              const ExchangeCalendar& calendar) {
  std::vector<ExitAlert> out;
  if (in.stock_shares != 0)
    out.push_back(
        {ExitAlertKind::assigned, fmt::format("an assignment left {} shares; the exits of this spread wait for a person: exercise "
                                              "the long, or sell it and flatten the stock",
                                              in.stock_shares)});
  if (in.underlying.halted || in.short_leg.halted) out.push_back({ExitAlertKind::halted, "trading is halted; exits are paused"});
  dividend_alerts(held, in, calendar, out);
  put_alert(held, in, out);
  overnight_alert(held, in, calendar, out);
  if (const auto level = stop_level(plan, held); level && *level < -held.max_loss().to_double())
    out.push_back({ExitAlertKind::stop_out_of_reach, "the stop lies beyond the most that this spread can lose: it never fires"});
  return out;
}

std::string_view to_string(ExitAlertKind kind) {
  constexpr std::array<std::string_view, 9> words{"call_assignment", "put_assignment", "ex_dividend",       "assigned",
                                                  "halted",          "blind",          "stop_out_of_reach", "uncovered_overnight",
                                                  "roll_impossible"};
  return words.at(static_cast<std::size_t>(kind));
}

}  // namespace legwork::trade
