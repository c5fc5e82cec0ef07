// Dialogue: a conversation between a gateway and a Session, in virtual time, to be read as one:
//
//   talk.gateway_accepts();
//   talk.session_sends({"API v178..200"});
//   talk.gateway_sends("178|20260828 20:24:22 CET");
//   talk.session_sends({"71|2|7|"});
//
// Messages are their fields joined by '|', the id first. Every line is checked where it stands; what was sent or emitted and not
// spoken of fails the next line, so nothing goes unnoticed.
#pragma once

#include <chrono>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "tws/session/session.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::tws {

/// One line for a person: "ready at 178, accounts DU1 DU2, next order 43, epoch 1", "reply 1: 10|900000001|…", "done 1".
std::string text_of(const Event& event, int server_version);
/// "4|2|-1|2104|text" → fields, each with its NUL.
std::string payload_of(std::string_view fields);
std::string fields_of(std::string_view payload);

class Dialogue {
 public:
  using Here = std::source_location;
  using Lines = std::vector<std::string>;

  explicit Dialogue(SessionOptions options = {});
  /// Fails the test for what was never spoken of.
  ~Dialogue();
  Dialogue(const Dialogue&) = delete;
  Dialogue& operator=(const Dialogue&) = delete;

  Session& session() { return session_; }
  core::TimePoint now() const { return now_; }

  void gateway_accepts();
  void gateway_sends(std::string_view fields);
  void gateway_sends_bytes(std::string_view bytes);
  void gateway_closes(std::string_view why);
  /// Time passes; the session is woken whenever it wants to be, and everything it has to say is taken at once.
  void time_passes(core::Duration duration);
  /// As a blocked transport does: nothing is taken until the next `transport_flows`.
  void transport_blocks() { is_blocked_ = true; }
  void transport_flows();
  /// Takes this many bytes of what is due and then blocks.
  void transport_takes(std::size_t bytes);

  RequestKey asks(Request message, RequestOptions options = {});
  RequestKey subscribes(Request message, RequestOptions options = {});
  void cancels(RequestKey key);
  /// After a wish that was made on the session itself.
  void settle() { take_output(); }

  void session_sends(const Lines& messages, Here here = Here::current());
  void session_emits(const Lines& events, Here here = Here::current());
  void session_wants_to_be_woken_in(core::Duration duration, Here here = Here::current());
  /// For the parts of a conversation that another test spells out.
  Lines take_sent();
  Lines take_events();
  /// Accept, version, start, DU1, next id 1: ready.
  void opens(int server_version = 178);

 private:
  void take_output();
  void take_written(std::string_view bytes);

  Session session_;
  core::TimePoint now_;
  bool is_blocked_ = false;
  bool has_greeted_ = false;
  std::string greeting_;
  Framer sent_framer_;
  Lines sent_;
  Lines events_;
};

}  // namespace legwork::tws
