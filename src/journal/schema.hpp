// The journal's tables and how older ones become today's. SQLite's user_version counts the migrations a file has been through; a new
// layout is one more line in the table of schema.cpp, never a change to an old one.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "journal/database.hpp"

namespace legwork::journal {

/// "LWRK": tells a journal from any other SQLite file.
inline constexpr std::int64_t application_id = 0x4c57524b;

struct Migration {
  const char* what;  // for messages
  const char* sql;  // from the version before; runs in one transaction with the new user_version
};

/// From an empty file to today's version, in order.
std::span<const Migration> migrations();

/// Errors: parse when the file is no journal or lacks its table, unsupported when its version is newer than the last of `steps`.
/// Version 0 is a file that has nothing in it yet.
core::Result<std::int64_t> schema_version(Database& database, std::span<const Migration> steps = migrations());

/// Brings `database` to the last of `steps`; each step is kept or undone as a whole. `before_change` runs once, when a file that has
/// records is about to be changed.
core::Result<void> migrate(Database& database, std::span<const Migration> steps,
                           const std::function<core::Result<void>(std::int64_t version)>& before_change);

}  // namespace legwork::journal
