// Any bytes as one message, in either direction and at any server version: an error that names its field, or a message that encodes to
// bytes which decode to the same message. The first byte chooses the direction, the second the version (0: 157 and so on; beyond the
// tables too), the rest is the payload.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "tws/messages/codec.hpp"
#include "tws/messages/json.hpp"
#include "tws/wire/fields.hpp"

namespace {

namespace tws = legwork::tws;

constexpr int first_version = tws::min_server_version - 3;
constexpr int versions = tws::max_server_version - first_version + 4;

auto decode(const tws::Request&, std::string_view payload, int version) { return tws::decode_request(payload, version); }
auto decode(const tws::Response&, std::string_view payload, int version) { return tws::decode_response(payload, version); }

void check_error(const legwork::core::Error& error) {
  ASSERT(!error.message.empty());
  ASSERT(error.code == legwork::core::ErrorCode::too_large || !error.where.field.empty(), "{}", error.message);
}

template <class Message>
void check(std::string_view payload, int version) {
  const auto first = decode(Message{}, payload, version);
  if (!first) return check_error(first.error());
  const bool raw = std::holds_alternative<tws::RawMessage>(first->message);
  if (raw && version > tws::max_server_version) return;  // a protobuf body is kept, and never sent as text
  std::string written;
  tws::encode(first->message, version, written);
  const auto second = decode(Message{}, written, version);
  ASSERT(second.has_value(), "{}", legwork::core::to_string(second.error()));
  std::string again;
  tws::encode(second->message, version, again);
  ASSERT(written == again);
  ASSERT(second->surplus.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const int version = first_version + data[1] % versions;
  const std::string_view payload(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (data[0] % 2 == 0) {
    check<tws::Response>(payload, version);
    ASSERT(!tws::response_json(payload, version).empty());
  } else {
    check<tws::Request>(payload, version);
    ASSERT(!tws::request_json(payload, version).empty());
  }
  return 0;
}
