// Framer: bytes as TCP cut them → whole payloads. A frame is a big-endian u32 length and that many bytes; it may come in any pieces, or
// many in one. Holds at most one unfinished frame and one read, provided next() is drained after every push. One owner, no I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace legwork::tws {

inline constexpr std::size_t frame_header_size = 4;
/// The official clients' own limit; a greater length is a stream that is not this protocol.
inline constexpr std::uint32_t payload_size_max = 0xFFFFFF;

class Framer {
 public:
  void push(std::string_view bytes);

  /// The next whole payload, valid until the next push; nullopt when more bytes are needed. Errors: parse for a length of 0 or
  /// beyond payload_size_max, found before anything of that size is held. After an error the stream is lost: every later call
  /// gives the same error.
  core::Result<std::optional<std::string_view>> next();

  /// Bytes held, of which all are of a frame not yet given out.
  std::size_t pending() const { return buffer_.size() - at_; }

 private:
  std::string buffer_;
  std::size_t at_ = 0;  // before it: given out already
};

/// Appends the length and the payload. A payload of 0 or more than payload_size_max bytes is a bug.
void append_frame(std::string& out, std::string_view payload);

}  // namespace legwork::tws
