#include "journal/schema.hpp"

#include <array>

#include <fmt/format.h>

namespace legwork::journal {
namespace {

// STRICT: a flipped type byte cannot pass for another type unnoticed, and an append cannot store what replay would refuse.
constexpr std::array steps_of_ours{
    Migration{"the table of records",
              "CREATE TABLE records("
              "sequence INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,"
              " body TEXT NOT NULL, hash BLOB NOT NULL) STRICT"},
};

core::Error refused(const Database& database, core::ErrorCode code, std::string message) {
  return {code, std::move(message), {database.path(), 0, 0, ""}};
}

core::Result<void> step(Database& database, const Migration& migration, std::size_t version) {
  const std::string sql = fmt::format("BEGIN IMMEDIATE; PRAGMA application_id={}; {}; PRAGMA user_version={}; COMMIT",
                                      application_id, migration.sql, version);
  if (database.try_run(sql.c_str()) == 0) return {};
  core::Error why = database.error(fmt::format("version {} ({}) could not be made", version, migration.what));
  database.try_run("ROLLBACK");  // fails where SQLite has undone it already
  return why;
}

}  // namespace

std::span<const Migration> migrations() { return steps_of_ours; }

core::Result<std::int64_t> schema_version(Database& database, std::span<const Migration> steps) {
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  const auto id = database.number("PRAGMA application_id");
  if (!id) return id.error();
  const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  const bool is_empty = *version == 0 && *tables == 0;
  if (!is_empty && *id != application_id) return refused(database, core::ErrorCode::parse, "is an SQLite file and no journal");
  if (*version < 0 || (!is_empty && *version == 0))
    return refused(database, core::ErrorCode::parse, fmt::format("says it has version {}, which no journal has", *version));
  if (*version > static_cast<std::int64_t>(steps.size()))
    return refused(database, core::ErrorCode::unsupported,
                   fmt::format("has version {}, and this program knows up to {}; use the newer program that wrote it", *version,
                               steps.size()));
  return *version;
}

core::Result<void> migrate(Database& database, std::span<const Migration> steps,
                           const std::function<core::Result<void>(std::int64_t version)>& before_change) {
  const auto version = schema_version(database, steps);
  if (!version) return version.error();
  if (*version > 0 && *version < static_cast<std::int64_t>(steps.size()))
    if (const auto kept = before_change(*version); !kept) return kept.error();
  for (auto i = static_cast<std::size_t>(*version); i < steps.size(); ++i)
    if (const auto done = step(database, steps[i], i + 1); !done) return done.error();
  return {};
}

}  // namespace legwork::journal
