// Flight: one request on its way, possibly for several owners, from wish to end; and what can be read off a request or an answer
// whatever its kind. Owned by Router. Plain values and functions without state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "tws/messages/codec.hpp"
#include "tws/session/history_ledger.hpp"
#include "tws/session/outbox.hpp"
#include "tws/session/request_kind.hpp"

namespace legwork::tws {

using FlightId = std::uint64_t;

struct Flight {
  enum class Stage : std::uint8_t {
    waiting,  // for a connection, for its group, for the history windows, for a moment
    posted,   // in the outbox
    out,      // its first byte left
    ghost,    // given up, but its answers carry no id: the next of its group has to wait until they are over
  };
  struct Owner {
    RequestKey key;
    bool wants_stream = false;  // else it is done at the end marker
    int ends_to_skip = 0;       // of pictures asked for before it came: it may have missed rows of them
  };

  FlightId id = 0;
  const RequestKind* kind = nullptr;
  Request message;
  std::vector<Owner> owners;
  RequestOptions options;
  Lane lane{};
  core::Duration silence_max{};
  bool silence_restarts = true;  // with every row; not for a snapshot, whose ticks may go on for ever
  std::string share_text;        // of shared kinds: equal text, equal request
  std::optional<HistoryAsk> ask;

  Stage stage = Stage::waiting;
  core::TimePoint since{};  // of the stage
  Outbox::Ticket ticket = 0;
  std::int32_t wire_id = 0;
  HistoryLedger::Booking booking = 0;
  bool is_answered = false;
  int pictures_due = 0;  // asked for and not ended
  bool is_booking_written = false;
  std::optional<core::TimePoint> answer_by;
  std::optional<core::TimePoint> prove_by;    // said to be kept: a tick has to show it
  std::optional<core::TimePoint> not_before;
  std::optional<core::TimePoint> due;         // as entered in the router's agenda
  int asked_again = 0;
  core::TimePoint asked_again_at{};
  std::optional<Failure> permission_notice;   // the likely reason if nothing ever comes

  bool wants_stream() const;
};

/// Sets the field of that name where the message has one; whether it has.
bool set_request_id(Request& message, std::int32_t request_id);
/// nullopt for messages without one.
std::optional<std::int32_t> request_id_of(const Response& message);

/// The request that ends `message` at the gateway; nullopt when there is none.
std::optional<Request> cancel_of(const Request& message, std::int32_t wire_id);

/// What the history windows count; nullopt for requests outside them.
std::optional<HistoryAsk> history_ask(const Request& message);

/// Equal text for requests that are equal but for their id.
std::string text_of(const Request& message);

/// Why this request cannot go, or not in this way; empty when it can. `is_stream`: by subscribe.
std::string local_refusal(const Request& message, bool is_stream);
/// Why not at this server version, or as these bytes; empty when it can.
std::string wire_refusal(const Request& message, int server_version, std::size_t payload_size);

}  // namespace legwork::tws
