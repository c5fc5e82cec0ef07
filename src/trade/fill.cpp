#include "trade/fill.hpp"

#include <charconv>

#include <fmt/format.h>

namespace legwork::trade {

core::Result<ExecutionId> ExecutionId::parse(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return core::Error{core::ErrorCode::parse, fmt::format("'{}' is no execution id: {}", text.substr(0, 64), why), {}};
  };
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return wrong("nothing before a last dot");
  const std::string_view digits = text.substr(dot + 1);
  if (digits.empty() || digits.size() > 18) return wrong("no version after the last dot");
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (error != std::errc{} || end != digits.data() + digits.size() || version < 0) return wrong("no version after the last dot");
  return ExecutionId{std::string(text.substr(0, dot)), version};
}

std::string to_string(const ExecutionId& id) { return fmt::format("{}.{:02}", id.base, id.version); }

}  // namespace legwork::trade
