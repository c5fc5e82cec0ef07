// Result<T>: a value or an Error, for everything the world can do to us. Bugs are ASSERTs instead.
// An Error says what happened in words for a person, and where: in which file, line and column or field.
#pragma once

#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace legwork::core {

enum class ErrorCode {
  invalid_argument,  // a value the caller or user gave is out of its domain
  not_found,         // a file, column, preset, row … that does not exist
  io,                // the operating system refused
  parse,             // text or bytes that do not follow their format
  unsupported,       // well-formed, but not something this program does
  too_large,         // beyond a stated bound
};

std::string_view to_string(ErrorCode code);

/// Where in an input something is wrong; 0 means "does not apply". Lines and columns count from 1.
struct Location {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string field;

  friend bool operator==(const Location&, const Location&) = default;
};

struct Error {
  ErrorCode code{};
  std::string message;  // what is wrong and, after "; ", what to do about it
  Location where{};
};

/// "file:line:column: field: message", each part only if present.
std::string to_string(const Error& error);

template <class T>
using Result = boost::system::result<T, Error>;

/// boost::system::result asks for this hook: value() on an error throws it as std::runtime_error.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace legwork::core
