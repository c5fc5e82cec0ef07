// Session's inside: the parts and what joins them. Included by session*.cpp only.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tws/session/event_queue.hpp"
#include "tws/session/handshake.hpp"
#include "tws/session/liveness.hpp"
#include "tws/session/order_desk.hpp"
#include "tws/session/outbox.hpp"
#include "tws/session/router.hpp"
#include "tws/session/session.hpp"
#include "tws/session/upstream.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::tws {

struct Session::State {
  explicit State(SessionOptions wanted);

  SessionOptions options;
  SessionState phase = SessionState::disconnected;
  bool wants_close = false;
  EventQueue events;
  Outbox outbox;
  Router router;
  OrderDesk desk;
  Upstream upstream;
  Liveness life;
  Framer framer;
  SessionCounters counters;
  DecodedResponse scratch;  // its storage is used again for each message
  core::TimePoint clock{};  // the last time that was given

  int server_version = 0;
  std::uint32_t epoch = 0;
  std::uint64_t last_key = 0;
  bool was_ready = false;   // in this or an earlier connection
  bool is_throttled = false;

  // Of the present connection.
  core::TimePoint connected_at{};
  bool has_heard = false;
  std::string connection_time;
  std::vector<std::string> accounts;
  bool has_id = false;
  std::deque<core::TimePoint> malformed_at;

  RequestKey next_key() { return RequestKey(++last_key); }

  // session_inbound.cpp
  void on_frame(std::string_view payload, core::TimePoint now);
  void on_handshake_reply(std::string_view payload, core::TimePoint now);
  void on_message(std::string_view payload, core::TimePoint now);
  void on_malformed(std::string_view payload, const core::Error& error, core::TimePoint now);
  void on_error(const ErrorMessage& error, core::TimePoint now);
  void on_session_code(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now);
  void open_gap(GapCause cause, const std::string& text, core::TimePoint now);
  void consider_ready(core::TimePoint now);

  // session_outbound.cpp
  void start_api(core::TimePoint now);
  void probe(core::TimePoint now);
  void note_throttling(core::TimePoint now);
  void close(CloseCause cause, std::string text, core::TimePoint now, std::string redirect = {});
  std::string handshake_hint() const;
  std::optional<core::TimePoint> deadline() const;
};

}  // namespace legwork::tws
