#include "simgw/world/session_path.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "simgw/world/chance.hpp"

namespace legwork::simgw {
namespace {

constexpr double session_share = (1 - overnight_share) / sessions_per_year;
constexpr int overnight_number = 1 << 28;  // no step of a session has it

std::uint64_t moment_of(Date date, int number) {
  const auto day = static_cast<std::uint64_t>(market::days(date).time_since_epoch().count());
  return day << 32 | static_cast<std::uint32_t>(number);
}

}  // namespace

SessionGrid session_grid(Date session, const market::ExchangeCalendar& calendar) {
  const auto hours = calendar.session(session);
  ASSERT(hours.has_value(), "{} is no session", market::to_string(session));
  const int regular = static_cast<int>(core::seconds_between(hours->open, hours->close));
  return {session, hours->open, regular, regular + extra_seconds};
}

Dynamics::Dynamics(const UnderlyingSpec& spec, std::uint64_t world_seed, double rate)
    : seed_(mix(world_seed, name_hash(spec.tracks.empty() ? spec.symbol : spec.tracks))),
      market_seed_(mix(world_seed, name_hash("market factor"))),
      correlation_(spec.correlation),
      own_(std::sqrt(1 - spec.correlation * spec.correlation)),
      theta_(spec.vol * spec.vol),
      vol_of_vol_(spec.vol_of_vol),
      leverage_(std::clamp(-3 * spec.skew, -0.75, 0.75)),
      own_leverage_(std::sqrt(1 - leverage_ * leverage_)),
      jumps_per_year_(spec.jumps_per_year),
      jump_vol_(spec.jump_vol),
      jump_mean_(-0.5 * spec.jump_vol) {
  const double jump_growth = std::exp(jump_mean_ + jump_vol_ * jump_vol_ / 2) - 1;
  drift_ = rate - spec.yield - jumps_per_year_ * jump_growth;
}

void Dynamics::move(PathState& state, double shock, double own_variance_shock, double years) const {
  // Full truncation: the variance may dip below zero, its root may not (Lord, Koekkoek, van Dijk, 2010).
  const double variance = std::max(state.variance, 0.0);
  const double root = std::sqrt(variance * years);
  state.log_spot += (drift_ - variance / 2) * years + root * shock;
  const double variance_shock = leverage_ * shock + own_leverage_ * own_variance_shock;
  state.variance += variance_reversion * (theta_ - variance) * years + vol_of_vol_ * std::sqrt(theta_) * root * variance_shock;
}

void Dynamics::jump(PathState& state, std::uint64_t bits, double years) const {
  if (uniform(bits) < jumps_per_year_ * years) state.log_spot += jump_mean_ + jump_vol_ * normal(mix(bits));
}

void Dynamics::step(PathState& state, Date date, int number, double years) const {
  const std::uint64_t moment = moment_of(date, number);
  const std::uint64_t bits = mix(seed_ ^ moment);
  const double shock = correlation_ * nearly_normal(mix(market_seed_ ^ moment)) + own_ * nearly_normal(bits);
  move(state, shock, nearly_normal(mix(bits)), years);
  jump(state, mix(bits ^ 1), years);
}

void Dynamics::overnight(PathState& state, Date date, double dividend) const {
  constexpr double years = overnight_share / sessions_per_year;
  const std::uint64_t moment = moment_of(date, overnight_number);
  const std::uint64_t bits = mix(seed_ ^ moment);
  move(state, correlation_ * normal(mix(market_seed_ ^ moment)) + own_ * normal(bits), normal(mix(bits)), years);
  jump(state, mix(bits ^ 1), years);
  if (dividend > 0) state.log_spot = std::log(std::max(std::exp(state.log_spot) - dividend, 0.01));
}

PathState Dynamics::long_run(double spot) const { return {std::log(spot), theta_}; }

void SessionPath::start(const SessionGrid& session) {
  grid = session;
  spot.clear();
  variance.clear();
  spot.reserve(static_cast<std::size_t>(session.seconds) + 1);
  variance.reserve(static_cast<std::size_t>(session.seconds) + 1);
}

void SessionPath::add(const PathState& state) {
  spot.push_back(std::exp(state.log_spot));
  variance.push_back(std::max(state.variance, 0.0));
}

SessionPath walk_again(const Dynamics& dynamics, PathState opening, const SessionGrid& grid, int steps_per_second) {
  SessionPath path;
  path.start(grid);
  path.add(opening);
  const double years = session_share / (grid.regular_seconds * steps_per_second);
  for (int number = 1; number <= grid.seconds * steps_per_second; ++number) {
    dynamics.step(opening, grid.date, number, years);
    if (number % steps_per_second == 0) path.add(opening);
  }
  return path;
}

std::vector<PathState> walk_coarsely(const Dynamics& dynamics, PathState& state, const SessionGrid& grid) {
  std::vector<PathState> nodes{state};
  const double years = session_share * history_step_seconds / grid.regular_seconds;
  for (int number = 1; number <= grid.seconds / history_step_seconds; ++number) {
    dynamics.step(state, grid.date, number, years);
    nodes.push_back(state);
  }
  return nodes;
}

SessionPath fill_between(const std::vector<PathState>& nodes, const SessionGrid& grid, std::uint64_t seed) {
  const auto by_spot = [](const PathState& a, const PathState& b) { return a.log_spot < b.log_spot; };
  const auto [low, high] = std::minmax_element(nodes.begin(), nodes.end(), by_spot);
  SessionPath path;
  path.start(grid);
  path.add(nodes.front());
  const double years = session_share / grid.regular_seconds;
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    PathState at = nodes[i - 1];
    const double spread = std::sqrt(std::max(nodes[i - 1].variance, 0.0) * years);
    for (int left = history_step_seconds; left > 1; --left) {
      const double shock = nearly_normal(mix(seed, moment_of(grid.date, path.last_second())));
      at.log_spot += (nodes[i].log_spot - at.log_spot) / left + spread * std::sqrt((left - 1.0) / left) * shock;
      at.log_spot = std::clamp(at.log_spot, low->log_spot, high->log_spot);
      at.variance += (nodes[i].variance - at.variance) / left;
      path.add(at);
    }
    path.add(nodes[i]);
  }
  return path;
}

}  // namespace legwork::simgw
