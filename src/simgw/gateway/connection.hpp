// Connection: one client at the gateway: bytes, frames and where its session stands. Plain data with the framing; Gateway decides.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "simgw/gateway/outlet.hpp"
#include "simgw/gateway/pacing_guard.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::simgw {

enum class Stage : std::uint8_t {
  greeting,  // waits for "API\0" and the version window
  granted,   // version sent, waits for startApi
  ready,
  closing,   // what is queued still goes out, then the transport is closed
};

struct Connection {
  explicit Connection(PacingLimits limits) : pacing(limits) {}

  Stage stage = Stage::greeting;
  int version = 0;
  std::int32_t client_id = -1;
  bool paced_by_us = false;          // "+PACEAPI"
  bool mute = false;
  bool no_next_id = false, no_accounts = false, id_in_use = false;
  std::string greeting;              // bytes before the first frame
  bool greeted = false;
  tws::Framer in;
  std::deque<std::string> waiting;   // frames beyond the rate, of a client that asked to be paced
  bool gone = false;                 // its transport is closed; kept for what is in held_in
  std::string held_in;               // bytes that a frozen gateway has not looked at
  std::string out;
  std::multimap<core::TimePoint, tws::Response> delayed;
  MessagePacing pacing;
  bool auto_bind = false;
};

}  // namespace legwork::simgw
