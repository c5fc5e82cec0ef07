// One limit's value as an integer in its finest unit: micros of a dollar, nanoseconds, or a count. What the table, the reader and the
// comparison of two files share.
#pragma once

#include <cstdint>

#include "trade/gate/limits.hpp"

namespace legwork::trade {

/// How many of them one of the key's unit is.
std::int64_t fine_unit(const LimitInfo& info);
/// ASSERTs that it is no list.
std::int64_t fine_value(const LimitInfo& info, const Limits& limits);
/// Errors: invalid_argument, with the key.
core::Result<void> check_bounds(const LimitInfo& info, const Limits& limits);

}  // namespace legwork::trade
