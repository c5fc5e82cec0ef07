// ConnectionPlan: when to try and where, after each way a connection can end: back-off with chance, redirects, the daily restart. Plain
// logic with the time given; the Client performs it.
#pragma once

#include <optional>
#include <string>

#include "io/endpoint.hpp"
#include "tws/session/session_event.hpp"
#include "tws_client/backoff.hpp"
#include "tws_client/restart_schedule.hpp"

namespace legwork::tws_client {

struct PlanOptions {
  io::Endpoint gateway{"127.0.0.1", 7497};  // 7497 TWS paper, 7496 TWS live, 4002 and 4001 IB Gateway
  BackoffOptions backoff;
  RestartOptions restart;
  core::Duration stable_after = std::chrono::minutes(1);  // a session that lived so long starts the back-off anew
  int redirects_max = 2;  // in a row
};

class ConnectionPlan {
 public:
  ConnectionPlan(PlanOptions options, const core::Prng& prng);

  /// Where the next attempt goes.
  const io::Endpoint& target() const { return target_; }
  /// Not before the gateway is back from its restart, when that is near.
  core::TimePoint attempt_at(core::TimePoint now) const;

  void on_unreachable(core::TimePoint now);
  void on_ready(core::TimePoint now);
  void on_closed(const tws::Closed& closed, core::TimePoint now);

 private:
  void retreat(core::TimePoint now);

  PlanOptions options_;
  io::Endpoint target_;
  Backoff backoff_;
  int redirects_ = 0;
  std::optional<core::TimePoint> ready_at_;
  core::TimePoint next_{};
};

}  // namespace legwork::tws_client
