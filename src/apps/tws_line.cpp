#include "apps/tws_line.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tws/messages/codec.hpp"
#include "tws/messages/json.hpp"
#include "tws/session/handshake.hpp"
#include "tws/wire/fields.hpp"
#include "tws/wire/numbers.hpp"

namespace legwork::apps {
namespace {

using nlohmann::json;
using tws::Sender;

core::Error wrong(std::string field, std::string message) {
  return {core::ErrorCode::parse, std::move(message), {"", 0, 0, std::move(field)}};
}

/// Recordings quote their fields; a bare number or flag is taken as its text, null as nothing.
core::Result<std::string> field_text(const json& field) {
  if (field.is_null()) return std::string();
  if (field.is_boolean()) return std::string(field.get<bool>() ? "1" : "0");
  if (field.is_number()) return field.dump();
  if (!field.is_string()) return wrong("fields", "each must be a text");
  auto text = field.get<std::string>();
  if (text.find('\0') != std::string::npos) return wrong("fields", "a field cannot hold a NUL, which ends it on the wire");
  return text;
}

core::Result<void> read_fields(const json& object, RecordedLine& line) {
  const auto fields = object.find("fields");
  if (fields == object.end() || !fields->is_array()) return wrong("fields", "must be a list of texts");
  for (const json& field : *fields) {
    auto text = field_text(field);
    if (!text) return text.error();
    line.fields.push_back(std::move(*text));
  }
  return {};
}

core::Result<std::optional<std::int32_t>> optional_int(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::optional<std::int32_t>{};
  if (!found->is_number_integer()) return wrong(key, "must be a whole number or null");
  const auto value = found->get<std::int64_t>();
  if (value < -1 || value > 0xffffff) return wrong(key, "is out of range");
  return std::optional(static_cast<std::int32_t>(value));
}

bool flag(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

core::Result<Sender> read_sender(const json& object) {
  const auto found = object.find("direction");
  if (found != object.end() && found->is_string()) {
    const auto word = found->get<std::string>();
    if (word == "server") return Sender::server;
    if (word == "client") return Sender::client;
  }
  return wrong("direction", R"(must be "server" or "client")");
}

/// The id is the first field; recordings of libraries that take it off have it in msg_id alone.
core::Result<void> read_id(const json& object, RecordedLine& line) {
  const auto id = optional_int(object, "msg_id");
  if (!id) return id.error();
  line.id = *id;
  if (!object.contains("msg_id") && !line.fields.empty()) {
    std::int32_t first = 0;
    if (tws::read_number(line.fields.front(), first) == tws::Reading::value) line.id = first;
  }
  if (!line.id || !line.text_dialect) return {};
  const std::string text = fmt::format("{}", *line.id);
  if (line.fields.empty() || line.fields.front() != text) line.fields.insert(line.fields.begin(), text);
  return {};
}

std::string payload_of(const RecordedLine& line) {
  std::string payload;
  for (const std::string& field : line.fields) tws::append_field(payload, field);
  return payload;
}

struct Attempt {
  std::string name;
  std::vector<std::string> surplus;
  std::optional<core::Error> error;
};

template <class Decoded>
Attempt attempt_of(core::Result<Decoded> decoded, const char* name) {
  if (!decoded) return {name, {}, decoded.error()};
  return {tws::name_of(decoded->message), std::move(decoded->surplus), std::nullopt};
}

Attempt attempt(const RecordedLine& line, const std::string& payload, int version) {
  if (line.sender == Sender::client) return attempt_of(tws::decode_request(payload, version), tws::request_name(*line.id));
  return attempt_of(tws::decode_response(payload, version), tws::response_name(*line.id));
}

/// Higher is better: without an error, then with less left over, then with an error as late as possible.
std::pair<int, long> merit(const Attempt& a) {
  if (!a.error) return {1, -static_cast<long>(a.surplus.size())};
  return {0, static_cast<long>(a.error->where.column)};
}

/// The best version there is, the newest of equals.
int best_version(const RecordedLine& line, const std::string& payload) {
  int best = tws::max_server_version;
  auto best_merit = merit(attempt(line, payload, best));
  for (int version = best - 1; version >= tws::min_server_version; --version) {
    const auto here = merit(attempt(line, payload, version));
    if (here <= best_merit) continue;
    best = version;
    best_merit = here;
  }
  return best;
}

/// Messages that carried a version number as their second field before server version 157, and the last one of each (the official
/// clients of those days; a placeOrder of 2018 has 45).
struct OldShape {
  Sender sender;
  std::int32_t id;
  std::int32_t last_version;
};
constexpr std::array old_shapes = {OldShape{Sender::client, 3, 45}, OldShape{Sender::client, 20, 6},
                                   OldShape{Sender::server, 3, 6},  OldShape{Sender::server, 5, 34},
                                   OldShape{Sender::server, 10, 8}, OldShape{Sender::server, 11, 10},
                                   OldShape{Sender::server, 17, 3}, OldShape{Sender::server, 21, 6}};
/// contractData grew at its end from server version 121 on, while its version number stayed 8.
constexpr std::array<std::string_view, 5> later_contract_fields = {"aggregation_group", "under_symbol", "market_rule_ids",
                                                                   "real_expiration_date", "stock_type"};

/// Whether a message that fits no supported version is from before them: its version number explains why it does not.
bool from_before(const RecordedLine& line, const std::string& payload, const Attempt& best) {
  const auto shape = std::find_if(old_shapes.begin(), old_shapes.end(),
                                  [&](const OldShape& s) { return s.sender == line.sender && s.id == *line.id; });
  std::int32_t version = 0;
  if (shape == old_shapes.end() || line.fields.size() < 2 || !best.error) return false;
  if (tws::read_number(line.fields[1], version) != tws::Reading::value || version < 1 || version > shape->last_version)
    return false;
  const auto& wrong_field = best.error->where.field;
  if (*line.id == 10 &&
      std::find(later_contract_fields.begin(), later_contract_fields.end(), wrong_field) != later_contract_fields.end())
    return best.error->where.column > line.fields.size();
  RecordedLine without = line;
  without.fields.erase(without.fields.begin() + 1);
  const std::string shorter = payload_of(without);
  const Attempt unversioned = attempt(without, shorter, best_version(without, shorter));
  return merit(unversioned) > merit(attempt(line, payload, best_version(line, payload)));
}

std::string text_json(std::string_view text) {
  std::string out;
  tws::append_json_text(out, text);
  return out;
}

std::string texts_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? "," : "") + text_json(text);
  return out + "]";
}

std::string differences_json(const std::vector<tws::FieldDifference>& differences) {
  using Kind = tws::FieldDifference::Kind;
  std::string out = "[";
  for (const auto& d : differences)
    out += fmt::format(R"({}{{"field":{},"kind":"{}","recorded":{},"encoded":{}}})", out.size() > 1 ? "," : "", d.field,
                       d.kind == Kind::content          ? "content"
                       : d.kind == Kind::unset_spelling ? "unset_spelling"
                                                        : "missing",
                       text_json(d.recorded), text_json(d.encoded));
  return out + "]";
}

/// One surplus empty field is what fixtures have that join fields with separators instead of ending them.
bool only_a_separator(const std::vector<std::string>& surplus) { return surplus.size() == 1 && surplus.front().empty(); }

std::string head(const RecordedLine& line, std::size_t line_number) {
  return fmt::format(R"({{"line":{},"direction":"{}","server_version":{})", line_number,
                     line.sender == Sender::client ? "client" : "server",
                     line.server_version ? fmt::format("{}", *line.server_version) : "null");
}

std::string tail(const RecordedLine& line, const std::optional<core::Error>& error, bool failed) {
  std::string out;
  if (line.truncated) out += R"(,"truncated":true)";
  if (line.malformed) out += R"(,"malformed":true)";
  if (error) {
    out += fmt::format(R"(,"error":{{"field":{},"name":{},"message":{}}})", error->where.column, text_json(error->where.field),
                       text_json(error->message));
  } else {
    out += R"(,"error":null)";
  }
  return out + fmt::format(R"(,"ok":{}}})", !failed);
}

/// The client's hello, "v178..200 +PACEAPI" or "v178"; "API" before it is optional here. Errors: parse.
core::Result<std::string> hello_json(const RecordedLine& line) {
  const bool prefixed = !line.fields.empty() && line.fields.front() == "API";
  const std::string text = line.fields.size() > (prefixed ? 1u : 0u) ? line.fields[prefixed ? 1 : 0] : "";
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::string range = text.substr(0, blank);
  const std::size_t dots = range.find("..");
  std::int32_t low = 0, high = 0;
  if (!range.starts_with('v') || tws::read_number(range.substr(1, dots - 1), low) != tws::Reading::value ||
      tws::read_number(dots == std::string::npos ? range.substr(1) : range.substr(dots + 2), high) != tws::Reading::value)
    return wrong("fields", R"(a hello is "v178..200" or "v178", then maybe a blank and options)");
  return fmt::format(R"({{"min_version":{},"max_version":{},"connect_options":{}}})", low, high,
                     text_json(blank < text.size() ? text.substr(blank + 1) : ""));
}

core::Result<std::string> handshake_reply_json(const RecordedLine& line) {
  const auto reply = tws::read_handshake_reply(payload_of(line));
  if (!reply) return reply.error();
  return fmt::format(R"({{"server_version":{},"connection_time":{},"redirect":{}}})", reply->server_version,
                     text_json(reply->connection_time), text_json(reply->redirect));
}

DecodedLine decode_handshake(const RecordedLine& line, std::size_t line_number) {
  const auto message = line.sender == Sender::client ? hello_json(line) : handshake_reply_json(line);
  const bool failed = !message && !line.truncated && !line.malformed;
  const auto error = message ? std::nullopt : std::optional(message.error());
  return {head(line, line_number) + R"(,"id":null,"name":"handshake","message":)" + (message ? *message : "null") +
              R"(,"left_over":[])" + tail(line, error, failed),
          failed};
}

/// Outside the supported versions, or in protobuf: the fields as they came.
DecodedLine keep_raw(const RecordedLine& line, std::size_t line_number, std::string_view why) {
  const char* name = line.sender == Sender::client ? tws::request_name(*line.id) : tws::response_name(*line.id);
  auto fields = line.fields;
  if (!fields.empty() && fields.front() == fmt::format("{}", *line.id)) fields.erase(fields.begin());
  const std::string out = head(line, line_number) + fmt::format(R"(,"id":{},"name":{},"message":{{"id":{},"fields":{}}})", *line.id,
                                                                text_json(name), *line.id, texts_json(fields));
  return {out + R"(,"left_over":[],"note":)" + text_json(why) + tail(line, std::nullopt, false), false};
}

}  // namespace

