#include "tws_client/outcome.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace legwork::tws {

std::string to_string(const Failure& failure) {
  const auto reason = to_string(failure.reason);
  return failure.code == 0 ? fmt::format("{}: {}", reason, failure.text)
                           : fmt::format("{} {}: {}", reason, failure.code, failure.text);
}

void throw_exception_from_error(const Failure& failure, const boost::source_location& where) {
  throw std::runtime_error(fmt::format("{}:{}: {}", where.file_name(), where.line(), to_string(failure)));
}

}  // namespace legwork::tws
