// BorderGuard: reads every byte that leaves the process for the gateway and knows what is durable: orders that nothing on the disk asked
// for, ids that go back, an order sent twice, one that leaves without proof of life or against the kill latch, more messages than
// allowed. It reads the wire by itself and asks the engine nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "drill/heard.hpp"
#include "drill/process.hpp"
#include "drill/violations.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::drill {

class BorderGuard {
 public:
  BorderGuard(Violations& violations, const Heard& heard, std::string account, std::int32_t client_id)
      : violations_(violations), heard_(heard), account_(std::move(account)), client_id_(client_id) {}

  void on_durable(const std::vector<trade::Record>& records, core::TimePoint now);
  void on_connection();
  /// `last_frame`: when the process last heard a whole frame.
  void on_bytes_out(std::string_view bytes, int server_version, std::optional<core::TimePoint> last_frame, core::TimePoint now);

  /// A cancel of this order id has left.
  bool has_cancelled(std::int32_t order_id) const { return cancelled_.contains(order_id); }
  bool is_killed() const { return killed_; }

  std::uint64_t orders_sent() const { return orders_sent_; }
  std::uint64_t messages() const { return messages_; }
  int busiest_second() const { return busiest_; }

 private:
  /// When a message began to leave, and when the process had last heard a whole frame then.
  struct Beginning {
    core::TimePoint at{};
    std::optional<core::TimePoint> last_frame;
  };
  void on_message(std::string_view payload, int server_version, const Beginning& began, core::TimePoint now);
  void check_question(const tws::PlaceOrder& message, core::TimePoint now);
  void check_order(const tws::PlaceOrder& message, const Beginning& began, core::TimePoint now);
  void count(std::size_t kind, core::TimePoint now);

  void check_terms(const tws::PlaceOrder& message, const trade::records::IntentText& meant, core::TimePoint now);

  Violations& violations_;
  const Heard& heard_;
  std::string account_;
  std::int32_t client_id_;
  std::map<std::string, trade::records::Intended, std::less<>> durable_;  // by reference
  std::string journal_;
  bool killed_ = false;  // durably
  std::set<std::string> sent_;  // references
  std::set<std::int32_t> cancelled_;  // order ids
  std::set<trade::TicketNumber> passed_;  // by the gate, durably
  std::set<std::int32_t> ordered_ids_, asked_ids_;  // of orders, of what-ifs
  std::int32_t last_id_ = 0;
  tws::Framer framer_;
  std::string greeting_;  // "API" and a NUL come before the first frame
  bool window_read_ = false;
  std::optional<Beginning> began_;  // of the message that has not left whole
  std::deque<core::TimePoint> recent_;
  std::map<std::size_t, std::deque<core::TimePoint>> recent_of_kind_;  // by alternative of tws::Request
  std::uint64_t orders_sent_ = 0, messages_ = 0;
  int busiest_ = 0;
};

}  // namespace legwork::drill
