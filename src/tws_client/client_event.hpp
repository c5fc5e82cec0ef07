// What a Client tells whoever listens to it beside the answers to requests: the connection's life, orders, executions, notices.
// Plain values.
#pragma once

#include <string>
#include <variant>

#include "core/time.hpp"
#include "io/endpoint.hpp"
#include "tws/session/session_event.hpp"

namespace legwork::tws_client {

/// No connection could be made.
struct Unreachable {
  io::Endpoint to;
  std::string why;
};
/// When the next attempt is; after every loss and every failed attempt.
struct NextAttempt {
  core::TimePoint at;
};
/// The gateway restarts then; we leave before.
struct RestartSoon {
  core::TimePoint restart;
};
/// We have left for the gateway's restart.
struct RestartWait {
  core::TimePoint until;
};

/// What a loop tells that a session cannot know.
using LinkEvent = std::variant<Unreachable, NextAttempt, RestartSoon, RestartWait>;

/// Reply, Done and Failed of the session go to whoever asked.
using ClientEvent = std::variant<tws::Ready, tws::Closed, tws::Gap, tws::Unkeyed, tws::Notice, tws::Throttled, Unreachable,
                                 NextAttempt, RestartSoon, RestartWait>;

/// One message of a stream. When `epoch` is newer than that of what you hold, there was a gap: distrust the older.
template <class T>
struct Item {
  T message;
  std::uint32_t epoch = 0;
};
/// Any message of a market-data line: tick*, marketDataType, tickReqParams.
using Tick = Item<tws::Response>;

}  // namespace legwork::tws_client
