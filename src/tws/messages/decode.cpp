#include <fmt/format.h>

#include "tws/messages/codec.hpp"
#include "tws/messages/layouts.hpp"
#include "tws/messages/message_table.hpp"
#include "tws/messages/visitors.hpp"
#include "tws/wire/envelope.hpp"

namespace legwork::tws {
namespace {

/// The alternative T of `out`, as new; its own storage is used again when it is there already.
template <class T, class Variant>
T& renewed(Variant& out) {
  if (T* const there = std::get_if<T>(&out)) {
    *there = T{};
    return *there;
  }
  return out.template emplace<T>();
}

template <class T>
struct RequestReader {
  static constexpr auto function = +[](Reader& reader, Request& out) { layout(reader, renewed<T>(out)); };
};
template <class T>
struct ResponseReader {
  static constexpr auto function = +[](Reader& reader, Response& out) { layout(reader, renewed<T>(out)); };
};

constexpr MessageTable<Request, RequestReader> request_readers;
constexpr MessageTable<Response, ResponseReader> response_readers;

const char* reason(ReadFault fault) {
  switch (fault) {
    case ReadFault::missing: return "is missing: the message ends before it";
    case ReadFault::not_a_number: return "is not a number of its type";
    case ReadFault::not_a_flag: return "is not a flag (0 or 1)";
    case ReadFault::not_a_count: return "is not a count that the rest of the message could hold";
    case ReadFault::too_many_fields: return "comes after more fields than any message has";
    case ReadFault::invalid: return "has a value that leaves the rest unreadable";
    case ReadFault::none: break;
  }
  return "is fine";
}

/// Up to 40 printable characters of the offending field.
std::string quoted(std::string_view text) {
  constexpr std::size_t shown_max = 40;
  std::string out;
  for (const char c : text.substr(0, shown_max)) out += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > shown_max ? out + "…" : out;
}

core::Error error_of(const Reader& reader, const FieldReader& fields, const char* message, std::int32_t id) {
  std::string text = fmt::format("{} ({}): {} {}", message, id, reader.fault_field(), reason(reader.fault()));
  if (!reader.fault_text().empty()) text += fmt::format(": \"{}\"", quoted(reader.fault_text()));
  const bool missing = reader.fault() == ReadFault::missing;
  return {core::ErrorCode::parse, std::move(text), {"", 0, fields.read() + (missing ? 2 : 1), reader.fault_field()}};
}

core::Error too_many_fields(const char* message, std::int32_t id) {
  return {core::ErrorCode::too_large, fmt::format("{} ({}): more than {} fields; no message has as many", message, id, fields_max)};
}

/// What is left, as text. False: more fields than any message has.
bool take_rest(FieldReader& fields, std::vector<std::string>& out) {
  out.clear();
  std::string_view text;
  while (fields.next(text)) {
    if (fields.read() > fields_max) return false;
    out.emplace_back(text);
  }
  return true;
}

template <class Decoded>
core::Result<void> keep_raw(const Envelope& envelope, const char* message, Decoded& out) {
  auto& raw = renewed<RawMessage>(out.message);
  raw.id = envelope.id;
  if (envelope.protobuf) {
    raw.fields.emplace_back(envelope.body);
    return {};
  }
  FieldReader fields(envelope.body);
  if (!take_rest(fields, raw.fields)) return too_many_fields(message, envelope.id);
  return {};
}

template <class Decoded, class Table>
core::Result<void> decode(std::string_view payload, int server_version, const Table& table, const char* (*name)(std::int32_t),
                          Decoded& out) {
  out.surplus.clear();
  Envelope opened;
  if (!read_envelope(payload, server_version, opened)) {
    renewed<RawMessage>(out.message);
    return open_envelope(payload, server_version).error();
  }
  const auto function = supported(server_version) ? table.find(opened.id) : nullptr;
  if (function == nullptr) return keep_raw(opened, name(opened.id), out);
  FieldReader fields(opened.body);
  Reader reader(fields, server_version);
  function(reader, out.message);
  if (reader.fault() != ReadFault::none) return error_of(reader, fields, name(opened.id), opened.id);
  if (!fields.done() && !take_rest(fields, out.surplus)) return too_many_fields(name(opened.id), opened.id);
  return {};
}

}  // namespace

core::Result<void> decode_request(std::string_view payload, int server_version, DecodedRequest& out) {
  return decode(payload, server_version, request_readers, request_name, out);
}

core::Result<void> decode_response(std::string_view payload, int server_version, DecodedResponse& out) {
  return decode(payload, server_version, response_readers, response_name, out);
}

core::Result<DecodedRequest> decode_request(std::string_view payload, int server_version) {
  DecodedRequest out;
  if (const auto done = decode_request(payload, server_version, out); !done) return done.error();
  return out;
}

core::Result<DecodedResponse> decode_response(std::string_view payload, int server_version) {
  DecodedResponse out;
  if (const auto done = decode_response(payload, server_version, out); !done) return done.error();
  return out;
}

}  // namespace legwork::tws
