#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace legwork::core {

void assertion_failed(std::string_view condition, std::string_view file, int line, std::string_view message) {
  fmt::print(stderr, "{}:{}: assertion failed: {}{}{}\n", file, line, condition, message.empty() ? "" : ": ", message);
  std::fflush(stderr);
  std::abort();
}

}  // namespace legwork::core
