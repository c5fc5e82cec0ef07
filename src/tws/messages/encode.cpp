#include "core/assert.hpp"
#include "tws/messages/codec.hpp"
#include "tws/messages/layouts.hpp"
#include "tws/messages/visitors.hpp"
#include "tws/wire/envelope.hpp"

namespace legwork::tws {
namespace {

template <class T>
void write(const T& message, int server_version, std::string& payload) {
  append_envelope(payload, message.id, server_version);
  if constexpr (std::is_same_v<T, RawMessage>) {
    for (const std::string& field : message.fields) append_field(payload, field);
  } else {
    ASSERT(supported(server_version), "{} has no layout at server version {}", T::name, server_version);
    Writer writer(payload, server_version);
    layout(writer, const_cast<T&>(message));  // one layout serves readers and writers; a Writer changes nothing
  }
}

template <class Variant>
void encode_any(const Variant& message, int server_version, std::string& payload) {
  payload.clear();
  std::visit([&](const auto& m) { write(m, server_version, payload); }, message);
}

}  // namespace

void encode(const Request& message, int server_version, std::string& payload_out) {
  encode_any(message, server_version, payload_out);
}
void encode(const Response& message, int server_version, std::string& payload_out) {
  encode_any(message, server_version, payload_out);
}

}  // namespace legwork::tws
