// The layouts as tables for docs/protocol.md, printed by walking them: what stands there is what is read and written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace legwork::tws {

enum class Direction : std::uint8_t { request, response };

/// One field of a layout. Elements of a list are named "legs[].ratio"; the count before them is "legs.count".
struct ListedField {
  std::string name;
  std::string only_when;  // in words for a person; empty: always there
  friend bool operator==(const ListedField&, const ListedField&) = default;
};

/// The fields after the id at one server version, in the order of the wire, conditional parts included. A supported version. Empty for
/// ids without a layout, messages without fields and messages that the version does not have yet.
std::vector<ListedField> listed_fields(Direction direction, std::int32_t id, int server_version);

/// Every laid-out id of a direction, ascending.
std::vector<std::int32_t> laid_out_ids(Direction direction);

/// Markdown: a table of every laid-out message for each direction, fields that not every version has marked with those that have them,
/// then the ids that are known and kept raw.
std::string protocol_markdown();

}  // namespace legwork::tws
