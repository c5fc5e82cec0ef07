// ASSERT(condition) and ASSERT(condition, "format {}", args…): a broken invariant is a bug, in every build type.
// Prints file, line and the condition to stderr and aborts; it never throws, so no state is left half changed.
#pragma once

#include <string_view>

#include <fmt/format.h>

namespace legwork::core {

[[noreturn]] void assertion_failed(std::string_view condition, std::string_view file, int line, std::string_view message);

}  // namespace legwork::core

#define LEGWORK_ASSERT_MESSAGE(...) ::fmt::format("" __VA_ARGS__)
#define ASSERT(condition, ...)                                                                                   \
  (static_cast<bool>(condition)                                                                                  \
       ? static_cast<void>(0)                                                                                    \
       : ::legwork::core::assertion_failed(#condition, __FILE__, __LINE__, LEGWORK_ASSERT_MESSAGE(__VA_ARGS__)))
