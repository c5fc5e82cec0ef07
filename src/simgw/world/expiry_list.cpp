#include "simgw/world/expiry_list.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace legwork::simgw {
namespace {

constexpr int daily_sessions = 11, weekly_count = 8, months_near = 4, months_far = 12, leap_years = 3;

using std::chrono::year_month;

struct Cycle {
  const UnderlyingSpec& spec;
  Date today;
  const market::ExchangeCalendar& calendar;
  std::set<DueExpiry> due;

  bool has_am_class() const { return spec.kind == SecurityKind::index; }
  void add_pm(Date date) {
    if (date >= today) due.insert({date, market::Settlement::pm});
  }
  void add_monthly(year_month month) {
    const Date date = calendar.monthly_expiration(month);
    // The AM class of the third Friday stops trading the session before: from then on nobody lists it.
    if (has_am_class() && date > today) due.insert({date, market::Settlement::am});
    if (!has_am_class() || spec.expiries != ExpiryCycle::monthly) add_pm(date);
  }

  void dailies() {
    Date date = calendar.session_on_or_after(today);
    for (int i = 0; i < daily_sessions; ++i, date = calendar.next_session(date)) add_pm(date);
  }
  void weeklies() {
    Date friday = market::add_days(today, static_cast<int>((std::chrono::Friday - market::weekday(today)).count()));
    for (int i = 0; i < weekly_count; ++i, friday = market::add_days(friday, 7)) add_pm(calendar.session_on_or_before(friday));
  }
  void monthlies() {
    const year_month first{today.year(), today.month()};
    for (int i = 0; i <= months_far; ++i) {
      const year_month month = first + std::chrono::months(i);
      if (i <= months_near || static_cast<unsigned>(month.month()) % 3 == 0) add_monthly(month);
    }
  }
  void quarter_ends() {
    const year_month first{today.year(), today.month()};
    for (int i = 0; i < months_far; ++i) {
      const year_month month = first + std::chrono::months(i);
      if (static_cast<unsigned>(month.month()) % 3 == 0)
        add_pm(calendar.session_on_or_before(Date(std::chrono::sys_days(month / std::chrono::last))));
    }
  }
  void leaps() {
    for (int i = 1; i < leap_years; ++i) {
      add_monthly((today.year() + std::chrono::years(i)) / std::chrono::January);
      if (spec.expiries == ExpiryCycle::daily) add_monthly((today.year() + std::chrono::years(i)) / std::chrono::December);
    }
  }
};

}  // namespace

std::vector<DueExpiry> due_expiries(const UnderlyingSpec& spec, Date today, const market::ExchangeCalendar& calendar) {
  Cycle cycle{spec, today, calendar, {}};
  cycle.monthlies();
  if (spec.expiries != ExpiryCycle::monthly) cycle.weeklies();
  if (spec.expiries == ExpiryCycle::daily) cycle.dailies(), cycle.quarter_ends();
  if (spec.leaps) cycle.leaps();
  return {cycle.due.begin(), cycle.due.end()};
}

std::vector<Price> due_strikes(const UnderlyingSpec& spec, double spot, double years) {
  const double move = std::max(0.012, spec.vol * std::sqrt(std::max(years, 1.0 / 252)));  // one expected move, in log
  const double coarser = years > 0.6 ? 4 : years > 0.25 ? 2 : 1;
  const double step = spec.strike_step * coarser;
  std::set<Price> strikes;
  const auto add = [&](double from, double to, double multiple) {
    const double width = step * multiple;
    const double low = spot * std::exp(from * move), high = spot * std::exp(to * move);
    for (double k = std::max(1.0, std::ceil(low / width)); k * width <= high; ++k)
      strikes.insert(Price::from_nanos(std::llround(k * width * 1000) * (Price::scale / 1000)));
  };
  add(-1.2, 1.2, 1);
  add(-2.5, 2.5, 2);
  add(-4, 3.5, 4);
  add(-6, 4.5, 10);
  return {strikes.begin(), strikes.end()};
}

std::string option_class(const UnderlyingSpec& spec, market::Settlement settlement) {
  const bool is_pm_index = spec.kind == SecurityKind::index && settlement == market::Settlement::pm;
  // A root has at most six letters; a long index name keeps one class.
  return is_pm_index && spec.symbol.size() < 6 ? spec.symbol + "W" : spec.symbol;
}

}  // namespace legwork::simgw
