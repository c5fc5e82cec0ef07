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

#include "drill/process.hpp"
#include "drill/violations.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::drill {

class BorderGuard {
 public:
  BorderGuard(Violations& violations, std::string account) : violations_(violations), account_(std::move(account)) {}

  void on_durable(const std::vector<trade::Record>& records);
  void on_connection();
  /// `last_frame`: when the process last heard a whole frame.
  void on_bytes_out(std::string_view bytes, int server_version, std::optional<core::TimePoint> last_frame, core::TimePoint now);

  std::uint64_t orders_sent() const { return orders_sent_; }
  std::uint64_t messages() const { return messages_; }
  int busiest_second() const { return busiest_; }

 private:
  void on_message(std::string_view payload, int server_version, std::optional<core::TimePoint> last_frame, core::TimePoint now);
  void check_order(const tws::PlaceOrder& message, std::optional<core::TimePoint> last_frame, core::TimePoint now);
  void count(core::TimePoint now);

  Violations& violations_;
  std::string account_;
  std::map<std::string, trade::records::Intended, std::less<>> durable_;  // by reference
  std::string journal_;
  bool killed_ = false;  // durably
  std::set<std::string> sent_;  // references
  std::int32_t last_id_ = 0;
  tws::Framer framer_;
  std::string greeting_;  // "API" and a NUL come before the first frame
  bool window_read_ = false;
  std::deque<core::TimePoint> recent_;
  std::uint64_t orders_sent_ = 0, messages_ = 0;
  int busiest_ = 0;
};

}  // namespace legwork::drill
