// The control protocol: how a command asks a running engine. One JSON object a line: {"id":1,"do":"status",…} is answered by
// {"id":1,"ok":true,…} or {"id":1,"ok":false,"error":{"code","message","where"}}. What subscribes gets lines with "end":false and then a
// last one. Plain, no I/O; a line costs one parse.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.hpp"

namespace legwork::desk {

struct ControlRequest {
  std::string id;  // as JSON: a number or a string
  std::string action;  // the value of "do"
  std::string text;  // the whole object, valid JSON of at most 32 levels: fields are the handler's to read
};

struct ControlError {
  std::string code;  // a word for programs
  std::string message;  // for a person
  std::string where = {};  // the field it is about, if any

  friend bool operator==(const ControlError&, const ControlError&) = default;
};
ControlError to_control_error(const core::Error& error);

/// A line that is no request, with its id where it has one.
struct ControlRefusal {
  std::string id = "null";
  ControlError error;
};

/// Refusals: `parse` (no JSON object, no "id" of at most 64 bytes, no "do" of small letters and _), `too_large` (levels).
std::variant<ControlRequest, ControlRefusal> parse_control_request(std::string_view line);

// Lines to answer with, each with its newline. `fields` is a JSON object; its members follow ours.
std::string control_answer(std::string_view id, std::string_view fields);
std::string control_part(std::string_view id, std::string_view fields, bool is_last);
std::string control_refusal(std::string_view id, const ControlError& error);

/// The way back of one request. Answered once, now or later, on the server's executor; it may outlive its connection, and then says so.
/// When the last copy goes unanswered, the asker is told that too.
class ControlReply {
 public:
  /// Takes a line, and whether it is the request's last. False: nobody reads it.
  using Sink = std::function<bool(std::string&&, bool)>;
  ControlReply(std::string id, Sink sink);

  /// One of many: false when nobody wants more, and the source may stop. `fields` is a JSON object here and below.
  bool part(std::string_view fields) const;
  /// The last word; of several only the first counts. False when nobody heard it.
  bool answer(std::string_view fields = "{}") const;
  bool refuse(const ControlError& error) const;
  bool is_answered() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What an engine said to the request with `id`, or to everybody (null).
struct ControlAnswer {
  bool is_last = true;
  bool is_ok = false;
  std::string text;  // the whole object
  ControlError error;  // when not ok
};
/// Errors: parse (no answer of this protocol, or to another request).
core::Result<ControlAnswer> parse_control_answer(std::string_view line, std::string_view id);

/// `request`, a JSON object, with its id before everything. Error: invalid_argument (no such object, or no request).
core::Result<std::string> control_request_line(std::string_view request, std::string_view id);

}  // namespace legwork::desk
