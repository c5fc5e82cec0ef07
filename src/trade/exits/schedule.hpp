// When the day and clock rules of a plan are due, by the exchange's calendar: half days, holidays, AM settlement and the change of
// summer time are handled here and nowhere else. Pure; a handful of table look-ups.
#pragma once

#include <optional>
#include <span>

#include "core/time.hpp"
#include "market/calendar.hpp"
#include "trade/exits/plan.hpp"

namespace legwork::trade {

enum class EventKind : std::uint8_t { earnings, ex_dividend };
enum class EventTime : std::uint8_t { unknown, before_open, after_close };  // unknown counts as before the open
struct ExitEvent {
  EventKind kind{};
  market::Date date = market::Date(std::chrono::sys_days{});  // of an ex-dividend: the ex-date
  EventTime time{};
  market::Price dividend;  // per share; ex_dividend only
};

/// The last day on which the option trades: AM-settled ones stop the session before their expiry.
market::Date last_session(const market::Contract& contract, const market::ExchangeCalendar& calendar);
/// When the risk of the last day begins: the settlement instant (16:00 or 13:00 Eastern, also where the class prints until 16:15); of
/// AM-settled options the close of their last session.
core::TimePoint trading_end(const market::Contract& contract, const market::ExchangeCalendar& calendar);

/// `at` of that day on the Eastern clock; on a day that closes earlier, a quarter of an hour before the close. `date` is a session.
core::TimePoint time_in_session(market::Date date, core::Duration at, market::HoursClass hours,
                                const market::ExchangeCalendar& calendar);

/// From when each rule wants the position closed; nothing: the plan has no such rule, or no such event is known.
struct DueTimes {
  std::optional<core::TimePoint> pin_watch, expiry, clock, event, dte, roll;
};
/// The clock exit on any day is that of the session on or after `now`.
DueTimes due_times(const ExitPlan& plan, const HeldVertical& held, std::span<const ExitEvent> events, core::TimePoint now,
                   const market::ExchangeCalendar& calendar);

/// The session that `now` is in; nothing: the class does not trade at this moment.
std::optional<market::Session> session_at(core::TimePoint now, const market::Contract& contract,
                                          const market::ExchangeCalendar& calendar);
core::TimePoint next_open(core::TimePoint now, const market::Contract& contract, const market::ExchangeCalendar& calendar);

}  // namespace legwork::trade
