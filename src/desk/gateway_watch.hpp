// GatewayWatch: what the risk gate wants to know of the gateway and the account and no order tells: whether its clock agrees with ours,
// what funds are free, how far equity is below its highest. Without I/O: it asks through the session and hears its events. Owned with the
// session, on the engine executor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/price.hpp"
#include "tws/session/session.hpp"

namespace legwork::desk {

class GatewayWatch {
 public:
  static constexpr core::Duration clock_every = std::chrono::minutes(2);
  /// The gateway tells whole seconds; beyond this the difference is no rounding and no delay.
  static constexpr core::Duration skew_max = std::chrono::seconds(3);

  /// `session` outlives the watch.
  GatewayWatch(tws::Session& session, std::string account) : session_(session), account_(std::move(account)) {}

  void on(const tws::Event& event, core::TimePoint now);
  void on_time(core::TimePoint now);
  std::optional<core::TimePoint> deadline() const { return ask_clock_at_; }

  const std::vector<std::string>& accounts() const { return accounts_; }
  /// Paper accounts begin with D (DU, DF); false while none is known.
  bool is_live() const;
  /// The gateway told its time on this link, and it was ours.
  bool is_clock_sane() const { return skew_ && *skew_ <= skew_max && *skew_ >= -skew_max; }
  /// Gateway's time less ours, when it was last told on this link.
  std::optional<core::Duration> skew() const { return skew_; }
  std::optional<market::Money> available_funds() const { return available_funds_; }
  core::TimePoint funds_at() const { return funds_at_; }
  /// ≥ 0: highest net liquidation seen in this run less the present one.
  market::Money drawdown() const;

 private:
  void on_ready(const tws::Ready& ready, core::TimePoint now);
  void on_summary(const tws::AccountSummary& row, core::TimePoint now);

  tws::Session& session_;
  std::string account_;
  std::vector<std::string> accounts_;
  std::optional<tws::RequestKey> summary_, clock_;
  std::optional<core::TimePoint> ask_clock_at_;
  std::optional<core::Duration> skew_;
  std::optional<market::Money> available_funds_, equity_, peak_;
  core::TimePoint funds_at_{};
};

}  // namespace legwork::desk
