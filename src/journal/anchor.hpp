// Anchor: which record the journal had reached, and its hash, in a small file beside the database. Cutting records off the end of the
// database leaves a valid chain; the anchor tells. One line of text, with a checksum of its own, replaced as a whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "journal/disk.hpp"
#include "journal/store.hpp"

namespace legwork::journal {

std::string anchor_text(const Head& head);
/// Nothing where `text` is not exactly what anchor_text writes.
std::optional<Head> parse_anchor(std::string_view text);

/// Replaced as a whole (replace_whole). Returns SQLite's code.
int write_anchor(Disk& disk, const std::string& folder, const Head& head);

/// Nothing where there is none. Error: the Finding that it is damaged or cannot be read.
boost::system::result<std::optional<Head>, Finding> read_anchor(Disk& disk, const std::string& folder);

}  // namespace legwork::journal
