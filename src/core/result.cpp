#include "core/result.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace legwork::core {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid argument";
    case ErrorCode::not_found: return "not found";
    case ErrorCode::io: return "i/o error";
    case ErrorCode::parse: return "parse error";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::too_large: return "too large";
  }
  return "unknown error";
}

std::string to_string(const Error& error) {
  std::string text;
  const Location& at = error.where;
  if (!at.file.empty()) text += at.file + ":";
  if (at.line != 0) text += fmt::format("{}:", at.line);
  if (at.column != 0) text += fmt::format("{}:", at.column);
  if (!text.empty()) text += ' ';
  if (!at.field.empty()) text += at.field + ": ";
  return text + error.message;
}

void throw_exception_from_error(const Error& error, const boost::source_location&) { throw std::runtime_error(to_string(error)); }

}  // namespace legwork::core
