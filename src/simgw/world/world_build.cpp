// How a world begins: underlyings with their history, dividends and listing, then on to the start.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/world/world_state.hpp"

namespace legwork::simgw {
namespace {

constexpr int dividend_years_ahead = 3;
constexpr int pay_days_after = 21;

DayRecord coarse_day(const std::vector<PathState>& nodes, const SessionGrid& grid) {
  DayRecord day;
  day.date = grid.date;
  day.opening = nodes.front();
  day.coarse = true;
  const auto regular = static_cast<std::size_t>(grid.regular_seconds / history_step_seconds);
  day.open = day.high = day.low = std::exp(nodes.front().log_spot);
  day.variance_open = day.variance_high = day.variance_low = nodes.front().variance;
  for (std::size_t i = 0; i <= regular; ++i) {
    const double spot = std::exp(nodes[i].log_spot), variance = std::max(nodes[i].variance, 0.0);
    day.high = std::max(day.high, spot);
    day.low = std::min(day.low, spot);
    day.variance_high = std::max(day.variance_high, variance);
    day.variance_low = std::min(day.variance_low, variance);
    day.close = spot;
    day.variance = variance;
  }
  return day;
}

std::int64_t day_volume(const UnderlyingState& underlying, const DayRecord& day) {
  if (underlying.spec.kind == SecurityKind::index) return 0;
  const auto number = static_cast<std::uint64_t>(market::days(day.date).time_since_epoch().count());
  const double move = std::fabs(std::log(day.close / day.open)) / (underlying.spec.vol / std::sqrt(sessions_per_year));
  return static_cast<std::int64_t>(underlying.spec.shares_per_day * std::exp(0.2 * normal(mix(underlying.seed, number, 3))) *
                                   (0.8 + 0.25 * move));
}

void shift(PathState& state, double by) { state.log_spot += by; }

void shift(DayRecord& day, double by) {
  const double factor = std::exp(by);
  shift(day.opening, by);
  for (double* price : {&day.open, &day.high, &day.low, &day.close}) *price *= factor;
}

}  // namespace

WorldState::WorldState(const WorldOptions& world_options, market::RateCurve curve)
    : options(world_options),
      pricer(std::move(curve), calendar, world_options.premiums),
      steps_per_second(static_cast<int>(std::chrono::seconds(1) / world_options.step)) {}

void WorldState::add_underlying(const UnderlyingSpec& spec) {
  const Instrument& instrument = catalogue.add_underlying(spec);
  const std::uint64_t seed = mix(options.seed, name_hash(spec.symbol), 1);
  const Dynamics dynamics(spec, options.seed, pricer.rate(1));
  PricedUnderlying priced;
  priced.long_run_variance = spec.vol * spec.vol;
  priced.jump_variance = spec.jumps_per_year * spec.jump_vol * spec.jump_vol * 1.25;  // E[J²] with a mean of −½ sd
  priced.yield = spec.yield;
  underlyings.push_back({spec,
                         &instrument,
                         seed,
                         Smile::mixture(spec.skew),
                         dynamics,
                         priced,
                         dynamics.long_run(spec.spot),
                         {},
                         {},
                         {},
                         {},
                         {},
                         false});
}

void WorldState::make_dividends(UnderlyingState& underlying, Date first, Date last) const {
  const UnderlyingSpec& spec = underlying.spec;
  if (!(spec.dividend > 0)) return;
  std::chrono::year_month month{first.year(), first.month()};
  for (; month <= std::chrono::year_month{last.year(), last.month()}; month += std::chrono::months(1)) {
    if (static_cast<int>(static_cast<unsigned>(month.month()) - 1) % 3 != spec.dividend_month - 1) continue;
    // A name keeps its part of the month, a few days around it.
    const auto key = static_cast<std::uint64_t>(static_cast<int>(month.year()) * 12) + static_cast<unsigned>(month.month());
    const int day = 5 + static_cast<int>(mix(underlying.seed, 21) % 16) + static_cast<int>(mix(underlying.seed, 22, key) % 4);
    const Date ex_date = calendar.session_on_or_after(Date(month / day));
    const Date pay_date = calendar.session_on_or_after(market::add_days(ex_date, pay_days_after));
    underlying.priced.dividends.push_back({underlying.instrument->terms->underlying, ex_date, pay_date, spec.dividend});
  }
}

void WorldState::make_history(UnderlyingState& underlying, Date first_session) const {
  Date date = first_session;
  for (int i = 0; i < options.history_sessions; ++i) date = calendar.previous_session(date);
  make_dividends(underlying, date, market::add_days(first_session, 366 * dividend_years_ahead));

  // Walked from the spot of the end, then shifted so that it ends there: what it went through stays the same in per cent.
  PathState state = underlying.dynamics.long_run(underlying.spec.spot);
  std::vector<PathState> nodes;
  for (; date < first_session; date = calendar.next_session(date)) {
    double dividend = 0;
    for (const Dividend& due : underlying.priced.dividends)
      if (due.ex_date == date) dividend = due.amount * std::exp(state.log_spot) / underlying.spec.spot;
    underlying.dynamics.overnight(state, date, dividend);
    const SessionGrid session = session_grid(date, calendar);
    nodes = walk_coarsely(underlying.dynamics, state, session);
    underlying.days.push_back(coarse_day(nodes, session));
    underlying.days.back().volume = day_volume(underlying, underlying.days.back());
  }
  const double by = std::log(underlying.spec.spot / underlying.days.back().close);
  for (DayRecord& day : underlying.days) shift(day, by);
  for (PathState& node : nodes) shift(node, by);
  shift(state, by);
  underlying.state = state;
  underlying.path = fill_between(nodes, session_grid(underlying.days.back().date, calendar), underlying.seed);
}

void WorldState::move_to(UnderlyingState& underlying, double spot) const {
  const double by = std::log(spot / underlying.path.spot.back());
  for (DayRecord& day : underlying.days) shift(day, by);
  shift(underlying.state, by);
  shift(underlying.opening, by);
  for (double& price : underlying.path.spot) price *= std::exp(by);
  underlying.path.spot.back() = spot;
  underlying.tape = {};
  for (int at = 1; at <= std::min(underlying.path.last_second(), last_second(*underlying.instrument, grid)); ++at) {
    const double elapsed = std::min(1.0, at / static_cast<double>(grid.regular_seconds));
    const double price = underlying.path.spot[static_cast<std::size_t>(at)];
    if (const auto print =
            stock_print(underlying.spec, *underlying.instrument, price, elapsed, second_bits(underlying, grid.date, at)))
      underlying.tape.add(*print, grid.at(at));
  }
}

void WorldState::start_at(TimePoint start) {
  const Date today = market::utc_to_eastern(start).date;
  const Date first_session = calendar.session_on_or_after(today);
  for (auto& underlying : underlyings) make_history(underlying, first_session);
  grid = session_grid(calendar.previous_session(first_session), calendar);
  second = grid.seconds;
  now = std::min(start, session_grid(first_session, calendar).open - std::chrono::nanoseconds(1));
  if (recording)  // the past a replay comes with is made up but ends where the recording begins
    for (auto& underlying : underlyings) underlying.priced.dividends.clear();
  if (lists_new)
    for (const auto& underlying : underlyings)
      catalogue.list_due(underlying.spec, underlying.instrument->terms->underlying, today, underlying.spec.spot, events.listed);
  run_to(start);
  events.clear();
}

std::optional<core::Error> problem_with(const WorldOptions& options) {
  const auto invalid = [](std::string message) { return core::Error{core::ErrorCode::invalid_argument, std::move(message), {}}; };
  const auto step = std::chrono::duration_cast<std::chrono::milliseconds>(options.step);
  if (step != options.step || step.count() < 10 || step.count() > 1000 || 1000 % step.count() != 0)
    return invalid("the step is 10 to 1000 ms and divides a second");
  if (options.history_sessions < 30 || options.history_sessions > 2000) return invalid("history is 30 to 2000 sessions");
  if (!(options.crossed_share >= 0 && options.crossed_share <= 1)) return invalid("the share of crossed quotes is 0 to 1");
  if (options.start) {
    const Date date = market::utc_to_eastern(*options.start).date;
    if (date.year() < std::chrono::year(2000) || date.year() > std::chrono::year(2080))
      return invalid(fmt::format("a world starts between 2000 and 2080, not on {}", market::to_string(date)));
  }
  return {};
}

core::Result<World> World::synthetic(const UniverseSpec& universe, const WorldOptions& options) {
  if (auto problem = problem_with(options)) return *problem;
  if (!options.start) return core::Error{core::ErrorCode::invalid_argument, "a synthetic world needs a start time", {}};
  if (universe.underlyings.empty()) return core::Error{core::ErrorCode::invalid_argument, "the universe is empty", {}};
  auto state = std::make_unique<WorldState>(options, market::RateCurve::treasury(market::utc_to_eastern(*options.start).date));
  for (const auto& spec : universe.underlyings) state->add_underlying(spec);
  state->lists_new = true;
  state->start_at(*options.start);
  return World(std::move(state));
}

}  // namespace legwork::simgw
