// FaultHooks: every place where the simulated gateway can be made to misbehave. The defaults behave. `faults/` implements them from a
// plan; the gateway asks at each of these points and otherwise knows nothing of faults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simgw/broker/sim_order.hpp"
#include "simgw/gateway/outlet.hpp"

namespace legwork::simgw {

/// What becomes of a new connection.
enum class Welcome : std::uint8_t {
  normal,
  refuse,  // nobody listens
  reset,  // accepted and reset before the version reply
  mute,  // accepted, never answers
  no_next_id,  // version and accounts, but no next valid id
  no_accounts,  // an empty account list
  id_in_use,  // 326 and close
};

/// A message on its way to a client, and how long it waits.
struct Departure {
  tws::Response message;
  core::Duration delay{};
};

class FaultHooks {
 public:
  FaultHooks() = default;
  FaultHooks(const FaultHooks&) = delete;
  FaultHooks& operator=(const FaultHooks&) = delete;
  FaultHooks(FaultHooks&&) = delete;
  FaultHooks& operator=(FaultHooks&&) = delete;
  virtual ~FaultHooks() = default;

  virtual Welcome welcome(core::TimePoint /*now*/) { return Welcome::normal; }
  /// The version to grant instead of min(client, server), or text in its place.
  virtual std::optional<std::string> version_reply(core::TimePoint /*now*/) { return std::nullopt; }
  virtual std::optional<std::string> connection_time(core::TimePoint /*now*/) { return std::nullopt; }

  /// A request that arrived. False: the gateway never sees it (or the hook answered in its place through the gateway).
  virtual bool on_request(ConnectionId /*from*/, tws::Request& /*message*/, core::TimePoint /*now*/) { return true; }
  /// A message that leaves: the hook may change it, drop it (empty), repeat it, delay it or put others beside it.
  virtual void on_response(ConnectionId /*to*/, std::vector<Departure>& /*messages*/, core::TimePoint /*now*/) {}
  /// Encoded payload of one frame before its length is put in front.
  virtual void on_payload(ConnectionId /*to*/, std::string& /*payload*/, core::TimePoint /*now*/) {}
  /// Framed bytes about to be handed to the transport; what the hook leaves in `bytes` goes now, the rest it keeps until asked again.
  virtual void on_bytes_out(ConnectionId /*to*/, std::string& /*bytes*/, core::TimePoint /*now*/) {}
  /// Whether the gateway hears the client at all: false holds arriving bytes back until it turns true again (a frozen process).
  virtual bool listens(ConnectionId /*from*/, core::TimePoint /*now*/) { return true; }
  /// Whether a client that does not own an order hears of it all the same.
  virtual bool hears(ConnectionId /*client*/, const OrderOwner& /*owner*/) { return false; }
  virtual void on_gone(ConnectionId /*client*/) {}

  /// Called at every step of the gateway, before the world moves: the hook acts by calling the gateway.
  virtual void on_step(core::TimePoint /*now*/) {}
  /// When the hook wants on_step next, if it does.
  virtual std::optional<core::TimePoint> next_event() const { return std::nullopt; }
};

}  // namespace legwork::simgw
