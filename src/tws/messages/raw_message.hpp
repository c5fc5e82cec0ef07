// RawMessage: any message we do not lay out, kept as it came, so that nothing is lost and nothing is fatal. Owned by its holder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace legwork::tws {

struct RawMessage {
  std::int32_t id = 0;
  std::vector<std::string> fields;  // without the id; a binary (protobuf) body is one field
  friend bool operator==(const RawMessage&, const RawMessage&) = default;
};

}  // namespace legwork::tws
