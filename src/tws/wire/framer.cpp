#include "tws/wire/framer.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::tws {
namespace {

/// A buffer that once held a huge frame goes back to the allocator.
constexpr std::size_t kept_capacity_max = std::size_t{1} << 20;

std::uint32_t read_length(const char* at) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < frame_header_size; ++i) length = length << 8 | static_cast<unsigned char>(at[i]);
  return length;
}

}  // namespace

void Framer::push(std::string_view bytes) {
  buffer_.erase(0, at_);
  at_ = 0;
  if (buffer_.empty() && buffer_.capacity() > kept_capacity_max) std::string().swap(buffer_);
  buffer_ += bytes;
}

core::Result<std::optional<std::string_view>> Framer::next() {
  if (pending() < frame_header_size) return std::optional<std::string_view>{};
  const std::uint32_t length = read_length(buffer_.data() + at_);
  if (length == 0 || length > payload_size_max) {
    return core::Error{
        core::ErrorCode::parse,
        fmt::format("a frame of {} bytes, where 1 to {} are possible; this is not the API's stream", length, payload_size_max)};
  }
  if (pending() < frame_header_size + length) return std::optional<std::string_view>{};
  const std::string_view payload(buffer_.data() + at_ + frame_header_size, length);
  at_ += frame_header_size + length;
  return std::optional<std::string_view>(payload);
}

void append_frame(std::string& out, std::string_view payload) {
  ASSERT(!payload.empty() && payload.size() <= payload_size_max, "a payload of {} bytes", payload.size());
  const auto length = static_cast<std::uint32_t>(payload.size());
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<unsigned char>(length >> shift));
  out += payload;
}

}  // namespace legwork::tws
