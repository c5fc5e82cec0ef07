// SessionPath: where one underlying went in one session, second by second; and the dynamics that made it: Bates' model (stochastic
// variance with jumps, "Jumps and stochastic volatility", 1996) with one market factor. A step is a function of (seed, day, number of
// the step), so that any past session can be walked again from its opening state: 2 ms, exact.
#pragma once

#include <cstdint>
#include <vector>

#include "market/calendar.hpp"
#include "simgw/world/universe.hpp"

namespace legwork::simgw {

using core::TimePoint;
using market::Date;

// How a year's variance is spread: 252 sessions, a fifth of each day's passes overnight.
inline constexpr double sessions_per_year = 252;
inline constexpr double overnight_share = 0.2;
inline constexpr double variance_reversion = 5;  // κ, per year
inline constexpr int extra_seconds = 900;  // the grid runs to 16:15 (13:15): broad ETFs and indices trade on

/// The hours of one day on the grid; seconds count from the open.
struct SessionGrid {
  Date date{};
  TimePoint open;
  int regular_seconds = 0;  // to 16:00, or 13:00 on half days
  int seconds = 0;  // to the grid's end

  TimePoint at(int second) const { return open + std::chrono::seconds(second); }
  TimePoint end() const { return at(seconds); }
};
SessionGrid session_grid(Date session, const market::ExchangeCalendar& calendar);

struct PathState {
  double log_spot = 0;
  double variance = 0;  // annual, of the diffusion
};

/// One underlying's dynamics. A follower (UnderlyingSpec::tracks) has its leader's seed and therefore its shocks.
class Dynamics {
 public:
  Dynamics(const UnderlyingSpec& spec, std::uint64_t world_seed, double rate);

  /// One grid step of `years` of variance time.
  void step(PathState& state, Date date, int number, double years) const;
  /// From the end of a session to the open of `date`; `dividend` USD go off.
  void overnight(PathState& state, Date date, double dividend) const;
  PathState long_run(double spot) const;

 private:
  void move(PathState& state, double shock, double own_variance_shock, double years) const;
  void jump(PathState& state, std::uint64_t bits, double years) const;

  std::uint64_t seed_, market_seed_;
  double correlation_, own_;  // loadings of the market factor and of the own shock
  double theta_, vol_of_vol_;
  double leverage_, own_leverage_;  // correlation of spot and variance shocks
  double drift_ = 0;
  double jumps_per_year_, jump_vol_, jump_mean_;
};

struct SessionPath {
  SessionGrid grid;
  std::vector<double> spot, variance;  // at second 0, 1, …; as many as have passed

  void start(const SessionGrid& session);
  void add(const PathState& state);
  int last_second() const { return static_cast<int>(spot.size()) - 1; }
};

/// The whole session from the state at its open, on the live grid.
SessionPath walk_again(const Dynamics& dynamics, PathState opening, const SessionGrid& grid, int steps_per_second);

/// History before the world's first day is walked in steps of five minutes, the seconds between drawn as Brownian bridges that stay
/// within the day's range. `state` leaves as the state at the end.
inline constexpr int history_step_seconds = 300;
std::vector<PathState> walk_coarsely(const Dynamics& dynamics, PathState& state, const SessionGrid& grid);
SessionPath fill_between(const std::vector<PathState>& nodes, const SessionGrid& grid, std::uint64_t seed);

}  // namespace legwork::simgw
