// Endpoint: where a gateway listens. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace legwork::io {

struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// "host:port", "[::1]:port"; IPv6 addresses in brackets.
std::string to_string(const Endpoint& endpoint);

/// "host", "host:port", "[::1]:port", "::1"; without a port, `default_port`. Errors: parse (empty host, a port not in 1–65535, a bracket
/// left open).
core::Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port);

}  // namespace legwork::io
