#include "journal/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/assert.hpp"

namespace legwork::journal {
namespace {

core::ErrorCode code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return core::ErrorCode::parse;
    case SQLITE_TOOBIG: return core::ErrorCode::too_large;
    default: return core::ErrorCode::io;
  }
}

std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "; free some space";
    case SQLITE_BUSY: return "; another process is busy with it, try again";
    case SQLITE_CANTOPEN: return "; look at its folder's permissions";
    case SQLITE_CORRUPT: return "; restore a copy, or reconcile from the broker";
    default: return "";
  }
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

core::Result<Database> Database::open(const std::string& path, const char* vfs, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  ASSERT(handle != nullptr, "out of memory");
  Database database(handle, path);
  if (code != SQLITE_OK) return database.error("cannot be opened", code);
  sqlite3_busy_timeout(handle, 5000);
  // A file that was tampered with cannot run functions from its schema, nor can a slip of ours damage its pages.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (const auto set = database.run("PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON"); !set) return set.error();
  return database;
}

int Database::try_run(const char* sql) { return sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr); }

core::Result<void> Database::run(const char* sql) {
  if (try_run(sql) != SQLITE_OK) return error(sql);
  return {};
}

core::Result<std::int64_t> Database::number(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return statement.error();
  if (statement->step() != SQLITE_ROW) return error(sql);
  const std::int64_t value = statement->integer(0);
  if (statement->step() != SQLITE_DONE) return error(sql);
  return value;
}

core::Result<std::string> Database::text(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return statement.error();
  if (statement->step() != SQLITE_ROW) return error(sql);
  std::string value(statement->text(0));
  // "PRAGMA journal_mode=WAL" answers "wal" first and writes that into the file afterwards; only then can it fail.
  if (statement->step() != SQLITE_DONE) return error(sql);
  return value;
}

core::Error Database::error(std::string_view doing, int code) const {
  const int what = code != 0 ? code : sqlite3_extended_errcode(handle());
  return {code_of(what),
          fmt::format("{}: {} (SQLite code {}){}", doing, sqlite3_errmsg(handle()), what, advice(what)),
          {path_, 0, 0, ""}};
}

void Statement::Closer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

core::Result<Statement> Statement::prepare(const Database& database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    return database.error(sql);
  return Statement(statement);
}

void Statement::bind(int parameter, std::int64_t value) {
  ASSERT(sqlite3_bind_int64(statement_.get(), parameter, value) == SQLITE_OK);
}

void Statement::bind(int parameter, std::string_view text) {
  const char* begin = text.empty() ? "" : text.data();  // a null pointer would be stored as NULL
  ASSERT(sqlite3_bind_text64(statement_.get(), parameter, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
}

void Statement::bind(int parameter, std::span<const std::uint8_t> blob) {
  ASSERT(sqlite3_bind_blob64(statement_.get(), parameter, blob.data(), blob.size(), SQLITE_STATIC) == SQLITE_OK);
}

int Statement::step() { return sqlite3_step(statement_.get()); }
void Statement::reset() { sqlite3_reset(statement_.get()); }
int Statement::type(int column) const { return sqlite3_column_type(statement_.get(), column); }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text == nullptr ? std::string_view{}
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return {data, data == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

}  // namespace legwork::journal
