// Heard: what the broker's side has told the process about executions, read off the wire by itself. With the broker's own books it tells
// an execution that the desk made up from one that a faulty gateway did; it knows when the four lists of a picture last came to an end, and
// when the stream stopped being frames.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::drill {

class Heard {
 public:
  struct Row {
    std::int64_t contract = 0;
    std::int64_t shares = 0;  // signed
    std::int64_t price_nanos = 0;
    friend auto operator<=>(const Row&, const Row&) = default;
  };

  void on_connection();
  /// Bytes that have reached the process, on a connection with this server version (0: not known yet).
  void on_bytes_in(std::string_view bytes, int server_version, core::TimePoint now);
  bool told(const std::string& execution, const Row& row) const;
  /// By whatever name the order was called: a status, or its row among the completed orders, said that it was cancelled.
  bool told_cancelled(const std::string& reference, std::int64_t perm_id, std::int32_t order_id) const;
  /// Open orders, completed orders, executions and positions have all come to their ends at or after `began`.
  bool all_lists_ended_since(core::TimePoint began) const { return std::ranges::min(ends_) >= began; }
  /// Since when what comes on this connection is no frame any more.
  std::optional<core::TimePoint> noise_since() const { return noise_since_; }

 private:
  void on_message(core::TimePoint now);
  void on_end(const tws::Response& message);

  tws::Framer framer_;
  bool greeted_ = false;
  std::optional<core::TimePoint> noise_since_;
  std::array<core::TimePoint, 4> ends_{};
  tws::DecodedResponse message_;
  std::set<std::string> cancelled_references_;
  std::set<std::int64_t> cancelled_perm_ids_;
  std::set<std::int32_t> cancelled_order_ids_;
  std::map<std::string, std::set<Row>, std::less<>> rows_;  // by execution id, with its version
};

}  // namespace legwork::drill
