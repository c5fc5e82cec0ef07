// Columns of what is announced beforehand: earnings, dividends, macro dates of the events files. Where a file does not say at what
// time of its day a company reports, what depends on it is unknown.
#include <algorithm>
#include <optional>

#include "scan/columns.hpp"

namespace legwork::scan {
namespace {

using L = const LegView&;
using chain::Event;
using chain::EventKind;
using chain::ReportTime;

market::Date as_of_date(L o) { return market::utc_to_eastern(o.underlying.as_of).date; }

/// When an event is out, Eastern. A report before the open is in an opening print. One after the close comes when the options of that
/// day have settled (16:00, some at 16:15) and is in no chain recorded at the close. Shares trade ex at the open, the Federal
/// Reserve speaks at 14:00, statistics come at 8:30.
struct Window {
  core::TimePoint earliest, latest;
};

Window window_of(const Event& e) {
  const auto at = [&](int hour, int minute) { return market::eastern_to_utc(e.date, market::WallTime{hour * 3600 + minute * 60}); };
  const auto once = [&](int hour, int minute) { return Window{at(hour, minute), at(hour, minute)}; };
  switch (e.kind) {
    case EventKind::earnings: break;
    case EventKind::dividend: return once(9, 30);
    case EventKind::fomc: return once(14, 0);
    case EventKind::cpi:
    case EventKind::jobs: return once(8, 30);
    case EventKind::macro: return once(16, 0);
  }
  switch (e.when) {
    case ReportTime::before_open: return once(9, 29);
    case ReportTime::during_session: return {at(9, 30), at(15, 59)};
    case ReportTime::after_close: return once(16, 30);
    case ReportTime::not_told: break;
  }
  return {at(9, 29), at(16, 30)};
}

/// The first event of a kind that is not surely out; nullptr when no file tells of one.
const Event* next(L o, EventKind kind) {
  const auto& events = o.underlying.measures.events;
  const auto found =
      std::ranges::find_if(events, [&](const Event& e) { return e.kind == kind && window_of(e).latest > o.underlying.as_of; });
  return found == events.end() ? nullptr : &*found;
}

double days_to(L o, EventKind kind) {
  const Event* event = next(o, kind);
  return event == nullptr ? chain::unknown : market::days_between(as_of_date(o), event->date);
}

double days_since(L o, EventKind kind) {
  double days = chain::unknown;
  for (const Event& e : o.underlying.measures.events)
    if (e.kind == kind && window_of(e).latest <= o.underlying.as_of) days = market::days_between(e.date, as_of_date(o));
  return days;
}

double earnings_confirmed(L o) {
  const Event* event = next(o, EventKind::earnings);
  return event == nullptr ? chain::unknown : double(event->confirmed);
}

/// Index into the column's words, which leave out `not_told`.
double earnings_time(L o) {
  const Event* event = next(o, EventKind::earnings);
  return event == nullptr || event->when == ReportTime::not_told ? chain::unknown : static_cast<int>(event->when) - 1;
}

/// Still ahead, and before settlement; empty: the file does not say at what time of that day.
std::optional<bool> is_inside(L o, const Event& e) {
  const Window window = window_of(e);
  if (window.latest <= o.underlying.as_of || window.earliest >= o.expiry.settles_at) return false;
  if (window.earliest > o.underlying.as_of && window.latest < o.expiry.settles_at) return true;
  return std::nullopt;
}

/// No calendar of this kind is unknown, not "none".
template <class Wanted>
double event_inside(L o, Wanted&& wanted) {
  bool listed = false, doubtful = false;
  for (const Event& e : o.underlying.measures.events) {
    if (!wanted(e)) continue;
    listed = true;
    const auto inside = is_inside(o, e);
    if (inside == true) return 1;
    doubtful = doubtful || !inside;
  }
  return !listed || doubtful ? chain::unknown : 0;
}

double of_kind_inside(L o, EventKind kind) {
  return event_inside(o, [kind](const Event& e) { return e.kind == kind; });
}

bool is_macro(const Event& e) {
  return e.kind == EventKind::fomc || e.kind == EventKind::cpi || e.kind == EventKind::jobs || e.kind == EventKind::macro;
}

}  // namespace

void Tables::add_event_columns() {
  constexpr auto u = Scope::underlying;
  constexpr auto e = Scope::expiry;

  shared<[](L o) { return days_to(o, EventKind::earnings); }>(
      u, {"days_to_earnings", 38, Type::number, Unit::days, "to earn.",
          "Calendar days to the next earnings date of the events file; a report of today counts as ahead until it is out.", "",
          "the next earnings date is outside the range"});
  shared<[](L o) { return days_since(o, EventKind::earnings); }>(
      u, {"days_since_earnings", 38, Type::number, Unit::days, "since e.",
          "Calendar days since the last earnings date (up to 10 back).", "", "the last earnings date is outside the range"});
  shared<[](L o) { return earnings_confirmed(o); }>(
      u, {"earnings_confirmed", 38, Type::flag, Unit::none, "e. conf.",
          "The next earnings date is confirmed by the company, not estimated.", "", "the next earnings date is confirmed"});
  shared<[](L o) { return earnings_time(o); }>(
      u, {"earnings_time", 38, Type::word, Unit::none, "e. time",
          "When the company reports on its next earnings date: before_open, during_session or after_close; unknown where the file "
          "does not say.",
          "", "the company reports at another time of the day"});
  shared<[](L o) { return of_kind_inside(o, EventKind::earnings); }>(
      e, {"earnings_inside", 38, Type::flag, Unit::none, "earnings",
          "An earnings report comes between now and settlement. On the day of expiry one before the open does, one after the close "
          "does not, and one at a time not told is unknown.",
          "", "earnings fall inside the spread's life"});
  shared<[](L o) { return of_kind_inside(o, EventKind::dividend); }>(
      e, {"ex_dividend_inside", 39, Type::flag, Unit::none, "ex-div", "An ex-dividend date lies between today and expiry.", "",
          "an ex-dividend date falls inside the spread's life"});
  shared<[](L o) { return event_inside(o, is_macro); }>(e, {"macro_inside", 40, Type::flag, Unit::none, "macro",
                                                            "An FOMC, CPI, jobs or other macro date lies between today and expiry.",
                                                            "", "a macro event falls inside the spread's life"});
}

}  // namespace legwork::scan
