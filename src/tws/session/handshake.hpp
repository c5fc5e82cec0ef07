// The first exchange of a connection: hello, server version, start. Pure functions over text, used by Session; no state.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace legwork::tws {

/// "API\0" unframed, then one frame "v178..200" (or "v178" when both are equal), a blank and the connect options if there are any.
std::string hello(int min_version, int max_version, std::string_view connect_options);

struct HandshakeReply {
  int server_version = 0;
  std::string
      connection_time;  // as sent: "20180817 13:29:20 Eastern European Time"; localised, sometimes not UTF-8; never an error
  std::string redirect;         // "host[:port]" when the server version is -1, which asks for a connection elsewhere
};

/// The payload of the first frame: server version and time, each ended by NUL; a missing end of the last and further fields are
/// let pass. Errors: parse (the version is no number).
core::Result<HandshakeReply> read_handshake_reply(std::string_view payload);

}  // namespace legwork::tws
