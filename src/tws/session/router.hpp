// Router: every request and subscription from wish to end. It gives them ids of the wire, posts them when they may go, hands answers
// and errors to their owners, keeps deadlines, and asks again for streams after a gap. Owned by Session, which tells it of time and
// messages; it speaks through the outbox and the event queue.
//
// Ids: from `first_request_id` upwards and never twice, so that an error's id is either a request's or an order's. Ids below the next
// one that are not live were ours and are over: their late answers are counted and dropped. That needs no memory.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tws/session/error_code.hpp"
#include "tws/session/event_queue.hpp"
#include "tws/session/flight.hpp"

namespace legwork::tws {

class Router {
 public:
  /// How long a stream that is said to be kept (1102, farm restored) may take to show a tick before it is asked for again.
  static constexpr core::Duration proof_max = std::chrono::seconds(30);
  /// A stream that the gateway drops (316, 10182, 10225) is asked for again after 1 s, 2 s, 4 s …; the sixth time in 10 minutes it fails.
  static constexpr int asked_again_max = 5;
  static constexpr core::Duration asked_again_window = std::chrono::minutes(10);

  Router(Outbox& outbox, EventQueue& events, std::int32_t first_request_id);

  // Wishes.
  void add(RequestKey key, Request message, bool is_stream, RequestOptions options, core::TimePoint now);
  void cancel(RequestKey key, core::TimePoint now);

  // The connection.
  void on_ready(int server_version, core::TimePoint now);
  void on_lost(core::TimePoint now);
  void set_epoch(std::uint32_t epoch) { epoch_ = epoch; }
  /// 1101: streams are gone at the gateway.
  void ask_again_for_streams(core::TimePoint now);
  /// 1102, farm restored: market data has to show itself.
  void verify_streams(core::TimePoint now);
  void departed(FlightId id, bool is_whole, core::TimePoint now);

  // Messages.
  void on_response(Response&& message, core::TimePoint now);
  /// True when the error was about a request: it is dealt with.
  bool on_error(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now);
  /// An error without an id that refuses a request (321, 322): it is meant for the one whose answers carry none, if there is but one.
  bool on_error_without_id(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now);
  /// An answer that could not be read; `part` holds what was.
  void on_malformed(const Response& part, const std::string& text, core::TimePoint now);

  void on_time(core::TimePoint now);
  std::optional<core::TimePoint> deadline() const;

  bool owns(std::int32_t request_id) const { return request_id >= first_request_id_ && request_id < next_request_id_; }
  std::int32_t first_request_id() const { return first_request_id_; }
  std::uint64_t late_answers() const { return late_answers_; }
  std::size_t live() const { return flights_.size(); }
  HistoryLedger& ledger() { return ledger_; }

 private:
  using Stage = Flight::Stage;

  // router.cpp: wishes and posting.
  bool join(RequestKey key, const Request& message, bool is_stream, const std::string& share_text, core::TimePoint now);
  void ask_for_picture(Flight& flight, core::TimePoint now);
  void launch(RequestKey key, Request message, bool is_stream, const RequestOptions& options, core::TimePoint now);
  void post_waiting(core::TimePoint now);
  void post_history(core::TimePoint now);
  bool may_post(const Flight& flight, core::TimePoint now) const;
  void post(Flight& flight, core::TimePoint now);
  void post_cancel(const Flight& flight, core::TimePoint now);
  void to_waiting(Flight& flight, core::TimePoint now);
  void release(Flight& flight);
  void give_up(Flight& flight, core::TimePoint now);
  std::set<FlightId>& waiting_of(const Flight& flight) { return flight.ask ? waiting_history_ : waiting_; }

  // router_answers.cpp
  Flight* flight_of(std::int32_t wire_id);
  Flight* active_in(Group group);
  void deliver(Flight& flight, Response&& message, core::TimePoint now);
  void reply(Flight& flight, Response&& message);
  void deliver_keyless(Response&& message, core::TimePoint now);
  void end_of_rows(Flight& flight, core::TimePoint now);
  void fail_owners(Flight& flight, const Failure& failure, bool streams_too);
  void fail(Flight& flight, const Failure& failure, core::TimePoint now);
  void notice(const Flight& flight, const ErrorMessage& error);
  void ask_again_later(Flight& flight, const ErrorMessage& error, core::TimePoint now);
  void history_error(Flight& flight, const ErrorMessage& error, core::TimePoint now);

  // router_time.cpp
  void schedule(Flight& flight);
  void on_due(Flight& flight, core::TimePoint now);
  void on_silence(Flight& flight, core::TimePoint now);
  void ask_again_now(Flight& flight, core::TimePoint now);

  Outbox& outbox_;
  EventQueue& events_;
  std::int32_t first_request_id_;
  std::int32_t next_request_id_;
  FlightId last_flight_ = 0;
  int server_version_ = 0;
  bool is_ready_ = false;
  std::uint32_t epoch_ = 0;
  std::uint64_t late_answers_ = 0;
  HistoryLedger ledger_;
  std::optional<Request> market_data_type_;  // the gateway forgets it with the connection

  std::map<FlightId, Flight> flights_;
  std::unordered_map<std::int32_t, FlightId> by_wire_id_;  // looked up, never walked
  std::map<RequestKey, FlightId> by_key_;
  std::unordered_map<std::string, FlightId> by_share_text_;  // looked up, never walked
  std::set<FlightId> waiting_;
  std::set<FlightId> waiting_history_;
  std::optional<core::TimePoint> history_at_;
  std::array<std::vector<FlightId>, group_count> active_;
  std::set<std::pair<core::TimePoint, FlightId>> agenda_;
};

}  // namespace legwork::tws
