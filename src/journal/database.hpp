// Database and Statement: SQLite's connection and prepared statement, closed by their destructors, with its refusals as core::Error.
// Used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace legwork::journal {

class Database {
 public:
  /// `vfs`: the name of a DiskVfs; `flags`: SQLITE_OPEN_…. Errors: io, not_found, parse (no database).
  static core::Result<Database> open(const std::string& path, const char* vfs, int flags);

  /// SQLite's code; the message stays until the next call.
  int try_run(const char* sql);
  /// Errors as those of open.
  core::Result<void> run(const char* sql);
  /// The one value of a query like "PRAGMA user_version".
  core::Result<std::int64_t> number(const char* sql);
  core::Result<std::string> text(const char* sql);

  /// "doing what: why", with the path; `code` 0 means the connection's last.
  core::Error error(std::string_view doing, int code = 0) const;
  sqlite3* handle() const { return handle_.get(); }
  const std::string& path() const { return path_; }
  void close() { handle_.reset(); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, Closer> handle_;
  std::string path_;
};

class Statement {
 public:
  static core::Result<Statement> prepare(const Database& database, const char* sql);

  /// Parameters count from 1; bound text and blobs live until reset.
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::span<const std::uint8_t> blob);

  /// SQLITE_ROW, SQLITE_DONE or what went wrong.
  int step();
  void reset();

  /// Columns count from 0. SQLITE_INTEGER, SQLITE_TEXT …, as stored.
  int type(int column) const;
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::span<const std::uint8_t> blob(int column) const;

 private:
  struct Closer {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Closer> statement_;
};

}  // namespace legwork::journal
