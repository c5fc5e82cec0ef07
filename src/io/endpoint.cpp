#include "io/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace legwork::io {
namespace {

core::Error bad(std::string_view text, std::string_view why) {
  return {core::ErrorCode::parse, fmt::format("'{}' is no host:port: {}", text, why)};
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
  const bool is_v6 = endpoint.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", endpoint.host, endpoint.port) : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

core::Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  std::string_view host = text, port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return bad(text, "the bracket is not closed");
    host = text.substr(1, end - 1);
    const auto rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return bad(text, "after the bracket comes a colon and the port");
    has_port = !rest.empty();
    if (has_port) port = rest.substr(1);
  } else if (std::ranges::count(text, ':') == 1) {  // two or more: an IPv6 address without a port
    const auto colon = text.find(':');
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    has_port = true;
  }
  if (host.empty()) return bad(text, "the host is missing");
  if (!has_port) return Endpoint{std::string(host), default_port};
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number == 0)
    return bad(text, "a port is a number from 1 to 65535");
  return Endpoint{std::string(host), number};
}

}  // namespace legwork::io
