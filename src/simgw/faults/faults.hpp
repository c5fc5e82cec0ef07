// Faults: carries out a plan against a gateway. It listens at every hook, starts the faults that are due and ends those that are over.
// Owned beside the gateway, which it must not outlive; deterministic from plan and seed: each random choice is split by the fault's id.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "simgw/faults/injector.hpp"
#include "simgw/faults/plan.hpp"

namespace legwork::simgw {

class Faults final : public FaultHooks {
 public:
  /// Told when a fault begins, with its parameters.
  using Log = std::function<void(core::TimePoint, std::string_view id, const std::string& detail)>;

  Faults(Gateway& gateway, const FaultPlan& plan, std::uint64_t seed, Log log = {});
  ~Faults() override;
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;
  Faults(Faults&&) = delete;
  Faults& operator=(Faults&&) = delete;

  /// Starts one now. Errors: not_found (no such id), parse and unsupported as in parameters_for.
  core::Result<void> trigger(std::string_view id, const Parameters& given = {});
  /// Nothing planned or random begins any more; what is active runs out.
  void calm();
  std::size_t active() const { return active_.size(); }
  /// How many have begun.
  std::uint64_t triggered() const { return triggered_; }

  Welcome welcome(core::TimePoint now) override;
  std::optional<std::string> version_reply(core::TimePoint now) override;
  bool on_request(ConnectionId from, tws::Request& message, core::TimePoint now) override;
  void on_response(ConnectionId to, std::vector<Departure>& messages, core::TimePoint now) override;
  void on_payload(ConnectionId to, std::string& payload, core::TimePoint now) override;
  void on_bytes_out(ConnectionId to, std::string& bytes, core::TimePoint now) override;
  bool listens(ConnectionId from, core::TimePoint now) override;
  bool hears(ConnectionId client, const OrderOwner& owner) override;
  void on_gone(ConnectionId client) override;
  void on_step(core::TimePoint now) override;
  std::optional<core::TimePoint> next_event() const override;

 private:
  struct Active {
    InjectorPtr injector;
    bool ended = false;  // its end() has run; it stays while it holds bytes back
  };
  struct Random {
    FaultRate rate;
    core::Prng chance;
    core::TimePoint next;
  };

  void start(const FaultEntry& entry, Parameters parameters);
  void schedule(const PlannedFault& fault, core::TimePoint begin);
  void end_what_is_over();
  /// Injectors that are active, oldest first. None begins meanwhile: that is done between steps alone.
  template <class Visit>
  void each(const Visit& visit);

  Gateway& gateway_;
  core::Prng chance_;
  Log log_;
  std::multimap<core::TimePoint, PlannedFault> due_;
  std::vector<Random> random_;
  std::vector<Active> active_;
  std::map<std::string, std::uint64_t, std::less<>> times_;  // that an id has begun
  std::uint64_t triggered_ = 0;
};

}  // namespace legwork::simgw
