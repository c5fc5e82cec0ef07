// Outbox: messages on their way out, from the moment they are wished until their last byte has left. It joins the pacer (who goes
// when) with the bytes of the present connection, and knows of each message whether none, some or all of it left: the difference
// between "never sent" and "unknown". Owned by Session. Its buffer holds at most one second's messages.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "tws/session/pacer.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws {

/// Who wants to know what became of a message.
struct Sender {
  enum class Kind : std::uint8_t { session, flight, order, what_if, order_cancel };
  Kind kind = Kind::session;
  std::uint64_t id = 0;       // of the flight; the order's RequestKey; unused else
  std::int32_t order_id = 0;  // of orders and their cancels
  friend bool operator==(const Sender&, const Sender&) = default;
};

struct Departure {
  Sender sender;
  bool is_whole = false;  // its last byte left; else its first
};
struct Stranded {
  Sender sender;
  bool is_partly_out = false;  // some of its bytes left: what became of it is unknown
};

class Outbox {
 public:
  using Ticket = Pacer::Ticket;

  explicit Outbox(int messages_per_second_max) : pacer_(messages_per_second_max) {}

  /// Bytes that are due at once and are no frame of a lane (the hello). They take a place of the budget.
  void put_first(std::string_view bytes);
  /// After `leave_by` it is not begun any more.
  Ticket post(Lane lane, std::string payload, Sender sender, core::TimePoint now, std::optional<core::TimePoint> leave_by = {});
  /// Takes it back unless it was already given out.
  bool withdraw(Ticket ticket);

  /// What is to be written now. While some of it is unwritten, nothing is added and the view stays valid; asking again says that
  /// nothing of it was taken meanwhile. What has a `leave_by` travels alone, so that nothing before it can keep it back.
  std::string_view output(core::TimePoint now);
  /// `bytes` of it left. Returns the messages whose first or last byte was among them, in order.
  std::vector<Departure> written(std::size_t bytes, core::TimePoint now);
  /// What was not begun in time, since the last call.
  std::vector<Stranded> take_late() { return std::exchange(late_, {}); }
  /// The connection went: everything is dropped, and returned in the order of its wish.
  std::vector<Stranded> drop();

  /// When `output` may have more; nullopt while bytes are unwritten or nothing waits.
  std::optional<core::TimePoint> deadline(core::TimePoint now) const;
  Pacer& pacer() { return pacer_; }
  const Pacer& pacer() const { return pacer_; }
  std::uint64_t frames_out() const { return frames_out_; }

 private:
  struct Parcel {
    Lane lane{};
    std::string payload;
    Sender sender;
    std::optional<core::TimePoint> leave_by;
  };
  struct Frame {
    Ticket ticket = 0;
    Sender sender;
    std::size_t end = 0;  // in buffer_
    std::optional<core::TimePoint> leave_by;
    bool has_begun = false;
  };
  void drop_late_frame(core::TimePoint now);
  bool put(Ticket ticket, const Parcel& parcel, core::TimePoint now);

  Pacer pacer_;
  Ticket last_ticket_ = 0;
  std::map<Ticket, Parcel> parcels_;  // waiting in the pacer
  std::optional<Ticket> alone_;  // given out by the pacer, waiting for an empty buffer; still in parcels_
  std::vector<Stranded> late_;
  std::string buffer_;
  std::size_t written_ = 0;           // of buffer_
  std::deque<Frame> frames_;          // in buffer_, not whole out
  std::uint64_t frames_out_ = 0;
};

}  // namespace legwork::tws
