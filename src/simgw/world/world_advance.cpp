// Time in a world: sessions open, underlyings step, expiries settle, sessions close.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/assert.hpp"
#include "simgw/world/world_state.hpp"

namespace legwork::simgw {
namespace {

constexpr double settlement_noise =
    2e-4;  // an AM settlement is made of the opening prints of every member: near the open, not on it

Price to_cents(double price) { return Price::from_nanos(std::llround(price * 100) * (Price::scale / 100)); }

}  // namespace

void WorldState::run_to(TimePoint to) {
  for (;;) {
    if (running) {
      const TimePoint next = grid.at(second) + (substep + 1) * options.step;
      if (next > to) break;
      now = next;
      step();
    } else {
      const SessionGrid next = session_grid(calendar.next_session(grid.date), calendar);
      if (next.open > to) {
        now = std::max(now, to);
        break;
      }
      grid = next;
      now = next.open;
      open_session();
    }
  }
}

void WorldState::open_session() {
  running = true;
  second = substep = 0;
  step_years = (1 - overnight_share) / sessions_per_year / (grid.regular_seconds * steps_per_second);
  for (auto& underlying : underlyings) {
    double dividend = 0;
    for (const Dividend& due : underlying.priced.dividends) {
      if (due.ex_date != grid.date) continue;
      dividend = due.amount;
      events.gone_ex.push_back(due);
    }
    underlying.dynamics.overnight(underlying.state, grid.date, dividend);
    if (recording)
      if (const auto spot = recording->spot(underlying.instrument->terms->underlying, now))
        underlying.state.log_spot = std::log(*spot);
    underlying.opening = underlying.state;
    underlying.path.start(grid);
    underlying.tape.start_session();
    underlying.halts.clear();
    if (underlying.halted) underlying.halts.push_back({0, std::numeric_limits<int>::max()});
  }
  for (auto& underlying : underlyings) underlying.path.add(underlying.state);
  settle(market::Settlement::am, now);
  for (const auto& underlying : underlyings) {
    const auto index = underlying.instrument->terms->underlying;
    if (lists_new)
      catalogue.list_due(underlying.spec, index, grid.date, underlying.path.spot.front(), events.listed);
    else
      catalogue.drop_expired(index, grid.date);
  }
  phase_events(SessionPhase::open, now, true);
}

void WorldState::step() {
  const int number = second * steps_per_second + substep + 1;
  for (auto& underlying : underlyings) {
    if (recording) {
      if (const auto spot = recording->spot(underlying.instrument->terms->underlying, now))
        underlying.state.log_spot = std::log(*spot);
    } else {
      underlying.dynamics.step(underlying.state, grid.date, number, step_years);
    }
  }
  if (++substep < steps_per_second) return;
  substep = 0;
  ++second;
  on_second();
}

void WorldState::on_second() {
  for (auto& underlying : underlyings) {
    underlying.path.add(underlying.state);
    if (underlying.halted || second > last_second(*underlying.instrument, grid)) continue;
    const double elapsed = std::min(1.0, second / static_cast<double>(grid.regular_seconds));
    const auto print = stock_print(underlying.spec, *underlying.instrument, underlying.path.spot.back(), elapsed,
                                   second_bits(underlying, grid.date, second));
    if (print) underlying.tape.add(*print, now);
  }
  if (second == grid.regular_seconds) {
    settle(market::Settlement::pm, now);
    phase_events(SessionPhase::closed, now, true);
  }
  if (second == grid.seconds) finish_session();
}

void WorldState::finish_session() {
  for (auto& underlying : underlyings) underlying.days.push_back(day_until(underlying, grid.regular_seconds));
  running = false;
  phase_events(SessionPhase::closed, now, false);
}

DayRecord WorldState::day_until(const UnderlyingState& underlying, int until_second) const {
  const auto spot_end = underlying.path.spot.begin() + until_second + 1;
  const auto variance_end = underlying.path.variance.begin() + until_second + 1;
  const auto [low, high] = std::minmax_element(underlying.path.spot.begin(), spot_end);
  const auto [variance_low, variance_high] = std::minmax_element(underlying.path.variance.begin(), variance_end);
  DayRecord day;
  day.date = grid.date;
  day.open = underlying.path.spot.front();
  day.high = *high;
  day.low = *low;
  day.close = *(spot_end - 1);
  day.variance_open = underlying.path.variance.front();
  day.variance_high = *variance_high;
  day.variance_low = *variance_low;
  day.variance = *(variance_end - 1);
  day.volume = underlying.tape.volume;
  day.opening = underlying.opening;
  return day;
}

void WorldState::settle(market::Settlement settlement, TimePoint at) {
  for (const auto& underlying : underlyings) {
    const double spot = underlying.path.spot.back();
    for (const ListedClass& listed : catalogue.classes_of(underlying.instrument->terms->underlying)) {
      if (listed.terms->settlement != settlement) continue;
      for (const ListedExpiry& expiry : listed.expiries) {
        if (calendar.session_on_or_before(expiry.expiry) != grid.date) continue;
        const auto day = static_cast<std::uint64_t>(market::days(grid.date).time_since_epoch().count());
        const double noise = settlement == market::Settlement::am ? settlement_noise * normal(mix(underlying.seed, day, 4)) : 0;
        const double price = to_cents(spot * std::exp(noise)).to_double();
        settled[{listed.terms, expiry.expiry}] = price;
        events.expiries.push_back({listed.terms, expiry.expiry, price, at});
      }
    }
  }
}

void WorldState::phase_events(SessionPhase phase, TimePoint at, bool regular) {
  using market::HoursClass;
  const auto add = [&](HoursClass hours) { events.sessions.push_back({grid.date, hours, phase, at}); };
  if (regular) add(HoursClass::equity);
  if (regular && phase == SessionPhase::closed) return;
  add(HoursClass::broad_etf);
  add(HoursClass::index);
}

void WorldState::collect_changes() {
  for (Watch& watch : watches) {
    const Quote quote = quote_of(*watch.instrument);
    const QuoteFields changed = differences(watch.shown, quote);
    if (changed == 0) continue;
    watch.shown = quote;
    events.quotes.push_back({watch.instrument, changed});
  }
  std::sort(events.quotes.begin(), events.quotes.end(),
            [](const QuoteChange& a, const QuoteChange& b) { return a.instrument->index < b.instrument->index; });
}

}  // namespace legwork::simgw
