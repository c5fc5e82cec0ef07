// Message ids we know by name but keep raw. Sources: scmhub/ibapi message.go and stoqey/ib decoder.ts agree on them.
#pragma once

#include <cstdint>
#include <span>

namespace legwork::tws {

struct KnownId {
  std::int32_t id;
  const char* name;  // the wire's, NUL-ended
};

/// In ascending order, without those that have a layout.
std::span<const KnownId> raw_request_ids();
std::span<const KnownId> raw_response_ids();

}  // namespace legwork::tws
