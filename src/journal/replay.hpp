// Reading a journal's records in order while checking all of it: sequence, types, hash chain, and that the anchor's record is there.
// Streams; holds one record at a time. Shared by the owner (Journal) and by readers (JournalReader).
#pragma once

#include <optional>

#include "journal/database.hpp"
#include "journal/store.hpp"

namespace legwork::journal {

/// As Store::replay. `anchor`: what the records must reach and agree with.
ReplayResult replay_records(const Database& database, const std::optional<Head>& anchor, const Visitor& visitor);

/// The last record alone, unchecked but for its types.
ReplayResult read_head(const Database& database);

/// Whether the anchored record is there with its hash; reads that record alone.
std::optional<Finding> check_anchor(const Database& database, const Head& head, const Head& anchor);

}  // namespace legwork::journal
