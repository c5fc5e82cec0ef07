#include "desk/control_protocol.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/assert.hpp"

namespace legwork::desk {
namespace {

using Json = nlohmann::ordered_json;

constexpr int levels_max = 32;
constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t action_bytes_max = 64;

/// Before the parse: what walks a value recursively must not be led down a million brackets.
bool is_flat_enough(std::string_view text) {
  int level = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++level > levels_max) return false;
    } else if (c == ']' || c == '}') {
      --level;
    }
  }
  return true;
}

Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

/// A word of the broker's in another encoding is no reason to fail.
std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<std::string> id_of(const Json& object) {
  const auto at = object.find("id");
  if (at == object.end() || !(at->is_string() || at->is_number_integer())) return std::nullopt;
  auto id = dump(*at);
  if (id.size() > id_bytes_max) return std::nullopt;
  return id;
}

std::string text_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool is_action(std::string_view word) {
  return !word.empty() && word.size() <= action_bytes_max &&
         std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::string line_of(std::string_view id, std::optional<bool> is_last, std::string_view fields) {
  const auto object = parse(fields);
  ASSERT(object.is_object(), "the fields of an answer are no JSON object: {}", fields);
  auto line = fmt::format(R"({{"id":{},"ok":true)", id);
  if (is_last) line += *is_last ? R"(,"end":true)" : R"(,"end":false)";
  if (!object.empty())
    line.append(1, ',').append(dump(object).substr(1));
  else
    line += '}';
  return line + '\n';
}

}  // namespace

ControlError to_control_error(const core::Error& error) {
  std::string code(core::to_string(error.code));
  std::ranges::replace(code, ' ', '_');
  return {std::move(code), error.message, error.where.field};
}

std::variant<ControlRequest, ControlRefusal> parse_control_request(std::string_view line) {
  const auto refuse = [](std::string id, const char* code, const char* message, const char* where) {
    return ControlRefusal{std::move(id), {code, message, where}};
  };
  if (!is_flat_enough(line)) return refuse("null", "too_large", "more than 32 levels", "");
  const auto object = parse(line);
  if (!object.is_object()) return refuse("null", "parse", "a request is one JSON object on one line", "");
  const auto id = id_of(object);
  if (!id) return refuse("null", "parse", "a request has an id: a whole number, or a string of at most 64 bytes", "id");
  auto action = text_of(object, "do");
  if (!is_action(action)) return refuse(*id, "parse", "a request says what to do, in small letters", "do");
  return ControlRequest{*id, std::move(action), std::string(line)};
}

std::string control_answer(std::string_view id, std::string_view fields) { return line_of(id, std::nullopt, fields); }

std::string control_part(std::string_view id, std::string_view fields, bool is_last) { return line_of(id, is_last, fields); }

std::string control_refusal(std::string_view id, const ControlError& error) {
  Json inner{{"code", error.code}, {"message", error.message}};
  if (!error.where.empty()) inner["where"] = error.where;
  return fmt::format(R"({{"id":{},"ok":false,"error":{}}})"
                     "\n",
                     id, dump(inner));
}

struct ControlReply::State {
  State(std::string id_in, Sink sink_in) : id(std::move(id_in)), sink(std::move(sink_in)) {}
  ~State() {
    if (!is_answered) sink(control_refusal(id, {"unanswered", "the engine dropped this request without an answer"}), true);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string id;
  Sink sink;
  bool has_parts = false;
  bool is_answered = false;
};

ControlReply::ControlReply(std::string id, Sink sink) : state_(std::make_shared<State>(std::move(id), std::move(sink))) {}

bool ControlReply::part(std::string_view fields) const {
  if (state_->is_answered) return false;
  state_->has_parts = true;
  return state_->sink(control_part(state_->id, fields, false), false);
}

bool ControlReply::answer(std::string_view fields) const {
  if (std::exchange(state_->is_answered, true)) return false;
  return state_->sink(state_->has_parts ? control_part(state_->id, fields, true) : control_answer(state_->id, fields), true);
}

bool ControlReply::refuse(const ControlError& error) const {
  if (std::exchange(state_->is_answered, true)) return false;
  return state_->sink(control_refusal(state_->id, error), true);
}

bool ControlReply::is_answered() const { return state_->is_answered; }

core::Result<ControlAnswer> parse_control_answer(std::string_view line, std::string_view id) {
  const auto failed = [](const char* message) { return core::Error{core::ErrorCode::parse, message}; };
  if (!is_flat_enough(line)) return failed("the engine's answer has more than 32 levels");
  const auto object = parse(line);
  if (!object.is_object() || !object.contains("id") || !object.contains("ok") || !object["ok"].is_boolean())
    return failed("what serves there does not speak like an engine");
  ControlAnswer answer;
  answer.is_ok = object["ok"].get<bool>();
  const auto& of = object["id"];
  if (dump(of) != id && (answer.is_ok || !of.is_null())) return failed("the engine answered another request");
  const auto end = object.find("end");
  answer.is_last = end == object.end() || *end != false;
  answer.text = std::string(line);
  if (answer.is_ok) return answer;
  const auto error = object.find("error");
  if (error == object.end() || !error->is_object()) return failed("the engine refused without a word");
  answer.error = {text_of(*error, "code"), text_of(*error, "message"), text_of(*error, "where")};
  return answer;
}

core::Result<std::string> control_request_line(std::string_view request, std::string_view id) {
  const auto failed = [](std::string why) { return core::Error{core::ErrorCode::invalid_argument, std::move(why)}; };
  auto object = is_flat_enough(request) ? parse(request) : Json();
  if (!object.is_object()) return failed("a request is a JSON object");
  object.erase("id");
  auto line = fmt::format(R"({{"id":{}{}{})", id, object.empty() ? "" : ",", dump(object).substr(1));
  const auto parsed = parse_control_request(line);
  if (const auto* const refusal = std::get_if<ControlRefusal>(&parsed)) return failed(refusal->error.message);
  return line + '\n';
}

}  // namespace legwork::desk
