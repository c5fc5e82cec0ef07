#include "tws/wire/envelope.hpp"

#include "tws/wire/fields.hpp"
#include "tws/wire/numbers.hpp"

namespace legwork::tws {
namespace {

constexpr std::size_t binary_id_size = 4;

bool read_binary(std::string_view payload, Envelope& out) {
  if (payload.size() < binary_id_size) return false;
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < binary_id_size; ++i) id = id << 8 | static_cast<unsigned char>(payload[i]);
  out = {static_cast<std::int32_t>(id), payload.substr(binary_id_size), false};
  if (out.id < 0) return false;
  out.protobuf = out.id > protobuf_id_offset;
  if (out.protobuf) out.id -= protobuf_id_offset;
  return true;
}

}  // namespace

bool read_envelope(std::string_view payload, int server_version, Envelope& out) {
  if (server_version >= binary_id_min_version) return read_binary(payload, out);
  FieldReader fields(payload);
  std::string_view text;
  if (!fields.next(text) || read_number(text, out.id) != Reading::value) return false;
  out.body = fields.rest();
  out.protobuf = false;
  return true;
}

core::Result<Envelope> open_envelope(std::string_view payload, int server_version) {
  Envelope envelope;
  if (read_envelope(payload, server_version, envelope)) return envelope;
  return core::Error{core::ErrorCode::parse, "a message without a message id", {"", 0, 1, "id"}};
}

void append_envelope(std::string& payload, std::int32_t id, int server_version) {
  if (server_version < binary_id_min_version) {
    append_number(payload, id);
    payload += '\0';
    return;
  }
  for (int shift = 24; shift >= 0; shift -= 8)
    payload += static_cast<char>(static_cast<unsigned char>(static_cast<std::uint32_t>(id) >> shift));
}

}  // namespace legwork::tws
