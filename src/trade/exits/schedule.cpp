#include "trade/exits/schedule.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using core::TimePoint;
using market::Date;
using market::ExchangeCalendar;
using market::HoursClass;

constexpr core::Duration before_early_close = std::chrono::minutes(15);

void earlier(std::optional<TimePoint>& at, TimePoint other) { at = at ? std::min(*at, other) : other; }

/// `sessions` before the event takes effect; 1 is the last session that is not yet touched by it.
Date session_before(const ExitEvent& event, std::int32_t sessions, const ExchangeCalendar& calendar) {
  Date date = event.time == EventTime::after_close && event.kind == EventKind::earnings
                  ? calendar.session_on_or_before(event.date)
                  : calendar.session_on_or_before(market::add_days(event.date, -1));
  for (std::int32_t i = 1; i < sessions; ++i) date = calendar.previous_session(date);
  return date;
}

/// Its effect is over: an exit before it is no longer possible. Numbers at an unknown hour may still come all day.
bool is_past(const ExitEvent& event, TimePoint now, const ExchangeCalendar& calendar) {
  const Date today = market::utc_to_eastern(now).date;
  const bool at_open = event.kind == EventKind::ex_dividend || event.time == EventTime::before_open;
  if (event.date != today || !at_open) return event.date < today;
  const auto session = calendar.session(today);
  return session && now >= session->open;
}

}  // namespace

Date last_session(const market::Contract& contract, const ExchangeCalendar& calendar) {
  const Date expiry = calendar.session_on_or_before(contract.expiry);
  return contract.settlement == market::Settlement::am ? calendar.previous_session(expiry) : expiry;
}

TimePoint trading_end(const market::Contract& contract, const ExchangeCalendar& calendar) {
  if (contract.settlement == market::Settlement::pm) return calendar.settlement_instant(contract.expiry, market::Settlement::pm);
  return calendar.session(last_session(contract, calendar), market::hours_class(contract.trading_class))->close;
}

TimePoint time_in_session(Date date, core::Duration at, HoursClass hours, const ExchangeCalendar& calendar) {
  const auto session = calendar.session(date, hours);
  ASSERT(session.has_value(), "{} is no session", market::to_string(date));
  const auto seconds = static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(at).count());
  const TimePoint wanted = market::eastern_to_utc(date, market::WallTime{seconds});
  return std::min(std::max(wanted, session->open), session->close - before_early_close);
}

DueTimes due_times(const ExitPlan& plan, const HeldVertical& held, std::span<const ExitEvent> events, TimePoint now,
                   const ExchangeCalendar& calendar) {
  const market::Contract& contract = held.contract();
  const HoursClass hours = market::hours_class(contract.trading_class);
  const Date last = last_session(contract, calendar);
  const auto on_day = [&](Date date, core::Duration at) {
    return time_in_session(calendar.session_on_or_before(date), at, hours, calendar);
  };
  DueTimes due;
  if (plan.expiry.close) {
    due.expiry = trading_end(contract, calendar) - plan.expiry.close_before;
    due.pin_watch = trading_end(contract, calendar) - plan.expiry.pin_watch;
  }
  if (plan.dte)
    due.dte = std::min(on_day(market::add_days(contract.expiry, -*plan.dte), plan.time_of_day), on_day(last, plan.time_of_day));
  if (plan.roll) due.roll = on_day(market::add_days(contract.expiry, -plan.roll->dte), plan.time_of_day);
  if (plan.clock) {
    const Date today = market::utc_to_eastern(now).date;
    due.clock = on_day(plan.clock->day == ClockDay::expiry_day ? last : calendar.session_on_or_after(today), plan.clock->at);
  }
  for (const ExitEvent& event : events) {
    const bool earnings = event.kind == EventKind::earnings;
    if (!earnings && contract.right != market::Right::call) continue;  // a dividend makes short calls, not puts, worth exercising
    const std::int32_t sessions = earnings ? plan.sessions_before_earnings : plan.sessions_before_ex_dividend;
    if (sessions <= 0 || event.date > contract.expiry || is_past(event, now, calendar)) continue;
    earlier(due.event, on_day(session_before(event, sessions, calendar), plan.time_of_day));
  }
  return due;
}

std::optional<market::Session> session_at(TimePoint now, const market::Contract& contract, const ExchangeCalendar& calendar) {
  const auto session = calendar.session(market::utc_to_eastern(now).date, market::hours_class(contract.trading_class));
  return session && now >= session->open && now < session->close ? session : std::nullopt;
}

TimePoint next_open(TimePoint now, const market::Contract& contract, const ExchangeCalendar& calendar) {
  const HoursClass hours = market::hours_class(contract.trading_class);
  const Date today = market::utc_to_eastern(now).date;
  const TimePoint open = calendar.session(calendar.session_on_or_after(today), hours)->open;
  return now < open ? open : calendar.session(calendar.next_session(today), hours)->open;
}

}  // namespace legwork::trade
