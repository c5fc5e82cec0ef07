#include "tws_client/connection_plan.hpp"

#include <algorithm>
#include <utility>

namespace legwork::tws_client {

ConnectionPlan::ConnectionPlan(PlanOptions options, const core::Prng& prng)
    : options_(std::move(options)), target_(options_.gateway), backoff_(options_.backoff, prng.split("reconnect")) {}

core::TimePoint ConnectionPlan::attempt_at(core::TimePoint now) const {
  const auto at = std::max(now, next_);
  const auto state = restart_state(options_.restart, at);
  return state.phase == RestartPhase::away ? state.until : at;
}

void ConnectionPlan::retreat(core::TimePoint now) { next_ = now + backoff_.next(); }

/// What a redirect led to may be gone; the configured one knows.
void ConnectionPlan::on_unreachable(core::TimePoint now) {
  target_ = options_.gateway;
  redirects_ = 0;
  retreat(now);
}

void ConnectionPlan::on_ready(core::TimePoint now) {
  ready_at_ = now;
  redirects_ = 0;
}

void ConnectionPlan::on_closed(const tws::Closed& closed, core::TimePoint now) {
  const auto ready_at = std::exchange(ready_at_, std::nullopt);
  if (ready_at && now - *ready_at >= options_.stable_after) backoff_.reset();
  if (closed.cause == tws::CloseCause::redirected && redirects_ < options_.redirects_max) {
    if (auto to = io::parse_endpoint(closed.redirect, options_.gateway.port)) {
      ++redirects_;
      target_ = std::move(*to);
      next_ = now;
      return;
    }
  }
  // A gateway of another age needs a person; asking more often does not help. A client id in use is freed by its owner, soon.
  if (closed.cause == tws::CloseCause::version_too_old || closed.cause == tws::CloseCause::version_unknown) backoff_.give_up_hope();
  if (!ready_at) {
    target_ = options_.gateway;
    redirects_ = 0;
  }
  retreat(now);
}

}  // namespace legwork::tws_client
