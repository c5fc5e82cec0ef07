#include "simgw/gateway/request_id.hpp"

#include <charconv>
#include <variant>

namespace legwork::simgw {
namespace {

/// The request id of a message that we do not lay out: its first field that is a number, after a version field of one or two digits
/// where the message has one. Good enough to tell the client that it waits in vain.
std::int32_t guess_request_id(const tws::RawMessage& message) {
  for (const std::string& field : message.fields) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error == std::errc{} && end == field.data() + field.size() && (value > 9 || &field == &message.fields.back())) return value;
  }
  return -1;
}

}  // namespace

std::int32_t request_id_of(const tws::Request& message) {
  return std::visit(
      [](const auto& m) -> std::int32_t {
        if constexpr (requires { m.fields; })
          return guess_request_id(m);
        else if constexpr (requires { m.request_id; })
          return m.request_id;
        else if constexpr (requires { m.order_id; })
          return m.order_id;
        else
          return -1;
      },
      message);
}

}  // namespace legwork::simgw
