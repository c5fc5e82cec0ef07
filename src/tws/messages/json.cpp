#include "tws/messages/json.hpp"

#include <fmt/format.h>

#include "tws/messages/codec.hpp"
#include "tws/messages/json_printer.hpp"
#include "tws/messages/layouts.hpp"
#include "tws/messages/message_table.hpp"
#include "tws/wire/envelope.hpp"

namespace legwork::tws {
namespace {

template <class T>
struct Printer {
  static constexpr auto function = +[](JsonPrinter& printer) {
    T message;
    layout(printer, message);
  };
};

constexpr MessageTable<Request, Printer> request_printers;
constexpr MessageTable<Response, Printer> response_printers;

/// Bytes of the UTF-8 character at the start of `text`, 0 when it is none (RFC 3629: shortest form, no surrogates, up to U+10FFFF).
std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool too_long = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
  return too_long || beyond ? 0 : size;
}

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '"': out += R"(\")"; return;
    case '\\': out += R"(\\)"; return;
    case '\n': out += R"(\n)"; return;
    case '\r': out += R"(\r)"; return;
    case '\t': out += R"(\t)"; return;
    default: break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    fmt::format_to(std::back_inserter(out), R"(\u{:04x})", static_cast<unsigned>(c));
    return;
  }
  out += c;
}

std::string raw_json(const Envelope& envelope) {
  std::string out = fmt::format(R"({{"id":{},"fields":[)", envelope.id);
  FieldReader fields(envelope.body);
  std::string_view text;
  while (fields.next(text)) {
    if (fields.read() > 1) out += ',';
    append_json_text(out, text);
  }
  return out + "]}";
}

template <class Table>
std::string payload_json(std::string_view payload, int server_version, const Table& table) {
  const auto opened = open_envelope(payload, server_version);
  if (!opened) return "{}";
  const auto print = supported(server_version) ? table.find(opened->id) : nullptr;
  if (print == nullptr) return raw_json(*opened);
  FieldReader fields(opened->body);
  Reader reader(fields, server_version);
  reader.expect_a_cut();
  std::string out = "{";
  JsonPrinter printer(reader, out);
  print(printer);
  return out + "}";
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    if (size == 1) {
      append_ascii(out, text.front());
    } else if (size == 0) {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out += '"';
}

std::string request_json(std::string_view payload, int server_version) {
  return payload_json(payload, server_version, request_printers);
}

std::string response_json(std::string_view payload, int server_version) {
  return payload_json(payload, server_version, response_printers);
}

}  // namespace legwork::tws
