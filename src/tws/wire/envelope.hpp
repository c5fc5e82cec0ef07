// Envelope: the message id, apart from the fields. Up to server version 200 the id is the first text field; from 201 it is four bytes,
// big-endian, and an id above 200 means that the body is protobuf of message id - 200 (and the version does not say which: a server at
// 203 still sends some messages as text). We never offer 201; the split is here so that a second field codec can be put beside the first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace legwork::tws {

inline constexpr int binary_id_min_version = 201;
inline constexpr std::int32_t protobuf_id_offset = 200;

struct Envelope {
  std::int32_t id = 0;  // the message's, whatever the dialect
  std::string_view body;  // text fields, or protobuf; a part of the payload
  bool protobuf = false;
};

/// False when there is no id; the quick form of open_envelope.
bool read_envelope(std::string_view payload, int server_version, Envelope& out);

/// Errors: parse when there is no id.
core::Result<Envelope> open_envelope(std::string_view payload, int server_version);

/// Starts a payload with the id; text dialect of the field codec.
void append_envelope(std::string& payload, std::int32_t id, int server_version);

}  // namespace legwork::tws
