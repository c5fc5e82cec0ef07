#include "tws/session/handshake.hpp"

#include <charconv>

#include <fmt/format.h>

#include "tws/wire/framer.hpp"

namespace legwork::tws {

namespace {

/// What stands before the next NUL; takes it off `rest`.
std::string_view next_field(std::string_view& rest) {
  const auto end = rest.find('\0');
  const auto field = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return field;
}

}  // namespace

std::string hello(int min_version, int max_version, std::string_view connect_options) {
  auto window = min_version == max_version ? fmt::format("v{}", min_version) : fmt::format("v{}..{}", min_version, max_version);
  if (!connect_options.empty()) window += fmt::format(" {}", connect_options);
  std::string bytes("API\0", 4);
  append_frame(bytes, window);
  return bytes;
}

core::Result<HandshakeReply> read_handshake_reply(std::string_view payload) {
  auto rest = payload;
  const auto number = next_field(rest);
  const auto second = next_field(rest);
  HandshakeReply reply;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), reply.server_version);
  if (error != std::errc{} || end != number.data() + number.size()) {
    return core::Error{core::ErrorCode::parse,
                       "the first answer is no server version; is this the port of TWS or IB Gateway?",
                       {"", 0, 1, "serverVersion"}};
  }
  (reply.server_version == -1 ? reply.redirect : reply.connection_time) = second;
  return reply;
}

}  // namespace legwork::tws
