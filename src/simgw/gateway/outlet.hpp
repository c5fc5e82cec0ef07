// Outlet: what the gateway's services need of it: a way to a client, and a timer. Implemented by Gateway; tests record instead.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/strong_id.hpp"
#include "core/time.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::simgw {

using ConnectionId = core::StrongId<struct ConnectionTag, std::uint32_t>;

class Outlet {
 public:
  Outlet() = default;
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  Outlet(Outlet&&) = delete;
  Outlet& operator=(Outlet&&) = delete;
  virtual ~Outlet() = default;

  /// Nothing happens when the client is gone.
  virtual void send(ConnectionId to, tws::Response message) = 0;
  virtual void send_error(ConnectionId to, std::int32_t id, int code, std::string text) = 0;
  virtual int server_version(ConnectionId of) const = 0;  // 0 when gone
  virtual core::TimePoint now() const = 0;
  /// Runs `action` when the gateway reaches `at`; in order of time, then of asking.
  virtual void at(core::TimePoint at, std::function<void()> action) = 0;
};

}  // namespace legwork::simgw
