// Injector: one fault while it lasts. Faults makes it, asks it at every hook of the gateway, and drops it when its time is over, its
// occasions are used up and nothing is held back. Each kind is a small class in one of the files beside this one.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/prng.hpp"
#include "simgw/faults/catalogue.hpp"
#include "simgw/gateway/gateway.hpp"

namespace legwork::simgw {

class Injector {
 public:
  struct Setting {
    Gateway& gateway;
    Parameters parameters;
    core::Prng chance;
  };
  /// Lasts `seconds` (60 unless given) or `count` occasions, whichever is over first.
  explicit Injector(Setting setting);
  virtual ~Injector() = default;
  Injector(const Injector&) = delete;
  Injector& operator=(const Injector&) = delete;
  Injector(Injector&&) = delete;
  Injector& operator=(Injector&&) = delete;

  /// Once each.
  virtual void begin() {}
  virtual void end() {}
  /// At every step of the gateway in between.
  virtual void step() {}
  virtual std::optional<core::TimePoint> next_event() const { return std::nullopt; }

  // As in FaultHooks; asked only while active().
  virtual Welcome welcome() { return Welcome::normal; }
  virtual std::optional<std::string> version_reply() { return std::nullopt; }
  virtual bool on_request(ConnectionId /*from*/, tws::Request& /*message*/) { return true; }
  virtual void on_response(ConnectionId /*to*/, std::vector<Departure>& /*messages*/) {}
  virtual void on_payload(ConnectionId /*to*/, std::string& /*payload*/) {}
  virtual bool listens(ConnectionId /*from*/) { return true; }
  virtual bool hears(const OrderOwner& /*owner*/) { return false; }
  /// Asked after the end too, until nothing is held.
  virtual void on_bytes_out(ConnectionId /*to*/, std::string& /*bytes*/) {}
  virtual bool holds_bytes() const { return false; }
  virtual void on_gone(ConnectionId /*client*/) {}

  bool active() const { return left_ > 0 && gateway_.now() < until_; }
  core::TimePoint until() const { return until_; }
  /// Whether a connection is meant: all are, unless `client=` names one.
  bool concerns(ConnectionId id) const;

 protected:
  void use() { --left_; }
  core::TimePoint now() const { return gateway_.now(); }
  Gateway& gateway() { return gateway_; }
  const Gateway& gateway() const { return gateway_; }
  const Parameters& parameters() const { return parameters_; }
  core::Prng& chance() { return chance_; }
  /// Clients past their start that are meant.
  std::vector<ConnectionId> ready_clients() const;
  /// The newest order of a client that still works, or of anybody's; nullptr for none.
  const SimOrder* newest_order(std::optional<ConnectionId> client) const;

 private:
  Gateway& gateway_;
  Parameters parameters_;
  core::Prng chance_;
  core::TimePoint until_;
  int left_ = 0;
};

using InjectorPtr = std::unique_ptr<Injector>;
InjectorPtr make_injector(InjectorKind kind, Injector::Setting setting);

// One function per file of kinds.
InjectorPtr make_message_fault(InjectorKind kind, Injector::Setting setting);  // notice, push, raw
InjectorPtr make_request_fault(Injector::Setting setting);  // request
InjectorPtr make_response_fault(InjectorKind kind, Injector::Setting setting);  // hide, late, alter, echo
InjectorPtr make_connection_fault(InjectorKind kind, Injector::Setting setting);  // welcome, hang_up, freeze, version
InjectorPtr make_frame_fault(InjectorKind kind, Injector::Setting setting);  // payload, bytes
InjectorPtr make_link_fault(InjectorKind kind, Injector::Setting setting);  // upstream, farm
InjectorPtr make_broker_fault(InjectorKind kind, Injector::Setting setting);  // fill, cancel, external, position

}  // namespace legwork::simgw
