#include "tws_client/restart_schedule.hpp"

namespace legwork::tws_client {

RestartState restart_state(const RestartOptions& options, core::TimePoint now) {
  if (!options.daily_at) return {};
  // Yesterday's may not be over yet.
  const auto today = market::utc_to_eastern(now).date;
  for (int day = -1;; ++day) {
    const auto restart = market::eastern_to_utc(market::add_days(today, day), *options.daily_at);
    if (now >= restart + options.return_after) continue;
    if (now >= restart - options.leave_before) return {RestartPhase::away, restart, restart + options.return_after};
    if (now >= restart - options.warn_before) return {RestartPhase::soon, restart, restart - options.leave_before};
    return {RestartPhase::normal, restart, restart - options.warn_before};
  }
}

}  // namespace legwork::tws_client
