#include "trade/record.hpp"

#include <fmt/format.h>

namespace legwork::trade {

core::Result<RecordKind> RecordKind::parse(std::string_view name) {
  if (!is_name(name))
    return core::Error{
        core::ErrorCode::parse,
        fmt::format("'{}' is no kind of record; a kind is 1 to {} of a-z, 0-9 and _", name.substr(0, 64), length_max),
        {}};
  return RecordKind(name);
}

}  // namespace legwork::trade