core::Result<RecordedLine> read_recorded_line(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (object.is_discarded() || !object.is_object()) return wrong("", "is no JSON object");
  RecordedLine line;
  const auto sender = read_sender(object);
  if (!sender) return sender.error();
  line.sender = *sender;
  const auto version = optional_int(object, "server_version_if_known");
  if (!version) return version.error();
  line.server_version = *version;
  const auto encoding = object.find("encoding");
  line.text_dialect = encoding == object.end() || !encoding->is_string() || encoding->get<std::string>() == "text";
  line.truncated = flag(object, "truncated");
  line.malformed = flag(object, "malformed");
  if (const auto done = read_fields(object, line); !done) return done.error();
  if (const auto done = read_id(object, line); !done) return done.error();
  return line;
}

DecodedLine decode_recorded_line(const RecordedLine& line, std::size_t line_number, std::optional<int> assumed_version) {
  if (!line.id) return decode_handshake(line, line_number);
  const auto stated = line.server_version ? line.server_version : assumed_version;
  if (!line.text_dialect) return keep_raw(line, line_number, "not in the text dialect: kept as fields");
  if (stated.value_or(0) > tws::max_server_version)
    return keep_raw(line, line_number, "server version above the tables: kept as fields");
  const std::string payload = payload_of(line);
  const int version = stated ? *stated : best_version(line, payload);
  const Attempt result = attempt(line, payload, version);
  if (!stated && result.error && !line.truncated && !line.malformed && from_before(line, payload, result))
    return keep_raw(line, line_number,
                    "fits no server version in the tables; its version number is of an older one: kept as fields");
  const bool client = line.sender == Sender::client;
  std::string out = head(line, line_number) + fmt::format(R"(,"decoded_at":{})", version);
  if (!stated) {
    const auto fitting = tws::fitting_versions(payload, line.sender, tws::min_server_version, tws::max_server_version);
    out += fmt::format(R"(,"tried":"{}..{}","fits":"{}")", tws::min_server_version, tws::max_server_version,
                       tws::version_ranges(fitting));
  }
  out +=
      fmt::format(R"(,"id":{},"name":{},"message":{},"left_over":{})", *line.id, text_json(result.name),
                  client ? tws::request_json(payload, version) : tws::response_json(payload, version), texts_json(result.surplus));
  if (!result.error)
    out += R"(,"reencoding_differences":)" + differences_json(tws::reencoding_differences(payload, line.sender, version));
  const bool rest = !result.surplus.empty() && !only_a_separator(result.surplus);
  const auto error = result.error ? result.error
                     : rest       ? std::optional(wrong("left_over", "fields beyond the layout"))
                                  : std::nullopt;
  const bool failed = error && !line.truncated && !line.malformed;
  return {out + tail(line, error, failed), failed};
}

}  // namespace legwork::apps
